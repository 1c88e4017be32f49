"""Everything that was ever shared about a person or a case, with whom and why, for the information-governance lead."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from mash.foundation.kernel import Ref
from mash.foundation.ledger import append_apart, sharing
from mash.foundation.ledger.events import SHARES_VIEWED
from mash.foundation.ledger.queries import Page
from mash.foundation.ledger.searching import Wanted
from mash.interfaces.web.access import page
from mash.interfaces.web.governance import presenters
from mash.interfaces.web.governance.forms import SharesForm
from mash.interfaces.web.governance.views import CSV_ROWS, before_of, query_of
from mash.interfaces.web.request import HttpRequest


def _found(request: HttpRequest, wanted: Wanted, how: str, limit: int = sharing.PAGE) -> Page:
    """What was shared, and the entry that says who was shown it."""
    found = sharing.shared(wanted.ref, wanted.kind, before=before_of(request), limit=limit)
    if found.lines:
        about = {one for line in found.lines for one in line.about}
        append_apart(
            SHARES_VIEWED,
            by=request.actor,
            at=request.at,
            about=about | ({Ref(wanted.kind, wanted.ref)} if wanted.kind else set()),
            payload={"shown": len(found.lines), "how": how},
        )
    return found


@page("permission", "ledger:entry:view")
def shares(request: HttpRequest) -> HttpResponse:
    """What was shared, by recipient, a page of entries at a time."""
    form = SharesForm(request.GET)
    asked = form.is_valid() and bool(form.wanted.ref)
    found = _found(request, form.wanted, "list") if asked else Page([], None)
    return render(
        request,
        "governance/shares.jinja",
        {
            "form": form,
            "asked": asked,
            "groups": presenters.shares(found.lines),
            "older": query_of(request, before=str(found.older)) if found.older is not None else "",
            "latest": query_of(request) if "before" in request.GET else "",
            "csv": reverse("governance:shares_csv") + query_of(request) if found.lines else "",
            "rooms": presenters.rooms("shares"),
        },
    )


@page("permission", "ledger:entry:view")
def as_csv(request: HttpRequest) -> HttpResponse:
    """The same, up to CSV_ROWS entries, as a file."""
    form = SharesForm(request.GET)
    if not form.is_valid() or not form.wanted.ref:
        raise Http404
    found = _found(request, form.wanted, "csv", CSV_ROWS)
    response = HttpResponse(presenters.shares_csv(found.lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="shares.csv"'
    return response
