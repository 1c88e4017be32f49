"""Each committed entry becomes a leaf: after its commit, in one order, none left out.

An entry's number is given before it commits, so numbers alone cannot tell what is still to come. `mash.append` notes
each entry in `ledger_waiting` in its own transaction: what is committed waits there, what was rolled back does not, and
a leaf is written in the transaction that takes the note away. One sequencer at a time works, under a lock.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Final

from django.db import connection

from mash.foundation.ledger.proof import tree
from mash.foundation.ledger.proof.rows import bodies
from mash_tlog.leaf import SALT_SIZE, leaf_data
from mash_tlog.merkle import Frontier, leaf_hash
from mash_tlog.tiles import WIDTH

LOCK: Final = "mash.sequencer"

# What these entries can be searched by in part and nobody could until now: few of many, since names and purposes recur.
_LEARN: Final = """
WITH said AS (
  SELECT t.kind, t.value, t.name, t.role, array_agg(DISTINCT who) FILTER (WHERE who IS NOT NULL) AS seen_by
    FROM ledger_entry e LEFT JOIN LATERAL unnest(e.visible_to) who ON true
    CROSS JOIN LATERAL (VALUES ('actor', e.actor, e.actor_name, e.actor_role), ('purpose', e.purpose, '', ''))
               AS t (kind, value, name, role)
   WHERE e.id = ANY(%(entries)s) AND (CASE t.kind WHEN 'actor' THEN t.name || t.role ELSE t.value END) <> ''
   GROUP BY 1, 2, 3, 4)
INSERT INTO ledger_term AS known (kind, value, name, role, visible_to)
SELECT kind, value, name, role, coalesce(seen_by, '{}') FROM said
 WHERE NOT EXISTS (SELECT FROM ledger_term k
                    WHERE (k.kind, k.value, k.name, k.role) = (said.kind, said.value, said.name, said.role)
                      AND k.visible_to @> coalesce(said.seen_by, '{}'))
ON CONFLICT (kind, value, name, role) DO UPDATE
   SET visible_to = ARRAY(SELECT DISTINCT unnest(known.visible_to || EXCLUDED.visible_to) ORDER BY 1)
"""


def sequence(*, most: int = 4_096) -> int:
    """Put up to `most` waiting entries into the tree, in the order of their numbers; how many there were.

    In a transaction in which the service `sequencer` acts. Raises tree.TornError.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [LOCK])
        cursor.execute("SELECT entry_id FROM ledger_waiting ORDER BY entry_id LIMIT %s", [most])
        numbers = [number for (number,) in cursor.fetchall()]
    if not numbers:
        return 0
    said = bodies(numbers)
    first = tree.size()
    salts = [secrets.token_bytes(SALT_SIZE) for _ in numbers]
    leaves = [leaf_data(salt, said[number][0]) for salt, number in zip(salts, numbers, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_leaf (index, mac) SELECT * FROM unnest(%s::bigint[], %s::bytea[])",
            [list(range(first, first + len(numbers))), [leaf[1:] for leaf in leaves]],
        )
        cursor.execute(
            "INSERT INTO ledger_seal (entry_id, leaf, salt, visible_to)"
            " SELECT n, l, s, v::int[] FROM unnest(%s::bigint[], %s::bigint[], %s::bytea[], %s::text[])"
            " AS given (n, l, s, v)",
            [
                numbers,
                list(range(first, first + len(numbers))),
                salts,
                ["{" + ",".join(map(str, said[number][1])) + "}" for number in numbers],
            ],
        )
        cursor.execute(_LEARN, {"entries": numbers})
        cursor.execute("DELETE FROM ledger_waiting WHERE entry_id = ANY(%s)", [numbers])
    _keep_tiles(first, [leaf_hash(leaf) for leaf in leaves])
    return len(numbers)


def _keep_tiles(first: int, hashes: Sequence[bytes]) -> None:
    """Keep the tiles that these leaves, from number `first` on, fill up; a full one is a node of the level above."""
    level, fresh = 0, list(hashes)
    while fresh:
        begin = first - first % WIDTH
        if (first + len(fresh)) // WIDTH == begin // WIDTH:
            return
        before = tree.read_tile(level, begin // WIDTH, first - begin) if first > begin else b""
        row = [before[place : place + 32] for place in range(0, len(before), 32)] + fresh
        full = [row[place : place + WIDTH] for place in range(0, len(row) - WIDTH + 1, WIDTH)]
        roots = [_root(tile) for tile in full]
        first = begin // WIDTH
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO ledger_tile (level, number, hashes, root)"
                " SELECT %s, * FROM unnest(%s::bigint[], %s::bytea[], %s::bytea[])",
                [level, list(range(first, first + len(full))), [b"".join(tile) for tile in full], roots],
            )
        level, fresh = level + 1, roots


def _root(hashes: Sequence[bytes]) -> bytes:
    frontier = Frontier()
    frontier.extend(hashes)
    return frontier.root()


def waiting() -> tuple[int, float]:
    """(how many committed entries have no leaf yet, seconds that the first of them has waited)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(e.recorded)), 0)"
            " FROM ledger_waiting w JOIN ledger_entry e ON e.id = w.entry_id"
        )
        many, seconds = cursor.fetchone()
    return int(many), float(seconds)
