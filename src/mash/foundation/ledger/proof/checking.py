"""What only the database can tell: entries beside the tree, walls and triggers taken away.

The rest, what an export proves by itself, is `mash_tlog.verify`'s work.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db import connection

LISTED: Final = 20
"""Numbers that a sentence names at most."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: a code, and a sentence that names the place."""

    code: str
    sentence: str


_BESIDE: Final = {
    "entry-without-leaf": (
        "Entries that are in no leaf and do not wait for one",
        """SELECT e.id FROM ledger_entry e WHERE NOT EXISTS (SELECT FROM ledger_seal s WHERE s.entry_id = e.id)
             AND NOT EXISTS (SELECT FROM ledger_waiting w WHERE w.entry_id = e.id) ORDER BY e.id""",
    ),
    "leaf-without-entry": (
        "Leaves whose entry is gone",
        """SELECT l.index FROM ledger_leaf l LEFT JOIN ledger_seal s ON s.leaf = l.index
                 LEFT JOIN ledger_entry e ON e.id = s.entry_id WHERE e.id IS NULL ORDER BY l.index""",
    ),
    "leaf-missing": (
        "Leaves that are missing from the tree before",
        """SELECT index FROM (SELECT index, lag(index, 1, -1::bigint) OVER (ORDER BY index) AS before
                               FROM ledger_leaf) AS leaves WHERE index <> before + 1 ORDER BY index""",
    ),
    "waiting-without-entry": (
        "Notes of entries that do not exist",
        """SELECT w.entry_id FROM ledger_waiting w
            WHERE NOT EXISTS (SELECT FROM ledger_entry e WHERE e.id = w.entry_id) ORDER BY 1""",
    ),
    "sealed-and-waiting": (
        "Entries that are in the tree and wait for it",
        """SELECT w.entry_id FROM ledger_waiting w
            WHERE EXISTS (SELECT FROM ledger_seal s WHERE s.entry_id = w.entry_id) ORDER BY 1""",
    ),
    "mention-without-entry": (
        "Mentions of entries that do not exist",
        """SELECT DISTINCT m.entry_id FROM ledger_mention m
            WHERE NOT EXISTS (SELECT FROM ledger_entry e WHERE e.id = m.entry_id) ORDER BY 1""",
    ),
    "erased-without-reason": (
        "Entries that were erased without an entry that says so",
        """SELECT s.entry_id FROM ledger_seal s LEFT JOIN ledger_erasure r ON r.entry_id = s.entry_id
                 LEFT JOIN ledger_entry e ON e.id = r.because_id AND e.event = 'ledger:entry:erased'
            WHERE (s.salt IS NULL) <> (e.id IS NOT NULL) ORDER BY 1""",
    ),
    "found-elsewhere": (
        "Entries whose index stands at another time than the entry",
        """SELECT DISTINCT e.id FROM ledger_entry e JOIN ledger_mention m ON m.entry_id = e.id
            WHERE m.at <> e.at ORDER BY 1""",
    ),
    "seen-by-others": (
        "Entries whose index or seal is seen by others than the entry",
        """SELECT e.id FROM ledger_entry e JOIN ledger_seal s ON s.entry_id = e.id
            WHERE s.visible_to <> e.visible_to
           UNION SELECT e.id FROM ledger_entry e JOIN ledger_mention m ON m.entry_id = e.id
            WHERE m.visible_to <> e.visible_to ORDER BY 1""",
    ),
}

_WALLS: Final = {
    "wall-down": (
        "Tables of the log without their wall",
        """SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relname LIKE 'ledger\\_%%'
              AND NOT (c.relrowsecurity AND c.relforcerowsecurity) ORDER BY 1""",
    ),
    "guard-down": (
        "Tables whose guards were taken away or switched off",
        """SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                 CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE t.tgenabled = 'A') AS many FROM pg_trigger t
                                      WHERE t.tgrelid = c.oid AND t.tgname LIKE 'visibility\\_no%%') AS guards
            WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relrowsecurity
              AND guards.many < CASE WHEN c.relname NOT LIKE 'ledger\\_%%' THEN 3
                                     WHEN c.relname IN ('ledger_waiting', 'ledger_finding', 'ledger_change', 'ledger_term') THEN 0
                                     ELSE 2 END ORDER BY 1""",
    ),
}


def faults() -> list[Fault]:
    """What is wrong with the log in the database; the actor is the sequencer, who sees all of it."""
    found = []
    with connection.cursor() as cursor:
        for code, (words, statement) in {**_BESIDE, **_WALLS}.items():
            cursor.execute(
                f"SELECT array_agg(x) FROM (SELECT * FROM ({statement}) AS y (x) LIMIT %s) AS z",  # noqa: S608 - constants
                [LISTED],
            )
            named = cursor.fetchone()[0]
            if named:
                more = " and more" if len(named) == LISTED else ""
                found.append(Fault(code, f"{words}: {', '.join(map(str, named))}{more}."))
    return found
