"""A row that several people may work on: held for one step, and moved on by it with its version one higher."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.db.models import Model, QuerySet

from mash.casework.matters.actions import read_only
from mash.foundation.kernel import Actor, Refused
from mash.registers.accounts.rules import may


def hold[Row: Model](
    rows: QuerySet[Row],
    row: Row,
    permission: str,
    *,
    by: Actor,
    version: int | None,
    changed: Callable[[], Refused],
) -> Row | Refused:
    """The row as `rows` reads it, locked until the transaction ends, for whoever may work on it.

    Who may read it and no more finds none to lock. `version` is the one that the page showed, None where it does not
    matter; `changed` says that it has moved on since.
    """
    held = rows.select_for_update(of=("self",)).filter(pk=row.pk).first()
    allowed = may(by, permission)
    if isinstance(allowed, Refused):
        return allowed
    if held is None:
        return read_only()
    return held if version in {None, cast("Any", held).version} else changed()


def move(row: Any, **changes: Any) -> None:
    """Write where it stands now."""
    for name, value in changes.items():
        setattr(row, name, value)
    save(row, *changes)


def save(row: Any, *fields: str) -> None:
    """Save these fields with the version one higher: whoever has an older page learns of it."""
    row.version += 1
    row.save(update_fields=[*fields, "version"])
