"""The tree as it stands in the database: full tiles, and leaves for the last, partial one."""

from __future__ import annotations

from django.db import connection

from mash_tlog.leaf import leaf_data_of
from mash_tlog.merkle import Nodes, leaf_hash, root_of
from mash_tlog.tiles import WIDTH, nodes_from


class TornError(RuntimeError):
    """The tree in the database lacks a part: somebody changed it."""


def size() -> int:
    """How many leaves there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(index) + 1, 0) FROM ledger_leaf")
        return int(cursor.fetchone()[0])


def read_tile(level: int, number: int, width: int) -> bytes:
    """`width` hashes of 32 bytes. Raises TornError where the database has fewer."""
    with connection.cursor() as cursor:
        if width == WIDTH:
            cursor.execute("SELECT hashes FROM ledger_tile WHERE level = %s AND number = %s", [level, number])
            row = cursor.fetchone()
            found = bytes(row[0]) if row else b""
        elif level == 0:
            found = b"".join(leaf_hashes(number * WIDTH, number * WIDTH + width))
        else:
            cursor.execute(
                "SELECT root FROM ledger_tile WHERE level = %s AND number >= %s AND number < %s ORDER BY number",
                [level - 1, number * WIDTH, number * WIDTH + width],
            )
            found = b"".join(bytes(root) for (root,) in cursor.fetchall())
    if len(found) != 32 * width:
        raise TornError(f"Tile {level}/{number} lacks a part.")
    return found


def leaf_macs(begin: int, end: int) -> list[bytes]:
    """The HMACs of the leaves [begin, end), in order. Raises TornError where one is missing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT mac FROM ledger_leaf WHERE index >= %s AND index < %s ORDER BY index", [begin, end]
        )
        found = [bytes(mac) for (mac,) in cursor.fetchall()]
    if len(found) != end - begin:
        raise TornError(f"Of the leaves from {begin} to {end} some are missing.")
    return found


def leaf_hashes(begin: int, end: int) -> list[bytes]:
    """The hashes of the leaves [begin, end)."""
    return [leaf_hash(leaf_data_of(mac)) for mac in leaf_macs(begin, end)]


def nodes(of_size: int) -> Nodes:
    """How to read the nodes of the tree of that size."""
    return nodes_from(read_tile, of_size)


def root(of_size: int) -> bytes:
    """The root of the first `of_size` leaves."""
    return root_of(of_size, nodes(of_size))
