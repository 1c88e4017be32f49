"""How long one case is kept and why; what may be done about it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mash.foundation.kernel import Ref, Refused
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.request import HttpRequest
from mash.interfaces.web.retention import presenters
from mash.interfaces.web.retention.forms import HoldForm, ReasonForm
from mash.oversight.retention import events, queries
from mash.oversight.retention.actions import agree_to_lift, ask_to_lift, note_seen, place_hold, propose
from mash.oversight.retention.models import Hold
from mash.registers.accounts.rules import may


@page("permission", "retention:hold:place", methods=["GET", "POST"])
def schedule(request: HttpRequest, ref: str) -> HttpResponse:
    """The case's own period, its family's, its holds; and the verbs: propose, hold, see, ask to lift, agree."""
    by, at = request.actor, request.at
    found = queries.schedule(ref, at=at)
    if found is None:
        raise Http404
    verb = request.POST.get("verb", "") if request.method == "POST" else ""
    hold_form = HoldForm(request.POST if verb == "hold" else None, at=at)
    lift_form = ReasonForm(request.POST if verb == "ask" else None, prefix="lift")
    done: object = None
    if verb == "propose":
        done = propose(by=by, at=at, ref=ref)
    elif verb == "hold" and hold_form.is_valid():
        done = place_hold(by=by, at=at, ref=ref, **hold_form.cleaned_data)
    elif verb == "ask" and lift_form.is_valid():
        done = ask_to_lift(by=by, at=at, hold=_hold(request, ref), **lift_form.cleaned_data)
    elif verb == "seen":
        done = note_seen(by=by, at=at, hold=_hold(request, ref))
    elif verb == "agree":
        done = agree_to_lift(by=by, at=at, hold=_hold(request, ref))
    if done is not None and not isinstance(done, Refused):
        messages.success(request, _("It is recorded."))
        return redirect("retention:case", ref=ref)
    listed, today = queries.get_due(ref), queries.today(at)
    about = {Ref("matter", kept.facts.ref) for kept in (found.own, *(one for _how, one in found.family))}
    append(events.VIEWED, by=by, at=at, about=about)
    return render(
        request,
        "retention/case.jinja",
        {
            "rooms": presenters.rooms(""),
            "ref": ref,
            "standing": presenters.standing(found, listed, today),
            "clock": presenters.clock_words(found.own),
            "authority": found.own.period.authority if found.own.period else "",
            "rows": presenters.kept_rows(found),
            "holds": [presenters.hold_shown(one, by, at) for one in queries.holds_on(ref)],
            "asking": request.POST.get("hold", ""),
            "under_way": queries.under_way().filter(reference=ref).first(),
            "due": listed is not None and found.due(today),
            "may_propose": may(by, "retention:disposal:propose"),
            "hold_form": hold_form,
            "lift_form": lift_form,
            "refused": done,
        },
    )


def _hold(request: HttpRequest, ref: str) -> Hold:
    found = next((one for one in queries.holds_on(ref) if one.ref == request.POST.get("hold")), None)
    if found is None:
        raise Http404
    return found
