"""Tiles of height 8 and bundles of entries, as C2SP's tlog-tiles lays them out.

A tile holds up to 256 hashes, 32 bytes each. Tile `number` of `level` begins at hash `number * 256` of that level; a
hash of level `l` stands for `256 ** l` leaves. A partial tile has a width from 1 to 255.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from mash_tlog.errors import FormatError
from mash_tlog.merkle import HASH_SIZE, Nodes, node_hash

HEIGHT = 8
WIDTH = 1 << HEIGHT
MAX_LEVEL = 63
ENTRIES = "entries"
MAX_ENTRY = 0xFFFF
"""Bytes in one entry: its length is a uint16."""

_KEPT = 64
"""Full or partial tiles that `nodes_from` keeps at hand, 8 KiB each."""

_PATH = re.compile(r"tile/(0|[1-9][0-9]?|entries)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


def tile_path(level: int, number: int, width: int = WIDTH) -> str:
    """The path of a tile, such as `tile/0/x001/234` or `tile/0/x001/234.p/5`.

    Raises ValueError for a level above 63, a number below 0 or a width that is not 1 to 256.
    """
    if not 0 <= level <= MAX_LEVEL:
        raise ValueError(f"A tile's level is 0 to {MAX_LEVEL}, not {level}.")
    return f"tile/{level}/{_numbered(number, width)}"


def entries_path(number: int, width: int = WIDTH) -> str:
    """The path of a bundle of entries, such as `tile/entries/x001/234.p/5`. Raises as `tile_path` does."""
    return f"tile/{ENTRIES}/{_numbered(number, width)}"


def parse_path(path: str) -> tuple[int | str, int, int]:
    """The level (or "entries"), number and width that `path` says. Raises FormatError for any other text."""
    found = _PATH.fullmatch(path)
    if found is None:
        raise FormatError("This is not the path of a tile.")
    level, number, partial = found.groups()
    digits = number.replace("/", "").replace("x", "")
    width = int(partial) if partial else WIDTH
    padded = "/" in number and digits.startswith("000")
    if padded or (partial and width >= WIDTH) or (level != ENTRIES and int(level) > MAX_LEVEL):
        raise FormatError("This is not the path of a tile.")
    return (level if level == ENTRIES else int(level)), int(digits), width


def entry_bundle(entries: Iterable[bytes]) -> bytes:
    """The bytes of a bundle. Raises ValueError for an entry above 65,535 bytes."""
    parts = []
    for each in entries:
        if len(each) > MAX_ENTRY:
            raise ValueError(f"An entry has at most {MAX_ENTRY} bytes.")
        parts += [len(each).to_bytes(2, "big"), each]
    return b"".join(parts)


def read_bundle(data: bytes) -> list[bytes]:
    """The entries of a bundle. Raises FormatError where it is cut short or has more than 256."""
    entries, at = [], 0
    while at < len(data):
        start = at + 2
        at = start + int.from_bytes(data[at:start], "big")
        if at > len(data):
            raise FormatError("The bundle of entries is cut short.")
        entries.append(data[start:at])
    if len(entries) > WIDTH:
        raise FormatError(f"The bundle holds {len(entries)} entries, more than {WIDTH}.")
    return entries


def width_of(level: int, number: int, size: int) -> int:
    """The width of a tile in a tree of `size` leaves: 256 for a full one, 0 where there is none."""
    return max(0, min(WIDTH, (size >> HEIGHT * level) - number * WIDTH))


def tiles_of(size: int) -> Iterator[tuple[int, int, int]]:
    """`(level, number, width)` of every tile of a tree of `size` leaves, level by level from the leaves up."""
    level, count = 0, size
    while count:
        full, rest = divmod(count, WIDTH)
        for number in range(full):
            yield level, number, WIDTH
        if rest:
            yield level, full, rest
        level, count = level + 1, full


def nodes_from(read_tile: Callable[[int, int, int], bytes], size: int) -> Nodes:
    """Nodes of the tree of `size` leaves, out of tiles.

    `read_tile(level, number, width)` returns `width * 32` bytes. A node raises FormatError where a tile has another
    length, and ValueError where the tree has no such node.
    """

    @lru_cache(maxsize=_KEPT)
    def tile(level: int, number: int) -> bytes:
        width = width_of(level, number, size)
        data = read_tile(level, number, width)
        if len(data) != width * HASH_SIZE:
            raise FormatError(
                f"{tile_path(level, number, width)} has {len(data)} bytes, not {width * HASH_SIZE}."
            )
        return data

    def node(level: int, index: int) -> bytes:
        if level < 0 or index < 0 or (index + 1) << level > size:
            raise ValueError(f"A tree of {size} leaves has no node {index} of level {level}.")
        above, within = divmod(level, HEIGHT)
        number, first = divmod(index << within, WIDTH)
        data = tile(above, number)
        row = [data[at * HASH_SIZE : (at + 1) * HASH_SIZE] for at in range(first, first + (1 << within))]
        while len(row) > 1:
            row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
        return row[0]

    return node


def _numbered(number: int, width: int) -> str:
    if number < 0 or not 1 <= width <= WIDTH:
        raise ValueError(f"There is no tile {number} of width {width}.")
    last, *before = _thousands(number)
    path = "".join(f"x{each:03}/" for each in reversed(before)) + f"{last:03}"
    return path if width == WIDTH else f"{path}.p/{width}"


def _thousands(number: int) -> Iterator[int]:
    """The number's digits to the base 1,000, the last first."""
    while True:
        number, digits = divmod(number, 1000)
        yield digits
        if not number:
            return
