"""A bigger county, quickly: the played county's rows copied over and over, as new people in new matters.

Every copy is what the actions wrote, with new ids and references; a test holds a copy against its model through the
application's own queries. What is not copied: the ledger, messages, events, files and the histories of persons, which
no page of a list or a case reads (a case's "who has looked" is empty in a copy). Run it on a database that nobody uses
meanwhile.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, LiteralString

import psycopg
from psycopg import sql

TABLES: Final = (
    "people_record",
    "people_person",
    "people_identification",
    "people_address",
    "people_relationship",
    "matters_matter",
    "matters_subject",
    "matters_grant",
    "people_protectedaddress",
    "intake_contact",
    "intake_classification",
    "intake_referrer",
    "intake_feedback",
    "sharing_openness",
    "sharing_request",
    "sharing_requestsubject",
    "sharing_answer",
    "sharing_item",
    "cases_case",
    "cases_rating",
    "cases_clock",
    "cases_historyview",
    "cases_decision",
    "cases_note",
    "joining_mark",
    "cases_routing",
)
"""The tables of the county's own work, referenced before referencing."""

NEW: Final[dict[tuple[str, str], LiteralString]] = {
    ("people_person", "public_id"): "pg_temp.id_of(public_id, %(copy)s, 16)",
    ("people_person", "nhs_number"): "''",
    ("people_record", "public_id"): "pg_temp.id_of(public_id, %(copy)s, 16)",
    (
        "people_record",
        "source",
    ): "split_part(source, ':', 1) || ':' || pg_temp.ref_of(split_part(source, ':', 2), %(copy)s)",
    ("people_record", "key"): "CASE key WHEN '' THEN '' ELSE key || ':' || %(copy)s::text END",
    (
        "people_address",
        "place_key",
    ): "CASE place_key WHEN '' THEN '' ELSE place_key || ':' || %(copy)s::text END",
    ("matters_matter", "ref"): "pg_temp.ref_of(ref, %(copy)s)",
    ("intake_contact", "ref"): "pg_temp.ref_of(ref, %(copy)s)",
    ("intake_contact", "draft"): "'bulk' || pg_temp.id_of(draft, %(copy)s, 16)",
    (
        "intake_contact",
        "incident",
    ): "CASE incident WHEN '' THEN '' ELSE pg_temp.id_of(incident, %(copy)s, 16) END",
    ("joining_mark", "key"): "hashtextextended(key::text, %(copy)s)",
    ("sharing_request", "ref"): "pg_temp.ref_of(ref, %(copy)s)",
    ("sharing_answer", "public_id"): "pg_temp.id_of(public_id, %(copy)s, 16)",
    ("sharing_item", "public_id"): "pg_temp.id_of(public_id, %(copy)s, 16)",
}
"""What is not copied as it is. A copy lives at an address of its own and has no NHS number."""

# Ids in the alphabet of mash.foundation.kernel.ids, from the model's own and the number of the copy: 5 bits a byte.
_FUNCTIONS: Final = """
CREATE OR REPLACE FUNCTION pg_temp.id_of(model text, copy int, length int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', get_byte(digest, place) % 32 + 1, 1), '' ORDER BY place)
    FROM (SELECT sha256(convert_to(model || ':' || copy, 'UTF8')) AS digest) AS d, generate_series(0, length - 1) AS place
$$;
CREATE OR REPLACE FUNCTION pg_temp.ref_of(model text, copy int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT substr(id, 1, 5) || '-' || substr(id, 6) FROM (SELECT pg_temp.id_of(model, copy, 10) AS id) AS made
$$;
"""


@dataclass(frozen=True, slots=True)
class Model:
    """One table as it was played: its columns, the highest id, and which columns point into copied tables."""

    table: str
    columns: tuple[str, ...]
    top: int
    points: dict[str, str]


def bulk(dsn: str, *, contacts: int, say: bool = False) -> int:
    """Copy the played county until there are at least `contacts` contacts; returns how many there are then.

    `dsn` is mash_owner's, or a superuser’s, for whom the database checks no references on the
    way. Raises ValueError when nothing has been played yet. A database that is big enough already
    is left as it is. Copy once: a second time raises psycopg's UniqueViolation, so ask for the whole size at once.
    """
    with psycopg.connect(dsn) as connection:
        connection.execute("SET mash.projecting = 'on'")  # the owner's way past the policies; see visibility
        connection.execute("SET synchronous_commit = off")
        quick = connection.info.parameter_status("is_superuser") == "on"
        if quick:
            connection.execute("SET session_replication_role = replica")
        connection.execute(_FUNCTIONS)
        models = [_model(connection, table) for table in TABLES]
        there = _count(connection)
        if there == 0:
            raise ValueError("Nothing has been played yet: there is nothing to copy.")
        copies = max(0, -(-contacts // there) - 1)
        connection.commit()
        with without_indexes(connection, TABLES if quick and copies > 1 else ()):
            for copy in range(1, copies + 1):
                with connection.transaction():
                    _copy(connection, models, copy, quick=quick)
                if say:
                    sys.stdout.write(f"{there * (copy + 1)} contacts\n")
                    sys.stdout.flush()
        _move_sequences(connection)
        connection.commit()
        connection.autocommit = True
        for model in models:
            connection.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(model.table)))
        return _count(connection)


def _count(connection: psycopg.Connection) -> int:
    row = connection.execute("SELECT count(*) FROM intake_contact").fetchone()
    return int(row[0]) if row else 0


def _model(connection: psycopg.Connection, table: str) -> Model:
    columns = connection.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " AND attgenerated = '' ORDER BY attnum",
        [table],
    ).fetchall()
    points = connection.execute(
        "SELECT a.attname, c.confrelid::regclass::text FROM pg_constraint c"
        " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
        " WHERE c.contype = 'f' AND c.conrelid = %s::regclass",
        [table],
    ).fetchall()
    top = connection.execute(
        sql.SQL("SELECT coalesce(max(id), 0) FROM {}").format(sql.Identifier(table))
    ).fetchone()
    return Model(
        table,
        tuple(str(name) for (name,) in columns),
        int(top[0]) if top else 0,
        {str(column): str(target) for column, target in points if target in TABLES},
    )


def _copy(connection: psycopg.Connection, models: list[Model], copy: int, *, quick: bool) -> None:
    tops = {model.table: model.top for model in models}
    # References are checked statement by statement: a table with checks outstanding cannot be altered.
    connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for model in models:
        table = sql.Identifier(model.table)
        # The model's rows carry what the triggers worked out; a copy is seen by whoever sees its model.
        if not quick:
            connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(table))
        values = [_value(model, column, tops) for column in model.columns]
        statement = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} WHERE id <= %(top)s").format(
            table,
            sql.SQL(", ").join(map(sql.Identifier, model.columns)),
            sql.SQL(", ").join(values),
            table,
        )
        connection.execute(statement, {"copy": copy, "top": model.top})
        if not quick:
            connection.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(table))


def _value(model: Model, column: str, tops: dict[str, int]) -> sql.Composable:
    if (model.table, column) in NEW:
        return sql.SQL(NEW[model.table, column])
    shift = model.top if column == "id" else tops.get(model.points.get(column, ""), 0)
    name = sql.Identifier(column)
    return sql.SQL("{} + %(copy)s * {}::bigint").format(name, sql.Literal(shift)) if shift else name


@contextmanager
def without_indexes(connection: psycopg.Connection[Any], tables: Iterable[str]) -> Iterator[None]:
    """Take down the indexes that no constraint needs, and make them again.

    Many rows go faster into a table without its indexes, and these are built faster at once than row by row.
    """
    found = connection.execute(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
        " WHERE i.indrelid = ANY (%s::regclass[])"
        " AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)",
        [list(tables)],
    ).fetchall()
    for name, _made in found:
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.SQL(name)))
    yield
    for _name, made in found:
        connection.execute(sql.SQL(made))


def _move_sequences(connection: psycopg.Connection) -> None:
    for table in TABLES:
        connection.execute(
            sql.SQL("SELECT setval(pg_get_serial_sequence({}, 'id'), greatest(max(id), 1)) FROM {}").format(
                sql.Literal(table), sql.Identifier(table)
            )
        )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m mash.demo.bulk", description=__doc__)
    parser.add_argument("--contacts", type=int, default=100_000, help="how many there shall be (100,000)")
    options = parser.parse_args()
    bulk(os.environ["MASH_OWNER_DATABASE_URL"], contacts=options.contacts, say=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
