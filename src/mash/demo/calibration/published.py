"""The published figures, read from `data.json` (source, licence and conventions are named in the file)."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mash.demo.county.worry import Hub

SUPPRESSED: Final = "c"
MONTHS: Final[tuple[str, ...]] = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
"""In calendar order, so that a month's number is its place plus one; the published year starts in April."""

Table = dict[str, int | None]
"""A published table's counts by column; None is a suppressed count, which may be any small number."""


class UnknownYearError(LookupError):
    """No figures are held for that authority and year."""


def count(raw: int | str) -> int | None:
    """A published count, or None for a suppressed one. Anything else is a fault in the file."""
    if isinstance(raw, int):
        return raw
    if raw == SUPPRESSED:
        return None
    message = f"not a published count: {raw!r}"
    raise ValueError(message)


@cache
def _held() -> Mapping[str, object]:
    text = files("mash.demo.calibration").joinpath("data.json").read_text(encoding="utf-8")
    held: Mapping[str, object] = json.loads(text)["authorities"]
    return held


def authority(hub: Hub) -> str:
    """The real authority whose figures the invented `hub` is fitted to."""
    entry = _held()[hub]
    assert isinstance(entry, dict)  # noqa: S101 - the file's shape, which a test reads whole
    return str(entry["name"])


def table(hub: Hub, year: int, name: str) -> Table:
    """Table `name` ("c1", "c3", "c4", "c5", "c6") of the year ending 31 March `year`.

    Raises UnknownYearError when the year is not held.
    """
    entry = _held()[hub]
    assert isinstance(entry, dict)  # noqa: S101 - as above
    try:
        rows: Mapping[str, int | str] = entry["years"][str(year)][name]
    except KeyError as missing:
        raise UnknownYearError(hub, year, name) from missing
    return {column: count(raw) for column, raw in rows.items()}
