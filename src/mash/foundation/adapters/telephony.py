"""What a telephone switch writes down of its calls: a file of comma-separated lines, one a call, without numbers or names.

Columns by their heads, in any order and case: call id, queue, offered, answered, ended. Times are ISO 8601, with their offset,
or else of London. A call without `answered` was abandoned. Other columns are not read.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mash.foundation.kernel.time import LONDON

COLUMNS: Final = ("call id", "queue", "offered", "answered", "ended")
LONGEST: Final = 80


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One call as the switch knows it. `answered_at` is None for one that was abandoned."""

    number: str
    queue: str
    offered_at: datetime
    answered_at: datetime | None
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class Records:
    """What a file holds, and what of it could not be read: its line and why, in words."""

    found: list[CallRecord]
    problems: list[tuple[int, str]]


def read(lines: Iterable[str]) -> Records:
    """The calls of a file. Raises ValueError where its first line does not name the columns."""
    rows = csv.reader(lines)
    heads = [head.strip().lstrip("\ufeff").casefold().replace("_", " ") for head in _next(rows) or []]
    lacking = [name for name in COLUMNS if name not in heads]
    if lacking:
        message = f"The first line names no column: {', '.join(lacking)}."
        raise ValueError(message)
    found: list[CallRecord] = []
    problems: list[tuple[int, str]] = []
    while True:
        try:
            row = _next(rows)
            if row is None:
                return Records(found, problems)
            if any(cell.strip() for cell in row):
                found.append(_record(dict(zip(heads, (cell.strip() for cell in row), strict=False))))
        except ValueError as error:
            problems.append((rows.line_num, str(error)))


def _next(rows: Iterator[list[str]]) -> list[str] | None:
    try:
        return next(rows, None)
    except csv.Error:
        raise ValueError("It is not a line of comma-separated values.") from None


def _record(row: Mapping[str, str]) -> CallRecord:
    number, queue = row.get("call id", ""), row.get("queue", "")
    if not number or not queue or len(number) > LONGEST or len(queue) > LONGEST or "\x00" in number + queue:
        raise ValueError("It has no call id or no queue, or one that is too long.")
    offered, ended = _time(row.get("offered", "")), _time(row.get("ended", ""))
    answered = _time(row["answered"]) if row.get("answered") else None
    if not offered <= (answered or offered) <= ended:
        raise ValueError("Its times are not in order: offered, answered, ended.")
    return CallRecord(number, queue, offered, answered, ended)


def _time(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("A time is not written as 2026-11-30T09:15:00.") from None
    return found if found.tzinfo else found.replace(tzinfo=LONDON)
