"""Answers that forms give and that no standard type holds: a date known in part, and "not known"."""

import calendar
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final, Literal, NamedTuple

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _


class NotKnown(Enum):
    """The answer "not known": given on purpose, and so not the same as an empty field."""

    NOT_KNOWN = "not known"


NOT_KNOWN: Final[Literal[NotKnown.NOT_KNOWN]] = NotKnown.NOT_KNOWN


class Answer(NamedTuple):
    """What came back from a text field with a "not known" box beside it, before any check."""

    text: str
    not_known: bool


class DateParts(NamedTuple):
    """What came back from three date inputs, as typed, before any check."""

    day: str
    month: str
    year: str
    not_known: bool


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as far as it is known. All three None: known not to be known.

    `day` 1 to 31 needs a month; `month` 1 to 12 may stand without a year (a birthday).
    Raises ValueError for a day that no calendar has (31 November; 29 February of a common year).
    """

    day: int | None = None
    month: int | None = None
    year: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("A day needs its month.")
        if self.month is not None and not 1 <= self.month <= 12:
            raise ValueError("There are twelve months.")
        if self.year is not None and not 1 <= self.year <= 9999:
            raise ValueError("The year is out of range.")
        if self.day is not None and self.month is not None:
            # Without a year 29 February is possible: 2000 was a leap year.
            longest = calendar.monthrange(self.year or 2000, self.month)[1]
            if not 1 <= self.day <= longest:
                raise ValueError("The month has no such day.")

    @property
    def known(self) -> bool:
        """Whether anything of it is known."""
        return any(part is not None for part in (self.day, self.month, self.year))

    @property
    def exact(self) -> date | None:
        """The day, when all three parts are known."""
        if self.day is None or self.month is None or self.year is None:
            return None
        return date(self.year, self.month, self.day)

    @property
    def earliest(self) -> date | None:
        """The first day that it can have been; None without a year."""
        return None if self.year is None else date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date | None:
        """The last day that it can have been; None without a year."""
        if self.year is None:
            return None
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @classmethod
    def of(cls, value: date) -> "PartialDate":
        """A date known whole."""
        return cls(day=value.day, month=value.month, year=value.year)

    @classmethod
    def from_iso(cls, text: str) -> "PartialDate":
        """Reads what `iso` writes: `2015-06-01`, `2015-06`, `2015`, `--06-01`, `--06` or nothing at all."""
        year, _dash, rest = text.partition("-") if not text.startswith("--") else ("", "", text[2:])
        month, _dash, day = rest.partition("-")
        return cls(*(int(part) if part else None for part in (day, month, year)))

    @property
    def iso(self) -> str:
        """`2015-06-01`, `2015-06`, `2015`, `--06-01`, `--06`, or empty when not known; `from_iso` reads it."""
        if not self.known:
            return ""
        said = f"{self.year:04d}" if self.year is not None else "-"
        if self.month is not None:
            said += f"-{self.month:02d}"
        if self.day is not None:
            said += f"-{self.day:02d}"
        return said

    def __str__(self) -> str:
        """`1 June 2015`, `June 2015`, `2015`, `1 June, year not known` or `not known`."""
        if not self.known:
            return _("not known")
        month = str(MONTHS[self.month]) if self.month is not None else ""
        said = " ".join(str(part) for part in (self.day, month, self.year) if part)
        return said if self.year is not None else _("%(day)s, year not known") % {"day": said}
