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
from mash.casework.roundtables.actions import APPROVE, VIEW, WRITE, EntrySaid, Plan, Supposed
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
from mash.foundation.kernel import Refused, public_id
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.autosaved import CONFLICT, Saved, is_current
from mash.interfaces.web.cases.views.common import VIEW as CASE_VIEW
from mash.interfaces.web.components.words import uk_datetime
from mash.interfaces.web.disclosure.views.sending import pdf_response
from mash.interfaces.web.request import HttpRequest
from mash.interfaces.web.roundtables import presenters
from mash.interfaces.web.roundtables.forms import (
    ActionForm,
    CorrectForm,
    EntryForm,
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
    "correct": gettext_lazy("The correction is added for everybody who has a copy."),
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


def _context(request: HttpRequest, found: Meeting, named: Named, called: list[Invitation]) -> dict[str, Any]:
    by, at = request.actor, request.at
    names = {one.pk: name for one, name in named}
    writes = bool(may(by, WRITE))
    fixed = found.state in {"approved", "off"}
    whom = {one.pk: one.name for one in called}
    return {
        "one": found,
        "kind": presenters.kind(found),
        "state": presenters.state(found),
        "colour": presenters.COLOURS[found.state],
        "quorum": composing.quorum_words(found, called, at=at) if found.began_at else "",
        "entries": [
            {
                "place": place,
                "heading": label("round-table-heading", one.heading, at=one.at),
                "about": names[one.person_id] if one.person_id else "",
                "text": one.text,
                "audience": ", ".join(whom[key] for key in one.named if key in whom)
                if one.audience == "named"
                else one.get_audience_display(),
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
                "route": label("route", one.decision.route, at=one.decision.at),
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
        "corrections": list(Correction.objects.filter(meeting=found).select_related("agency")),
        "may_write": writes and not fixed,
        "may_give": writes and found.state in {"sitting", "ended"},
        "may_end": writes and found.state == "sitting",
        "may_approve": bool(may(by, APPROVE)) and found.state == "ended" and by.user == found.chair_id,
        "may_circulate": writes and found.state == "approved" and found.circulated_at is None,
        "may_correct": writes and found.state == "approved",
        "sees_case": bool(may(by, CASE_VIEW)),
    }


def _forms(request: HttpRequest, room: Room, verb: str) -> dict[str, Any]:
    found, named, called = room.meeting, room.named, room.called

    def data(which: str) -> Any:
        return request.POST if verb == which else None

    subjects = {one.subject_id: name for one, name in named}
    since = [
        (f"{place}", _("%(name)s: %(route)s, %(when)s") % {
            "name": subjects[one.subject_id],
            "route": label("route", one.route, at=one.at),
            "when": uk_datetime(one.at),
        })
        for place, one in enumerate(room.decisions)
        if one.subject_id in subjects and found.began_at is not None and one.at >= found.began_at
    ]  # fmt: skip
    people = [(f"{place}", name) for place, (_one, name) in enumerate(named)]
    return {
        "write": entry_form(data("write"), request=request, named=named, called=called, prefix="write"),
        "suppose": HypothesisForm(data("suppose"), prefix="suppose"),
        "say": ViewForm(
            data("say"),
            people=people,
            who=[(f"{place}", one.name) for place, one in enumerate(called)] or [("", "")],
            prefix="say",
        ),
        "conclude": OutcomeForm(data("conclude"), decisions=since, prefix="conclude"),
        "give": ActionForm(
            data("give"),
            agencies=[(one.agency.key, one.name) for one in called if one.agency],
            prefix="give",
        ),
        "correct": CorrectForm(data("correct"), prefix="correct"),
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
        base["text"] = said["text"]
    else:
        base["version"] = posted_version(request)
    return acts[verb](**base)


def _say(request: HttpRequest, room: Room, said: dict[str, Any]) -> object:
    whose = room.called[int(said["who"])]
    return actions.say(
        **common(request),
        invitation=whose,
        kind=said["kind"],
        level=int(said["level"]) if said["level"] else None,
        about=room.named[int(said["person"])][0].pk if said["person"] else None,
        text=said["text"],
        said_by="" if own(whose, request.actor) else said["said_by"],
    )


def _conclude(request: HttpRequest, room: Room, said: dict[str, Any]) -> object:
    decision = room.decisions[int(said["decision"])]
    person = next(one for one, _name in room.named if one.subject_id == decision.subject_id)
    return actions.conclude(
        **common(request),
        meeting=room.meeting,
        person=person,
        decision=decision,
        plan=Plan(
            tells=said["tells"],
            safely=said["safely"],
            contingency=said["contingency"],
            review_on=said["review_on"],
        ),
    )


@dataclass(frozen=True, slots=True)
class _Open:
    """An entry at its place, held where something is to be saved, with its form."""

    meeting: Meeting
    entry: Entry
    named: Named
    called: list[Invitation]
    form: EntryForm

    @classmethod
    def of(cls, request: HttpRequest, ref: str, place: int) -> _Open:
        """Raises Http404 where there is no such entry for whoever asks."""
        found, _matter = of_the_hub(request, ref)
        numbers = list(Entry.objects.filter(meeting=found).values_list("pk", flat=True))
        if not 0 < place <= len(numbers):
            raise Http404
        rows = Entry.objects.filter(pk=numbers[place - 1])
        if request.method == "POST":
            rows.select_for_update().first()
        one = rows.select_related("meeting").get()
        named, called = people_at(found), queries.invited(found)
        keys = {each.pk: each.agency.key for each in called if each.agency}
        form = entry_form(
            request.POST if request.method == "POST" else None,
            request=request,
            named=named,
            called=called,
            initial={
                "heading": one.heading,
                "text": one.text,
                "audience": one.audience,
                "person": next(
                    (f"{at}" for at, (who, _n) in enumerate(named) if who.pk == one.person_id), ""
                ),
                "named": [keys[each] for each in one.named if each in keys],
            },
        )
        return cls(found, one, named, called, form)

    def is_current(self, request: HttpRequest, *, by_itself: bool = False) -> bool:
        """Whether the page that sent it has seen the latest, or has saved it itself."""
        saved = Saved(self.entry.version, self.entry.page, left=self.entry.left)
        return is_current(request.POST, saved, by_itself=by_itself)

    def save(self, request: HttpRequest, *, left: bool) -> Entry | Refused:
        """Save what was typed; a page that has not seen the latest is refused."""
        current = self.is_current(request, by_itself=not left)
        return actions.rewrite(
            **common(request),
            entry=self.entry,
            said=entry_said(self.form, self.named, self.called),
            version=self.entry.version if current else -1,
            page=request.POST.get("page", "")[:20],
            left=left,
        )


@page("permission", WRITE, methods=["POST"])
def autosave(request: HttpRequest, ref: str, place: int) -> HttpResponse:
    """Keep what is typed in an entry: 204 when it is on disk, 409 when it may not be or is not whole."""
    opened = _Open.of(request, ref, place)
    # Asked again and again while a page stands open: no refusal is recorded of what only waits for its button.
    if not (opened.is_current(request, by_itself=True) and opened.form.is_valid()):
        return HttpResponse(status=CONFLICT)
    saved = opened.save(request, left=False)
    return HttpResponse(status=CONFLICT if isinstance(saved, Refused) else 204)


@page("permission", WRITE, methods=["GET", "POST"])
def entry(request: HttpRequest, ref: str, place: int) -> HttpResponse:
    """One entry to be changed. Where a colleague saved it meanwhile both texts are shown, and nothing typed is lost."""
    opened = _Open.of(request, ref, place)
    form, done = opened.form, None
    if request.method == "POST" and form.is_valid():
        done = opened.save(request, left=True)
        if not isinstance(done, Refused):
            messages.success(request, str(DONE["write"]))
            return redirect("roundtables:minutes", ref=ref)
    stale = [(_("What was said"), opened.entry.text, form["text"].value() or "")] if _is_stale(done) else []
    append(events.VIEWED, by=request.actor, at=request.at, about=refs(opened.meeting))
    return render(
        request,
        "roundtables/entry.jinja",
        {
            "one": opened.meeting,
            "entry": opened.entry,
            "place": place,
            "page": public_id(),
            "form": form,
            "refused": refused_of(done),
            "stale": stale,
            "formers": list(opened.entry.formers.order_by("-pk")),
        },
    )


def _is_stale(done: object) -> bool:
    return isinstance(done, Refused) and done.code == "roundtables:meeting:changed"


@page("permission", WRITE, methods=["GET", "POST"])
def hypothesis(request: HttpRequest, ref: str, place: int) -> HttpResponse:
    """One hypothesis to be looked at again."""
    found, _matter = of_the_hub(request, ref)
    rows = list(Hypothesis.objects.filter(meeting=found).select_related("meeting"))
    if not 0 < place <= len(rows):
        raise Http404
    one = rows[place - 1]
    fields = ("text", "speaks_for", "speaks_against", "state", "review")
    form = HypothesisForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(one, name) for name in fields},
    )
    done: object = None
    if request.method == "POST" and form.is_valid():
        done = actions.suppose(
            **common(request),
            meeting=found,
            said=Supposed(**form.cleaned_data),
            hypothesis=one,
            version=posted_version(request),
        )
        if not isinstance(done, Refused):
            messages.success(request, str(DONE["suppose"]))
            return redirect("roundtables:minutes", ref=ref)
    stale = [
        (str(form.fields[name].label), getattr(one, name), form[name].value() or "")
        for name in fields
        if name != "state" and _is_stale(done) and getattr(one, name) != (form[name].value() or "")
    ]
    append(events.VIEWED, by=request.actor, at=request.at, about=refs(found))
    return render(
        request,
        "roundtables/hypothesis.jinja",
        {"one": found, "row": one, "form": form, "refused": refused_of(done), "stale": stale},
    )


@page("permission", VIEW)
def pdf(request: HttpRequest, ref: str) -> HttpResponse:
    """The approved minutes as a PDF: whole for the hub, its copy for an agency."""
    found = find(ref)
    done = actions.take_out(**common(request), meeting=found)
    if isinstance(done, Refused):
        raise Http404
    return pdf_response(bytes(done.pdf), found.ref)
