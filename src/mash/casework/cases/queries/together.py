"""Read several lists of rows in one statement, so that a page's number of queries does not grow with its parts."""

# ruff: noqa: SLF001 - what was read is put where the ORM keeps what it has read: there is no public way in

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import DateField, DateTimeField, Model, QuerySet
from django.db.models.expressions import RawSQL

from mash.foundation.visibility.prepared import prepared_cursor, sized

Lists = dict[str, QuerySet[Any] | tuple[str, list[Any]]]


class Together:
    """Several lists of rows, read in one statement that is put together once a process and prepared once a connection.

    `lists` makes them: querysets of one table, which neither join nor prefetch (`tie` connects what was read), or
    pairs of SQL and parameters, which give dicts. It is called once, with `stand_ins` for the values that are known
    when it is read: each must be unlike any other parameter. Policies apply as to any other statement.
    """

    def __init__(self, lists: Callable[..., Lists], **stand_ins: object) -> None:
        self._lists, self._stand_ins = lists, stand_ins
        self._made: tuple[str, list[object], dict[str, type[Model] | None]] | None = None

    def read(self, **values: object) -> dict[str, list[Any]]:
        """Each list by its name, with these values in the stand-ins' places."""
        sql, params, models = self._made or self._put_together()
        given = [sized(values[one.key]) if isinstance(one, _Value) else one for one in params]
        with prepared_cursor() as cursor:
            cursor.execute(sql, given)
            row = cursor.fetchone()
        found: dict[str, list[Any]] = {}
        for (name, model), text in zip(models.items(), row, strict=True):
            rows = json.loads(text)
            found[name] = [_made(model, one) for one in rows] if model is not None else rows
        return found

    def _put_together(self) -> tuple[str, list[object], dict[str, type[Model] | None]]:
        parts: list[str] = []
        params: list[object] = []
        models: dict[str, type[Model] | None] = {}
        for name, wanted in self._lists(**self._stand_ins).items():
            given: Iterable[object]
            if isinstance(wanted, QuerySet):
                try:
                    sql, given = wanted.query.sql_with_params()
                except EmptyResultSet:
                    sql, given = "SELECT WHERE false", ()
                models[name] = wanted.model
            else:
                sql, given = wanted
                models[name] = None
            # Rows keep the order of the inner statement: an aggregate over a sorted subquery reads it in that order.
            parts.append("(SELECT coalesce(jsonb_agg(to_jsonb(x)), '[]')::text FROM (" + sql + ") x)")  # noqa: S608 - the ORM's own
            params.extend(self._place(one) for one in given)
        self._made = "SELECT " + ", ".join(parts), params, models
        return self._made

    def _place(self, param: object) -> object:
        key = next((key for key, value in self._stand_ins.items() if value == param), None)
        return param if key is None else _Value(key)


def counted_together(lists: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """How many rows each query has, by its name, in one statement."""
    if not lists:
        return {}
    parts: list[str] = []
    params: list[Any] = []
    for wanted in lists.values():
        sql, given = wanted.order_by().values("pk").query.sql_with_params()
        parts.append("(SELECT count(*) FROM (" + sql + ") x)")  # noqa: S608 - the ORM's own
        params.extend(given)
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), params)
        return dict(zip(lists, cursor.fetchone(), strict=True))


class _Value:
    """The place of a value that is known when the lists are read."""

    def __init__(self, key: str) -> None:
        self.key = key


def everyone(numbers: object) -> RawSQL:
    """For `field__in`: these persons and all who are one with them, as far as the actor sees."""
    return RawSQL("SELECT id FROM mash.all_who_are(%s::bigint[])", (numbers,))


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
