"""Invented notifications, and the rows that an import of them writes, to be written once more barely."""

from __future__ import annotations

import csv
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql

HEADING: Final = [
    "PPN reference", "Incident number", "Grade", "Circumstances", "Child 1 forename", "Child 1 surname", "Child 1 DOB",
    "Child 1 postcode", "Person 2 role", "Person 2 forename", "Person 2 surname", "Person 2 DOB",
]  # fmt: skip
GIVEN: Final = ["Ada", "Bryn", "Cora", "Dewi", "Elin", "Finn", "Gwen", "Huw", "Ines", "Joan"]
CIRCUMSTANCES: Final = (
    "Officers went to an address where two adults were arguing. A neighbour had heard shouting for an hour. "
    "The child was upstairs and came down when the officers spoke to her. No injuries were seen. "
)
TABLES: Final = (
    "notifications_row", "notifications_sent", "matters_matter", "intake_contact", "people_record", "matters_subject",
    "intake_referrer", "joining_mark", "cases_case", "cases_clock", "ledger_entry", "ledger_mention", "ledger_waiting", "outbox_event",
    "procrastinate_jobs",
)  # fmt: skip
"""Every table that an import of notifications writes to."""


def notification(number: int) -> list[str]:
    """One row of the file; two share an incident, and three in a thousand a family name."""
    return [
        f"PPN-{number:07}",
        f"INC-{number // 2:07}",
        ("Standard", "Medium", "High")[number % 3],
        CIRCUMSTANCES * (1 + number % 3),
        GIVEN[number % 10],
        f"Family{number % 331}",
        f"{number % 28 + 1:02}/{number % 12 + 1:02}/{2010 + number % 14}",
        f"ZZ{number % 9 + 1} {number % 9}AB",
        "Mother",
        GIVEN[number // 10 % 10],
        f"Family{number % 331}",
        f"{number % 28 + 1:02}/02/{1975 + number % 20}",
    ]


def write(path: Path, numbers: range) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADING, *(notification(one) for one in numbers)])
    return path


@dataclass(frozen=True, slots=True)
class Wrote:
    """What one import wrote to a table: its columns, and its rows as text."""

    table: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


def tops(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """The highest key of each table."""
    return {table: _one(connection, "SELECT coalesce(max({key}), 0) FROM {table}", table) for table in TABLES}


def written_since(connection: psycopg.Connection[Any], before: dict[str, int]) -> list[Wrote]:
    """Every row above these keys, as text, and an empty table `plain_…` of the same columns and indexes for each."""
    found = []
    for table in TABLES:
        columns = connection.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
            " AND attgenerated = '' ORDER BY attnum",
            [table],
        ).fetchall()
        names = tuple(str(name) for (name,) in columns)
        rows = connection.execute(
            sql.SQL("SELECT {} FROM {} WHERE {} > %s ORDER BY 1").format(
                sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(one)) for one in names),
                sql.Identifier(table),
                sql.Identifier(_key(table)),
            ),
            [before[table]],
        ).fetchall()
        connection.execute(
            sql.SQL(
                "CREATE TABLE {} (LIKE {} INCLUDING DEFAULTS INCLUDING INDEXES INCLUDING STORAGE)"
            ).format(_plain(table), sql.Identifier(table))
        )
        found.append(Wrote(table, names, rows))
    return found


def write_barely(connection: psycopg.Connection[Any], wrote: list[Wrote], pieces: int) -> float:
    """Insert them in so many transactions, a statement a row and table as psycopg pipelines them; seconds."""
    begun = time.perf_counter()
    for piece in range(pieces):
        with connection.transaction(), connection.cursor() as cursor:
            for one in wrote:
                cursor.executemany(
                    sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE VALUES ({})").format(
                        _plain(one.table),
                        sql.SQL(", ").join(map(sql.Identifier, one.columns)),
                        sql.SQL(", ").join([sql.Placeholder()] * len(one.columns)),
                    ),
                    one.rows[piece::pieces],
                )
    return time.perf_counter() - begun


def _key(table: str) -> str:
    return "entry_id" if table == "ledger_waiting" else "id"


def _plain(table: str) -> sql.Identifier:
    return sql.Identifier(f"plain_{table}")


def _one(connection: psycopg.Connection[Any], statement: str, table: str) -> int:
    asked = sql.SQL(statement).format(key=sql.Identifier(_key(table)), table=sql.Identifier(table))  # type: ignore[arg-type] # both statements stand in this module
    row = connection.execute(asked).fetchone()
    return int(row[0]) if row else 0
