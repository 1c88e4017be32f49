"""What a practice standard is made of, as values, and what may be asked of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from mash.registers.clocks.rules import ALWAYS, Calendar, Clock, Timescale

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime
    from fractions import Fraction


class Population(StrEnum):
    CHILDREN = "children"
    ADULTS = "adults"
    ALL = "all"


class Rating(StrEnum):
    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    BLUE = "blue"


class Step(StrEnum):
    """The steps of the work that a standard gives a time. `break_glass` is how long it lasts.

    From `written_follow_up` on they are said and compared; no clock of a case starts from them yet.
    """

    ACKNOWLEDGE = "acknowledge"
    RATE = "rate"
    ANSWER_REQUEST = "answer_request"
    DECIDE = "decide"
    FEEDBACK = "feedback"
    COMPLETE_AFTER_PROTECTION = "complete_after_immediate_protection"
    BREAK_GLASS = "break_glass"
    REVIEW_BREAK_GLASS = "review_break_glass"
    CLEAR = "clear"
    WRITTEN_FOLLOW_UP = "written_follow_up"
    STRATEGY_DISCUSSION = "strategy_discussion"
    INITIAL_CONFERENCE = "initial_conference"
    ASSESSMENT = "assessment"
    SERIOUS_INCIDENT = "serious_incident"
    PLANNING_MEETING = "planning_meeting"
    CASE_CONFERENCE = "case_conference"
    FIRST_REVIEW = "first_review"
    ADVOCATE_CONTACT = "advocate_contact"


class StartsFrom(StrEnum):
    """What starts a step's clock."""

    CONTACT = "contact"
    RATING = "rating"
    REQUEST = "request"
    DECISION = "decision"
    OPENING = "opening"
    CLOSING = "closing"
    ENQUIRY = "enquiry"
    DISCUSSION = "discussion"
    INCIDENT = "incident"


# From what each step's clock may start. Up to `clear` cases start it, from these alone; of the rest it is what guidance names.
MAY_START: Final[Mapping[Step, frozenset[StartsFrom]]] = {
    Step.ACKNOWLEDGE: frozenset({StartsFrom.CONTACT}),
    Step.RATE: frozenset({StartsFrom.CONTACT}),
    Step.ANSWER_REQUEST: frozenset({StartsFrom.REQUEST}),
    Step.DECIDE: frozenset({StartsFrom.CONTACT, StartsFrom.RATING}),
    Step.FEEDBACK: frozenset({StartsFrom.DECISION}),
    Step.COMPLETE_AFTER_PROTECTION: frozenset({StartsFrom.DECISION}),
    Step.BREAK_GLASS: frozenset({StartsFrom.OPENING}),
    Step.REVIEW_BREAK_GLASS: frozenset({StartsFrom.OPENING}),
    Step.CLEAR: frozenset({StartsFrom.CLOSING}),
    Step.WRITTEN_FOLLOW_UP: frozenset({StartsFrom.CONTACT}),
    Step.STRATEGY_DISCUSSION: frozenset({StartsFrom.CONTACT, StartsFrom.ENQUIRY}),
    Step.INITIAL_CONFERENCE: frozenset({StartsFrom.DISCUSSION}),
    Step.ASSESSMENT: frozenset({StartsFrom.CONTACT, StartsFrom.DECISION}),
    Step.SERIOUS_INCIDENT: frozenset({StartsFrom.INCIDENT}),
    Step.PLANNING_MEETING: frozenset({StartsFrom.CONTACT, StartsFrom.DECISION}),
    Step.CASE_CONFERENCE: frozenset({StartsFrom.CONTACT, StartsFrom.DECISION}),
    Step.FIRST_REVIEW: frozenset({StartsFrom.CONTACT, StartsFrom.DECISION}),
    Step.ADVOCATE_CONTACT: frozenset({StartsFrom.CONTACT}),
}


class Runs(StrEnum):
    """Whose time it counts: the desk's opening hours, or all time ("red runs on past closing time")."""

    DESK = "desk"
    ALWAYS = "always"


class Basis(StrEnum):
    """Why a timescale is what it is: law or national guidance, a published local practice, or our hub's wish."""

    NATIONAL = "national"
    PUBLISHED = "published"
    LOCAL = "local"


class Of(StrEnum):
    REFERRAL = "referral"
    ANSWER = "answer"
    DECISION = "decision"


class Severity(StrEnum):
    """`required` stops the step (never immediate protection); `expected` is shown, and may be deviated from."""

    REQUIRED = "required"
    EXPECTED = "expected"


@dataclass(frozen=True, slots=True)
class Timing:
    """How long a step may take for a rating ("" for every rating), whose time that is, and why."""

    step: Step
    rating: str
    timescale: Timescale
    runs: Runs
    starts_from: StartsFrom
    warn_at: Fraction
    basis: Basis
    source: str


@dataclass(frozen=True, slots=True)
class Minimum:
    """One thing that a referral, an answer or a decision must hold.

    `quantity` is how many of it; `ratings` the ratings it is asked for, empty for all; `gap` the sentence
    that the page shows while it is missing; `action` the verb that closes the gap.
    """

    of: Of
    code: str
    label: str
    gap: str
    action: str
    severity: Severity
    quantity: int = 1
    ratings: frozenset[str] = frozenset()

    def applies(self, rating: str) -> bool:
        return not self.ratings or rating in self.ratings


@dataclass(frozen=True, slots=True)
class Gap:
    """A minimum that is not met: `found` of `minimum.quantity` are there."""

    minimum: Minimum
    found: int


@dataclass(frozen=True, slots=True)
class Deciders:
    """Who may take a route. `floor` names the law that keeps it from all others; casework enforces that floor."""

    route: str
    roles: frozenset[str]
    floor: str = ""


@dataclass(frozen=True, slots=True)
class Quorum:
    """Whose seats must be filled at a meeting of a kind. `kind` and `seats` are codes: `quorum-kind`, `quorum-seat`."""

    kind: str
    seats: frozenset[str]
    basis: Basis
    source: str

    def missing(self, present: Collection[str]) -> frozenset[str]:
        """The seats that nobody fills."""
        return self.seats.difference(present)


@dataclass(frozen=True)
class Standard:
    """One version of a practice standard, in force from `valid_from` to the day before `valid_to`."""

    key: str
    version: str
    title: str
    population: Population
    hub: str
    valid_from: date
    valid_to: date | None
    source: str
    timings: Mapping[tuple[str, str], Timing] = field(hash=False)
    minimums: tuple[Minimum, ...] = ()
    deciders: Mapping[str, Deciders] = field(default_factory=dict, hash=False)
    quorums: Mapping[str, Quorum] = field(default_factory=dict, hash=False)

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def timing(self, step: Step | str, rating: str = "") -> Timing | None:
        """The timing for that rating, else the one for every rating; None where the standard sets none."""
        return self.timings.get((str(step), rating)) or self.timings.get((str(step), ""))

    def minimum(self, of: Of | str, rating: str | None = None) -> tuple[Minimum, ...]:
        """What is asked of a referral, answer or decision; with a rating, only what is asked at that rating."""
        return tuple(
            each for each in self.minimums if each.of == of and (rating is None or each.applies(rating))
        )

    def gaps(self, of: Of | str, *, rating: str, present: Mapping[str, int]) -> tuple[Gap, ...]:
        """The minimums not met. `present` counts by code what is there; a code left out counts as none."""
        return tuple(
            Gap(each, present.get(each.code, 0))
            for each in self.minimum(of, rating)
            if present.get(each.code, 0) < each.quantity
        )

    def may_decide(self, route: str, role: str) -> bool:
        """Whether the standard lets a role take a route. The law's floor is asked separately, and always."""
        deciders = self.deciders.get(route)
        return deciders is not None and role in deciders.roles

    def quorum(self, kind: str) -> Quorum | None:
        """Who must be there at a meeting of that kind; None where the standard does not say."""
        return self.quorums.get(kind)


def clock(timing: Timing, desk: Calendar, *, started: datetime, stopped: datetime | None = None) -> Clock:
    """The clock of a step on the desk's calendar, or on the one that never closes when the timing says so."""
    calendar = ALWAYS if timing.runs is Runs.ALWAYS else desk
    return Clock(calendar, timing.timescale, started=started, stopped=stopped, warn_at=timing.warn_at)


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a list. `attributes` hold what a program reads: levels, populations, a return's own code."""

    code: str
    label: str
    label_cy: str
    position: int
    valid_from: date
    valid_to: date | None
    attributes: Mapping[str, object] = field(hash=False, default_factory=dict)

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def says(self, attribute: str, value: object) -> bool:
        """Whether an attribute is that value, or a list with it; true as well when the code does not have it."""
        if attribute not in self.attributes:
            return True
        found = self.attributes[attribute]
        return value in found if isinstance(found, list | tuple) else found == value
