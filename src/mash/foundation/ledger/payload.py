"""What an entry may say besides its sentence: keys, each with the type of its value. None leaves any of them open.

A payload is read by whoever sees the entry and is kept for good: it says codes, numbers and moments, never a name or
free text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

Type = Literal["number", "answer", "code", "codes", "day", "moment"]


@dataclass(frozen=True, slots=True)
class Key:
    """The name of a value, and its type."""

    name: str
    type: Type

    def fits(self, value: object) -> bool:
        """Whether the value is of the type."""
        return value is None or _FITS[self.type](value)


def number(name: str) -> Key:
    """A whole number: how many, or the number of a row."""
    return Key(name, "number")


def answer(name: str) -> Key:
    """True or False."""
    return Key(name, "answer")


def code(name: str) -> Key:
    """One word of a list, a reference, a key or a fingerprint: up to 300 signs of ASCII without a space, or none."""
    return Key(name, "code")


def codes(name: str) -> Key:
    """A list of codes."""
    return Key(name, "codes")


def day(name: str) -> Key:
    """A date, as ISO 8601 writes it."""
    return Key(name, "day")


def moment(name: str) -> Key:
    """A date and a time with its zone, as ISO 8601 writes them."""
    return Key(name, "moment")


_CODE = re.compile(r"[!-~]{0,300}")


def _is_code(value: object) -> bool:
    return isinstance(value, str) and _CODE.fullmatch(value) is not None


def _are_codes(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_code, value))


def _is_day(value: object) -> bool:
    return isinstance(value, str) and _written(date, value) is not None


def _is_moment(value: object) -> bool:
    found = _written(datetime, value) if isinstance(value, str) else None
    return found is not None and found.tzinfo is not None


def _written[D: date](kind: type[D], text: str) -> D | None:
    try:
        found = kind.fromisoformat(text)
    except ValueError:
        return None
    return found if found.isoformat() == text else None


_FITS: Final[dict[Type, Callable[[object], bool]]] = {
    "number": lambda value: type(value) is int,
    "answer": lambda value: type(value) is bool,
    "code": _is_code,
    "codes": _are_codes,
    "day": _is_day,
    "moment": _is_moment,
}
