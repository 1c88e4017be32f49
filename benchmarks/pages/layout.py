"""Which rows belong to which model household, read from the catalogue: ids, foreign keys, and what differs by copy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from benchmarks.pages.households import Household

LEFT_OUT = (
    "outbox_",
    "procrastinate_",
    "django_",
    "account_",
    "accounts_",
    "mfa_",
    "socialaccount_",
    "auth_",
    "ledger_change",
)
"""Queues, which a worker empties, what signing in keeps, and what the database notes by itself: none belongs to a referral."""
RANDOM = re.compile(r"\b(?:[0-9A-Z]{5}-[0-9A-Z]{5}|[0-9A-HJKMNP-TV-Z]{16}|[0-9a-f]{64}|[0-9a-f]{16})\b")
"""References, public ids, and fingerprints of histories with their first sixteen characters."""

Ids = dict[str, list[int]]


@dataclass(frozen=True)
class Column:
    name: str
    type: str
    to: str
    """The table that it refers to, "" for none; its own table for `id`."""


def columns(connection: psycopg.Connection[Any]) -> dict[str, list[Column]]:
    """The columns of every table that rows of a referral may be in, by table."""
    rows = connection.execute(
        """SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
                  coalesce(CASE WHEN a.attname = 'id' THEN c.relname ELSE f.relname END, '')
             FROM pg_class c
             JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                                    AND a.attgenerated = ''
             LEFT JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'f' AND k.conkey = ARRAY[a.attnum]
             LEFT JOIN pg_class f ON f.oid = k.confrelid
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
              AND EXISTS (SELECT FROM pg_attribute i WHERE i.attrelid = c.oid AND i.attname = 'id'
                           AND i.atttypid = 'bigint'::regtype)
            ORDER BY c.relname, a.attnum"""
    ).fetchall()
    found: dict[str, list[Column]] = {}
    for table, name, kind, to in rows:
        if not table.startswith(LEFT_OUT):
            found.setdefault(table, []).append(Column(name, kind, to))
    return found


def last_ids(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """The highest id of each table, 0 for an empty one."""
    return {
        table: connection.execute(
            sql.SQL("SELECT coalesce(max(id), 0) FROM {}").format(sql.Identifier(table))
        ).fetchone()[0]  # type: ignore[index] # an aggregate has a row
        for table in columns(connection)
    }


def ids_between(connection: psycopg.Connection[Any], before: dict[str, int], after: dict[str, int]) -> Ids:
    """The ids of each table that came between two looks at `last_ids`."""
    return {
        table: [
            number
            for (number,) in connection.execute(
                sql.SQL("SELECT id FROM {} WHERE id > %s AND id <= %s ORDER BY id").format(
                    sql.Identifier(table)
                ),
                [before[table], after[table]],
            )
        ]
        for table in after
        if after[table] > before[table]
    }


def texts(
    connection: psycopg.Connection[Any], table: str, wanted: list[Column], ids: list[int]
) -> list[list[str]]:
    """These rows, in the order of their ids, each column as PostgreSQL writes it (None for null)."""
    parts = sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(one.name)) for one in wanted)
    statement = sql.SQL("SELECT {} FROM {} WHERE id = ANY(%s) ORDER BY {}.id").format(
        parts, sql.Identifier(table), sql.Identifier(table)
    )
    return [list(row) for row in connection.execute(statement, [ids])]


def said(household: Household) -> list[str]:
    """What differs between copies because their people differ, always in the same order."""
    found = [household.family, household.family.lower(), household.house, household.house.lower()]
    found += [household.nhs_number(child) for child in range(household.children)]
    return found + [household.draft(number) for number in range(len(household.referrals))]


def given(rows: dict[str, list[list[str]]]) -> list[str]:
    """What differs between copies because it was drawn at random, in the order in which it first appears."""
    found: dict[str, None] = {}
    # The ledger last: the order in which an entry mentions things is nobody's promise.
    for table in sorted(rows, key=lambda name: (name.startswith("ledger_"), name)):
        for row in rows[table]:
            for value in row:
                for match in RANDOM.findall(value or ""):
                    if not match.isdigit():  # a key of sixteen digits is a number, not a reference
                        found.setdefault(match)
    return list(found)
