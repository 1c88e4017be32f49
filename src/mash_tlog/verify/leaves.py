"""One pass over an export's leaves: their HMACs, the tree above them, the tiles, the entries' numbers and times.

Leaves come 256 at a time, a tile's width. Each such block is first judged as a whole, in tight loops; only a block in
which something is wrong is looked at line by line. A million entries fit in a few megabytes.
"""

from __future__ import annotations

import json
from binascii import unhexlify
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from hmac import digest
from itertools import islice
from typing import Any

from mash_tlog.leaf import LEAF_SIZE, VERSION
from mash_tlog.merkle import EMPTY_ROOT, HASH_SIZE, Frontier, node_hash
from mash_tlog.tiles import WIDTH, entries_path, tile_path
from mash_tlog.verify.export import Export
from mash_tlog.verify.findings import Findings
from mash_tlog.verify.signed import Spans

HIDDEN = b"-\n"
ERASED = b"!\n"

_FRAME = LEAF_SIZE.to_bytes(2, "big") + bytes([VERSION])
_FRAMED = len(_FRAME) + HASH_SIZE
_SALT = 64
_NUMBER = b',"number":'
_RECORDED = b',"recorded":"'
_TIME = 27
_DENSE = 1 << 28
"""Entry numbers for which a byte is kept at most."""
_ERASING = b'"event":"ledger:entry:erased"'
_RESTORING = b'"event":"ledger:log:restored"'


class _Wrong(Exception):  # noqa: N818 - never leaves this module
    """Something in a block is wrong; which line it is, is looked for next."""


class Numbers:
    """Which entry numbers have come already: a byte for each that is to be expected, a set for the others."""

    def __init__(self, size: int) -> None:
        self._dense = bytearray(min(4 * size, _DENSE) + 1024)
        self._others: set[int] = set()

    def add_all(self, numbers: Sequence[int]) -> bool:
        """Take them in; False, with nothing taken in, where one has come before."""
        if not numbers:
            return True
        first, last = numbers[0], numbers[-1]
        if 0 <= first <= last < len(self._dense) and numbers == list(range(first, last + 1)):
            if self._dense.count(1, first, last + 1):
                return False
            self._dense[first : last + 1] = b"\x01" * len(numbers)
            return True
        if len(set(numbers)) < len(numbers) or any(map(self._has, numbers)):
            return False
        for each in numbers:
            self.add(each)
        return True

    def add(self, number: int) -> bool:
        """Take one in; False where it has come before."""
        if self._has(number):
            return False
        if 0 <= number < len(self._dense):
            self._dense[number] = 1
        else:
            self._others.add(number)
        return True

    def _has(self, number: int) -> bool:
        return bool(self._dense[number]) if 0 <= number < len(self._dense) else number in self._others


class Leaves:
    """The pass. After `roots` is exhausted the counts, `erased`, `gone` and `restored` are complete."""

    def __init__(self, export: Export, spans: Spans, findings: Findings) -> None:
        self._export = export
        self.size = export.manifest.size
        self._spans = spans
        self._findings = findings
        self._numbers = Numbers(self.size)
        self._above: list[list[bytes]] = []
        self._tiles: dict[int, int] = {}
        self._ended = False
        self.shown = 0
        self.hidden = 0
        self.first_hidden: int | None = None
        self.gone: list[int] = []
        """Leaves whose entry is not there because it was erased."""
        self.erased: dict[int, int] = {}
        """Leaf -> the leaf of the entry that says that it was erased."""
        self.restored: list[tuple[int, dict[str, Any]]] = []
        """Leaf and payload of each entry that says that the log was restored."""

    def roots(self, sizes: Iterable[int]) -> Iterator[tuple[int, bytes]]:
        """`(size, root)` for each of the sizes, which ascend and are none beyond the tree.

        Ends early where nothing says what a leaf is. Raises CannotRead.
        """
        wanted = iter(sizes)
        size = next(wanted, None)
        while size == 0:
            yield 0, EMPTY_ROOT
            size = next(wanted, None)
        tree = Frontier()
        for base, rows in self._blocks():
            while size is not None and size <= base + len(rows[0]):
                yield size, _root(tree.hashes, rows, size - base)
                size = next(wanted, None)
            if len(rows[0]) == WIDTH:
                tree.append(rows[-1][0])
                self._raise(0, rows[-1][0])
        self._finish()

    def _blocks(self) -> Iterator[tuple[int, list[list[bytes]]]]:
        """Each block's first leaf, and its hashes level by level."""
        with self._export.open_entries() as file:
            for base in range(0, self.size, WIDTH):
                width = min(WIDTH, self.size - base)
                lines = list(islice(file, width))
                if lines and not lines[-1].endswith(b"\n"):
                    lines[-1] += b"\n"
                try:
                    leaves = self._block(lines, base, width)
                except _Wrong:
                    self._above.clear()
                    return
                yield base, _rows(leaves)
            more = sum(1 for _ in file)
        if more:
            self._findings.add(
                "tail", f"There are {more} entries more than the manifest's {self.size}.", self.size
            )

    def _block(self, lines: list[bytes], base: int, width: int) -> list[bytes]:
        """The hashes of a block's leaves."""
        number = base // WIDTH
        bundle = self._export.bundle(number, width)
        if bundle is not None and len(bundle) == width * _FRAMED and len(lines) == width:
            try:
                leaves = self._as_a_whole(lines, base, bundle)
            except (_Wrong, ValueError, IndexError):
                leaves = self._line_by_line(lines, base, bundle)
        else:
            path = entries_path(number, width)
            said = "is missing" if bundle is None else "is not a bundle of leaves"
            if bundle is None or len(bundle) != width * _FRAMED:
                self._findings.add("tile", f"{path} {said}.", base)
                bundle = self._from_lines(lines, base, width)
            if len(lines) < width and not self._ended:
                self._ended = True
                text = f"The entries end here; the manifest says that there are {self.size}."
                self._findings.add("tail", text, base + len(lines))
            leaves = self._line_by_line(lines, base, bundle)
        self._compare(0, number, leaves)
        return leaves

    def _as_a_whole(self, lines: list[bytes], base: int, bundle: bytes) -> list[bytes]:
        """The leaves' hashes, where everything is right. Raises _Wrong or ValueError, with nothing taken in."""
        text = b"".join(lines)
        if _ERASING in text or _RESTORING in text:
            raise _Wrong
        macs: list[bytes] = []
        numbers: list[int] = []
        recorded: list[bytes] = []
        missing: list[int] = []
        hmac, unhex, add, at_number, at_time = digest, unhexlify, macs.append, numbers.append, recorded.append
        for line in lines:
            body = line[65:-1]
            if not body:
                missing.append(len(macs))
                add(bundle[len(macs) * _FRAMED + 3 : (len(macs) + 1) * _FRAMED])
                at_time(b"")
                continue
            if line[_SALT] != 32:
                raise _Wrong
            add(hmac(unhex(line[:_SALT]), body, "sha256"))
            start = body.find(_NUMBER) + 10
            at_number(int(body[start : body.find(b",", start)]))
            start = body.rfind(_RECORDED) + 13
            at_time(body[start : start + _TIME])
        if _FRAME + _FRAME.join(macs) != bundle:
            raise _Wrong
        self._as_a_whole_missing(lines, missing)
        for one, other, span in self._spans.between(base, base + len(lines)):
            times = recorded[one:other] if not missing else [each for each in recorded[one:other] if each]
            if times and (min(times) < span.earliest or max(times) > span.latest):
                raise _Wrong
        if not self._numbers.add_all(numbers):
            raise _Wrong
        self._count(lines, missing, base)
        return [sha256(b"\x00\x01" + mac).digest() for mac in macs]

    def _as_a_whole_missing(self, lines: list[bytes], missing: list[int]) -> None:
        if any(lines[each] not in {HIDDEN, ERASED} for each in missing):
            raise _Wrong

    def _count(self, lines: list[bytes], missing: list[int], base: int) -> None:
        self.shown += len(lines) - len(missing)
        for each in missing:
            self._miss(lines[each], base + each)

    def _miss(self, line: bytes, leaf: int) -> None:
        if line == ERASED:
            self.gone.append(leaf)
            return
        self.hidden += 1
        if self.first_hidden is None:
            self.first_hidden = leaf

    def _line_by_line(self, lines: list[bytes], base: int, bundle: bytes) -> list[bytes]:
        """The leaves' hashes as the bundle gives them; what is wrong becomes findings, each with its leaf."""
        data = [bundle[at + 2 : at + _FRAMED] for at in range(0, len(bundle), _FRAMED)]
        for place, framed in enumerate(bundle[at : at + 3] for at in range(0, len(bundle), _FRAMED)):
            if framed != _FRAME:
                self._findings.add("leaf", "The leaf is of an unknown version.", base + place)
        spans = self._spans.between(base, base + len(data))
        for one, other, span in spans:
            for place in range(one, min(other, len(lines))):
                line, leaf = lines[place], base + place
                if line in {HIDDEN, ERASED}:
                    self._miss(line, leaf)
                else:
                    self._entry(line, leaf, data, place)
                    self._time(line, leaf, span.earliest, span.latest)
        return [sha256(b"\x00" + each).digest() for each in data]

    def _entry(self, line: bytes, leaf: int, data: list[bytes], place: int) -> None:
        body = line[_SALT + 1 : -1]
        mac = _mac(line)
        if mac is None:
            self._findings.add("entry", "The line is neither an entry nor a sign for one.", leaf)
            return
        self.shown += 1
        number = _number(body)
        found = bytes([VERSION]) + mac
        if found != data[place]:
            other = (
                f" It is what was logged at leaf {leaf - place + data.index(found)}." if found in data else ""
            )
            self._findings.add("entry", f"What is shown is not what was logged.{other}", leaf, number)
        if number is None:
            self._findings.add("number", "The entry has no number.", leaf)
        elif not self._numbers.add(number):
            self._findings.add("number", "An entry before it has the same number.", leaf, number)
        if (_ERASING in body or _RESTORING in body) and found == data[place]:
            self._own(body, leaf, number)

    def _own(self, body: bytes, leaf: int, number: int | None) -> None:
        """What the ledger says about itself."""
        try:
            entry = json.loads(body, object_pairs_hook=_once)
            event, payload = entry["event"], entry["payload"]
            if event == "ledger:entry:erased":
                if payload["leaf"] < leaf:
                    self.erased.setdefault(int(payload["leaf"]), leaf)
            elif event == "ledger:log:restored":
                self.restored.append((leaf, _restoring(payload)))
        except (ValueError, KeyError, TypeError, RecursionError):
            self._findings.add("entry", "The entry is not in its canonical form.", leaf, number)

    def _time(self, line: bytes, leaf: int, earliest: bytes, latest: bytes) -> None:
        start = line.rfind(_RECORDED)
        recorded = line[start + len(_RECORDED) : start + len(_RECORDED) + _TIME]
        number = _number(line)
        if start < 0:
            self._findings.add("time", "The entry does not say when it was recorded.", leaf, number)
        elif recorded < earliest:
            text = f"It was recorded before {earliest.decode()}, which witnesses had already seen pass: clock back."
            self._findings.add("time", text, leaf, number)
        elif recorded > latest:
            text = f"It was recorded after {latest.decode()}, when witnesses had already seen it."
            self._findings.add("time", text, leaf, number)

    def _from_lines(self, lines: list[bytes], base: int, width: int) -> bytes:
        """The bundle that the lines would give. Raises _Wrong where one of its entries is not shown."""
        macs = [_mac(line) for line in lines]
        known = [mac for mac in macs if mac is not None]
        if len(known) < width:
            leaf = base + (macs.index(None) if None in macs else len(macs))
            text = "Nothing says what this leaf is. Neither it nor what comes after it was checked."
            self._findings.add("tail", text, leaf)
            raise _Wrong
        return _FRAME + _FRAME.join(known)

    def _compare(self, level: int, number: int, hashes: list[bytes]) -> None:
        """A tile against what the leaves give."""
        found = self._export.tile(level, number, len(hashes))
        if found == b"".join(hashes):
            return
        path = tile_path(level, number, len(hashes))
        first = number * WIDTH << 8 * level
        if found is None or len(found) != len(hashes) * HASH_SIZE:
            said = "is missing" if found is None else f"has {len(found)} bytes"
            self._findings.add("tile", f"{path} {said}.", first)
            return
        place = next(
            at for at, each in enumerate(hashes) if found[at * HASH_SIZE : (at + 1) * HASH_SIZE] != each
        )
        self._findings.add(
            "tile", f"{path} says another hash than the leaves give.", first + (place << 8 * level)
        )

    def _raise(self, level: int, top: bytes) -> None:
        """A full tile of `level` is a hash of the level above."""
        if level == len(self._above):
            self._above.append([])
        row = self._above[level]
        row.append(top)
        if len(row) % WIDTH == 0:
            block = row[-WIDTH:]
            row.clear()
            self._compare(level + 1, self._done(level), block)
            self._raise(level + 1, _rows(block)[-1][0])

    def _done(self, level: int) -> int:
        """How many full tiles of the level above have been compared before."""
        done = self._tiles.get(level, 0)
        self._tiles[level] = done + 1
        return done

    def _finish(self) -> None:
        """The last tile of each level, which is partial."""
        for level, row in enumerate(self._above):
            if row:
                self._compare(level + 1, self._tiles.get(level, 0), row)


def kept_by_origin(export: Export) -> dict[str, int]:
    """Up to which size a restored log says that it kept each earlier origin's tree: a first look, not yet verified."""
    found: dict[str, int] = {}
    with export.open_entries() as file:
        for line in file:
            if _RESTORING in line:
                try:
                    payload = _restoring(json.loads(line[_SALT + 1 :])["payload"])
                except (ValueError, KeyError, TypeError, RecursionError):
                    continue
                found[payload["origin"]] = min(payload["kept"], found.get(payload["origin"], payload["kept"]))
    return found


def _rows(leaves: list[bytes]) -> list[list[bytes]]:
    """A block's hashes level by level, complete subtrees alone."""
    row, rows = leaves, [leaves]
    while len(row) > 1:
        row = [
            sha256(b"\x01" + left + right).digest() for left, right in zip(row[::2], row[1::2], strict=False)
        ]
        rows.append(row)
    return rows


def _root(before: Sequence[bytes], rows: list[list[bytes]], count: int) -> bytes:
    """The root of whole blocks' subtrees and the first `count` leaves of the block after them."""
    levels = [level for level in reversed(range(len(rows))) if count >> level & 1]
    hashes = [*before, *(rows[level][(count >> level) - 1] for level in levels)]
    found = hashes.pop()
    while hashes:
        found = node_hash(hashes.pop(), found)
    return found


def _mac(line: bytes) -> bytes | None:
    """The HMAC of the entry in a line; None where it holds none."""
    try:
        salt = unhexlify(line[:_SALT])
    except ValueError:
        return None
    return digest(salt, line[_SALT + 1 : -1], "sha256") if line[_SALT : _SALT + 1] == b" " else None


def _restoring(payload: dict[str, Any]) -> dict[str, Any]:
    """The payload of an entry that says that the log was restored. Raises KeyError or TypeError."""
    wanted = {"origin": str, "size": int, "root": str, "kept": int}
    if any(not isinstance(payload[key], kind) for key, kind in wanted.items()):
        raise TypeError
    return payload


def _number(body: bytes) -> int | None:
    start = body.find(_NUMBER) + len(_NUMBER)
    digits = body[start : body.find(b",", start)]
    return int(digits) if start >= len(_NUMBER) and digits.isdigit() and len(digits) < 20 else None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object in which each key comes once. Raises ValueError."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found
