"""A call that has ended, to read: its notes with what stood in them before, what became of it, and what is to come in writing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mash.casework.calls import actions, events, queries
from mash.casework.calls.models import Call
from mash.casework.intake.models import Contact
from mash.foundation.kernel import Ref, Refused
from mash.foundation.ledger import append
from mash.interfaces.web.calls import presenters
from mash.interfaces.web.calls.forms import GiveUpForm, WrittenForm
from mash.interfaces.web.calls.room import TAKE
from mash.interfaces.web.consultations.presenters import suggestions
from mash.interfaces.web.demand.marking import shown as marks_shown
from mash.interfaces.web.request import HttpRequest
from mash.oversight.demand import things
from mash.registers.accounts.rules import may

DOES = {"join", "give-up"}


def record(request: HttpRequest, call: Call) -> HttpResponse:
    """The page; a POST with `do` joins what the caller wrote, or waits for it no more."""
    verb = request.POST.get("do", "") if request.method == "POST" else ""
    if request.method == "POST" and verb not in DOES:
        raise Http404
    join = WrittenForm(request.POST if verb == "join" else None)
    give_up = GiveUpForm(request.POST if verb == "give-up" else None)
    refused: Refused | None = None
    if verb:
        done = _do(request, call, verb, join, give_up)
        if isinstance(done, Call):
            messages.success(request, _("It is recorded."))
            return redirect("calls:call", ref=call.ref)
        refused = done
        call = queries.get(call.ref) or call
    works = bool(may(request.actor, TAKE))
    suggested = queries.suggested(call) if works else []
    append(
        events.VIEWED,
        by=request.actor,
        at=request.at,
        about=[
            Ref("call", call.ref),
            *(Ref("contact", one.ref) for one in (call.contact, call.confirmed_by) if one),
            *(Ref("contact", one.contact.ref) for one in suggested),
        ],
    )
    steps = list(call.steps.all())
    return render(
        request,
        "calls/record.jinja",
        {
            "call": call,
            "state": presenters.state(call, request.at),
            "colour": presenters.COLOURS[call.state],
            "minutes": presenters.minutes(call, request.at),
            "who_called": presenters.caller_rows(call),
            "people": presenters.people_rows(call.people),
            "written": presenters.written(call, request.at),
            "late": bool(
                call.written == "waiting" and call.written_due_at and call.written_due_at <= request.at
            ),
            "suggested": suggestions(suggested),
            "steps": [presenters.step_words(one, request.at) for one in steps if one.kind != "notes"],
            "earlier": [one for one in steps if one.kind == "notes"],
            "join": join,
            "give_up": give_up,
            "verb": verb,
            "refused": refused,
            "works": works,
            "marks": marks_shown([things.of_call(call)], by=request.actor, at=request.at)[f"call:{call.ref}"],
        },
    )


def _do(
    request: HttpRequest, call: Call, verb: str, join: WrittenForm, give_up: GiveUpForm
) -> Call | Refused | None:
    common: dict[str, Any] = {"by": request.actor, "at": request.at, "call": call}
    if verb == "give-up":
        return actions.give_up(**common, reason=give_up.cleaned_data["why"]) if give_up.is_valid() else None
    if not join.is_valid():
        return None
    # A hidden contact and none at all are answered alike.
    contact = Contact.objects.select_related("matter").filter(ref=join.reference).first()
    if contact is None:
        join.add_error("contact", _("There is no such contact that you may see. Check the reference."))
        return None
    return actions.join(**common, contact=contact)
