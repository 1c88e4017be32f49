"""Whose school is told of domestic abuse at home, by when, and where that stands. Pure.

Operation Encompass: the school's key adult knows before the child comes in next, and is told no more than helps the child.
A child who sees, hears or lives with domestic abuse is a victim of it in their own right: Domestic Abuse Act 2021, section 3.
That the school is told is the force's duty: section 49A of the same Act, put in by section 20 of the Victims and Prisoners Act
2024 and in force since 7 November 2025. A hub does it where the force's arrangements say so.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, Literal

from mash.registers.clocks.rules import Nation, office_hours
from mash.registers.clocks.rules.calendar import Calendar
from mash.registers.clocks.rules.working import next_opening
from mash.registers.people.rules import Said, as_date

SCHOOL_KINDS: Final = frozenset({"education", "early-years"})
DOMESTIC: Final = "domestic"
"""The kind of abuse in the lists abuse-type-children and abuse-type-adults."""
YOUNGEST: Final = 3
"""Nursery classes take part; a younger child is told of where a school or nursery is named."""
OF_AGE: Final = 18
CALL_BEFORE: Final = timedelta(minutes=30)
"""So long before the school opens somebody telephones, where nobody has read the notice by then."""
# Terms are a hub's own: it closes the calendar `schools` for its holidays. Without one, weekdays but for bank holidays.
SCHOOLS: Final = Calendar(
    key="schools", weekly=office_hours(time(8, 30), time(15, 30)), nation=Nation.ENGLAND
)
Standing = Literal["proposed", "late", "sent", "call", "called", "read", "not-sent", "withdrawn"]


def tells_of_domestic_abuse(content: Mapping[str, Any], concerns: Collection[str]) -> bool:
    """Whether a contact is about domestic abuse: said so, flagged for a school by the force, or with a DASH or DARA."""
    police = content.get("police") or {}
    return DOMESTIC in concerns or any(police.get(name) for name in ("school", "dash", "dara"))


def goes_to_school(said: Said, day: date) -> bool:
    """Whether somebody is a child of an age to be at school or nursery, or a child whose school is named."""
    born = as_date(said.get("born"))
    if born is None:
        return bool(said.get("school"))
    age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    return age < OF_AGE and (age >= YOUNGEST or bool(said.get("school")))


def same_child(one: Said, other: Said) -> bool:
    """Whether two say the same child: by a number that both give, else by given and family name and no other birth date.

    Without a given name nobody is taken for another: a brother or sister must not be left out.
    """
    for number in ("nhs_number", "upn"):
        mine, theirs = (re.sub(r"\W", "", str(each.get(number) or "")).upper() for each in (one, other))
        if mine and theirs:
            return mine == theirs
    names = [
        tuple(folded(str(each.get(part) or "")) for part in ("given_name", "family_name"))
        for each in (one, other)
    ]
    if not names[0][0] or names[0] != names[1]:
        return False
    return not (one.get("born") and other.get("born")) or one.get("born") == other.get("born")


def due_by(at: datetime, calendar: Calendar = SCHOOLS) -> datetime:
    """When a school opens next, strictly after `at`: while it is open, on its next day."""
    local = calendar.local_date(at)
    begins = next((start for start, _end in calendar.spans(local) if start > at), None)
    if begins is not None:
        return begins
    closes = max((end for _start, end in calendar.spans(local)), default=at)
    return next_opening(calendar, max(at, closes)).astimezone(UTC)


def folded(name: str) -> str:
    """A name as two spellings of it are compared.

    >>> folded("St. Mary's  C of E Primary School") == folded("st marys c of e primary school")
    True
    """
    plain = "".join(char for char in name.casefold() if char.isalnum() or char.isspace())
    return " ".join(plain.split())


def school_named(name: str, schools: Iterable[tuple[int, str]]) -> int | None:
    """The one school of that name, by its key in `schools`; None where none or several are called so."""
    wanted = folded(name)
    found = [key for key, title in schools if wanted and folded(title) == wanted]
    return found[0] if len(found) == 1 else None


def standing(*, state: str, due_at: datetime, read: bool, called: bool, now: datetime) -> Standing:
    """Where a notice stands at `now`: a proposal is late once the school has opened, an unread one has to be telephoned."""
    if state == "proposed":
        return "late" if now >= due_at else "proposed"
    if state != "sent":
        return "withdrawn" if state == "withdrawn" else "not-sent"
    if read:
        return "read"
    if called:
        return "called"
    return "call" if now >= due_at - CALL_BEFORE else "sent"
