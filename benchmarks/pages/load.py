"""Bulk-load copies of the model households: the rows that actions made, with other people and other references.

Runs as the set-up superuser with triggers off, and writes the arrays of who may see a row as the triggers wrote them
on the model; `equal.py` proves it on a sample.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql

from benchmarks.pages import layout
from benchmarks.pages.households import Household
from benchmarks.pages.layout import Column, Ids
from mash.demo.bulk import without_indexes
from mash.foundation.kernel.ids import ALPHABET

SEED = 20260609
LEAST_OPEN = 100


@dataclass
class Loaded:
    """What was loaded: for each model the number of copies, and for each table where its copies' ids start."""

    models: list[Household]
    ids: list[Ids]
    copies: list[int]
    starts: list[dict[str, int]] = field(default_factory=list)

    def ids_of(self, model: int, copy: int) -> Ids:
        """The ids of one copy's rows, by table."""
        return {
            table: [self.starts[model][table] + (copy - 1) * len(ids) + place for place in range(len(ids))]
            for table, ids in self.ids[model].items()
        }

    @property
    def referrals(self) -> int:
        return sum(
            (copies + 1) * len(one.referrals) for one, copies in zip(self.models, self.copies, strict=True)
        )

    @property
    def open(self) -> int:
        return sum(copies + 1 for one, copies in zip(self.models, self.copies, strict=True) if one.open)


def copies_for(models: list[Household], referrals: int, open_share: float) -> list[int]:
    """How many copies of each model make up this many referrals, the models' own among them."""
    in_hand = [one for one in models if one.open]
    wanted = max(LEAST_OPEN, round(referrals * open_share))
    each = max(0, round(wanted / len(in_hand)) - 1)
    copies = [each if one.open else 0 for one in models]
    left = referrals - sum((n + 1) * len(one.referrals) for one, n in zip(models, copies, strict=True))
    closed = [number for number, one in enumerate(models) if not one.open]
    rounds, left = divmod(left, sum(len(models[number].referrals) for number in closed))
    for number in closed:
        copies[number] = rounds
    for number in [one for one in closed if len(models[one].referrals) == 1] * 3:
        if left > 0:
            copies[number] += 1
            left -= 1
    return copies


def load(
    connection: psycopg.Connection[Any],
    models: list[Household],
    ids: list[Ids],
    referrals: int,
    open_share: float,
) -> Loaded:
    """Load until the database at hand holds `referrals`, in one transaction of `connection` (the superuser's)."""
    loaded = Loaded(models, ids, copies_for(models, referrals, open_share))
    tables = layout.columns(connection)
    free = {table: last + 1 for table, last in layout.last_ids(connection).items()}
    source = random.Random(SEED)
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute("CREATE TEMP TABLE differing (copy int, v text[]) ON COMMIT DROP")
        with without_indexes(connection, {table for each in ids for table in each}):
            for number in range(len(models)):
                loaded.starts.append({table: free[table] for table in ids[number]})
                _copy(connection, tables, loaded, number, source)
                for table, own in ids[number].items():
                    free[table] += len(own) * loaded.copies[number]
        for table in tables:
            sequence = f"public.{table}"
            connection.execute(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s, false)", [sequence, free[table]]
            )
    return loaded


def _copy(
    connection: psycopg.Connection[Any],
    tables: dict[str, list[Column]],
    loaded: Loaded,
    number: int,
    source: random.Random,
) -> None:
    model, ids, copies = loaded.models[number], loaded.ids[number], loaded.copies[number]
    rows = {table: layout.texts(connection, table, tables[table], own) for table, own in ids.items()}
    said, given = layout.said(model), layout.given(rows)
    differing = [*said, *(one for one in given if one not in said)]
    drawn = differing[len(said) :]
    connection.execute("TRUNCATE differing")
    with connection.cursor() as cursor, cursor.copy("COPY differing (copy, v) FROM STDIN") as out:
        for copy in range(1, copies + 1):
            out.write_row((copy, [*layout.said(model.copied(copy)), *_draw(drawn, source)]))
    places = {value: place for place, value in enumerate(differing, start=1)}
    pattern = re.compile("|".join(re.escape(one) for one in sorted(differing, key=len, reverse=True)))
    for table, found in rows.items():
        for row in found:
            values = [
                _value(column, value, loaded, number, pattern, places)
                for column, value in zip(tables[table], row, strict=True)
            ]
            statement = sql.SQL(
                "INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM differing ORDER BY copy"
            )
            connection.execute(
                statement.format(
                    sql.Identifier(table),
                    sql.SQL(", ").join(sql.Identifier(column.name) for column in tables[table]),
                    sql.SQL(", ").join(values),
                )
            )


def _draw(model: list[str], source: random.Random) -> list[str]:
    """A random value of the same form for each of the model's; a fingerprint's beginning follows the fingerprint."""
    made: dict[str, str] = {}
    for one in sorted(model, key=len, reverse=True):
        whole = next(
            (other for other in made if len(one) == 16 and len(other) == 64 and other.startswith(one)), ""
        )
        if whole:
            made[one] = made[whole][:16]
        elif len(one) == 64:
            made[one] = f"{source.getrandbits(256):064x}"
        else:
            text = "".join(source.choices(ALPHABET, k=len(one) - one.count("-")))
            made[one] = f"{text[:5]}-{text[5:]}" if "-" in one else text
    return [made[one] for one in model]


def _value(  # noqa: PLR0917 - one cell and what it is looked up in
    column: Column,
    value: str | None,
    loaded: Loaded,
    number: int,
    pattern: re.Pattern[str],
    places: dict[str, int],
) -> sql.Composable:
    if value is None:
        return sql.SQL("NULL")
    own = loaded.ids[number].get(column.to)
    if own and int(value) in own:
        start = loaded.starts[number][column.to] + own.index(int(value))
        return sql.SQL("{} + (copy - 1) * {}").format(sql.Literal(start), sql.Literal(len(own)))
    parts: list[sql.Composable] = []
    end = 0
    for match in pattern.finditer(value):
        if match.start() > end:
            parts.append(sql.Literal(value[end : match.start()]))
        parts.append(sql.SQL("v[{}]").format(sql.Literal(places[match[0]])))
        end = match.end()
    if end < len(value) or not parts:
        parts.append(sql.Literal(value[end:]))
    return sql.SQL("({})::{}").format(sql.SQL(" || ").join(parts), sql.SQL(column.type))  # type: ignore[arg-type] # from the catalogue
