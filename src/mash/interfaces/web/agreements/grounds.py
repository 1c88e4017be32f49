"""What was shared without a clause, for the lead who looks at it on the next working day."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mash.casework.sharing import events
from mash.casework.sharing.actions import review_share
from mash.casework.sharing.models import Share, ShareReview
from mash.casework.sharing.queries import PAGE, get_ground, grounds
from mash.foundation.kernel import Ref, Refused
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.agreements.forms import ReviewForm
from mash.interfaces.web.components.words import uk_datetime
from mash.interfaces.web.request import HttpRequest
from mash.registers.agreements.rules import HUB
from mash.registers.agreements.words import Names

REVIEW = "sharing:ground:review"


@page("permission", REVIEW)
def every(request: HttpRequest) -> HttpResponse:
    """A page of them: what is to be reviewed, the most overdue first, or what was reviewed last."""
    reviewed = request.GET.get("reviewed") == "yes"
    said = request.GET.get("page", "1")
    number = int(said) if said.isascii() and said.isdigit() and 0 < int(said[:6]) < 100_000 else 1
    found = grounds(reviewed=reviewed, page=number)
    names = Names.read(at=request.at)
    shown = found[:PAGE]
    if shown:
        append(
            events.GROUNDS_VIEWED,
            by=request.actor,
            at=request.at,
            about=[Ref("matter", one.reference) for one in shown],
            payload={"shown": len(shown)},
        )
    return render(
        request,
        "agreements/grounds.jinja",
        {
            "rows": [_row(one, names, request) for one in shown],
            "reviewed": reviewed,
            "number": number,
            "more": len(found) > PAGE,
        },
    )


def _row(share: Share, names: Names, request: HttpRequest) -> list[Any]:
    late = share.review_by is not None and share.review_by < request.at and not hasattr(share, "review")
    due = uk_datetime(share.review_by) if share.review_by else ""
    return [
        {"href": reverse("agreements:ground", args=[share.public_id]), "text": share.reference},
        _whom(share, names),
        names.of("power", share.power),
        uk_datetime(share.at),
        _("Overdue since %(when)s") % {"when": due} if late else due,
    ]


@page("permission", REVIEW, methods=["GET", "POST"])
def ground(request: HttpRequest, share: str) -> HttpResponse:
    """One of them: what was recorded, and the verdict."""
    found = get_ground(share)
    if found is None:
        raise Http404
    form = ReviewForm(request.POST or None)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        done = review_share(by=request.actor, at=request.at, share=found, **form.cleaned_data)
        if isinstance(done, ShareReview):
            return redirect("agreements:grounds")
        refused = done
    append(
        events.GROUNDS_VIEWED,
        by=request.actor,
        at=request.at,
        about=[Ref("matter", found.reference)],
        payload={"shown": 1},
    )
    return render(
        request,
        "agreements/ground.jinja",
        {
            "share": found,
            "facts": _facts(found, Names.read(at=request.at)),
            "review": getattr(found, "review", None),
            "form": form,
            "refused": refused,
        },
    )


def _whom(share: Share, names: Names) -> str:
    """Who received it; and from whom, where that is not the hub."""
    if share.source == HUB:
        return names.agencies.get(share.recipient, share.recipient)
    return _("%(agency)s told the hub") % {"agency": names.agencies.get(share.source, share.source)}


def _facts(share: Share, names: Names) -> list[dict[str, Any]]:
    return [
        {"key": _("Case"), "value": share.reference},
        {"key": _("Shared by"), "value": share.by_name},
        {"key": _("When"), "value": uk_datetime(share.at)},
        {"key": _("With"), "value": _whom(share, names)},
        {"key": _("Information"), "value": names.all_of("categories", share.categories)},
        {"key": _("For what"), "value": names.of("purposes", share.purpose)},
        {"key": _("Duty or danger"), "value": names.of("power", share.power)},
        {"key": _("Why it was necessary and proportionate"), "prose": share.necessity},
        {"key": _("How the recipient was checked"), "prose": share.recipient_checked},
        {"key": _("Why it could not wait for a clause"), "prose": share.reason},
        {"key": _("To be reviewed by"), "value": uk_datetime(share.review_by) if share.review_by else ""},
    ]
