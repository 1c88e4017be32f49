"""The Merkle tree of RFC 6962 with SHA-256: roots, and proofs of inclusion and consistency.

A hash is 32 bytes. Leaves count from 0; a node is named by its level and its index in that level, and stands for the
complete subtree of `2 ** level` leaves that begins at leaf `index << level`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()

Nodes = Callable[[int, int], bytes]
"""`(level, index)` -> the hash of that complete subtree."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf's data (RFC 6962, 2.1)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node above two others (RFC 6962, 2.1)."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """What must be kept to append to a tree: the roots of its complete subtrees, the largest first.

    Raises ValueError where `hashes` are not as many as `size` has bits set, or one is not 32 bytes.
    """

    __slots__ = ("_hashes", "_size")

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        if size < 0 or len(hashes) != size.bit_count() or any(len(each) != HASH_SIZE for each in hashes):
            raise ValueError(f"A tree of {size} leaves has other complete subtrees.")
        self._size = size
        self._hashes = list(hashes)

    @property
    def size(self) -> int:
        """How many leaves there are."""
        return self._size

    @property
    def hashes(self) -> tuple[bytes, ...]:
        """The complete subtrees' roots, the largest first: what the constructor takes."""
        return tuple(self._hashes)

    def append(self, leaf: bytes) -> None:
        """Add one leaf by its hash."""
        self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaves by their hashes, in order."""
        hashes, size, new = self._hashes, self._size, sha256
        push, pop = hashes.append, hashes.pop
        for leaf in leaves:
            node, full = leaf, size
            while full & 1:
                node = new(b"\x01" + pop() + node).digest()
                full >>= 1
            push(node)
            size += 1
        self._size = size

    def root(self) -> bytes:
        """The root of the tree as it is now."""
        return _fold(self._hashes)


def root_of(size: int, node: Nodes) -> bytes:
    """The root of the first `size` leaves."""
    return _fold([node(level, index) for level, index in _complete(0, size)])


def inclusion_proof(index: int, size: int, node: Nodes) -> list[bytes]:
    """The hashes that lead from leaf `index` to the root of `size` leaves, from the leaf up (RFC 6962, 2.1.1).

    Raises ValueError where the tree has no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"A tree of {size} leaves has no leaf {index}.")
    start, end, proof = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(_subtree(middle, end, node))
            end = middle
        else:
            proof.append(_subtree(start, middle, node))
            start = middle
    return proof[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` leads from the leaf's hash at `index` to `root` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or any(len(each) != HASH_SIZE for each in (leaf, *proof)):
        return False
    at, last, found = index, size - 1, leaf
    for each in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(each, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, each)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def consistency_proof(old: int, new: int, node: Nodes) -> list[bytes]:
    """The hashes that show that the first `old` of `new` leaves are unchanged (RFC 6962, 2.1.2).

    Empty where `old` is 0 or `new`. Raises ValueError where `old` is larger than `new`.
    """
    if not 0 <= old <= new:
        raise ValueError(f"A tree of {new} leaves does not continue one of {old}.")
    if old in {0, new}:
        return []
    start, end, kept, proof = 0, new, old, []
    while kept != end - start:
        size = _split(end - start)
        middle = start + size
        if kept <= size:
            proof.append(_subtree(middle, end, node))
            end = middle
        else:
            proof.append(_subtree(start, middle, node))
            start, kept = middle, kept - size
    if start:
        proof.append(_subtree(start, end, node))
    return proof[::-1]


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `proof` shows that the tree of `new` leaves continues that of `old` (RFC 9162, 2.1.4.2).

    Every tree continues the empty one, without a proof.
    """
    if not 0 <= old <= new or any(len(each) != HASH_SIZE for each in proof):
        return False
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    path = [*proof] if at else [old_root, *proof]
    if not path:
        return False
    found_old = found_new = path[0]
    for each in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            found_old, found_new = node_hash(each, found_old), node_hash(each, found_new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found_new = node_hash(found_new, each)
        at, last = at >> 1, last >> 1
    return last == 0 and found_old == old_root and found_new == new_root


def _split(size: int) -> int:
    """The largest power of two below `size` (2 or more)."""
    return 1 << (size - 1).bit_length() - 1


def _complete(start: int, end: int) -> list[tuple[int, int]]:
    """The complete subtrees of leaves `start` to `end`, the largest first; `start` is a multiple of the largest."""
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return found


def _subtree(start: int, end: int, node: Nodes) -> bytes:
    return _fold([node(level, index) for level, index in _complete(start, end)])


def _fold(hashes: Sequence[bytes]) -> bytes:
    """One root above complete subtrees, the largest first."""
    if not hashes:
        return EMPTY_ROOT
    found = hashes[-1]
    for each in hashes[-2::-1]:
        found = node_hash(each, found)
    return found
