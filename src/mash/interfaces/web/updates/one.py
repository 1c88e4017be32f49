"""One update: what came in, for whom it waits, and that somebody has read it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from mash.casework.mailbox.models import Further
from mash.casework.updates import actions, queries
from mash.casework.updates.actions.reading import is_for
from mash.casework.updates.models import Update
from mash.foundation.kernel import Refused
from mash.interfaces.web.access import page
from mash.interfaces.web.request import HttpRequest
from mash.interfaces.web.updates import presenters
from mash.interfaces.web.updates.forms import ConcernForm, ReadForm
from mash.interfaces.web.updates.lists import READ, RECOGNISE
from mash.registers.accounts.rules import may

DONE: dict[str, str | Promise] = {
    "read": gettext_lazy("It is recorded that you have read it."),
    "back": gettext_lazy("It is back at the hub."),
    "undo": gettext_lazy("It is a new concern, with its clocks as from when it came."),
}


def _version(request: HttpRequest) -> int:
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1


@page("permission", READ, methods=["GET", "POST"])
def one(request: HttpRequest, ref: str) -> HttpResponse:
    """The whole of it on one page. That it was opened is kept apart from that it was read."""
    by, at = request.actor, request.at
    found = queries.get(ref)
    if found is None:
        raise Http404
    verb = request.POST.get("do", "") if request.method == "POST" else ""
    if request.method == "POST" and verb not in DONE:
        raise Http404
    reading = ReadForm(request.POST if verb == "read" else None, prefix="read")
    undoing = ConcernForm(request.POST if verb == "undo" else None, prefix="undo")
    refused: Refused | None = None
    if verb:
        done = _do(request, found, verb, reading, undoing)
        if done is not None and not isinstance(done, Refused):
            messages.success(request, str(DONE[verb]))
            return redirect("updates:one", ref=ref)
        refused = done
        found = queries.get(ref) or found
    actions.opened(by=by, at=at, update=found)
    stands = found.state == Update.State.ACCEPTED
    recognises = bool(may(by, RECOGNISE))
    receipts = list(found.receipts.all())
    waits = [each for each in receipts if each.read_at is None and each.ended_at is None]
    return render(
        request,
        "updates/one.jinja",
        {
            "one": found,
            "contact": found.contact,
            "referrer": found.contact.referrer,
            "further": list(Further.objects.filter(contact=found.contact_id).order_by("received_at", "pk")),
            "why": presenters.why(found.why),
            "state": presenters.state(found, at),
            "colour": presenters.colour(found, at),
            "risk_colour": presenters.COLOURS[found.risk],
            "due": presenters.due(found),
            "readings": [presenters.reading(each, at) for each in receipts],
            "reading": reading,
            "undoing": undoing,
            "verb": verb,
            "refused": refused,
            "may_read": stands and any(is_for(each, by) for each in waits),
            "may_undo": stands and recognises,
            "may_bring_back": stands
            and recognises
            and any(each.whom == "worker" and each.back_at is None for each in waits),
        },
    )


def _do(
    request: HttpRequest, found: Update, verb: str, reading: ReadForm, undoing: ConcernForm
) -> Update | Refused | None:
    """Do what was asked; None where a form is not filled in rightly."""
    by, at = request.actor, request.at
    if verb == "back":
        return actions.bring_back(by=by, at=at, update=found)
    if verb == "read":
        if not reading.is_valid():
            return None
        return actions.read(by=by, at=at, update=found, will_do=reading.cleaned_data["will_do"])
    if not undoing.is_valid():
        return None
    return actions.undo(
        by=by, at=at, update=found, reason=undoing.cleaned_data["reason"], version=_version(request)
    )
