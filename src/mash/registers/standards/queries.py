"""The standards and codes in force at a time, held in memory until their rows change."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

from mash.registers.clocks.queries import calendar_for
from mash.registers.clocks.rules import DayRule, Unit
from mash.registers.clocks.rules import Timescale as Length
from mash.registers.clocks.versions import Held

from . import models, rules
from .errors import NoStandardError, UnknownListError

if TYPE_CHECKING:
    from datetime import date, datetime

    from mash.registers.clocks.rules import Clock

    from .rules import Code, Minimum, Standard, Step, Timing

REGISTER = "standards"
_LONDON = ZoneInfo("Europe/London")


def standard_for(population: str, *, at: datetime, hub: str = "") -> Standard:
    """The standard in force at `at`: the hub's own, else everyone's; the population's own, else `all`.

    Raises NoStandardError.
    """
    day = _day(at)
    in_force = [each for each in _standards.get() if each.holds_on(day)]
    for wanted in ((hub, population), (hub, "all"), ("", population), ("", "all")):
        for each in in_force:
            if (each.hub, each.population) == wanted:
                return each
    raise NoStandardError(f"no practice standard for {population} is in force on {day:%d %B %Y}")


def timescale(standard: Standard, step: Step | str, rating: str = "") -> Timing | None:
    """How long that step may take at that rating; None where the standard sets no time."""
    return standard.timing(step, rating)


def minimum(standard: Standard, of: str, rating: str | None = None) -> tuple[Minimum, ...]:
    """What is asked of a `referral`, `answer` or `decision`, in the standard's order."""
    return standard.minimum(of, rating)


def clock_for(
    standard: Standard,
    step: Step | str,
    *,
    rating: str = "",
    calendar: str,
    started: datetime,
    stopped: datetime | None = None,
    at: datetime,
) -> Clock | None:
    """The clock of a step on the calendar with that key, as known at `at`; None where no time is set."""
    timing = standard.timing(step, rating)
    if timing is None:
        return None
    return rules.clock(timing, calendar_for(calendar, at=at), started=started, stopped=stopped)


def codes(list_key: str, *, at: datetime, **attributes: object) -> tuple[Code, ...]:
    """The codes in force at `at`, in order, that say each attribute or do not speak of it.

    `codes("route", at=at, levels=4, populations="children")`. Raises UnknownListError.
    """
    day = _day(at)
    return tuple(
        code
        for code in _list(list_key)
        if code.holds_on(day) and all(code.says(name, value) for name, value in attributes.items())
    )


def label(list_key: str, code: str, *, at: datetime) -> str:
    """The code's label at `at` in the language of the page, else its latest, else the code itself."""
    day = _day(at)
    rows = [row for row in _list(list_key) if row.code == code]
    if not rows:
        return code
    found = next((row for row in rows if row.holds_on(day)), max(rows, key=lambda row: row.valid_from))
    return label_of(found)


def label_of(code: Code) -> str:
    """A code's label in the language of the page; English where there is no Welsh."""
    welsh = (get_language() or "").startswith("cy")
    return code.label_cy if welsh and code.label_cy else code.label


def choices(list_key: str, *, at: datetime, **attributes: object) -> list[tuple[str, str]]:
    """`codes` as the pairs of a form's choices."""
    return [(code.code, label_of(code)) for code in codes(list_key, at=at, **attributes)]


def _day(at: datetime) -> date:
    return at.astimezone(_LONDON).date()


def _list(key: str) -> tuple[Code, ...]:
    found = _codes.get().get(key)
    if found is None:
        raise UnknownListError(key)
    return found


def _load_standards() -> tuple[Standard, ...]:
    rows = models.PracticeStandard.objects.filter(
        state=models.PracticeStandard.State.IN_FORCE
    ).prefetch_related("timescales", "minimums", "decision_roles")
    return tuple(_standard(row) for row in rows.order_by("valid_from", "pk"))


def _standard(row: models.PracticeStandard) -> Standard:
    return rules.Standard(
        key=row.key,
        version=row.version,
        title=row.title,
        population=rules.Population(row.population),
        hub=row.hub,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        source=row.source,
        timings={(each.step, each.rating): _timing(each) for each in row.timescales.all()},
        minimums=tuple(
            rules.Minimum(
                of=rules.Of(each.of),
                code=each.code,
                label=each.label,
                gap=each.gap,
                action=each.action,
                severity=rules.Severity(each.severity),
                quantity=each.quantity,
                ratings=frozenset(each.ratings),
            )
            for each in sorted(row.minimums.all(), key=lambda each: (each.of, each.position))
        ),
        deciders={
            each.route: rules.Deciders(each.route, frozenset(each.roles), each.floor)
            for each in row.decision_roles.all()
        },
    )


def _timing(row: models.Timescale) -> Timing:
    return rules.Timing(
        step=rules.Step(row.step),
        rating=row.rating,
        timescale=Length(row.amount, Unit(row.unit), DayRule(row.day_rule)),
        runs=rules.Runs(row.calendar),
        starts_from=rules.StartsFrom(row.starts_from),
        warn_at=Fraction(row.warn_percent, 100),
        basis=rules.Basis(row.basis),
        source=row.source,
    )


def _load_codes() -> dict[str, tuple[Code, ...]]:
    found: dict[str, list[Code]] = {key: [] for key in models.CodeList.objects.values_list("key", flat=True)}
    for row in models.Code.objects.select_related("list").order_by("position", "valid_from"):
        found[row.list.key].append(
            rules.Code(
                code=row.code,
                label=row.label,
                label_cy=row.label_cy,
                position=row.position,
                valid_from=row.valid_from,
                valid_to=row.valid_to,
                attributes=row.attributes,
            )
        )
    return {key: tuple(rows) for key, rows in found.items()}


_standards: Held[tuple[Standard, ...]] = Held(REGISTER, _load_standards)
_codes: Held[dict[str, tuple[Code, ...]]] = Held(REGISTER, _load_codes)
