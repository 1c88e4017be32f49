"""How often the same people or the same dwelling came up before, and when that forces a look. Pure."""

from __future__ import annotations

import hashlib
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from mash.foundation.kernel.time import LONDON

MONTHS: Final = (3, 6, 12)
"""The windows that are counted and shown; the list `repeat-concern` says at how many of them somebody must look."""

IDENTIFIED, PERSON, PLACE = "identified", "person", "place"
WHY: Final = (IDENTIFIED, PERSON, PLACE)
"""Why an earlier contact counts, the surest first: somebody said to be the same, described alike, the same dwelling."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A contact that shares somebody or a dwelling with another. `number` orders those of one moment.

    `open` says that somebody works on its case, which is past triage. `why` holds some of WHY.
    """

    ref: str
    matter: str
    kind: str
    at: datetime
    number: int
    incident: str
    why: frozenset[str]
    open: bool
    rating: str = ""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A look is forced where a contact is the `times`th within `months`, itself counted."""

    code: str
    months: int
    times: int


@dataclass(frozen=True, slots=True)
class Repeats:
    """What came before one contact, the latest first, as visible to whoever asked; `open` also counts what came after."""

    earlier: tuple[Earlier, ...] = ()
    counts: Mapping[int, int] = field(default_factory=dict)
    reached: tuple[Threshold, ...] = ()
    open: tuple[Earlier, ...] = ()

    @property
    def fingerprint(self) -> str:
        """SHA-256 of what came before, in hexadecimal: whoever has had it on the screen has looked."""
        return hashlib.sha256(
            "\n".join(["repeats", *sorted(one.ref for one in self.earlier)]).encode()
        ).hexdigest()

    @property
    def forces_look(self) -> bool:
        return bool(self.reached)


def months_before(at: datetime, months: int) -> datetime:
    """The same time of the day so many months earlier, by the calendar in England; the last day of a shorter month."""
    local = at.astimezone(LONDON)
    year, month = divmod(local.year * 12 + local.month - 1 - months, 12)
    return local.replace(year=year, month=month + 1, day=min(local.day, monthrange(year, month + 1)[1]))


def count(
    found: Iterable[Earlier], *, at: datetime, number: int, incident: str, thresholds: Iterable[Threshold]
) -> Repeats:
    """What came before the contact `number`, received `at`. Contacts about one incident are one; its own is none.

    A case that somebody works on counts as open under the contact's own incident too.
    """
    everything = list(found)
    others = [one for one in everything if not (incident and one.incident == incident)]
    before = sorted(
        (one for one in others if (one.at, one.number) < (at, number)),
        key=lambda one: (one.at, one.number),
        reverse=True,
    )
    limits = list(thresholds)
    windows = sorted({*MONTHS, *(one.months for one in limits)})
    counts = {months: _incidents(before, since=months_before(at, months)) for months in windows}
    return Repeats(
        earlier=tuple(before),
        counts=counts,
        reached=tuple(one for one in limits if counts[one.months] + 1 >= one.times and counts[one.months]),
        open=tuple(one for one in everything if one.open),
    )


def _incidents(earlier: Iterable[Earlier], *, since: datetime) -> int:
    return len({one.incident or one.ref for one in earlier if one.at >= since})
