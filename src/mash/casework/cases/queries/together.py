"""Read several lists of rows in one statement, so that a page's number of queries does not grow with its parts."""

# ruff: noqa: SLF001 - what was read is put where the ORM keeps what it has read: there is no public way in

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import DateField, DateTimeField, Model, QuerySet


def together(**lists: QuerySet[Any] | tuple[str, list[Any]]) -> dict[str, list[Any]]:
    """Each list by its name: instances for a queryset of one table, dicts for a pair of SQL and parameters.

    A queryset here neither joins with select_related nor prefetches: `tie` connects what was read. Policies apply
    as to any other statement.
    """
    names: list[str] = []
    parts: list[str] = []
    params: list[Any] = []
    for name, wanted in lists.items():
        if isinstance(wanted, QuerySet):
            try:
                sql, found_params = wanted.query.sql_with_params()
                given: list[Any] = list(found_params)
            except EmptyResultSet:
                continue
        else:
            sql, given = wanted
        names.append(name)
        # Rows keep the order of the inner statement: an aggregate over a sorted subquery reads it in that order.
        parts.append("(SELECT coalesce(jsonb_agg(to_jsonb(x)), '[]') FROM (" + sql + ") x)")  # noqa: S608 - the ORM's own
        params.extend(given)
    found: dict[str, list[Any]] = {name: [] for name in lists}
    if parts:
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + ", ".join(parts), params)
            row = cursor.fetchone()
        for name, text in zip(names, row, strict=True):
            wanted, rows = lists[name], json.loads(text)
            found[name] = [_made(wanted.model, one) for one in rows] if isinstance(wanted, QuerySet) else rows
    return found


def _made(model: type[Model], row: Mapping[str, object]) -> Model:
    """An instance as the ORM would have made it: JSON knows no dates."""
    names, values = [], []
    for field in model._meta.concrete_fields:
        value = row[str(field.column)]
        if isinstance(field, DateField | DateTimeField) and value is not None:
            value = field.to_python(value)
        names.append(field.attname)
        values.append(value)
    return model.from_db(connection.alias, names, values)


def tie(rows: Iterable[Model], field: str, to: Mapping[int, Model]) -> None:
    """Set a foreign key's instances, so that reading it asks nothing more; what is hidden reads as None."""
    for row in rows:
        target = to.get(getattr(row, f"{field}_id"))
        if target is None:
            row._state.fields_cache[field] = None
        else:
            setattr(row, field, target)


def gather(parents: Iterable[Model], name: str, children: Iterable[Model], by: str) -> None:
    """Fill `parent.name.all()` with the children whose `by` (a field's attname) is the parent's number."""
    grouped: dict[int, list[Model]] = {}
    for child in children:
        grouped.setdefault(getattr(child, by), []).append(child)
    for parent in parents:
        held = getattr(parent, name).get_queryset()
        held._result_cache = grouped.get(parent.pk, [])
        held._prefetch_done = True
        cache = parent.__dict__.setdefault("_prefetched_objects_cache", {})
        cache[name] = held
