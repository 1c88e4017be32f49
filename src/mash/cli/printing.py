"""Printing what a command found, for people or as JSON."""

import json
from collections.abc import Mapping, Sequence
from typing import Any


def show(found: Mapping[str, Any] | Sequence[Mapping[str, Any]], *, as_json: bool) -> None:
    """Print one object or a list of them: JSON for programs, else a line for each."""
    if as_json:
        print(json.dumps(found, indent=1, ensure_ascii=False, default=str))
    elif isinstance(found, Mapping):
        for name, value in found.items():
            print(f"{name:<16} {value}")
    else:
        for row in found:
            print("  ".join(_word(value) for value in row.values()))


def table(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str]) -> None:
    """Print rows for people: the columns by their key with their heading, aligned; what is missing is a dash."""
    lines = [list(columns.values()), *([_word(row.get(key) or "-") for key in columns] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        print("  ".join(word.ljust(width) for word, width in zip(line, widths, strict=True)).rstrip())


def _word(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
