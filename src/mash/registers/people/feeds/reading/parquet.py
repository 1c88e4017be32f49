"""Parquet files, read by DuckDB in pieces."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb

from mash.registers.people.feeds.errors import UnreadableFileError
from mash.registers.people.feeds.reading.rows import Row, Table, fitted, headings

_PIECE: Final = 5_000
_MEMORY: Final = "512MB"
_QUERY: Final = "SELECT COLUMNS(*)::VARCHAR FROM read_parquet(?) OFFSET ?"
_COUNT: Final = "SELECT coalesce(sum(num_rows), 0) FROM parquet_file_metadata(?)"


def open_parquet(path: Path) -> Table:
    """A Parquet file; every value as text. Raises UnreadableFileError."""
    # DuckDB reads these in a name as a pattern for several files.
    if any(char in str(path) for char in "*?[]{}"):
        raise UnreadableFileError("name", "Rename the file: its name may not contain * ? [ ] { }.")
    with _reading(path, 0) as found:
        header = headings(str(column[0]) for column in found.description or ())
        counted = found.execute(_COUNT, [str(path)]).fetchone()

    def rows(after: int) -> Iterator[Row]:
        number = max(after, 1)
        with _reading(path, number - 1) as found:
            while piece := found.fetchmany(_PIECE):
                for values in piece:
                    number += 1
                    row = fitted(number, [value or "" for value in values], len(header))
                    if row is not None:
                        yield row

    return Table("Parquet", header, rows, int(counted[0]) if counted else 0)


@contextmanager
def _reading(path: Path, skip: int) -> Iterator[duckdb.DuckDBPyConnection]:
    try:
        with duckdb.connect(
            config={
                "memory_limit": _MEMORY,
                "threads": "1",
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
            }
        ) as connection:
            connection.execute(_QUERY, [str(path), skip])
            yield connection
    except duckdb.Error as error:
        raise UnreadableFileError("damaged", "The Parquet file is damaged. Ask for it again.") from error
