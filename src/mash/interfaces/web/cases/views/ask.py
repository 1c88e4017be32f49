"""Ask agencies, and withdraw what was asked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mash.casework.cases import actions
from mash.casework.cases.actions.triage import may_now
from mash.casework.cases.queries import Picture
from mash.casework.cases.suggest import why_ask
from mash.casework.cases.workflow import STATES
from mash.casework.sharing.actions import not_share, record_openness, withdraw
from mash.casework.sharing.deciding import asking, populations
from mash.casework.sharing.models import Openness
from mash.casework.sharing.ports import is_restricted
from mash.casework.sharing.queries import shares_of
from mash.foundation.kernel import Ref, Refused
from mash.interfaces.web.access import page
from mash.interfaces.web.cases import presenters
from mash.interfaces.web.cases.forms import GROUNDS, AskForm, NotAskedForm, ReasonForm
from mash.interfaces.web.cases.views.common import VIEW, Asked, back, load, sent, show
from mash.interfaces.web.directory.presenters import agencies_now
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Agency
from mash.registers.agreements.words import Names


@page("permission", VIEW, methods=["GET", "POST"])
def ask(request: Asked, ref: str) -> HttpResponse:
    """Ask one or more agencies in one go; all leave or none does."""
    picture = load(request, ref)
    case = picture.case
    concerns = [code for one in picture.contacts for code in one.concern_types]
    # The authority whose desk this is does not ask itself.
    hub = list(case.matter.hub.agencies.exclude(pk=case.desk.authority_id))
    stopped = _stopped(request, picture, hub)
    agencies = [
        (
            one.key,
            one.name,
            stopped.get(one.key) or why_ask(one.kind, population=case.desk.population, concerns=concerns),
        )
        for one in hub
    ]
    initial = {"subjects": [str(one.place) for one in picture.worried_about]}
    form = AskForm(
        sent(request),
        picture=picture,
        agencies=agencies,
        people=_people(picture),
        at=request.at,
        initial=initial,
    )
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        refused = _send(request, picture, form, {one.key: one for one in hub})
        if refused is None:
            messages.success(request, _("The agencies are asked."))
            return back(picture)
    reach = agencies_now(hub, hub=case.matter.hub, what="request", at=request.at)
    status = _("%(state)s; rated %(rating)s") % {
        "state": STATES[case.state],
        "rating": case.get_rating_display(),
    }
    context = {
        "form": form,
        "refused": refused,
        "rule": may_now(request.actor, "ask", case),
        "status": status,
        "reach": [(one.name, reach[one.key]) for one in hub if one.key in reach],
        "requests": presenters.requests_shown(picture, request.at),
        "decided": presenters.shares_shown(shares_of(case.matter), request.at),
    }
    about = [Ref("request", one.ref) for one in picture.requests]
    return show(request, "cases/ask.jinja", picture, context, part="ask", about=about)


@page("permission", VIEW, methods=["GET", "POST"])
def not_asked(request: Asked, ref: str) -> HttpResponse:
    """Record that an agency is not told, and why: not sharing is a decision too."""
    picture = load(request, ref)
    case = picture.case
    agencies = {one.key: one for one in case.matter.hub.agencies.exclude(pk=case.desk.authority_id)}
    form = NotAskedForm(
        sent(request),
        population=case.desk.population,
        agencies=[(one.key, one.name) for one in agencies.values()],
        people=_people(picture),
        initial={"subjects": [str(one.place) for one in picture.worried_about]},
    )
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        done = not_share(
            by=request.actor,
            at=request.at,
            matter=case.matter,
            agency=agencies[said["agency"]],
            subjects=[one for one in picture.subjects if str(one.place) in said["subjects"]],
            ground=said["ground"],
            reason=said["reason"],
        )
        if not isinstance(done, Refused):
            messages.success(request, _("Recorded."))
            return redirect("cases:ask", ref=ref)
        refused = done
    context = {
        "heading": _("Record a decision not to share"),
        "form": form,
        "button": _("Record it"),
        "rule": may_now(request.actor, "ask", case),
        "refused": refused,
    }
    return show(request, "cases/form.jinja", picture, context, part="ask")


def _people(picture: Picture) -> list[tuple[str, str]]:
    return [
        (str(one.place), f"{presenters.name_of(one)}, {one.get_role_display().lower()}")
        for one in picture.subjects
    ]


def _stopped(request: Asked, picture: Picture, agencies: list[Agency]) -> dict[str, str]:
    """The agencies that no clause in force lets the hub ask about those worried about, on any ground; and why."""
    matter, at = picture.case.matter, request.at
    people = picture.worried_about or picture.subjects
    about, restricted = populations(people, matter, at=at), is_restricted(people)
    names = Names.read(at=at)
    found: dict[str, str] = {}
    for one in agencies:
        asked = [
            asking(
                by=request.actor,
                at=at,
                matter=matter,
                agency=one,
                about=about,
                ground=ground,
                restricted=restricted,
            )
            for ground in GROUNDS[matter.desk.population]
        ]
        if asked and all(each.refused for each in asked):
            verdict = asked[0].verdict(names)
            found[one.key] = verdict.sentence if isinstance(verdict, Refused) else ""
    return found


def _send(request: Asked, picture: Picture, form: AskForm, agencies: dict[str, Agency]) -> Refused | None:
    """Record the openness and send every request, or nothing at all when one of them is refused."""
    by, at, said, ground = request.actor, request.at, form.cleaned_data, form.ground_said
    sent = {
        one.agency.key
        for one in picture.requests
        if one.state in {"sent", "acknowledged"} and (one.sent_by, one.purpose) == (str(by), said["purpose"])
    }
    wanted = [key for key in said["agencies"] if key not in sent]
    subjects = [one for one in picture.subjects if str(one.place) in said["subjects"]]
    if not wanted:  # the same page sent twice
        return None
    with transaction.atomic():
        openness = _openness(request, picture, form.cleaned_data)
        for key in wanted:
            done = (
                openness
                if isinstance(openness, Refused)
                else actions.ask_agency(
                    by=by,
                    at=at,
                    case=picture.case,
                    agency=agencies[key],
                    subjects=subjects,
                    ground=said["ground"],
                    purpose=said["purpose"],
                    question=said["question"],
                    openness=openness,
                    without_clause=ground,
                )
            )
            if isinstance(done, Refused):
                transaction.set_rollback(True)
                return done
    return None


def _openness(request: Asked, picture: Picture, said: dict[str, Any]) -> Openness | Refused | None:
    basis: str = said["openness"]
    if not basis:
        return None
    if basis.startswith("recorded-"):
        return next(one for one in picture.openness if f"recorded-{one.pk}" == basis)
    return record_openness(
        by=request.actor,
        at=request.at,
        matter=picture.case.matter,
        basis=basis,
        who=said["who"],
        reason_code=said["reason_code"],
        reason=said["reason"],
    )


@page("permission", VIEW, methods=["GET", "POST"])
def take_back(request: Asked, ref: str, asked: str) -> HttpResponse:
    """Withdraw a request that is not answered yet; the agency keeps seeing that it was."""
    picture = load(request, ref)
    found = next((one for one in picture.requests if one.ref == asked), None)
    if found is None:
        raise Http404
    form = ReasonForm(sent(request))
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        if found.state == "withdrawn":
            return back(picture)
        done = withdraw(by=request.actor, at=request.at, request=found, reason=form.cleaned_data["reason"])
        if not isinstance(done, Refused):
            return back(picture)
        refused = done
    context = {
        "heading": _("Withdraw the request to %(agency)s") % {"agency": found.agency.name},
        "form": form,
        "button": _("Withdraw it"),
        "rule": may(request.actor, "sharing:request:withdraw"),
        "refused": refused,
    }
    return show(request, "cases/form.jinja", picture, context, part="ask", about=[Ref("request", found.ref)])
