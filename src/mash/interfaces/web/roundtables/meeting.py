"""The meeting: for the hub who comes, who is there and whether it may go on; an agency is shown its own page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from mash.casework.matters.models import Matter
from mash.casework.roundtables import actions, events, people, queries, rules, times
from mash.casework.roundtables.actions import ANSWER, CALL, VIEW, WRITE
from mash.casework.roundtables.actions.common import own, refs
from mash.casework.roundtables.models import Invitation, Meeting, Person
from mash.foundation.kernel import Ref, Refused
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.request import HttpRequest
from mash.interfaces.web.roundtables import agency, presenters
from mash.interfaces.web.roundtables.forms import (
    AnswerForm,
    AttendanceForm,
    BeginForm,
    InviteForm,
    MoveForm,
    ReasonForm,
    SeatForm,
)
from mash.interfaces.web.roundtables.ground import (
    Was,
    common,
    is_agency,
    on_the_table,
    posted_version,
    refused_of,
    said_at,
    to_show,
    verb_of,
    was_shown,
)
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Agency

DONE: dict[str, str | Promise] = {
    "answer": gettext_lazy("It is recorded who comes."),
    "attend": gettext_lazy("Attendance is recorded."),
    "invite": gettext_lazy("They are invited."),
    "withdraw": gettext_lazy("The invitation is taken back."),
    "move": gettext_lazy("The meeting is moved. Those invited have been told."),
    "seat": gettext_lazy("It is recorded who chairs and who takes the minutes."),
    "off": gettext_lazy("The meeting is called off. Those invited have been told."),
    "begin": gettext_lazy("The meeting has begun."),
}


def find(ref: str) -> Meeting:
    """The meeting as its reader sees it. Raises Http404."""
    found = queries.get(ref)
    if found is None:
        raise Http404
    return found


def of_the_hub(request: HttpRequest, ref: str) -> tuple[Meeting, Matter]:
    """The meeting and its case, for whoever of the hub sees both. Raises Http404."""
    found = find(ref)
    matter = Matter.objects.select_related("hub", "desk__hub").filter(pk=found.matter_id).first()
    if matter is None or is_agency(request.actor):
        raise Http404
    return found, matter


def people_at(meeting: Meeting) -> list[tuple[Person, str]]:
    """Whom it is about, with their names."""
    found = list(meeting.persons.select_related("subject__record", "subject__person").order_by("pk"))
    return list(zip(found, people.names_of(one.subject for one in found), strict=True))


@dataclass(frozen=True, slots=True)
class Around:
    """A meeting with its case, who is invited, and whom it is about with their names."""

    meeting: Meeting
    matter: Matter
    invited: list[Invitation]
    named: list[tuple[Person, str]]

    @classmethod
    def of(cls, request: HttpRequest, ref: str) -> Around:
        """As whoever of the hub asks sees it. Raises Http404."""
        meeting, matter = of_the_hub(request, ref)
        return cls(meeting, matter, queries.invited(meeting), people_at(meeting))


@page("permission", VIEW, methods=["GET", "POST"])
def one(request: HttpRequest, ref: str) -> HttpResponse:
    """One meeting."""
    if is_agency(request.actor):
        return agency.shown(request, find(ref))
    around = Around.of(request, ref)
    verb = verb_of(request, DONE)
    forms = _forms(request, around, verb)
    done: object = None
    if verb and (verb not in forms or forms[verb].is_valid()):
        done = _do(request, around, verb, forms)
        if not isinstance(done, Refused):
            messages.success(request, str(DONE[verb]))
            return redirect("roundtables:one", ref=ref)
        around = Around.of(request, ref)
        if verb == "attend":
            forms[verb] = forms[verb].again(around.invited, _changed(request, forms[verb]))
    table, asked = on_the_table(around.meeting, request.actor)
    persons = [one.subject.person for one, _name in around.named]
    append(
        events.VIEWED,
        by=request.actor,
        at=request.at,
        about=[*refs(around.meeting), *asked, *(Ref("person", one.public_id) for one in persons if one)],
    )
    context = _context(request, around, verb, forms, done)
    return render(request, "roundtables/meeting.jinja", {**context, "table": table})


def _context(
    request: HttpRequest, around: Around, verb: str, forms: dict[str, Any], done: object
) -> dict[str, Any]:
    by, at = request.actor, request.at
    found, invited = around.meeting, around.invited
    places = queries.places(invited)
    begun = found.began_at is not None
    quorum = rules.present(found.seats, places) if begun else rules.expected(found.seats, places)
    there = rules.present(found.seats, places)
    calls, writes = bool(may(by, CALL)), bool(may(by, WRITE))
    waits = found.state == "called"
    return {
        "one": found,
        "case": around.matter.ref,
        "kind": presenters.kind(found),
        "state": presenters.state(found),
        "colour": presenters.COLOURS[found.state],
        "facts": presenters.facts(found),
        "names": [name for _one, name in around.named],
        "seats": presenters.seats_shown(quorum, at),
        "reached": quorum.reached,
        "begun": begun,
        "there": there.reached,
        "invited": presenters.invited_rows(invited, at),
        "wrote": [(one.name, one.contribution) for one in invited if one.contribution],
        "agencies": [one for one in invited if one.agency is not None],
        "carried": presenters.action_rows(queries.carried_over(found), at),
        "steps": presenters.steps(found.steps.all()),
        "forms": forms,
        "verb": verb,
        "refused": said_at(forms["invite"], "who", done) if verb == "invite" else refused_of(done),
        "was": {
            which: to_show(invited, request, judged=verb != which or forms[which].is_valid())
            for which in ("answer", "attend")
        },
        "open": found.state in {"called", "sitting"},
        "may_call": calls and found.state in {"called", "sitting"},
        "may_move": calls and waits,
        "may_seat": calls and found.state in {"called", "sitting", "ended"},
        "may_begin": writes and waits,
        "may_attend": writes and found.state in {"called", "sitting", "ended"},
        "may_answer": bool(may(by, ANSWER)) and found.state in {"called", "sitting"} and bool(invited),
    }


def _forms(request: HttpRequest, around: Around, verb: str) -> dict[str, Any]:
    found, invited = around.meeting, around.invited

    def data(which: str) -> Any:
        return request.POST if verb == which else None

    here = found.meets_at.astimezone(times.LONDON)
    there = {one.agency_id for one in invited}
    others = [
        (f"agency:{one.key}", one.name)
        for one in Agency.objects.filter(hubs=around.matter.hub)
        if one.pk not in there
    ]
    sits = {one.user_id for one in invited}
    staff = {one.user_id: one.user.name for one in people.people_of(around.matter.hub, at=request.at)}
    others += [(f"user:{key}", name) for key, name in staff.items() if key not in sits]
    names = [(f"{place}", name) for place, (_one, name) in enumerate(around.named, 1)]
    mine = [one for one in invited if own(one, request.actor)] if not may(request.actor, WRITE) else invited
    return {
        "answer": AnswerForm(
            data("answer"),
            who=[(f"{one.pk}", one.name) for one in mine] or [("", "")],
            prefix="answer",
        ),
        "attend": AttendanceForm(data("attend"), invitations=invited, prefix="attend"),
        "invite": InviteForm(data("invite"), who=others, people=names, prefix="invite"),
        "move": MoveForm(
            data("move"),
            prefix="move",
            initial={"day": here.date(), "time": f"{here:%H:%M}", "how": found.how, "place": found.place},
        ),
        "seat": SeatForm(
            data("seat"),
            staff=[
                (f"{key}", name)
                for key, name in {
                    found.chair_id: found.chair_name,
                    found.minute_taker_id: found.minute_taker_name,
                    **staff,
                }.items()
            ],
            prefix="seat",
            initial={"chair": found.chair_id, "minute_taker": found.minute_taker_id},
        ),
        "off": ReasonForm(data("off"), prefix="off"),
        "begin": BeginForm(data("begin"), prefix="begin"),
    }


def _do(request: HttpRequest, around: Around, verb: str, forms: dict[str, Any]) -> object:
    """Do what was asked."""
    base: dict[str, Any] = {**common(request), "meeting": around.meeting}
    said: dict[str, Any] = forms[verb].cleaned_data if verb in forms else {}
    if verb == "attend":
        return _attend(request, forms["attend"])
    if verb == "invite":
        return _invite(request, around, said)
    if verb == "withdraw":
        return actions.withdraw(**base, invitation=_chosen(request, around))
    if verb == "answer":
        fields = {name: said[name] for name in ("says", "substitute", "contribution")}
        invitation = next(one for one in around.invited if f"{one.pk}" == said["who"])
        version = was_shown(request).get(invitation.pk, Was()).version
        return actions.answer(**common(request), invitation=invitation, version=version, **fields)
    if verb == "move":
        base |= {"meets_at": forms["move"].meets_at(), "how": said["how"], "place": said["place"]}
        base["reason"] = said["reason"]
    elif verb == "off":
        base["reason"] = said["reason"]
    elif verb == "seat":
        users = {one.user_id: one.user for one in people.people_of(around.meeting.hub, at=request.at)}
        users |= {one.pk: one for one in (around.meeting.chair, around.meeting.minute_taker)}
        base |= {name: users[int(said[name])] for name in ("chair", "minute_taker")}
        base["reason"] = said["reason"]
    else:
        base["without"] = said["without"]
    acts: dict[str, Callable[..., object]] = {
        "move": actions.move,
        "off": actions.call_off,
        "seat": actions.seat,
        "begin": actions.begin,
    }
    return acts[verb](**base, version=posted_version(request))


def _chosen(request: HttpRequest, around: Around) -> Invitation:
    key = request.POST.get("agency", "")
    for one in around.invited:
        if one.agency is not None and one.agency.key == key:
            return one
    raise Http404


def _changed(request: HttpRequest, form: AttendanceForm) -> list[int]:
    """The numbers of the invitations of which the form says something else than its page showed."""
    was = was_shown(request)
    answers = {one.pk: form.answer_of(one) for one in form.invitations}
    shown = {one: (was.get(one, Was()).came, was.get(one, Was()).name) for one in answers}
    return [key for key, answer in answers.items() if answer is not None and answer != shown[key]]


def _attend(request: HttpRequest, form: AttendanceForm) -> object:
    """Each answer that was changed. One that another changed meanwhile is refused, and so is one of an invitation that
    no longer stands.
    """
    was, changed = was_shown(request), _changed(request, form)
    gone = [one for one in was if one not in {each.pk for each in form.invitations}]
    for one in form.invitations:
        answer = form.answer_of(one)
        if one.pk not in changed or answer is None or answer == (one.came, one.came_name):
            continue
        came, name = answer
        version = was.get(one.pk, Was()).version
        done = actions.attend(**common(request), invitation=one, came=came, name=name, version=version)
        if isinstance(done, Refused):
            return done
    if any(request.POST.get(form.add_prefix(f"came-{one}"), "") != was[one].came for one in gone):
        return rules.changed()
    return True


def _invite(request: HttpRequest, around: Around, said: dict[str, Any]) -> object:
    found = around.meeting
    kind, _colon, key = said["who"].partition(":")
    if kind == "user":
        users = {f"{one.user_id}": one.user for one in people.people_of(found.hub, at=request.at)}
        return actions.invite(**common(request), meeting=found, user=users[key])
    persons = [one for place, (one, _name) in enumerate(around.named, 1) if f"{place}" in said["people"]]
    return actions.invite(
        **common(request), meeting=found, agency=Agency.objects.get(key=key), persons=persons
    )
