"""Who saw and did what, for the information-governance lead. Looking is itself in the log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mash.foundation.kernel import Ref
from mash.foundation.ledger import append_apart, queries
from mash.foundation.ledger.erasing import erased_by
from mash.foundation.ledger.events import LOG_VIEWED
from mash.foundation.ledger.searching import Wanted
from mash.interfaces.web.access import page
from mash.interfaces.web.governance import presenters
from mash.interfaces.web.governance.forms import KINDS, SearchForm
from mash.interfaces.web.request import HttpRequest

CSV_ROWS: Final = 5_000
_BIGGEST: Final = 2**63 - 1


def _looked(
    request: HttpRequest, shown: int, how: str, about: Iterable[Ref], entry: int | None = None
) -> None:
    append_apart(
        LOG_VIEWED,
        by=request.actor,
        at=request.at,
        about=about,
        payload={"shown": shown, "how": how, **({"entry": entry} if entry is not None else {})},
    )


def _form(request: HttpRequest) -> SearchForm:
    return SearchForm(request.GET, today=request.at.date())


def before_of(request: HttpRequest) -> int | None:
    """The number typed in the address; anything else begins at the latest."""
    typed = request.GET.get("before", "")
    if not (typed.isascii() and typed.isdigit()):
        return None
    return min(int(typed[:20]), _BIGGEST)


def query_of(request: HttpRequest, **changes: str) -> str:
    query = request.GET.copy()
    query.pop("before", None)
    for key, value in changes.items():
        query[key] = value
    return f"?{query.urlencode()}"


@page("permission", "ledger:entry:view")
def ledger(request: HttpRequest) -> HttpResponse:
    """The log, searched by all that the form asks for, the latest first."""
    form = _form(request)
    if not form.is_valid():
        return _list(request, None, form=form)
    return _list(request, form.wanted, form=form)


@page("permission", "ledger:entry:view")
def refusals(request: HttpRequest) -> HttpResponse:
    """What was refused, to whom and why."""
    return _list(request, queries.refusals(), how="refusals")


def _list(
    request: HttpRequest, wanted: Wanted | None, *, form: SearchForm | None = None, how: str = "list"
) -> HttpResponse:
    found = queries.search(wanted, before=before_of(request)) if wanted else queries.Page([], None)
    if found.lines:
        about = {one for line in found.lines for one in presenters.shown_in_list(line)}
        _looked(request, len(found.lines), how, about)
    return render(
        request,
        "governance/ledger.jinja",
        {
            "form": form,
            "heading": _("Refused") if how == "refusals" else _("Who saw and did what"),
            "rows": [presenters.row(one) for one in found.lines],
            "older": query_of(request, before=str(found.older)) if found.older is not None else "",
            "latest": query_of(request) if "before" in request.GET else "",
            "csv": reverse("governance:csv") + query_of(request) if form and form.is_valid() else "",
            "shares": _shares_of(form) if form and form.is_valid() else "",
            "rooms": presenters.rooms("refusals" if how == "refusals" else "ledger"),
        },
    )


def _shares_of(form: SearchForm) -> str:
    """Where what was shared about the wanted reference is; "" without one."""
    wanted = form.wanted
    query = urlencode({"kind": wanted.kind, "ref": wanted.ref})
    return f"{reverse('governance:shares')}?{query}" if wanted.ref else ""


@page("permission", "ledger:entry:view")
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """One entry: who, when, from which seat, for which purpose, and everything that it names."""
    line = queries.get_entry(min(number, _BIGGEST))
    if line is None:
        raise Http404
    _looked(request, 1, "entry", line.about, entry=line.entry.pk)
    return render(
        request,
        "governance/entry.jinja",
        {
            "line": line,
            "entry": line.entry,
            "erased_by": erased_by(line.entry.pk),
            "role": presenters.role_words(line.entry.actor_role),
            "payload": queries.present(line.entry).payload,
            "about": [
                {
                    "kind": KINDS.get(one.kind, one.kind),
                    "ref": one.id,
                    "href": f"{reverse('governance:ledger')}?kind={one.kind}&ref={one.id}",
                }
                for one in line.about
            ],
        },
    )


@page("permission", "ledger:entry:view")
def as_csv(request: HttpRequest) -> HttpResponse:
    """What the same search finds, up to CSV_ROWS entries, as a file."""
    form = _form(request)
    if not form.is_valid():
        raise Http404
    found = queries.search(form.wanted, limit=CSV_ROWS)
    _looked(request, len(found.lines), "csv", {one for line in found.lines for one in line.about})
    response = HttpResponse(presenters.csv_of(found.lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="ledger.csv"'
    return response
