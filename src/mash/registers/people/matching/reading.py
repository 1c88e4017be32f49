"""A labelled or plain file of people as columns for `table.encode`, read by DuckDB without an object a cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np

from mash.registers.people.matching.columns import guess
from mash.registers.people.matching.quick import factor
from mash.registers.people.matching.table import FIELDS, Coded

# FEBRL's generator names a record after the one that it was made from: rec-12-org, rec-12-dup-0.
_FEBRL = re.compile(r"(rec-\d+)-(?:org|dup-\d+)")
_NAMES = {"given_name", "family_name", "full_name"}
_OF_USE = {*FIELDS, "truth", "id"}


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
    with _table(path) as connection:
        header = [str(row[0]) for row in connection.execute("DESCRIBE people").fetchall()]
        understood = dict(mapping) if mapping else guess([each.strip() for each in header])
        if truth is not None:
            understood = {column: field for column, field in understood.items() if field != "truth"} | {
                truth: "truth"
            }
        columns = {
            field: _column(connection, column)
            for field, column in columns_by_field(header, understood, path).items()
        }
    found = People(columns, understood)
    if not len(found):
        raise UnreadableFileError(f"{path.name} holds no record.")
    return found


def columns_by_field(header: Sequence[str], understood: Mapping[str, str], path: Path) -> dict[str, str]:
    """The column, as the file writes it, of each field that is of use. Raises UnreadableFileError."""
    by_name = {each.strip(): each for each in header}
    if wrong := [column for column in understood if column not in by_name]:
        raise UnreadableFileError(f"{path.name} has no column {wrong[0]}.")
    found = {field: by_name[column] for column, field in understood.items() if field in _OF_USE}
    if not found.keys() & _NAMES:
        raise UnreadableFileError(
            f"No column of {path.name} is understood as a name. Name them with a mapping."
        )
    return found


def as_parquet(path: Path, target: Path) -> None:
    """The same table as Parquet, its rows in the same order. Raises UnreadableFileError."""
    with _table(path, kind="VIEW") as connection:
        connection.execute(f"COPY people TO '{_quoted(target)}' (FORMAT parquet)")


@contextmanager
def _table(path: Path, *, kind: str = "TABLE") -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that knows the file as `people`."""
    reader = "read_parquet" if path.suffix == ".parquet" else "read_csv"
    options = "" if path.suffix == ".parquet" else ", all_varchar = true, header = true"
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET preserve_insertion_order = true; SET memory_limit = '1GB'")
        try:
            connection.execute(
                f"CREATE TEMP {kind} people AS SELECT * FROM {reader}('{_quoted(path)}'{options})"  # noqa: S608 - quoted
            )
            yield connection
        except duckdb.Error as error:
            raise UnreadableFileError(f"{path.name} cannot be read as a table of people.") from error


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _column(connection: duckdb.DuckDBPyConnection, column: str) -> Coded:
    """Each different text once, and for each row which it is. Texts are told apart by 64-bit hashes of them."""
    name = '"' + column.replace('"', '""') + '"'
    found = connection.execute(
        f"SELECT value, hash(value) AS hashed FROM (SELECT coalesce(trim(CAST({name} AS VARCHAR)), '') AS value FROM people)"  # noqa: S608 - quoted
    ).fetchnumpy()
    codes, firsts = factor(np.asarray(found["hashed"]))
    return Coded(found["value"][firsts].tolist(), codes)
