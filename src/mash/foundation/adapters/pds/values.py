"""What the Personal Demographics Service is asked and answers, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal, Protocol
from uuid import UUID


class Outcome(StrEnum):
    """`TOO_MANY` is the service's own refusal to name any of them; `FAILED` says nothing about the person."""

    FOUND = "found"
    NONE = "none"
    SEVERAL = "several"
    TOO_MANY = "too-many"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody is looked for by. Asked with a postcode, the service leaves restricted patients out.

    `max_results` is 1 for an application that signs in by itself: the service then names a single match or none.
    """

    family: str = ""
    given: tuple[str, ...] = ()
    born: date | None = None
    gender: str = ""
    postcode: str = ""
    phone: str = ""
    email: str = ""
    fuzzy: bool = False
    exact: bool = False
    history: bool = False
    max_results: int = 1


@dataclass(frozen=True, slots=True)
class Address:
    lines: tuple[str, ...]
    postcode: str = ""


@dataclass(frozen=True, slots=True)
class Patient:
    """One patient as the service holds them now. Dates are ISO 8601 and may lack the day or the month.

    Of a `restricted` patient nothing is held that tells where they are. `gp` is the practice's ODS code.
    """

    nhs_number: str
    restricted: bool
    family: str = ""
    given: tuple[str, ...] = ()
    known_as: str = ""
    gender: str = ""
    born: str = ""
    address: Address | None = None
    phone: str = ""
    email: str = ""
    gp: str = ""
    died: str = ""
    death_notice: Literal["", "informal", "formal"] = ""

    def __post_init__(self) -> None:
        if self.restricted and (self.address or self.phone or self.email or self.gp):
            raise ValueError("A restricted patient's whereabouts are not kept.")


@dataclass(frozen=True, slots=True)
class Match:
    """`score` is between 0 and 1, 1 being exact; None where the number was asked for.

    `replaces` is the number that was asked for, where the service answers with another that has taken its place.
    """

    patient: Patient
    score: float | None = None
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """`matches` are best first. `reason` is a code and names nobody; `wait` is in seconds, 0 where none was asked."""

    outcome: Outcome
    matches: tuple[Match, ...] = ()
    reason: str = ""
    retry: bool = False
    wait: int = 0


class Pds(Protocol):
    """A failure is an Answer that says whether to try again, never an exception.

    `request` is sent again as it was when a question is repeated: the service knows by it that this is the same one.
    """

    def by_number(self, nhs_number: str, *, request: UUID, at: datetime) -> Answer: ...

    def search(self, wanted: Search, *, request: UUID, at: datetime) -> Answer: ...


def found(matches: list[Match]) -> Answer:
    """The answer that these matches make, best first."""
    if not matches:
        return Answer(Outcome.NONE)
    best = sorted(matches, key=lambda one: -(one.score or 0))
    return Answer(Outcome.FOUND if len(best) == 1 else Outcome.SEVERAL, tuple(best))


def fits(wanted: Search) -> bool:
    """Whether the service would take this search at all: its least combinations, lengths, and no wildcard."""
    names = (wanted.family, *wanted.given)
    texts = (*names, wanted.postcode)
    if any(len(one) > 35 for one in names) or any("*" in one for one in texts) or not wanted.born:
        return False
    if wanted.fuzzy:
        whole = bool(wanted.gender and wanted.postcode)
        return bool(wanted.family and wanted.given) or (bool(wanted.family or wanted.given) and whole)
    return bool(wanted.family)
