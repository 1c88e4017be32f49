"""Reading entries by the thousand, as bodies: for the sequencer, the verifier and the export."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.db import connection

from mash.foundation.ledger.proof.body import COLUMNS, Said

_BODIES: Final = f"""
    SELECT {", ".join(f"e.{column}" for column in COLUMNS)},
           ARRAY(SELECT m.kind || ':' || m.ref FROM ledger_mention m WHERE m.entry_id = e.id)
      FROM ledger_entry e WHERE e.id = ANY(%s)"""  # noqa: S608 - constant columns


def bodies(numbers: Sequence[int]) -> dict[int, tuple[bytes, list[int]]]:
    """The body of each entry that the actor sees, and the groups that see it, by number."""
    with connection.cursor() as cursor:
        cursor.execute(_BODIES, [list(numbers)])
        found = {}
        for row in cursor:
            said = Said(*(_payload(value) if place == 8 else value for place, value in enumerate(row[:-1])))
            found[said.number] = (said.body(row[-1]), said.seen_by)
        return found


def _payload(value: Any) -> Any:
    """Django hands jsonb out as text."""
    return json.loads(value) if isinstance(value, str) else value


def batches(first: int, size: int, *, many: int = 5_000) -> Iterator[tuple[int, int]]:
    """Leaves from `first` up to `size`, in ranges [begin, end) of at most `many`."""
    for begin in range(first, size, many):
        yield begin, min(begin + many, size)
