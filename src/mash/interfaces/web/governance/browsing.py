"""Patterns in what people open, for the lead: each explained in figures, and how often it was a false alarm."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.casework.access import events, queries
from mash.casework.access.actions import settle
from mash.casework.access.actions.browsing import thresholds
from mash.casework.access.models import Browsing
from mash.casework.access.patterns import HOURS, MANY, SURNAME
from mash.foundation.kernel import Ref, Refused
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.components.forms import GovForm, RadiosField, TextAreaField
from mash.interfaces.web.governance import presenters
from mash.interfaces.web.request import HttpRequest
from mash.registers.standards.queries import label

REVIEW = "access:browsing:review"
SENTENCES = {
    MANY: gettext_lazy(
        "Opened %(count)s cases in %(days)s days in which they had no part: not theirs, not given to them, nothing done in "
        "them. The middle one of %(peers)s colleagues in the same role at the hub opened %(usual)s so. Raised from "
        "%(floor)s cases and %(times)s times what colleagues do."
    ),
    SURNAME: gettext_lazy(
        "Opened %(count)s cases in %(days)s days in which somebody has their own last name; %(worked)s of them were part of "
        "their work. Raised from %(floor)s. Many people share a last name."
    ),
    HOURS: gettext_lazy(
        "Opened %(count)s cases in %(days)s days in which they had no part, while every desk of the hub was shut. Raised from "
        "%(floor)s."
    ),
}


class SettleForm(GovForm):
    verdict = RadiosField(
        label=gettext_lazy("What did you make of it?"),
        choices=[(key, gettext_lazy(text)) for key, text in Browsing.VERDICTS],
        missing=gettext_lazy("Choose what you made of it"),
    )
    reason = TextAreaField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("No names of people whom a case is about"),
        max_length=2_000,
        missing=gettext_lazy("Say why"),
    )


def _shown(one: Browsing) -> dict[str, Any]:
    return {
        "browsing": one,
        "href": reverse("governance:browsing", args=[one.ref]),
        "pattern": label("browsing-pattern", one.pattern, at=one.at),
        "role": presenters.role_words(one.role),
        "why": str(SENTENCES[one.pattern]) % one.figures if one.pattern in SENTENCES else "",
    }


@page("permission", REVIEW)
def patterns(request: HttpRequest) -> HttpResponse:
    """What waits to be looked at, and by pattern how often it was genuine and how often a false alarm."""
    waiting = queries.browsing_to_review()
    counted = queries.browsing_counted()
    shown = [_shown(one) for one in waiting]
    about = {ref for one in waiting for ref in (Ref("browsing", one.ref), Ref("user", str(one.user_id)))}
    if waiting:
        append(
            events.BROWSING_LISTED,
            by=request.actor,
            at=request.at,
            about=about,
            payload={"shown": len(waiting)},
        )
    return render(
        request,
        "governance/patterns.jinja",
        {
            "waiting": shown,
            "counted": [
                {
                    "pattern": label("browsing-pattern", one.pattern, at=request.at),
                    "days": one.days,
                    "floor": one.floor,
                    "times": one.times,
                    **counted.get(one.pattern, {"raised": 0, "genuine": 0, "false_alarms": 0}),
                }
                for one in thresholds(at=request.at)
            ],
            "rooms": presenters.rooms("patterns"),
        },
    )


@page("permission", REVIEW, methods=["GET", "POST"])
def browsing(request: HttpRequest, ref: str) -> HttpResponse:
    """One: why it was raised, the cases by reference, and the verdict."""
    one = queries.get_browsing(ref)
    if one is None:
        raise Http404
    form = SettleForm(request.POST if request.method == "POST" else None)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        done = settle(by=request.actor, at=request.at, browsing=one, **form.cleaned_data)
        if not isinstance(done, Refused):
            messages.success(request, _("It is recorded."))
            return redirect("governance:patterns")
        refused = done
    about = [
        Ref("browsing", one.ref),
        Ref("user", str(one.user_id)),
        *(Ref("matter", m) for m in one.matters),
    ]
    append(events.BROWSING_VIEWED, by=request.actor, at=request.at, about=about)
    return render(
        request,
        "governance/browsing.jinja",
        {
            **_shown(one),
            "form": form,
            "refused": refused,
            "matters": [
                (
                    matter,
                    f"{reverse('governance:ledger')}?{urlencode({'kind': 'matter', 'ref': matter, 'actor': one.user_name})}",
                )
                for matter in one.matters
            ],
        },
    )
