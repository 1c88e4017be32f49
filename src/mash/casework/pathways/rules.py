"""What a step of a pathway waits for, whom else to think of, and who may close a case meanwhile. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from django.utils.translation import gettext as _

from mash.casework.cases.rules import Decider, floor
from mash.casework.pathways.workflow import KINDS, Kind, Move
from mash.casework.pathways.workflow.kinds import ROUTE_OF
from mash.foundation.kernel import ALLOWED, Refused, Verdict

Age = Literal["child", "young", "adult", "not-known"]
TEXT: Final = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSaid:
    """A step that is asked for: its verb, and what is recorded, by name (texts, codes, ISO dates and moments)."""

    verb: str
    facts: Mapping[str, str] = field(default_factory=dict)


def age_of(born: date | None, on: date, *, unborn: bool = False) -> Age:
    """A child under 16 or unborn, `young` at 16 and 17, an adult from 18; `not-known` without a date of birth."""
    if unborn:
        return "child"
    if born is None:
        return "not-known"
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return "adult" if years >= 18 else "young" if years >= 16 else "child"


def kinds_for(age: Age, population: str) -> list[Kind]:
    """The kinds that somebody of that age may be on; whoever's age nobody knows, those of the desk's population."""
    wanted = {"child": "children", "young": "children", "adult": "adults"}.get(age, population)
    return [one for one in KINDS.values() if wanted in one.populations]


def is_other(mine: Age, theirs: Age) -> bool:
    """Whether somebody near is to be thought of: children beside an adult, adults beside a child, and both of an age unknown."""
    if "not-known" in {mine, theirs}:
        return True
    return (mine == "adult") != (theirs == "adult")


def missing(move: Move, facts: Mapping[str, str]) -> dict[str, str]:
    """The guard's sentence for each thing that the step asks and that is left out, by name."""
    return {
        one.name: str(one.missing)
        for one in move.asks
        if one.required and one.asked(facts) and not str(facts.get(one.name, "")).strip()
    }


def kept(move: Move, facts: Mapping[str, str]) -> dict[str, str]:
    """What of it the step keeps: what it asks, and nothing that is empty."""
    said = {one.name: str(facts.get(one.name, "")).strip() for one in move.asks if one.asked(facts)}
    return {name: text for name, text in said.items() if text}


def may_step(
    move: Move | None,
    facts: Mapping[str, str],
    *,
    decider: Decider,
    authority: str,
    not_considered: int,
    same_person: bool,
    known: Mapping[str, Collection[str]],
) -> Verdict:
    """Whether this step may be taken now. `known` are the codes of each choice by its list; `authority` the agency of the desk's."""
    if move is None:
        return Refused("pathways:step:not-now", _("This step cannot be taken from where the pathway stands."))
    mine = is_mine(move, decider=decider, authority=authority, same_person=same_person)
    if not mine:
        return mine
    whole = _whole(move, facts, known)
    if not whole:
        return whole
    if move.waits_for_others and not_considered:
        return others_first()
    return ALLOWED


def is_mine(move: Move, *, decider: Decider, authority: str, same_person: bool) -> Verdict:
    """Whether this person may take the step at all, whatever they record: what the law keeps for some, and the second pair of eyes."""
    if move.reserved:
        reserved = floor(ROUTE_OF[move.reserved], decider, authority=authority)
        if not reserved:
            return reserved
    if move.second_person and same_person:
        return Refused(
            "pathways:step:same-person",
            _("Another person looks at the risk a second time than the one who recorded the refusal."),
        )
    return ALLOWED


def others_first() -> Refused:
    return Refused(
        "pathways:step:others",
        _("Say first what was made of everybody else in the household whom this page names."),
    )


def _whole(move: Move, facts: Mapping[str, str], known: Mapping[str, Collection[str]]) -> Verdict:
    """Whether what is recorded is whole, in codes that are known, and agrees with itself."""
    gaps = missing(move, facts)
    if gaps:
        return Refused(
            f"pathways:step:missing-{next(iter(gaps))}", " ".join(f"{one}." for one in gaps.values())
        )
    for one in move.asks:
        said = facts.get(one.name, "")
        if one.codes and one.asked(facts) and said and said not in known.get(one.codes, ()):
            return Refused(f"pathways:step:unknown-{one.name}", _("Choose one of the answers in the list."))
    if _test_contradicts(move, facts):
        return Refused(
            "pathways:step:test",
            _("The test of section 42(1) is met where all three parts are answered yes, and not otherwise."),
        )
    return ALLOWED


def _test_contradicts(move: Move, facts: Mapping[str, str]) -> bool:
    """Care Act 2014 section 42(1): the duty arises where all three parts are so."""
    if move.verb not in {"test", "not-met"}:
        return False
    met = all(facts.get(one) == "yes" for one in ("needs", "risk", "unable"))
    return met != (move.verb == "test")


def stops_closing(kind: str, state: str) -> bool:
    """Whether a case with such an open pathway may not be closed: an enquiry that is not handed over."""
    found = KINDS.get(kind)
    return found is not None and found.closes_from is not None and state not in found.closes_from


def changed() -> Refused:
    return Refused(
        "pathways:pathway:changed",
        _(
            "Somebody else has recorded a step meanwhile. It stands below; what you typed is still in the form."
        ),
    )


def not_this_kind() -> Refused:
    return Refused("pathways:pathway:kind", _("Choose a pathway that somebody of this age can be on."))


def not_last() -> Refused:
    return Refused("pathways:step:not-last", _("Only the last step can be taken back."))


def no_reason() -> Refused:
    return Refused("pathways:step:reason", _("Say why it is taken back."))


def open_already() -> Refused:
    return Refused(
        "pathways:pathway:open",
        _("Another pathway of this kind is open for the same person. End that one first."),
    )


def where_elsewhere() -> Refused:
    return Refused("pathways:pathway:elsewhere", _("Say who began it there."))


def begun_later() -> Refused:
    return Refused("pathways:pathway:later", _("It cannot have begun later than now."))


def no_outcome() -> Refused:
    return Refused("pathways:person:outcome", _("Say what was made of them, and why."))


def open_enquiry() -> Refused:
    return Refused(
        "pathways:case:open",
        _("A section 47 or section 42 enquiry in this case is open here. End it or hand it over first."),
    )
