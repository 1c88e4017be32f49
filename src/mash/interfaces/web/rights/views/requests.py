"""The hub's requests, a new one, and one with its clock and what may be done next."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.foundation.kernel import Ref, Refused
from mash.foundation.kernel.time import LONDON
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.request import HttpRequest
from mash.interfaces.web.rights import presenters
from mash.interfaces.web.rights.forms import NewForm
from mash.interfaces.web.rights.views.shared import WORK, find, saw, version
from mash.oversight.rights import actions, events, letter, rules
from mash.oversight.rights.models import RightsRequest
from mash.registers.standards.queries import label

SHOWN = 200


def _list(request: HttpRequest, here: str) -> HttpResponse:
    ended = here == "closed"
    rows = RightsRequest.objects.filter(hub__key=request.actor.hub, closed_at__isnull=not ended)
    rows = rows.order_by("-closed_at", "-pk") if ended else rows.order_by("due_on", "pk")
    shown = list(rows.prefetch_related("pauses")[:SHOWN])
    if shown:
        append(
            events.LISTED,
            by=request.actor,
            at=request.at,
            about=[Ref("rights", one.ref) for one in shown],
            payload={"shown": len(shown)},
        )
    return render(
        request,
        "rights/requests.jinja",
        {
            "rooms": presenters.rooms(here),
            "rows": [presenters.row(one, request.at) for one in shown],
            "ended": ended,
        },
    )


@page("permission", WORK)
def requests(request: HttpRequest) -> HttpResponse:
    """What is being worked on, the first due first."""
    return _list(request, "requests")


@page("permission", WORK)
def closed(request: HttpRequest) -> HttpResponse:
    """What has ended, the latest first."""
    return _list(request, "closed")


@page("permission", WORK, methods=["GET", "POST"], unlogged="a blank form: nobody stands on it yet")
def new(request: HttpRequest) -> HttpResponse:
    """Record a request."""
    form = NewForm(
        request.POST if request.method == "POST" else None,
        at=request.at,
        today=request.at.astimezone(LONDON).date(),
    )
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        born = said.pop("born")
        about = {
            "given_name": said.pop("given_name"),
            "family_name": said.pop("family_name"),
            "born": born.isoformat() if born else "",
            "nhs_number": said.pop("nhs_number"),
        }
        done = actions.receive(by=request.actor, at=request.at, about=about, **said)
        if not isinstance(done, Refused):
            messages.success(request, _("It is recorded."))
            return redirect("rights:request", ref=done.ref)
        refused = done
    return render(request, "rights/new.jinja", {"form": form, "refused": refused})


_DO: dict[str, tuple[Callable[..., RightsRequest | Refused], str | Promise]] = {
    "submit": (actions.submit, gettext_lazy("It is with a second person now.")),
    "take-over": (actions.take_over, gettext_lazy("You work on it now.")),
    "take-back": (actions.take_back, gettext_lazy("It is worked on again.")),
    "give": (actions.give, gettext_lazy("It is answered.")),
}


@page("permission", WORK, methods=["GET", "POST"])
def request_page(request: HttpRequest, ref: str) -> HttpResponse:
    """One request: who asks what, its clock, what was done, and what may be done next."""
    one = find(ref)
    refused: Refused | None = None
    if request.method == "POST":
        verb = request.POST.get("do", "")
        if verb not in _DO:
            raise Http404
        act, sentence = _DO[verb]
        checked = {"version": version(request)} if verb in {"submit", "give"} else {}
        done = act(by=request.actor, at=request.at, request=one, **checked)
        if not isinstance(done, Refused):
            messages.success(request, str(sentence))
            return redirect("rights:request", ref=ref)
        refused = done
        one = find(ref)
    saw(request, one)
    return render(
        request,
        "rights/request.jinja",
        {
            "one": one,
            "refused": refused,
            "about": presenters.about_words(one),
            "clock": presenters.clock_shown(one, request.at),
            "colour": presenters.STATE_COLOURS[one.state],
            "identity": label("rights-identity", one.identity_how, at=request.at) if one.identity_how else "",
            "ground": label("rights-ground", one.ground, at=request.at) if one.ground else "",
            "outcome": label("rights-outcome", one.outcome, at=request.at) if one.outcome else "",
            "steps": presenters.next_steps(one),
            "own_clock": one.route in rules.OWN_CLOCK,
            "mine": one.handler_id == request.actor.user,
            "may_take_over": one.state in {"received", "open"} and one.handler_id != request.actor.user,
            "searching": one.state == "open" and one.handler_id == request.actor.user,
            "neutral": letter.NEUTRAL,
            "complain": letter.COMPLAIN,
            "questions": rules.questions(one.kind, one.route),
        },
    )
