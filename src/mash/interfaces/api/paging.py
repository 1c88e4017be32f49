"""Pages by the last reference seen: newest first, nothing skipped or doubled while rows arrive."""

from __future__ import annotations

from typing import Annotated, Any

from django.db.models import Q, QuerySet
from ninja import Query
from pydantic import Field

from mash.interfaces.api.access import ApiError, missing
from mash.registers.agencies.models import Desk

DeskKey = Annotated[str, Query(description="Key of the desk.", pattern=r"^[a-z0-9-]{1,60}$")]
After = Annotated[
    str,
    Query(description="`next` of the page before; empty for the first page.", pattern=r"^[0-9A-Z-]{0,11}$"),
]
Limit = Annotated[int, Query(description="Items a page.", ge=1, le=100)]
Next = Annotated[
    str | None, Field(description="What to give as `after` for the next page; null on the last.")
]


def find_desk(key: str) -> Desk:
    """The desk with that key. Raises a 404."""
    desk = Desk.objects.select_related("hub").filter(key=key).first()
    if desk is None:
        raise missing()
    return desk


def page_after(rows: QuerySet[Any], *, key: str, after: str, limit: int) -> tuple[list[Any], bool]:
    """Up to `limit` rows older than the one whose `key` is `after`, and whether more follow.

    Rows have `received_at`. Raises a 422 for a cursor that names nothing the asker sees.
    """
    if after:
        last = rows.filter(**{key: after}).values_list("received_at", "pk").first()
        if last is None:
            raise ApiError(422, "unknown-cursor", "`after` is not the reference of an item of this list.")
        received, number = last
        rows = rows.filter(Q(received_at__lt=received) | Q(received_at=received, pk__lt=number))
    found = list(rows.order_by("-received_at", "-pk")[: limit + 1])
    return found[:limit], len(found) > limit
