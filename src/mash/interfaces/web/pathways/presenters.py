"""Pathways in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.casework.cases.queries import Picture
from mash.casework.matters.models import Subject
from mash.casework.pathways import rules
from mash.casework.pathways.models import Clock, Pathway, Step
from mash.casework.pathways.queries import Other
from mash.casework.pathways.rules import StepSaid
from mash.casework.pathways.times import TIMES
from mash.casework.pathways.workflow import KINDS, Ask
from mash.interfaces.web.cases.presenters import name_of
from mash.interfaces.web.components.words import uk_date, uk_datetime
from mash.registers.standards import words as standards
from mash.registers.standards.queries import codes, label

AGES: Final[Mapping[rules.Age, str | Promise]] = {
    "child": gettext_lazy("child"),
    "young": gettext_lazy("16 or 17"),
    "adult": gettext_lazy("adult"),
    "not-known": gettext_lazy("age not known"),
}
BASES: Final[Mapping[str, str | Promise]] = {
    "national": gettext_lazy("national"),
    "published": gettext_lazy("published"),
    "local": gettext_lazy("local"),
}
AGREED: Final = "agreed"


def kind(one: Pathway) -> str:
    found = KINDS.get(one.kind)
    return str(found.title) if found else one.kind


def state(one: Pathway, at: datetime) -> str:
    """Where it stands, with how it ended."""
    found = KINDS.get(one.kind)
    words = str(found.states.get(one.state, one.state)) if found else one.state
    outcome = _outcome(one, at)
    return f"{words}: {outcome}" if outcome else words


def _outcome(one: Pathway, at: datetime) -> str:
    found = KINDS.get(one.kind)
    if not one.outcome or found is None:
        return ""
    lists = (ask.codes for move in found.moves for ask in move.asks if ask.name == move.outcome)
    for key in lists:
        if any(each.code == one.outcome for each in codes(key, at=at)):
            return label(key, one.outcome, at=at)
    return one.outcome


def is_late(one: Pathway, at: datetime) -> bool:
    return one.ended_at is None and one.due_at is not None and one.due_at < at


def colour(one: Pathway, at: datetime) -> str:
    return "grey" if one.ended_at else "red" if is_late(one, at) else "blue"


def due(one: Pathway, at: datetime) -> str:
    """Its first running clock in words."""
    if one.ended_at is not None:
        return _("ended %(when)s") % {"when": uk_datetime(one.ended_at)}
    if one.due_at is None:
        return _("no clock is running")
    words = _("late: it was due %(when)s") if is_late(one, at) else _("due %(when)s")
    return words % {"when": uk_datetime(one.due_at)}


def clock_name(code: str, at: datetime) -> str:
    known = any(one.code == code for one in codes(TIMES, at=at))
    return label(TIMES, code, at=at) if known else standards.step(code)


def clock_rows(found: Iterable[Clock], at: datetime) -> list[list[object]]:
    """Each clock that counts: what it is for, when it is due, where that stands, and whose figure it is."""
    return [
        [
            clock_name(one.code, at) if not one.fixed else _("The day that was agreed"),
            uk_datetime(one.started_at),
            uk_datetime(one.due_at),
            _clock_state(one, at),
            _source(one),
        ]
        for one in found
        if not one.replaced
    ]


def _clock_state(one: Clock, at: datetime) -> str:
    if one.stopped_at is not None:
        words = _("Done late, %(when)s") if one.stopped_at > one.due_at else _("Done in time, %(when)s")
        return words % {"when": uk_datetime(one.stopped_at)}
    return _("Late") if one.due_at < at else _("Soon due") if one.warns_at <= at else _("In time")


def _source(one: Clock) -> str:
    if one.source == AGREED:
        return _("agreed by those who make it")
    if one.source == TIMES:
        return _("the hub’s code list “%(key)s” (%(basis)s)") % {"key": TIMES, "basis": basis(one.basis)}
    return _("practice standard %(source)s (%(basis)s)") % {
        "source": one.source,
        "basis": basis(one.basis),
    }


def basis(key: str) -> str:
    return str(BASES.get(key, key))


def answer(ask: Ask, text: str, at: datetime) -> str:
    """One thing that a step recorded, in words."""
    match ask.type:
        case "choice":
            return label(ask.codes, text, at=at)
        case "date":
            return uk_date(date.fromisoformat(text))
        case "moment":
            return uk_datetime(datetime.fromisoformat(text))
    return text


def step_title(one: Pathway, verb: str) -> str:
    found = KINDS.get(one.kind)
    move = next((each for each in found.moves if each.verb == verb), None) if found else None
    return str(move.title) if move else _("Begun") if verb == "begin" else verb


def facts(one: Pathway, step: Step) -> list[tuple[str, str]]:
    """What a step recorded, under the words by which it was asked."""
    found = KINDS.get(one.kind)
    move = next((each for each in found.moves if each.verb == step.verb), None) if found else None
    asks = move.asks if move else ()
    said = [
        (str(ask.label), answer(ask, step.facts[ask.name], step.at)) for ask in asks if ask.name in step.facts
    ]
    if step.verb == "begin" and step.facts.get("since"):
        said.append((_("Its times count from"), uk_datetime(datetime.fromisoformat(step.facts["since"]))))
    return said


def steps(one: Pathway) -> list[dict[str, object]]:
    """The steps as a timeline; what was taken back stays, and says so."""
    taken = list(one.steps.all())
    gone = {each.takes_back_id for each in taken if each.takes_back_id}
    by_number = {each.pk: each for each in taken}
    shown = []
    for each in taken:
        wrong = by_number.get(each.takes_back_id or 0)
        if wrong is not None:
            title, text = _("Taken back: %(step)s") % {"step": step_title(one, wrong.verb)}, each.reason
        else:
            title = step_title(one, each.verb)
            title = _("%(step)s (taken back later)") % {"step": title} if each.pk in gone else title
            text = "\n".join(f"{key}: {value}" for key, value in facts(one, each))
        who = f"{each.by_name} ({each.by_registration})" if each.by_registration else each.by_name
        shown.append({"title": title, "at": each.at, "by": who, "text": text})
    return shown


def both(one: Pathway, last: Step | None, said: StepSaid, at: datetime) -> list[tuple[str, str, str]]:
    """What a colleague recorded meanwhile beside what was typed: what, theirs, mine."""
    theirs = "\n".join(f"{key}: {value}" for key, value in facts(one, last)) if last else ""
    move = next(each for each in KINDS[one.kind].moves if each.verb == said.verb)
    mine = rules.kept(move, said.facts)
    typed = [f"{ask.label}: {answer(ask, mine[ask.name], at)}" for ask in move.asks if ask.name in mine]
    return [
        (_("Step"), step_title(one, last.verb) if last else "-", str(move.title)),
        (_("Recorded by"), last.by_name if last else "-", _("you")),
        (_("What it says"), theirs or "-", "\n".join(typed) or "-"),
    ]


def others(found: Iterable[Other], one: Pathway) -> list[dict[str, Any]]:
    """Whom else to think of, with what was made of them and the form that says so."""
    return [
        {
            "name": str(each.person),
            "age": AGES[each.age],
            "open": each.open,
            "said": _("Is on a pathway in this case.")
            if each.own and each.said is None
            else f"{label('pathway-considered', each.said.outcome, at=each.said.at)}. {each.said.reason}"
            if each.said
            else "",
            "by": f"{each.said.by_name}, {uk_datetime(each.said.at)}" if each.said else "",
            "href": reverse("pathways:consider", args=[one.matter.ref, one.ref, each.person.public_id]),
        }
        for each in found
    ]


def of_case(picture: Picture, found: Iterable[Pathway], at: datetime) -> list[dict[str, Any]]:
    """The people whom a case is about, and everybody else of it who is on a pathway, each with theirs."""
    rows: dict[int, list[dict[str, Any]]] = {}
    for one in found:
        rows.setdefault(one.subject_id, []).append(
            {
                "ref": one.ref,
                "kind": kind(one),
                "state": state(one, at),
                "colour": colour(one, at),
                "due": due(one, at),
            }
        )
    return [
        {"name": name_of(one), "place": one.place, "rows": rows.get(one.pk, [])} for one in picture.subjects
    ]


def list_row(one: Pathway, at: datetime) -> list[object]:
    subject: Subject = one.subject
    return [
        {"href": reverse("pathways:one", args=[one.matter.ref, one.ref]), "text": one.ref},
        name_of(subject),
        kind(one),
        state(one, at),
        due(one, at),
    ]
