"""A labelled or plain file of people as columns for `table.encode`, read by DuckDB without an object a cell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np

from mash.registers.people.matching.columns import guess
from mash.registers.people.matching.table import FIELDS, Coded

# FEBRL's generator names a record after the one that it was made from: rec-12-org, rec-12-dup-0.
_FEBRL = re.compile(r"(rec-\d+)-(?:org|dup-\d+)")


class UnreadableFileError(ValueError):
    """A file that holds no people that can be compared. The message is a sentence for whoever named the file."""


@dataclass(frozen=True)
class People:
    """Columns by field, and how each column of the file was understood."""

    columns: dict[str, Coded]
    understood: dict[str, str]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    @property
    def compared(self) -> dict[str, Coded]:
        """The columns that tell something of a person."""
        return {field: column for field, column in self.columns.items() if field in FIELDS}

    @property
    def truth(self) -> Coded | None:
        """Who each record truly is, where the file says so or its numbers do."""
        if "truth" in self.columns:
            return self.columns["truth"]
        numbers = self.columns.get("id")
        if numbers is None:
            return None
        found = [_FEBRL.fullmatch(each) for each in numbers.words]
        if not all(found):
            return None
        return Coded([each.group(1) for each in found if each], numbers.codes)


def read_people(path: Path, *, mapping: Mapping[str, str] | None = None, truth: str | None = None) -> People:
    """Read CSV (also .gz) or Parquet. `mapping` is column → field; without it the headings are understood as they are.

    Raises UnreadableFileError.
    """
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET preserve_insertion_order = true; SET memory_limit = '1GB'")
        reader = (
            "read_parquet(?)"
            if path.suffix == ".parquet"
            else "read_csv(?, all_varchar = true, header = true)"
        )
        try:
            connection.execute(f"CREATE TEMP TABLE people AS SELECT * FROM {reader}", [str(path)])  # noqa: S608 - one of two
        except duckdb.Error as error:
            raise UnreadableFileError(f"{path.name} cannot be read as a table of people.") from error
        header = [str(row[0]) for row in connection.execute("DESCRIBE people").fetchall()]
        understood = dict(mapping) if mapping else guess([each.strip() for each in header])
        if truth is not None:
            understood = {column: field for column, field in understood.items() if field != "truth"} | {
                truth: "truth"
            }
        by_name = {each.strip(): each for each in header}
        if wrong := [column for column in understood if column not in by_name]:
            raise UnreadableFileError(f"{path.name} has no column {wrong[0]}.")
        columns = {
            field: _column(connection, by_name[column])
            for column, field in understood.items()
            if field in FIELDS or field in ("truth", "id")
        }
    found = People(columns, understood)
    if not set(found.compared) & {"given_name", "family_name", "full_name"} or not len(found):
        raise UnreadableFileError(
            f"No column of {path.name} is understood as a name. Name them with a mapping."
        )
    return found


def _column(connection: duckdb.DuckDBPyConnection, column: str) -> Coded:
    """Each different text once, and for each row which it is."""
    name = '"' + column.replace('"', '""') + '"'
    found = connection.execute(f"SELECT coalesce(trim(CAST({name} AS VARCHAR)), '') AS value FROM people")  # noqa: S608 - quoted
    numbers: dict[str, int] = {}
    values = found.fetchnumpy()["value"]
    codes = np.fromiter((numbers.setdefault(each, len(numbers)) for each in values), np.int32, len(values))
    return Coded(list(numbers), codes)
