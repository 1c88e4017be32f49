"""Two standards tried on the same cases: what would have been late, and what would have been missing. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from mash.registers.clocks.rules import Calendar
from mash.registers.standards.ports import Decided, Ran, Tried
from mash.registers.standards.rules import Minimum, Of, Rating, Standard, Step, clock

type Calendars = Callable[[str], Calendar]


@dataclass(frozen=True, slots=True)
class Late:
    """Of `all` times that a step was taken at a rating, how many were late under each; None where it sets no time."""

    step: str
    rating: str
    all: int
    late_now: int | None
    late_then: int | None


@dataclass(frozen=True, slots=True)
class Missing:
    """Of `all` decisions, how many lacked what a minimum asks; None where the standard does not ask it."""

    code: str
    label: str
    all: int
    missing_now: int | None
    missing_then: int | None


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it, over `cases`; `steps` and `late_…` count the steps to which both set a time."""

    cases: int
    lates: tuple[Late, ...]
    gaps: tuple[Missing, ...]
    steps: int
    late_now: int
    late_then: int


def is_late(standard: Standard, ran: Ran, calendars: Calendars, key: str, *, at: datetime) -> bool | None:
    """Whether a step was late under a standard; None where it sets no time, or nothing began what it counts from.

    What is not done yet is late once its time has passed.
    """
    timing = standard.timing(ran.step, ran.rating)
    started = None if timing is None else ran.began.get(str(timing.starts_from))
    if timing is None or started is None:
        return None
    return clock(timing, calendars(key), started=started, stopped=ran.stopped).breached(at)


def tried(
    now: Standard, then: Standard, cases: Sequence[Tried], calendars: Calendars, *, at: datetime
) -> Trial:
    """`then` tried beside `now` on cases as known at `at`."""
    counts: Counter[tuple[str, str, str]] = Counter()
    steps = late_now = late_then = 0
    for case in cases:
        for ran in case.steps:
            one = is_late(now, ran, calendars, case.calendar, at=at)
            other = is_late(then, ran, calendars, case.calendar, at=at)
            if one is None and other is None:
                continue
            for name, hit in (
                ("all", True),
                ("now", one),
                ("then", other),
                ("timed-now", one is not None),
                ("timed-then", other is not None),
            ):
                counts[ran.step, ran.rating, name] += bool(hit)
            if one is not None and other is not None:
                steps, late_now, late_then = steps + 1, late_now + one, late_then + other
    return Trial(
        len(cases), tuple(_lates(counts)), tuple(_gaps(now, then, cases)), steps, late_now, late_then
    )


def _lates(counts: Counter[tuple[str, str, str]]) -> Iterable[Late]:
    steps, ratings = [str(one) for one in Step], ["", *(str(one) for one in Rating)]
    for step in steps:
        for rating in ratings:
            if counts[step, rating, "all"]:
                yield Late(
                    step,
                    rating,
                    counts[step, rating, "all"],
                    counts[step, rating, "now"] if counts[step, rating, "timed-now"] else None,
                    counts[step, rating, "then"] if counts[step, rating, "timed-then"] else None,
                )


def _gaps(now: Standard, then: Standard, cases: Sequence[Tried]) -> Iterable[Missing]:
    decisions = [one for case in cases for one in case.decisions]
    asked_now = {one.code: one for one in now.minimum(Of.DECISION)}
    asked_then = {one.code: one for one in then.minimum(Of.DECISION)}
    for code in dict.fromkeys([*asked_then, *asked_now]):
        known = asked_then.get(code) or asked_now[code]
        yield Missing(
            code,
            known.label,
            sum(any(one.code == code for one in _asked(now, then, made.rating)) for made in decisions),
            _missing(now, code, decisions) if code in asked_now else None,
            _missing(then, code, decisions) if code in asked_then else None,
        )


def _asked(now: Standard, then: Standard, rating: str) -> list[Minimum]:
    return [*now.minimum(Of.DECISION, rating), *then.minimum(Of.DECISION, rating)]


def _missing(standard: Standard, code: str, decisions: Sequence[Decided]) -> int:
    return sum(
        any(
            gap.minimum.code == code
            for gap in standard.gaps(Of.DECISION, rating=one.rating, present=one.present)
        )
        for one in decisions
    )
