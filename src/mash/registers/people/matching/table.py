"""People's values in columns that compiled code reads: numbers only, words by their place in a vocabulary."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from mash.registers.people.matching import quick, text

LETTERS = 20  # of a word that are compared; longer ones are cut
KIN = 6  # formal names that one name may stand for, at most
MISSING = 0

ROW = np.dtype(
    [
        ("phone", "i8"), ("nhs_number", "i8"), ("upn", "i8"), ("identifier", "i8"),
        ("given", "i4"), ("given_first", "i4"), ("given_last", "i4"), ("middle", "i4"),
        ("family", "i4"), ("family_first", "i4"), ("family_last", "i4"),
        ("number", "i4"), ("street", "i4"), ("postcode", "i4"), ("outward", "i4"), ("town", "i4"),
        ("email", "i4"), ("birth_place", "i4"), ("occupation", "i4"),
        ("given_rate", "f4"), ("family_rate", "f4"), ("born_rate", "f4"), ("place_crowd", "f4"), ("phone_crowd", "f4"),
        ("year", "i2"), ("month", "i1"), ("day", "i1"), ("sex", "i1"),
    ]
)  # fmt: skip
Rows = npt.NDArray[np.void]
OF_NAMES = ("given", "given_first", "given_last", "middle", "family", "family_first", "family_last")
OF_PLACES = ("number", "street", "postcode", "outward", "town", "email", "birth_place", "occupation")
"""The columns that hold words, by vocabulary."""
FIELDS = [
    "given_name",
    "middle_name",
    "family_name",
    "full_name",
    "date_of_birth",
    "sex",
    "street_number",
    "address",
    "address_2",
    "town",
    "postcode",
    "phone",
    "email",
    "nhs_number",
    "upn",
    "identifier",
    "birth_place",
    "occupation",
]


class Vocabulary:
    """Words by number, with their letters, key and kin in arrays. 0 is no word.

    The key of a name is that of its sound, any other word's is its own; keys are the same in every process.
    """

    def __init__(self, *, kin: bool = False, capacity: int = 1024) -> None:
        self._numbers: dict[str, int] = {"": MISSING}
        self._kin = kin
        self.words: list[str] = [""]
        self.letters = np.zeros((capacity, LETTERS), "u1")
        self.lengths = np.zeros(capacity, "u1")
        self.masks = np.zeros(capacity, "u4")
        self.keys = np.zeros(capacity, "i8")
        self.kin = np.zeros((capacity if kin else 1, KIN), "i8")

    def __len__(self) -> int:
        return len(self.words)

    def number(self, word: str) -> int:
        """The number of a word, new ones included."""
        found = self._numbers.get(word)
        if found is None:
            found = self._numbers[word] = len(self.words)
            self.words.append(word)
            if found == len(self.lengths):
                self._grow(2 * found)
            self._describe(found, word)
        return found

    def numbers(self, words: Sequence[str]) -> npt.NDArray[np.int64]:
        """The numbers of words; the new ones among them are described at once."""
        first = len(self.words)
        for word in words:
            if word not in self._numbers:
                self._numbers[word] = len(self.words)
                self.words.append(word)
        if len(self.words) > len(self.lengths):
            self._grow(max(len(self.words), 2 * len(self.lengths)))
        if len(self.words) > first:
            self._describe_from(first)
        return np.fromiter(map(self._numbers.__getitem__, words), np.int64, len(words))

    def _describe_from(self, first: int) -> None:
        """`_describe` of each word from number `first` on."""
        new = self.words[first:]
        place = slice(first, len(self.words))
        letters = np.array(new, f"S{LETTERS}").view("u1").reshape(len(new), LETTERS)
        self.letters[place] = letters
        self.lengths[place] = (letters > 0).sum(axis=1)
        bits = np.where(letters > 0, np.uint32(1) << (letters % 32).astype("u4"), np.uint32(0))
        self.masks[place] = np.bitwise_or.reduce(bits, axis=1)
        self.keys[place] = quick.keys([text.sound(word) or word for word in new] if self._kin else new)
        if self._kin:
            kin = [sorted(text.variants(word))[:KIN] for word in new]
            rows = np.repeat(np.arange(first, len(self.words)), [len(each) for each in kin])
            columns = chain.from_iterable(range(len(each)) for each in kin)
            self.kin[rows, np.fromiter(columns, np.intp, len(rows))] = quick.keys(
                list(chain.from_iterable(kin))
            )

    def forget_from(self, number: int) -> None:
        """Forget the words from this number on; the next new word has that number again."""
        for word in self.words[number:]:
            del self._numbers[word]
        for attribute in self._described:
            getattr(self, attribute)[number : len(self.words)] = 0
        del self.words[number:]

    @classmethod
    def of(cls, words: list[str], described: Mapping[str, npt.NDArray[Any]]) -> Self:
        """The vocabulary that has these words, by number, and these arrays of what they are."""
        found = cls(kin="kin" in described, capacity=0)
        found.words = words
        found._numbers = dict(zip(words, range(len(words)), strict=True))
        for attribute, array in described.items():
            setattr(found, attribute, array)
        return found

    def described(self) -> dict[str, npt.NDArray[Any]]:
        """The arrays of what the words are, by attribute and number of the word."""
        return {attribute: getattr(self, attribute)[: len(self.words)] for attribute in self._described}

    @property
    def _described(self) -> tuple[str, ...]:
        return ("letters", "lengths", "masks", "keys", *(("kin",) if self._kin else ()))

    def _grow(self, capacity: int) -> None:
        for attribute in self._described:
            old = getattr(self, attribute)
            new = np.zeros((capacity, *old.shape[1:]), old.dtype)
            new[: len(old)] = old
            setattr(self, attribute, new)

    def _describe(self, number: int, word: str) -> None:
        code = np.frombuffer(word[:LETTERS].encode("ascii"), "u1")
        self.letters[number, : len(code)] = code
        self.lengths[number] = len(code)
        for letter in set(word[:LETTERS]):
            self.masks[number] |= np.uint32(1) << np.uint32(ord(letter) % 32)
        self.keys[number] = key_of(text.sound(word) or word if self._kin else word)
        if self._kin:
            for place, each in enumerate(sorted(text.variants(word))[:KIN]):
                self.kin[number, place] = key_of(each)


def key_of(word: str) -> int:
    """A stable 63-bit number of a text, the same on every machine and in every process (FNV-1a); 0 of nothing."""
    if not word:
        return 0
    value = 0xCBF29CE484222325
    for byte in word.encode():
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return (value >> 1) | 1


class Vocabularies:
    """The vocabularies that rows refer to; those of names are one, so that swapped names compare."""

    def __init__(self, names: Vocabulary | None = None, places: Vocabulary | None = None) -> None:
        self.names = names or Vocabulary(kin=True)
        # Streets, towns, postcodes, numbers, birth places, occupations, e-mail addresses.
        self.places = places or Vocabulary()

    @contextmanager
    def lent(self) -> Iterator[None]:
        """For a question: words that come meanwhile are forgotten afterwards, since no record says them."""
        names, places = len(self.names), len(self.places)
        try:
            yield
        finally:
            self.names.forget_from(names)
            self.places.forget_from(places)


def encode(columns: Mapping[str, Sequence[str] | npt.NDArray[Any]], words: Vocabularies) -> Rows:
    """Rows of `ROW` from columns of text named as in `FIELDS`, all of one length; a missing column is all empty.

    Each different text of a column is read once.
    """
    columns = dict(columns)
    size = len(next(iter(columns.values()))) if columns else 0
    rows = np.zeros(size, ROW)
    for field, fill in _FILLERS.items():
        if field in columns:
            fill(rows, columns, words)
    if "full_name" in columns:
        _fill_from_whole_names(rows, columns["full_name"], words)
    return rows


def encode_one(values: Mapping[str, str], words: Vocabularies) -> Rows:
    """One row, by the same way as many."""
    return encode({field: [value] for field, value in values.items()}, words)


def _unique(column: Sequence[str] | npt.NDArray[Any]) -> tuple[list[str], npt.NDArray[Any]]:
    if len(column) == 1:
        return [str(column[0] or "")], np.zeros(1, np.intp)
    if isinstance(column, Coded):
        return column.words, column.codes
    numbers: dict[str, int] = {}
    codes = np.fromiter(
        (numbers.setdefault(each or "", len(numbers)) for each in column), np.intp, len(column)
    )
    return list(numbers), codes


class Coded(Sequence[str]):
    """A column as its different texts and, for each row, which of them it has."""

    def __init__(self, words: list[str], codes: npt.NDArray[Any]) -> None:
        self.words, self.codes = words, codes

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, place: Any) -> Any:
        return self.words[self.codes[place]]


def _fill_from_whole_names(rows: Rows, column: Any, words: Vocabularies) -> None:
    """Names of rows whose source gave the whole name in one."""
    whole, codes = _unique(column)
    parts = [text.split_name(each) for each in whole]
    names = ("given_name", "middle_name", "family_name")
    split = encode(
        {field: Coded([part[place] for part in parts], codes) for place, field in enumerate(names)}, words
    )
    empty = (rows["given"] == 0) & (rows["family"] == 0)
    for field in ("given", "given_first", "given_last", "middle", "family", "family_first", "family_last"):
        rows[field] = np.where(empty, split[field], rows[field])


_Filler = Callable[[Rows, Mapping[str, Any], Vocabularies], None]


def _fill(
    rows: Rows,
    column: Any,
    read: Callable[[str], Iterable[int]],
    into: Sequence[str],
    *,
    at_once: Callable[[list[str]], npt.NDArray[np.int64]] | None = None,
) -> None:
    """Fill the columns `into` with what is read of each text; of many by `at_once`, which gives the same, faster."""
    words, codes = _unique(column)
    if len(words) == 1:
        for target, number in zip(into, read(words[0]), strict=True):
            rows[target] = number
        return
    if at_once:
        found = at_once(words)
    else:
        found = np.fromiter(chain.from_iterable(map(read, words)), "i8", len(words) * len(into))
    found = found.reshape(len(words), len(into))
    for place, target in enumerate(into):
        rows[target] = found[:, place][codes]


def _worded(
    field: str, into: Sequence[str], read: Callable[[str], Sequence[str]], *, names: bool = False
) -> _Filler:
    """Fills columns with the numbers of the words that are read of a text."""

    def fill(rows: Rows, columns: Mapping[str, Any], words: Vocabularies) -> None:
        vocabulary = words.names if names else words.places
        _fill(
            rows,
            columns[field],
            lambda value: map(vocabulary.number, read(value)),
            into,
            at_once=lambda values: vocabulary.numbers(list(chain.from_iterable(map(read, values)))),
        )

    return fill


def _name(field: str, into: Sequence[str]) -> _Filler:
    return _worded(field, into, lambda value: text.name(value)[: len(into)], names=True)


def _word(field: str) -> _Filler:
    return _worded(field, (field,), lambda value: (text.word(value),))


def _postcode(value: str) -> tuple[str, str]:
    code = text.postcode(value)
    return code, text.outward(code)


def _fill_day(rows: Rows, columns: Mapping[str, Any], _words: Vocabularies) -> None:
    _fill(rows, columns["date_of_birth"], text.day, ("year", "month", "day"))


def _fill_sex(rows: Rows, columns: Mapping[str, Any], _words: Vocabularies) -> None:
    _fill(rows, columns["sex"], lambda value: [text.sex(value)], ("sex",))


def _fill_address(rows: Rows, columns: Mapping[str, Any], words: Vocabularies) -> None:
    _fill(
        rows,
        columns["address"],
        lambda value: map(words.places.number, text.dwelling("", value)),
        ("number", "street"),
        at_once=lambda values: quick.dwellings(values, words.places.numbers),
    )


def _fill_number(rows: Rows, columns: Mapping[str, Any], words: Vocabularies) -> None:
    codes = np.zeros(len(rows), ROW)
    _fill(codes, columns["street_number"], lambda value: [words.places.number(text.word(value))], ("number",))
    rows["number"] = np.where(codes["number"] > 0, codes["number"], rows["number"])


def _digits(field: str) -> _Filler:
    def fill(rows: Rows, columns: Mapping[str, Any], _words: Vocabularies) -> None:
        _fill(rows, columns[field], lambda value: [text.digits(value)], (field,), at_once=quick.digits)

    return fill


def _key(field: str) -> _Filler:
    def fill(rows: Rows, columns: Mapping[str, Any], _words: Vocabularies) -> None:
        _fill(rows, columns[field], lambda value: [key_of(text.word(value))], (field,))

    return fill


_FILLERS: dict[str, _Filler] = {
    "given_name": _name("given_name", ("given", "given_first", "given_last")),
    "middle_name": _name("middle_name", ("middle",)),
    "family_name": _name("family_name", ("family", "family_first", "family_last")),
    "date_of_birth": _fill_day,
    "sex": _fill_sex,
    "address": _fill_address,
    "street_number": _fill_number,
    "town": _word("town"),
    "postcode": _worded("postcode", ("postcode", "outward"), _postcode),
    "phone": _digits("phone"),
    "nhs_number": _digits("nhs_number"),
    "upn": _key("upn"),
    "identifier": _digits("identifier"),
    "email": _word("email"),
    "birth_place": _word("birth_place"),
    "occupation": _word("occupation"),
}
