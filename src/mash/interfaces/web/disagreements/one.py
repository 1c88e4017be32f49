"""One disagreement: its ladder and where it stands, both sides' views, its clock, and what may be done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from mash.casework.disagreements import actions, events, queries, rules
from mash.casework.disagreements.actions.common import DECIDE, WORK, refs
from mash.casework.disagreements.models import Disagreement
from mash.casework.matters.models import Matter
from mash.foundation.kernel import Refused
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.disagreements import presenters
from mash.interfaces.web.disagreements.forms import DecideForm, MoveForm, SayForm, SettleForm, WithdrawForm
from mash.interfaces.web.disagreements.lists import VIEW, agency_of
from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.rules import may
from mash.registers.standards.queries import label

type Forms = dict[str, Any]
DONE: dict[str, str | Promise] = {
    "say": gettext_lazy("Your side’s view is recorded."),
    "move": gettext_lazy("It is moved up."),
    "settle": gettext_lazy("It is recorded as settled."),
    "decide": gettext_lazy("The decision is recorded."),
    "withdraw": gettext_lazy("It is withdrawn."),
}


def _forms(request: HttpRequest, verb: str) -> Forms:
    def data(which: str) -> Any:
        return request.POST if verb == which else None

    at = request.at
    return {
        "say": SayForm(data("say"), prefix="say"),
        "move": MoveForm(data("move"), prefix="move"),
        "settle": SettleForm(data("settle"), at=at, prefix="settle"),
        "decide": DecideForm(data("decide"), at=at, prefix="decide"),
        "withdraw": WithdrawForm(data("withdraw"), prefix="withdraw"),
    }


def _version(request: HttpRequest) -> int:
    typed = request.POST.get("version", "")
    if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        raise Http404
    return int(typed)


def _do(request: HttpRequest, found: Disagreement, verb: str, forms: Forms) -> object | None:
    """Do what was asked; None where a form is not filled in rightly."""
    common: dict[str, Any] = {
        "by": request.actor,
        "at": request.at,
        "disagreement": found,
        "version": _version(request),
    }
    form = forms[verb]
    if not form.is_valid():
        return None
    said = form.cleaned_data
    match verb:
        case "say":
            return actions.say(**common, text=said["text"], took_part=said["took_part"])
        case "move":
            return actions.move_up(**common, reason=said["reason"], straight=bool(said["straight"]))
        case "withdraw":
            return actions.withdraw(**common, reason=said["reason"])
        case "settle":
            return actions.settle(**common, outcome=said["outcome"], text=said["text"])
    return actions.decide(
        **common, outcome=said["outcome"], text=said["text"], name=said["name"], post=said["post"]
    )


@page("permission", VIEW, methods=["GET", "POST"])
def one(request: HttpRequest, ref: str) -> HttpResponse:
    """The whole of it on one page."""
    by, at = request.actor, request.at
    found = queries.get(ref)
    if found is None:
        raise Http404
    verb = request.POST.get("do", "") if request.method == "POST" else ""
    if request.method == "POST" and verb not in DONE:
        raise Http404
    forms = _forms(request, verb)
    refused: Refused | None = None
    if verb:
        done = _do(request, found, verb, forms)
        if done is not None and not isinstance(done, Refused):
            messages.success(request, str(DONE[verb]))
            return redirect("disagreements:one", ref=ref)
        refused = done if isinstance(done, Refused) else None
        found = queries.get(ref) or found
    append(events.VIEWED, by=by, at=at, about=refs(found))
    matter = None if agency_of(by) else Matter.objects.filter(pk=found.matter_id).first()
    works, side = bool(may(by, WORK)), rules.side_of(by.role)
    is_open, last = found.state == "open", found.step >= found.last_step
    heard = {found.opened_from, *(each.side for each in found.views.all())}
    straight = rules.straight_to(found.step, last=found.last_step, urgent=found.urgent)
    return render(
        request,
        "disagreements/one.jinja",
        {
            "one": found,
            "kind": label("disagreement-kind", found.kind, at=found.opened_at),
            "state": presenters.state(found, at),
            "colour": presenters.colour(found, at),
            "overdue": is_open and presenters.is_overdue(found, at),
            "last": last,
            "about": presenters.about_words(found),
            "about_href": reverse("agency:request", args=[found.about_ref])
            if agency_of(by) and found.about_kind == "request"
            else reverse("cases:case", args=[matter.ref])
            if matter
            else "",
            "opener": presenters.side_name(found, found.opened_from),
            "source": presenters.source_words(found),
            "ladder": presenters.ladder_rows(found),
            "views": presenters.views(found),
            "steps": [presenters.step_words(found, each) for each in found.steps.all()],
            "forms": forms,
            "verb": verb,
            "refused": refused,
            "straight": straight,
            "may_say": is_open and works,
            "may_move": is_open and works and not last,
            "may_settle": is_open and works and not last and heard >= {"hub", "agency"},
            "waits_for_other": is_open and works and not last and heard < {"hub", "agency"},
            "may_decide": is_open and last and bool(may(by, DECIDE)),
            "may_withdraw": is_open and works and side == found.opened_from,
        },
    )
