"""The report on a model: its levels as a table, and the same as a picture drawn here on the server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mash.registers.people.matching.words import SENTENCES

KINDS: Final = ("same", "household", "strangers")
FIELDS: dict[str, str | Promise] = {
    "given": _("First name"),
    "family": _("Family name"),
    "middle": _("Middle name"),
    "born": _("Date of birth"),
    "sex": _("Sex"),
    "place": _("Address"),
    "phone": _("Telephone"),
    "nhs_number": _("NHS number"),
    "upn": _("Pupil number"),
    "identifier": _("Identifier"),
    "email": _("E-mail"),
    "birth_place": _("Place of birth"),
    "occupation": _("Occupation"),
}
# The picture, in its own units: names to the left, a line in the middle of the rest at no evidence.
_LEFT, _WIDTH, _ROW, _TOP, _MOST = 250, 460, 22, 24, 20.0
_FAR = 2.0  # twice what is much; what moved further is drawn so long


@dataclass(frozen=True, slots=True)
class Level:
    """One level of agreement: its share among pairs of each kind (0 to 1), and the evidence for one person in bits."""

    field: str
    words: str
    same: float
    household: float
    strangers: float
    bits: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the picture: where it begins, how long it is, and what stands beside it."""

    text: str
    y: int
    x: float
    width: float
    value: str
    value_x: float
    against: bool


@dataclass(frozen=True, slots=True)
class Chart:
    bars: tuple[Bar, ...]
    width: int
    height: int
    zero: float


@dataclass(frozen=True, slots=True)
class Moved:
    """How far something has moved, where 1 is much."""

    text: str
    far: float
    value: str


@dataclass(frozen=True, slots=True)
class Interval:
    """A share with the interval in which it lies, all from 0 to 1; `shown` is what was said of it, where something was."""

    text: str
    low: float
    share: float
    high: float
    shown: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """An interval as it is drawn."""

    text: str
    y: int
    low: float
    share: float
    high: float
    shown: float | None
    value: str


@dataclass(frozen=True, slots=True)
class Lines:
    lines: tuple[Line, ...]
    width: int
    height: int
    left: int
    right: int


def levels_of(body: Mapping[str, Any]) -> list[Level]:
    """Every level of a model's body, field by field, what speaks for one person first; empty for another format."""
    chances = body.get("chances")
    if not isinstance(chances, Mapping) or not all(kind in chances for kind in KINDS):
        return []
    found = []
    for field, levels in chances["same"].items():
        mine = []
        for level, share in levels.items():
            strangers = float(chances["strangers"].get(field, {}).get(level, 0.0))
            household = float(chances["household"].get(field, {}).get(level, 0.0))
            evidence = log2(share / strangers) if share > 0 and strangers > 0 else 0.0
            sentence = SENTENCES.get(field, {}).get(level, level)
            mine.append(Level(str(FIELDS.get(field, field)), sentence, share, household, strangers, evidence))
        found += sorted(mine, key=lambda one: -one.bits)
    return found


def chart_of(levels: list[Level]) -> Chart:
    """One bar a level, to the right where it speaks for one person and to the left where it speaks against."""
    zero, scale = _LEFT + _WIDTH / 2, _WIDTH / 2 / _MOST
    bars = []
    for row, one in enumerate(levels):
        length = min(abs(one.bits), _MOST) * scale
        against = one.bits < 0
        bars.append(
            Bar(
                one.words,
                _TOP + row * _ROW,
                round(zero - length if against else zero, 1),
                round(length, 1),
                f"{one.bits:+.1f}",
                round(zero + 6 if against else zero + length + 6, 1),
                against,
            )
        )
    return Chart(tuple(bars), _LEFT + _WIDTH + 70, _TOP + len(levels) * _ROW + 10, zero)


def moved_chart(some: Sequence[Moved]) -> Chart:
    """One bar a thing, as long as it has moved; `zero` is where much begins."""
    unit = _WIDTH / _FAR
    bars = tuple(
        Bar(
            one.text,
            _TOP + row * _ROW,
            _LEFT,
            round(min(one.far, _FAR) * unit, 1),
            one.value,
            round(_LEFT + min(one.far, _FAR) * unit + 6, 1),
            one.far >= 1,
        )
        for row, one in enumerate(some)
    )
    return Chart(bars, _LEFT + _WIDTH + 110, _TOP + len(some) * _ROW + 10, round(_LEFT + unit, 1))


def intervals_chart(some: Sequence[Interval]) -> Lines:
    """One line a share, from 0 at the left to 1 at the right."""

    def at(share: float) -> float:
        return round(_LEFT + share * _WIDTH, 1)

    lines = tuple(
        Line(
            one.text,
            _TOP + row * _ROW,
            at(one.low),
            at(one.share),
            at(one.high),
            None if one.shown is None else at(one.shown),
            f"{one.share:.0%}",
        )
        for row, one in enumerate(some)
    )
    return Lines(lines, _LEFT + _WIDTH + 70, _TOP + len(some) * _ROW + 10, _LEFT, _LEFT + _WIDTH)


def shares(share: float) -> str:
    """A share as a person reads it: "88.6%", "0.0008%"."""
    return f"{share:.1%}" if share >= 0.0005 else f"{share:.4%}"
