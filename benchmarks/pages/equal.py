"""Prove that loaded rows are what actions would have made: play a sample again and compare every row and column."""

from __future__ import annotations

import random
from typing import Any

import psycopg

from benchmarks.pages import layout
from benchmarks.pages.households import Household
from benchmarks.pages.layout import Column, Ids
from benchmarks.pages.load import SEED, Loaded

MENTION = Column("id", "bigint", "ledger_mention")


def sample(loaded: Loaded, size: int) -> list[tuple[int, int]]:
    """Some of the loaded households, as (model, copy); every model with copies is among them."""
    every = [(model, copy) for model, copies in enumerate(loaded.copies) for copy in range(1, copies + 1)]
    first = [(model, 1) for model, copies in enumerate(loaded.copies) if copies]
    rest = random.Random(SEED).sample(every, min(size, len(every)))
    return list(dict.fromkeys([*first, *rest]))[:size]


def shape(
    connection: psycopg.Connection[Any], tables: dict[str, list[Column]], household: Household, ids: Ids
) -> dict[str, list[tuple[str | None, ...]]]:
    """Every column of a household's rows, with what must differ (ids, references, fingerprints) written as its place.

    Names, dates, clocks, states, ledger entries and the arrays of who may see a row stay as they are.
    """
    rows = {table: layout.texts(connection, table, tables[table], own) for table, own in ids.items()}
    drawn = [one for one in layout.given(rows) if one not in layout.said(household)]
    places = {one: f"<{place}>" for place, one in enumerate(drawn)}
    found: dict[str, list[tuple[str | None, ...]]] = {}
    for table, held in rows.items():
        found[table] = [
            tuple(
                _plain(column, value, ids, places) for column, value in zip(tables[table], row, strict=True)
            )
            for row in held
        ]
    # An entry's mentions are a set.
    found.get("ledger_mention", []).sort(key=str)
    return found


def _plain(column: Column, value: str | None, ids: Ids, places: dict[str, str]) -> str | None:
    own = ids.get(column.to)
    if value is not None and own and int(value) in own:
        # A mention's own number says no more than the order in which the set was written.
        return "-" if column == MENTION else f"{column.to} {own.index(int(value))}"
    if value is None:
        return None
    return layout.RANDOM.sub(lambda match: places.get(match[0], match[0]), value)


def differences(
    loaded: dict[str, list[tuple[str | None, ...]]],
    played: dict[str, list[tuple[str | None, ...]]],
    tables: dict[str, list[Column]],
) -> list[str]:
    """A line for each column that differs, and for each table whose number of rows does."""
    found = []
    for table in sorted({*loaded, *played}):
        ours, theirs = loaded.get(table, []), played.get(table, [])
        if len(ours) != len(theirs):
            found.append(f"{table}: {len(ours)} rows loaded, {len(theirs)} played")
        for one, other in zip(ours, theirs, strict=False):
            for column, mine, yours in zip(tables[table], one, other, strict=True):
                if mine != yours:
                    found.append(f"{table}.{column.name}: {mine!r} loaded, {yours!r} played")
    return found
