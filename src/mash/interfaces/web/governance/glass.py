"""What was opened by break-glass, for the lead who reviews it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.casework.access import events, queries
from mash.casework.access.actions import review
from mash.casework.access.actions.glass import about
from mash.casework.access.models import BreakGlass
from mash.foundation.kernel import Ref, Refused
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.components.forms import GovForm, RadiosField, TextAreaField
from mash.interfaces.web.governance import presenters
from mash.interfaces.web.request import HttpRequest
from mash.registers.clocks.words import in_words
from mash.registers.standards.queries import label

REVIEW = "access:glass:review"


class ReviewForm(GovForm):
    verdict = RadiosField(
        label=gettext_lazy("What did you make of it?"),
        choices=[(key, gettext_lazy(text)) for key, text in BreakGlass.VERDICTS],
        missing=gettext_lazy("Choose what you made of it"),
    )
    reason = TextAreaField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("No names of people whom a case is about"),
        max_length=2_000,
        missing=gettext_lazy("Say why"),
    )


def _shown(one: BreakGlass, at: datetime) -> dict[str, Any]:
    clock = queries.review_clock(one)
    late = one.reviewed_at is None and at > one.due_at
    return {
        "glass": one,
        "href": reverse("governance:glass", args=[one.ref]),
        "role": presenters.role_words(one.by_role),
        "reason": label("break-glass-reason", one.reason_code, at=one.at),
        "clock": in_words(clock, at) if clock.due == one.due_at else _("overdue") if late else "",
        "late": late,
        "open": one.until_at > at,
    }


@page("permission", REVIEW)
def glasses(request: HttpRequest) -> HttpResponse:
    """What waits for a verdict, the first due first, and what was reviewed lately."""
    waiting, done, tries = queries.to_review(), queries.reviewed(), queries.tries()
    if waiting or done or tries:
        named = {ref for one in [*waiting, *done] for ref in about(one)}
        named |= {Ref("user", str(one.user_id)) for one in tries}
        payload = {"shown": len(waiting) + len(done)}
        append(events.LISTED, by=request.actor, at=request.at, about=named, payload=payload)
    return render(
        request,
        "governance/glasses.jinja",
        {
            "waiting": [_shown(one, request.at) for one in waiting],
            "overdue": sum(one.due_at < request.at for one in waiting),
            "done": [_shown(one, request.at) for one in done],
            "tries": tries,
            "rooms": presenters.rooms("glasses"),
        },
    )


@page("permission", REVIEW, methods=["GET", "POST"])
def glass(request: HttpRequest, ref: str) -> HttpResponse:
    """One: who opened which case and why, what they saw and did there, and the verdict."""
    one = queries.get_glass(ref)
    if one is None:
        raise Http404
    form = ReviewForm(request.POST if request.method == "POST" else None)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        done = review(by=request.actor, at=request.at, glass=one, **form.cleaned_data)
        if not isinstance(done, Refused):
            messages.success(request, _("Your review is recorded."))
            return redirect("governance:glasses")
        refused = done
        one = queries.get_glass(ref) or one
    append(events.VIEWED, by=request.actor, at=request.at, about=about(one))
    return render(
        request,
        "governance/glass.jinja",
        {
            **_shown(one, request.at),
            "form": form,
            "refused": refused,
            "seen": queries.seen_through(one),
            "own": one.user_id == request.actor.user,
        },
    )
