"""Restricted matters that what comes in may be about. For the service `attention` alone."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection


def restricted_matters(records: Collection[int]) -> list[int]:
    """The restricted matters that these records, by their numbers, concern; nothing for anybody but `attention`."""
    if not records:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT mash.restricted_matters_of(%s::bigint[])", [list(records)])
        return [matter for (matter,) in cursor]
