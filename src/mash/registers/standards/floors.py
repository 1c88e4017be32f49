"""What no version of a standard may lower: routes that the law reserves, protection, and national times. Pure.

Casework asks the law of each decision again, whatever a standard says; here a text that says otherwise is not written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from mash.foundation.kernel import ALLOWED, Refused, Verdict
from mash.registers.clocks.rules import ALWAYS, DayRule, Timescale, Unit, due, office_hours
from mash.registers.clocks.rules.calendar import Calendar
from mash.registers.standards.rules import MAY_START, Rating, Runs, Severity, Step

# Children Act 1989 sections 17 and 47, Care Act 2014 section 42: see mash.casework.cases.rules, which asks the rest.
# Migration 0006 keeps the same of rows.
RESERVED_IN: Final = {
    "children": ("s17", "s47"),
    "adults": ("s42-enquiry",),
    "all": ("s17", "s47", "s42-enquiry"),
}
RESERVED: Final = frozenset(RESERVED_IN["all"])
RESERVED_FOR: Final = frozenset({"decider"})
PROTECTION: Final = "immediate-protection"
PROTECTORS: Final = frozenset({"screener", "decider", "manager"})
# A decision has a rationale, and is not reached without the history having been on the screen.
KEPT: Final = frozenset({("decision", "rationale"), ("decision", "history-viewed")})
# What can be there more than once: all else is there or is not.
COUNTED: Final = ("decision", "agencies-answered")

_DESK: Final = Calendar("sample", weekly=tuple(office_hours(time(9), time(17))))
# Two weeks of hours, closed days and nights among them.
_SAMPLE: Final = tuple(datetime(2026, 6, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(14 * 24))


@dataclass(frozen=True, slots=True)
class Floor:
    """The longest that a step may take, and the sentence that says so."""

    step: str
    longest: Timescale
    sentence: str


def may_set(part: str, row: Mapping[str, Any], floors: Iterable[Floor]) -> Verdict:
    """Whether a standard may say this line; a refusal's code ends in the field that it is about."""
    if part == "decision_role":
        return _deciders(str(row["route"]), row["roles"])
    if part == "minimum" and (row["of"], row["code"]) in KEPT:
        if row["severity"] != Severity.REQUIRED or row["quantity"] < 1:
            return Refused("standards:floor:severity", _("Each decision needs this: it stays required."))
        if row["ratings"] and set(row["ratings"]) != {one.value for one in Rating}:
            return Refused("standards:floor:ratings", _("Each decision needs this, at every rating."))
    if part == "minimum" and row["quantity"] > 1 and (row["of"], row["code"]) != COUNTED:
        return Refused(
            "standards:floor:quantity",
            _("More than one can be asked of agencies that have answered alone: of anything else, enter 1."),
        )
    return _time(row, floors) if part == "timescale" else ALLOWED


def _time(row: Mapping[str, Any], floors: Iterable[Floor]) -> Verdict:
    said = Timescale(row["amount"], Unit(row["unit"]), DayRule(row["day_rule"]))
    for floor in floors:
        if floor.step == row["step"] and longer(said, Runs(row["calendar"]), floor.longest):
            return Refused(
                "standards:floor:amount", _("This may be shorter, not longer. %s") % floor.sentence
            )
    if row["starts_from"] not in MAY_START[Step(row["step"])]:
        return Refused("standards:floor:starts_from", _("The clock of this step does not start from that."))
    return ALLOWED


def may_remove(part: str, key: tuple[str, ...], floors: Iterable[Floor]) -> Verdict:
    """Whether a standard may leave a line out that it says now."""
    if part == "decision_role" and key[0] in {*RESERVED, PROTECTION}:
        return Refused(
            "standards:floor:route", _("The law needs this route: somebody has to be able to take it.")
        )
    if part == "minimum" and key in KEPT:
        return Refused("standards:floor:code", _("Each decision needs this: it stays."))
    if part == "timescale" and not key[1]:
        for floor in floors:
            if floor.step == key[0]:
                return Refused("standards:floor:step", _("This time cannot be left out. %s") % floor.sentence)
    return ALLOWED


def faults(
    lines: Mapping[str, Mapping[tuple[str, ...], Mapping[str, Any]]],
    population: str,
    floors: Collection[Floor],
    *,
    whole: bool = True,
) -> Iterator[tuple[str, tuple[str, ...], Refused]]:
    """Each line that may not be said, and with `whole` each that is not there and has to be, by its part and key."""
    for part, rows in lines.items():
        for key, row in rows.items():
            said = may_set(part, row, floors)
            if isinstance(said, Refused):
                yield part, key, said
    if not whole:
        return
    needed: list[tuple[str, tuple[str, ...]]] = [
        *(("decision_role", (route,)) for route in (*RESERVED_IN[population], PROTECTION)),
        *(("minimum", key) for key in sorted(KEPT)),
        *(("timescale", (floor.step, "")) for floor in floors),
    ]
    for part, key in needed:
        if key not in lines.get(part, {}):
            gone = may_remove(part, key, floors)
            if isinstance(gone, Refused):
                yield part, key, gone


def longer(said: Timescale, runs: Runs, longest: Timescale) -> bool:
    """Whether a time is due later than the longest that is allowed, from any hour of two ordinary weeks."""
    calendar = ALWAYS if runs is Runs.ALWAYS else _DESK
    return any(due(calendar, start, said) > due(_DESK, start, longest) for start in _SAMPLE)


def _deciders(route: str, roles: Collection[str]) -> Verdict:
    if not roles:
        return Refused("standards:floor:roles", _("Somebody has to be able to take this route."))
    if route in RESERVED and not RESERVED_FOR.issuperset(roles):
        return Refused(
            "standards:floor:roles",
            _(
                "The law keeps this route for a decision maker of the authority: sections 17 and 47 of the Children Act"
                " 1989, section 42 of the Care Act 2014."
            ),
        )
    if route == PROTECTION and not PROTECTORS.issubset(roles):
        return Refused(
            "standards:floor:roles",
            _("Immediate protection waits for nobody: screeners, decision makers and managers all start it."),
        )
    return ALLOWED


def lawful(route: str, roles: Collection[str]) -> list[str]:
    """The roles of a route within the law's floor."""
    if route in RESERVED:
        return sorted(RESERVED_FOR)
    return sorted({*roles, *PROTECTORS}) if route == PROTECTION else list(roles)
