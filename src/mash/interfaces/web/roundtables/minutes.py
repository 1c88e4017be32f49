"""The minutes: what is written down while the meeting sits, what comes of it, approved and circulated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.casework.cases.models import Decision
from mash.casework.roundtables import actions, composing, events, queries
from mash.casework.roundtables.actions import ANSWER, APPROVE, VIEW, WRITE, EntrySaid, Plan, Supposed
from mash.casework.roundtables.actions.common import own, refs
from mash.casework.roundtables.models import (
    Action,
    Copy,
    Correction,
    Entry,
    Hypothesis,
    Invitation,
    Meeting,
    Minutes,
    Outcome,
    Person,
    View,
)
from mash.foundation.kernel import Refused
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.cases.views.common import VIEW as CASE_VIEW
from mash.interfaces.web.components.words import uk_datetime
from mash.interfaces.web.disclosure.views.sending import pdf_response
from mash.interfaces.web.request import HttpRequest
from mash.interfaces.web.roundtables import presenters
from mash.interfaces.web.roundtables.forms import (
    ActionForm,
    EntryForm,
    HubCorrectForm,
    HypothesisForm,
    OutcomeForm,
    ViewForm,
)
from mash.interfaces.web.roundtables.ground import common, posted_version, refused_of, verb_of
from mash.interfaces.web.roundtables.meeting import find, of_the_hub, people_at
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Agency
from mash.registers.standards.queries import label

type Named = list[tuple[Person, str]]


@dataclass(frozen=True, slots=True)
class Room:
    """A meeting, whom it is about, who is invited, and the decisions of its case."""

    meeting: Meeting
    named: Named
    called: list[Invitation]
    decisions: list[Decision]

    @classmethod
    def of(cls, found: Meeting) -> Room:
        decisions = Decision.objects.filter(matter_id=found.matter_id).order_by("at", "pk")
        return cls(found, people_at(found), queries.invited(found), list(decisions))


DONE: dict[str, str | Promise] = {
    "write": gettext_lazy("It is written down."),
    "suppose": gettext_lazy("It is written down."),
    "say": gettext_lazy("It is put down in the words that were used."),
    "conclude": gettext_lazy("The decision is recorded as this table’s."),
    "give": gettext_lazy("The action is given."),
    "end": gettext_lazy("The meeting has ended. The minutes can still be written."),
    "approve": gettext_lazy("The minutes are approved. Nothing in them can be changed any more."),
    "circulate": gettext_lazy("Each invited agency has its copy."),
    "correct": gettext_lazy("The correction is added for those whom it is for."),
}


def entry_said(form: EntryForm, named: Named, called: list[Invitation]) -> EntrySaid:
    """What the form says of an entry."""
    said = form.cleaned_data
    return EntrySaid(
        heading=said["heading"],
        text=said["text"],
        audience=said["audience"],
        person=named[int(said["person"])][0] if said["person"] else None,
        named=tuple(one.pk for one in called if one.agency and one.agency.key in said["named"]),
    )


def entry_form(
    data: Any, *, request: HttpRequest, named: Named, called: list[Invitation], **kwargs: Any
) -> EntryForm:
    return EntryForm(
        data,
        at=request.at,
        people=[(f"{place}", name) for place, (_one, name) in enumerate(named)],
        agencies=[(one.agency.key, one.name) for one in called if one.agency],
        **kwargs,
    )


@page("permission", VIEW, methods=["GET", "POST"])
def minutes(request: HttpRequest, ref: str) -> HttpResponse:
    """The minutes on one page, with what may be added to them."""
    found, matter = of_the_hub(request, ref)
    verb = verb_of(request, DONE)
    room = Room.of(found)
    forms = _forms(request, room, verb)
    done: object = None
    if verb and (verb not in forms or forms[verb].is_valid()):
        done = _do(request, room, verb, forms)
        if not isinstance(done, Refused):
            messages.success(request, str(DONE[verb]))
            return redirect("roundtables:minutes", ref=ref)
        found = find(ref)
    append(events.VIEWED, by=request.actor, at=request.at, about=refs(found))
    context = _context(request, found, room.named, room.called)
    return render(
        request,
        "roundtables/minutes.jinja",
        {**context, "case": matter.ref, "forms": forms, "verb": verb, "refused": refused_of(done)},
    )


def _whose(one: Entry | Correction, whom: dict[int, str]) -> str:
    """Whose copies it goes into, in words."""
    if one.audience == "named":
        return ", ".join(whom[key] for key in one.named if key in whom)
    return str(one.get_audience_display())


def _context(request: HttpRequest, found: Meeting, named: Named, called: list[Invitation]) -> dict[str, Any]:
    by, at = request.actor, request.at
    names = {one.pk: name for one, name in named}
    writes, sits = bool(may(by, WRITE)), _own(called, request) is not None
    fixed = found.state in {"approved", "off"}
    whom = {one.pk: one.name for one in called}
    return {
        "one": found,
        "kind": presenters.kind(found),
        "state": presenters.state(found),
        "colour": presenters.COLOURS[found.state],
        "quorum": composing.quorum_words(found, called, at=at) if found.began_at else "",
        "wrote": [(one.name, one.contribution) for one in called if one.contribution],
        "entries": [
            {
                "place": place,
                "heading": label("round-table-heading", one.heading, at=one.at),
                "about": names[one.person_id] if one.person_id else "",
                "text": one.text,
                "audience": _whose(one, whom),
                "open": one.audience == "everyone",
                "by": one.by_name,
                "at": one.at,
            }
            for place, one in enumerate(Entry.objects.filter(meeting=found), 1)
        ],
        "hypotheses": list(enumerate(Hypothesis.objects.filter(meeting=found), 1)),
        "views": [
            {"dissent": one.kind == "dissent", "words": composing.view_words(one, names), "at": one.at}
            for one in View.objects.filter(meeting=found).select_related("invitation")
        ],
        "outcomes": [
            {
                "name": names[one.person_id],
                "route": composing.outcome_words(one, found),
                "decision": one.decision,
                "outcome": one,
            }
            for one in Outcome.objects.filter(meeting=found).select_related("decision")
        ],
        "undecided": [names[one] for one in queries.undecided(found, at=at)],
        "actions": presenters.action_rows(
            Action.objects.filter(meeting=found).select_related("meeting", "agency"), at, hub=found.hub.name
        ),
        "minutes": Minutes.objects.filter(meeting=found).first(),
        "copies": [
            [
                one.agency.name,
                uk_datetime(one.sent_at),
                uk_datetime(one.due_at),
                f"{uk_datetime(one.acknowledged_at)}, {one.acknowledged_by_name}"
                if one.acknowledged_at
                else _("Overdue")
                if one.due_at <= at
                else _("Not yet"),
            ]
            for one in Copy.objects.filter(meeting=found).select_related("agency")
        ],
        "corrections": [
            {
                "one": one,
                "about": names.get(one.person_id or 0, ""),
                "audience": _whose(one, whom),
                "open": one.audience == "everyone",
            }
            for one in Correction.objects.filter(meeting=found).select_related("agency")
        ],
        "may_write": writes and not fixed,
        "may_say": (writes or (sits and bool(may(by, ANSWER)))) and not fixed,
        "may_give": writes and found.state in {"sitting", "ended"},
        "may_end": writes and found.state == "sitting",
        "may_approve": bool(may(by, APPROVE)) and found.state == "ended" and by.user == found.chair_id,
        "may_circulate": writes and found.state == "approved" and found.circulated_at is None,
        "may_correct": writes and found.state == "approved" and found.circulated_at is not None,
        "sees_case": bool(may(by, CASE_VIEW)),
    }


def _own(called: list[Invitation], request: HttpRequest) -> Invitation | None:
    """The reader's own invitation."""
    return next((one for one in called if own(one, request.actor)), None)


def _forms(request: HttpRequest, room: Room, verb: str) -> dict[str, Any]:
    found, named, called = room.meeting, room.named, room.called

    def data(which: str) -> Any:
        return request.POST if verb == which else None

    subjects = {one.subject_id: name for one, name in named}
    latest = {one.subject_id: one.pk for one in room.decisions}
    offered = [
        (f"{place}", (
            _("%(name)s: %(route)s, %(when)s")
            if one.at >= found.began_at
            else _("%(name)s: %(route)s, %(when)s, decided before and upheld")
        ) % {
            "name": subjects[one.subject_id],
            "route": label("route", one.route, at=one.at),
            "when": uk_datetime(one.at),
        })
        for place, one in enumerate(room.decisions)
        if one.subject_id in subjects
        and found.began_at is not None
        and (one.at >= found.began_at or one.pk == latest[one.subject_id])
    ]  # fmt: skip
    offered += [
        (f"none:{place}", _("%(name)s: nothing is decided yet") % {"name": name})
        for place, (_one, name) in enumerate(named)
    ]
    people = [(f"{place}", name) for place, (_one, name) in enumerate(named)]
    return {
        "write": entry_form(data("write"), request=request, named=named, called=called, prefix="write"),
        "suppose": HypothesisForm(data("suppose"), prefix="suppose"),
        "say": ViewForm(
            data("say"),
            people=people,
            # Who takes no minutes says their own and nobody else's.
            who=([(f"{one.pk}", one.name) for one in called] or [("", "")])
            if may(request.actor, WRITE)
            else (),
            prefix="say",
        ),
        "conclude": OutcomeForm(data("conclude"), decisions=offered, prefix="conclude"),
        "give": ActionForm(
            data("give"),
            agencies=[(one.agency.key, one.name) for one in called if one.agency],
            prefix="give",
        ),
        "correct": HubCorrectForm(
            data("correct"),
            people=people,
            agencies=[(one.agency.key, one.name) for one in called if one.agency],
            prefix="correct",
        ),
    }


def _do(request: HttpRequest, room: Room, verb: str, forms: dict[str, Any]) -> object:
    """Do what was asked."""
    base: dict[str, Any] = {**common(request), "meeting": room.meeting}
    said: dict[str, Any] = forms[verb].cleaned_data if verb in forms else {}
    if verb == "say":
        return _say(request, room, said)
    if verb == "conclude":
        return _conclude(request, room, said)
    acts: dict[str, Callable[..., object]] = {
        "write": actions.write,
        "suppose": actions.suppose,
        "give": actions.give,
        "correct": actions.correct,
        "end": actions.end,
        "approve": actions.approve,
        "circulate": actions.circulate,
    }
    if verb == "write":
        base["said"] = entry_said(forms["write"], room.named, room.called)
    elif verb == "suppose":
        base["said"] = Supposed(**said)
    elif verb == "give":
        agency = None if said["agency"] == "hub" else Agency.objects.get(key=said["agency"])
        base |= {**said, "agency": agency}
    elif verb == "correct":
        base |= {
            "text": said["text"],
            "audience": said["audience"],
            "named": [one.pk for one in room.called if one.agency and one.agency.key in said["named"]],
            "person": room.named[int(said["person"])][0] if said["person"] else None,
        }
    else:
        base["version"] = posted_version(request)
    return acts[verb](**base)


def _say(request: HttpRequest, room: Room, said: dict[str, Any]) -> object:
    whose = (
        next(one for one in room.called if f"{one.pk}" == said["who"])
        if "who" in said
        else _own(room.called, request)
    )
    if whose is None:
        raise Http404
    return actions.say(
        **common(request),
        invitation=whose,
        kind=said["kind"],
        level=int(said["level"]) if said["level"] else None,
        about=room.named[int(said["person"])][0].pk if said["person"] else None,
        text=said["text"],
        said_by="" if own(whose, request.actor) else said.get("said_by", ""),
    )


def _conclude(request: HttpRequest, room: Room, said: dict[str, Any]) -> object:
    none, _colon, place = said["decision"].rpartition(":")
    decision = None if none else room.decisions[int(place)]
    person = (
        room.named[int(place)][0]
        if decision is None
        else next(one for one, _name in room.named if one.subject_id == decision.subject_id)
    )
    return actions.conclude(
        **common(request),
        meeting=room.meeting,
        person=person,
        decision=decision,
        # What is offered says so of each that was made before the meeting.
        upheld=True,
        plan=Plan(
            tells=said["tells"],
            safely=said["safely"],
            contingency=said["contingency"],
            review_on=said["review_on"],
            none_yet=said["none_yet"],
        ),
    )


@page("permission", VIEW)
def pdf(request: HttpRequest, ref: str) -> HttpResponse:
    """The approved minutes as a PDF: whole for the hub, its copy for an agency."""
    found = find(ref)
    done = actions.take_out(**common(request), meeting=found)
    if isinstance(done, Refused):
        raise Http404
    return pdf_response(bytes(done.pdf), found.ref)
