"""What `text` does, for very many values at once: compiled, over the bytes of plain ASCII. Tests hold the two together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from mash.registers.people.matching import text

Numbers = npt.NDArray[np.int64]
_BASIS, _PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)  # FNV-1a


@njit(cache=True, nogil=True)
def factor(hashes: Any) -> Any:
    """(codes i4[n], firsts i4[different]): equal numbers get one code, in order of first appearance; firsts are where."""
    size = 1024
    while size < 2 * len(hashes):
        size *= 2
    held = np.full(size, -1, np.int32)
    codes = np.empty(len(hashes), np.int32)
    firsts = np.empty(len(hashes), np.int32)
    many = 0
    for place in range(len(hashes)):
        at = np.int64((hashes[place] ^ (hashes[place] >> np.uint64(32))) & np.uint64(size - 1))
        while held[at] >= 0 and hashes[firsts[held[at]]] != hashes[place]:
            at = (at + 1) & (size - 1)
        if held[at] < 0:
            held[at] = many
            firsts[many] = place
            many += 1
        codes[place] = held[at]
    return codes, firsts[:many].copy()


def digits(words: Sequence[str]) -> Numbers:
    """`text.digits` of each."""
    flat, starts, odd = _flat(words)
    found = _digits(flat, starts)
    for place in odd:
        found[place] = text.digits(words[place])
    return np.asarray(found)


def dwellings(words: Sequence[str], number: Callable[[list[str]], Numbers]) -> Numbers:
    """`i8[words, 2]`: `number` of both parts of `text.dwelling` of each; each different part is looked at once."""
    flat, starts, odd = _flat(words)
    out, ends, hashes = _dwellings(flat, starts)
    found = np.zeros((len(words), 2), np.int64)
    for part in range(2):
        codes, firsts = factor(hashes[:, part])
        begins, until = ends[firsts, 2 * part].tolist(), ends[firsts, 2 * part + 1].tolist()
        each = [out[begin:end].tobytes().decode() for begin, end in zip(begins, until, strict=True)]
        found[:, part] = number([text.street(one.split()) for one in each] if part else each)[codes]
    for place in odd:
        found[place] = number(list(text.dwelling("", words[place])))
    return found


def keys(words: Sequence[str]) -> Numbers:
    """`table.key_of` of each; plain ASCII only."""
    flat, starts, _odd = _flat(words)
    return np.asarray(_keys(flat, starts))


def _flat(words: Sequence[str]) -> tuple[npt.NDArray[np.uint8], Numbers, list[int]]:
    """(the bytes of all words, where each begins and the last ends, the places of those left out as not ASCII)."""
    odd = [place for place, word in enumerate(words) if not word.isascii()]
    if odd:
        words = [word if word.isascii() else "" for word in words]
    starts = np.zeros(len(words) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, words), np.int64, len(words)), out=starts[1:])
    return np.frombuffer("".join(words).encode("ascii"), np.uint8), starts, odd


@njit(cache=True, nogil=True)
def _digits(flat: Any, starts: Any) -> Any:
    found = np.zeros(len(starts) - 1, np.int64)
    for place in range(len(found)):
        begin, end = starts[place], starts[place + 1]
        if end - begin >= 2 and flat[end - 2] == 46 and flat[end - 1] == 48:  # ".0", as spreadsheets write
            end -= 2
        many = 0
        first = second = 0
        for at in range(begin, end):
            if 48 <= flat[at] <= 57:
                many += 1
                if many == 1:
                    first = flat[at]
                elif many == 2:
                    second = flat[at]
        skip = 2 if many == 12 and first == 52 and second == 52 else 0  # the country code 44
        value = np.int64(0)
        taken = 0
        lead = 0
        differing = False
        for at in range(begin, end):
            if flat[at] < 48 or flat[at] > 57:
                continue
            if skip > 0:
                skip -= 1
                continue
            if taken == 0 and flat[at] == 48:
                continue
            if taken == 18:
                break
            if taken == 0:
                lead = flat[at]
            differing = differing or flat[at] != lead
            value = value * 10 + (flat[at] - 48)
            taken += 1
        if taken > 4 and differing:
            found[place] = value
    return found


@njit(cache=True, nogil=True)
def _dwellings(flat: Any, starts: Any) -> Any:
    """(bytes, ends i8[words, 4], hashes u8[words, 2]): of each its numbers, then its other words, upper case, by blanks.

    Numbers are `bytes[ends[i, 0]:ends[i, 1]]`, the others `bytes[ends[i, 2]:ends[i, 3]]`.
    """
    size = len(starts) - 1
    out = np.empty(len(flat) + 2 * size, np.uint8)
    ends = np.zeros((size, 4), np.int64)
    hashes = np.empty((size, 2), np.uint64)
    to = 0
    for place in range(size):
        for part in range(2):
            ends[place, 2 * part] = to
            at = starts[place]
            while at < starts[place + 1]:
                begin = at
                letters = numerals = 0
                while at < starts[place + 1]:
                    letter = flat[at]
                    if 97 <= letter <= 122:
                        letter -= 32
                    if 48 <= letter <= 57:
                        numerals += 1
                    elif 65 <= letter <= 90:
                        letters += 1
                    elif letter != 39:  # an apostrophe parts no word
                        break
                    at += 1
                if letters + numerals > 0 and (numerals > 0) == (part == 0):
                    if to > ends[place, 2 * part]:
                        out[to] = 32
                        to += 1
                    for each in range(begin, at):
                        if flat[each] != 39:
                            out[to] = flat[each] - 32 if 97 <= flat[each] <= 122 else flat[each]
                            to += 1
                at += 1
            ends[place, 2 * part + 1] = to
            hashes[place, part] = _hash(out, ends[place, 2 * part], to)
    return out, ends, hashes


@njit(cache=True, inline="always")
def _hash(flat: Any, begin: int, end: int) -> Any:
    value = _BASIS
    for at in range(begin, end):
        value = (value ^ np.uint64(flat[at])) * _PRIME
    return value


@njit(cache=True, nogil=True)
def _keys(flat: Any, starts: Any) -> Any:
    found = np.zeros(len(starts) - 1, np.int64)
    for place in range(len(found)):
        if starts[place + 1] > starts[place]:
            value = _hash(flat, starts[place], starts[place + 1])
            found[place] = np.int64((value >> np.uint64(1)) | np.uint64(1))
    return found
