"""One request: why it is asked and about whom, how far the answer is, and what was answered."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mash.casework.sharing import actions, queries
from mash.foundation.kernel import Refused
from mash.interfaces.web.access import page
from mash.interfaces.web.agency import presenters
from mash.interfaces.web.agency.views.shared import (
    correcting,
    find,
    form_of,
    open_to_answer,
    ready_to_send,
    saw,
    typed_of_all,
)
from mash.interfaces.web.request import HttpRequest


@page("permission", "sharing:request:view")
def request_page(request: HttpRequest, ref: str) -> HttpResponse:
    """A request of the reader's own agency."""
    asked = find(ref)
    saw(request, [asked])
    ready = ready_to_send(request, asked) if open_to_answer(asked) else [False] * asked.subjects.count()
    return render(
        request,
        "agency/request.jinja",
        {
            "asked": asked,
            "asker": queries.asker(asked),
            "ground": presenters.ground_words(asked),
            "state": presenters.state_words(asked),
            "colour": presenters.STATE_COLOURS[asked.state],
            "left": queries.times_left([asked], at=request.at)[asked.pk],
            "people": presenters.people_shown(asked, typed_of_all(asked), ready, request.at),
            "cover": form_of(asked).cover,
            "answering": open_to_answer(asked),
            "correcting": correcting(asked),
            "may_answer": bool(asked.state != "withdrawn"),
            "saved_by": asked.working.get("by", ""),
        },
    )


@page("permission", "sharing:request:answer", methods=["POST"])
def acknowledge(request: HttpRequest, ref: str) -> HttpResponse:
    """The agency has the request; pressing again changes nothing."""
    asked = find(ref)
    done = actions.acknowledge(by=request.actor, at=request.at, request=asked)
    if isinstance(done, Refused):
        messages.error(request, done.sentence)
    else:
        messages.success(request, _("Acknowledged. The hub sees that you have the request."))
    return redirect("agency:request", ref)
