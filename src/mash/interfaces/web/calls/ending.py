"""Read back to the caller what will be recorded, and end the call: a contact, advice, or nothing and why."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mash.casework.calls import actions, events, queries
from mash.casework.calls.models import Call
from mash.casework.calls.rules import OPEN
from mash.casework.intake.models import Contact
from mash.foundation.kernel import Ref, Refused
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.calls import presenters
from mash.interfaces.web.calls.forms import EndForm
from mash.interfaces.web.calls.live import find, kept
from mash.interfaces.web.calls.room import TAKE
from mash.interfaces.web.consultations.record import Beginning, question_page
from mash.interfaces.web.request import HttpRequest


def _version(request: HttpRequest) -> int:
    typed = request.POST.get("version", "")
    if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        raise Http404
    return int(typed)


@page("permission", TAKE, methods=["GET", "POST"])
def read(request: HttpRequest, ref: str) -> HttpResponse:
    """What will be recorded, with what has not been asked; then how the call ends. Twice is once."""
    call = find(ref)
    form = EndForm(request.POST if request.method == "POST" else None, at=request.at)
    refused: Refused | None = None
    if request.method == "POST" and (call.contact is not None or form.is_valid()):
        done = _ended(request, call, form)
        if isinstance(done, HttpResponse):
            return done
        refused = done
    elif call.state not in OPEN:
        return redirect("calls:call", ref=ref)
    heard = kept(call, request).heard
    append(events.VIEWED, by=request.actor, at=request.at, about=[Ref("call", call.ref)])
    return render(
        request,
        "calls/read.jinja",
        {
            "call": call,
            "form": form,
            "refused": refused,
            "who_called": presenters.caller_rows(call),
            "people": presenters.people_rows(call.people),
            "prompts": presenters.prompts(heard),
            "more": presenters.more_rows(call, call.contact) if call.contact is not None else [],
        },
    )


def _ended(request: HttpRequest, call: Call, form: EndForm) -> HttpResponse | Refused:
    common: dict[str, Any] = {
        "by": request.actor,
        "at": request.at,
        "call": call,
        "version": _version(request),
    }
    form.is_valid()
    became = "contact" if call.contact is not None else form.cleaned_data["became"]
    if became == "advice":
        return redirect("calls:advice", ref=call.ref)
    done: Contact | Call | Refused
    if became == "contact":
        done = actions.make_contact(**common, written=bool(form.cleaned_data.get("written")))
    else:
        done = actions.end(**common, outcome=became, reason=form.cleaned_data["reason"])
    if isinstance(done, Refused):
        return done
    if isinstance(done, Contact):
        messages.success(
            request,
            _("The call is contact %(contact)s. Its reference for the caller is %(ref)s.")
            % {"contact": done.ref, "ref": call.ref},
        )
    else:
        messages.success(request, _("The call is ended."))
    # What it is about may be kept from whoever took it.
    return redirect("calls:call", ref=call.ref) if queries.get(call.ref) else redirect("calls:list")


@page("permission", TAKE, methods=["GET", "POST"])
def advice(request: HttpRequest, ref: str) -> HttpResponse:
    """The question as the desk keeps it, filled in from the call; recording it ends the call."""
    call = find(ref)
    if call.advice is not None:
        return redirect("consultations:one", ref=call.advice.ref)
    if call.state not in OPEN or call.contact is not None:
        return redirect("calls:call", ref=ref)
    append(events.VIEWED, by=request.actor, at=request.at, about=[Ref("call", call.ref)])
    said = call.caller
    question: dict[str, object] = {
        name: said.get(name, "") for name in ("source", "name", "role", "agency", "phone", "email")
    }
    question |= {"danger_now": call.danger_now, "question": call.notes, "named": "yes" if call.people else ""}
    people = [
        {
            name.partition("-")[2]: value
            for name, value in call.typed.items()
            if name.startswith(f"person{number}-")
        }
        for number in range(1, 10)
    ]
    return question_page(
        request,
        call.desk,
        begin=Beginning(question=question, people=people, once=call.ref),
        keep=lambda asked: actions.end_as_advice(by=request.actor, at=request.at, call=call, asked=asked),
    )
