"""Invented notifications, and the rows that an import of them writes, to be written once more barely."""

from __future__ import annotations

import csv
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql

from benchmarks.pages import names
from mash.demo.names.people import NAMINGS

HEADING: Final = [
    "PPN reference", "Incident number", "Grade", "Circumstances", "Child 1 forename", "Child 1 surname", "Child 1 DOB",
    "Child 1 postcode", "Person 2 role", "Person 2 forename", "Person 2 surname", "Person 2 DOB",
]  # fmt: skip
GIVEN: Final = [
    name for naming in NAMINGS for name in (*naming.girls, *naming.boys, *naming.women, *naming.men)
]
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
    """One row of the file; two share an incident, and every fourth is of the people of the one before it."""
    household = number - 1 if number % 4 == 3 else number
    drawn = random.Random(household)
    family = names.family(drawn.randrange(10_000))
    return [
        f"PPN-{number:07}",
        f"INC-{number // 2:07}",
        ("Standard", "Medium", "High")[number % 3],
        CIRCUMSTANCES * (1 + number % 3),
        drawn.choice(GIVEN),
        family,
        f"{drawn.randint(1, 28):02}/{drawn.randint(1, 12):02}/{drawn.randint(2010, 2025)}",
        f"ZZ{drawn.randint(1, 99)} {drawn.randint(1, 9)}{drawn.choice('ABDEFG')}{drawn.choice('HJLNPQ')}",
        "Mother",
        drawn.choice(GIVEN),
        family,
        f"{drawn.randint(1, 28):02}/{drawn.randint(1, 12):02}/{drawn.randint(1970, 2004)}",
    ]


def tell_apart(connection: psycopg.Connection[Any]) -> None:
    """Give the people of the loaded history names, dates and postcodes of their own.

    A copy of a household differs from its model in family name, house and NHS number alone: left so, each person of the
    history would be likely to be hundreds of others. A household keeps one postcode.
    """
    connection.execute("SET session_replication_role = replica")  # no trigger has anything to say to this
    connection.execute(
        """UPDATE people_record r
              SET said = said
                  || jsonb_build_object('given_name', (%(given)s::text[])[1 + mod(n, %(many)s)])
                  || CASE WHEN said ? 'born'
                          THEN jsonb_build_object('born', said->'born' || jsonb_build_object(
                                 'day', 1 + mod(n / 7, 28), 'month', 1 + mod(n / 211, 12), 'year', 2009 + mod(n / 2689, 17)))
                          ELSE '{}' END
                  || CASE WHEN said ? 'address'
                          THEN jsonb_build_object('address', said->'address' || jsonb_build_object(
                                 'postcode', format('ZZ%%s %%sAB', 1 + mod(home, 99), 1 + mod(home / 99, 9))))
                          ELSE '{}' END
             FROM (SELECT id, abs(hashint8(id)::bigint) AS n,
                          abs(hashtext(said->'address'->>'lines')::bigint) AS home FROM people_record) drawn
            WHERE drawn.id = r.id""",
        {"given": GIVEN, "many": len(GIVEN)},
    )
    connection.execute("RESET session_replication_role")
    connection.execute("VACUUM (ANALYZE) people_record")


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
