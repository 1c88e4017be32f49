"""One after the other: what the same user does twice at one moment is done once."""

from __future__ import annotations

from django.db import connection


def one_at_a_time(what: str, user: int) -> None:
    """Wait until whoever does `what` for this user is done; until the end of the transaction the others wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{what} {user}"])
