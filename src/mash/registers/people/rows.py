"""Persons read by a statement of one's own: their columns, and the instance that the ORM would have made."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from mash.registers.people.models import Person

_FIELDS = Person._meta.concrete_fields  # noqa: SLF001 - Django documents it
_NAMES = [one.attname for one in _FIELDS]


def person_columns(table: str) -> str:
    """The columns of a person for a SELECT, of the table or alias of that name; the number comes first."""
    return ", ".join(f"{table}.{one.column}" for one in _FIELDS)


def person_from(row: Sequence[object]) -> Person:
    """The person whose `person_columns` these are."""
    return Person.from_db(connection.alias, _NAMES, row)
