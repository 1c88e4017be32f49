"""Which questions a record allows, in which order, and what an answer says in our own words. Pure."""

from __future__ import annotations

import re
from datetime import timedelta
from enum import StrEnum
from typing import Final, TypedDict
from uuid import UUID, uuid5

from nhs_number.validate import is_valid

from mash.foundation.adapters.pds.values import Answer, Match, Outcome, Patient, Search, fits
from mash.registers.people.rules import DateSaid, Said, as_date

MOST_ATTEMPTS: Final = 5
LOST_AFTER: Final = timedelta(minutes=5)
"""A try that was begun this long ago and told nothing was cut off."""
KEPT: Final = timedelta(days=1)
"""How long what nobody accepted is kept."""
SUPERSEDED: Final = "nhs-number-superseded"
_DATE: Final = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_SEX: Final = {"female": "female", "male": "male"}


class Step(StrEnum):
    """Ways to ask, each another question to the register.

    Details come without the postcode first: with one the register leaves out whoever is restricted, who may be the
    very child at risk.
    """

    NUMBER = "number"
    DETAILS = "details"
    NARROWED = "narrowed"
    FUZZY = "fuzzy"


class MatchSaid(TypedDict):
    """One patient of an answer. `score` is None where the number was asked for."""

    said: Said
    score: float | None


def number_of(said: Said) -> str:
    """The NHS number that a record says, if it can be one."""
    digits = "".join(one for one in str(said.get("nhs_number", "")) if one.isdigit())
    return digits if is_valid(digits) else ""


def search_of(said: Said, step: Step) -> Search | None:
    """The search that this step makes, where the record says enough for it."""
    address = said.get("address") or {}
    names = said.get("given_name", "").split()
    wanted = Search(
        family=said.get("family_name", "").strip(),
        given=tuple(names[:1]),
        born=as_date(said.get("born")),
        postcode=address.get("postcode", "") if step is Step.NARROWED else "",
        history=step is not Step.FUZZY,  # a fuzzy search has it anyway
        fuzzy=step is Step.FUZZY,
    )
    if step is Step.NARROWED and not wanted.postcode:
        return None
    return wanted if fits(wanted) else None


def first(said: Said) -> Step | None:
    """How the register is asked first; None where the record says too little."""
    if number_of(said):
        return Step.NUMBER
    return Step.DETAILS if search_of(said, Step.DETAILS) else None


def following(said: Said, step: Step, outcome: Outcome) -> Step | None:
    """How it is asked next, where that answer may not be the last word."""
    then = {
        (Step.NUMBER, Outcome.NONE): Step.DETAILS,
        (Step.DETAILS, Outcome.TOO_MANY): Step.NARROWED,
        (Step.DETAILS, Outcome.NONE): Step.FUZZY,
    }.get((step, outcome))
    return then if then and search_of(said, then) else None


def sends(said: Said) -> list[str]:
    """Which values of a record may leave in a question: their names, in order, and never what they say."""
    wanted = search_of(said, Step.NARROWED) or search_of(said, Step.DETAILS) or Search()
    there = {
        "nhs_number": number_of(said),
        "family_name": wanted.family,
        "given_name": wanted.given,
        "born": wanted.born,
        "postcode": wanted.postcode,
    }
    return [name for name, value in there.items() if value]


def request_of(question: UUID, step: Step) -> UUID:
    """What one request is known by: the same whenever this step of this question is tried again."""
    return uuid5(question, step)


def wait_for(answer: Answer, attempts: int) -> timedelta | None:
    """How long until a failed question is tried again, after so many tries; None where it is given up."""
    if not answer.retry or attempts >= MOST_ATTEMPTS:
        return None
    return timedelta(seconds=max(answer.wait, 4**attempts))


def said_of(match: Match) -> MatchSaid:
    """What the register says of a patient, as what a source said. Of a restricted one, no whereabouts at all."""
    one = match.patient
    given, *middle = one.given or ("",)
    said: Said = {
        "given_name": given,
        "middle_name": " ".join(middle),
        "family_name": one.family,
        "known_as": one.known_as,
        "born": _date(one.born),
        "sex": _SEX.get(one.gender, ""),
        "nhs_number": one.nhs_number,
        "died": _date(one.died),
        "death_notice": one.death_notice,
        "whereabouts_withheld": one.restricted,
        **_whereabouts(one),
    }
    if match.replaces:
        said["identifiers"] = [{"kind": SUPERSEDED, "value": match.replaces}]
    kept: Said = {key: value for key, value in said.items() if value}  # type: ignore[assignment] # the keys are Said's own
    return {"said": kept, "score": match.score}


def _whereabouts(one: Patient) -> Said:
    if one.restricted:
        return {}
    lines, postcode = (", ".join(one.address.lines), one.address.postcode) if one.address else ("", "")
    address = {"lines": lines, "postcode": postcode}
    return {
        "address": {key: value for key, value in address.items() if value},  # type: ignore[typeddict-item] # the keys are AddressSaid's own
        "phone": one.phone,
        "email": one.email,
        "gp": one.gp,
    }


def _date(text: str) -> DateSaid:
    """A date of the register, which may lack its day or month; empty where there is none."""
    read = _DATE.fullmatch(text)
    if not read:
        return {}
    year, month, day = (int(one) if one else 0 for one in read.groups())
    said: DateSaid = {"year": year}
    if month:
        said["month"] = month
    if day:
        said["day"] = day
    return said
