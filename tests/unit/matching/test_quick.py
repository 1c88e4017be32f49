"""What is compiled for very many values is what is written plainly for one."""

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mash.registers.people.matching import quick, text
from mash.registers.people.matching.table import Vocabularies, Vocabulary, encode, encode_one, key_of

typed = st.text(st.sampled_from("0123456789aAbzZ '-.,+/\u00e9\u2019"), max_size=24)
anything = st.lists(st.one_of(st.text(max_size=30), typed), min_size=2, max_size=20)


@settings(deadline=None)  # the first call compiles
@given(anything)
@example(
    [
        "07700 900123.0",
        "+44 7700 900123",
        "447700900123",
        "0000",
        "11111",
        "\u0661\u0662\u0663\u0664\u0665\u0666",
    ]
)
def test_digits(words):
    assert quick.digits(words).tolist() == [text.digits(each) for each in words]


@settings(deadline=None)  # the first call compiles
@given(anything)
@example(
    [
        "Flat 21, 121 Crossland St",
        "St. Mary's Rd 5a",
        "12'3 O'Neill-Smyth Cl",
        "Saint Anne",
        "\u00c9tage 2",
        "",
    ]
)
def test_dwellings(words):
    seen: list[str] = [""]

    def number(parts):
        seen.extend(parts)
        return np.arange(len(seen) - len(parts), len(seen))

    found = quick.dwellings(words, number).tolist()
    assert [(seen[a], seen[b]) for a, b in found] == [tuple(text.dwelling("", each)) for each in words]


@settings(deadline=None)  # the first call compiles
@given(st.lists(st.text(st.characters(max_codepoint=127), max_size=12), min_size=1))
def test_keys(words):
    assert quick.keys(words).tolist() == [key_of(each) for each in words]


@settings(deadline=None)  # the first call compiles
@given(st.lists(st.integers(0, 2**64 - 1) | st.sampled_from([0, 1, 2**32, 2**32 + 1]), max_size=40))
def test_factor(numbers):
    codes, firsts = quick.factor(np.array(numbers, np.uint64))
    different = list(dict.fromkeys(numbers))
    assert [different[each] for each in codes] == numbers
    assert [numbers[each] for each in firsts] == different


@settings(deadline=None)  # the first call compiles
@given(st.lists(st.text(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), min_size=1, max_size=25), max_size=30))
@example(["KATE", "BOB", "WILLIAM", "ELIZABETH"])
def test_words_described_at_once_are_as_described_one_by_one(words):
    for kin in (True, False):
        one, many = Vocabulary(kin=kin, capacity=2), Vocabulary(kin=kin, capacity=2)
        assert many.numbers(words).tolist() == [one.number(each) for each in words]
        assert many.words == one.words
        for part in ("letters", "lengths", "masks", "keys", "kin"):
            described = (getattr(each, part)[: len(one)] for each in (one, many))
            assert np.array_equal(*described)


@settings(deadline=None)  # the first call compiles
@given(st.lists(typed, min_size=2, max_size=12))
def test_many_records_are_read_as_one_is(written):
    fields = ("given_name", "family_name", "address", "postcode", "phone", "nhs_number", "email")
    many, one = Vocabularies(), Vocabularies()
    rows = encode(dict.fromkeys(fields, written), many)
    for row, each in zip(rows, written, strict=True):
        alone = encode_one(dict.fromkeys(fields, each), one)[0]
        for vocabulary, alike, columns in (
            (
                many.names.words,
                one.names.words,
                ("given", "given_first", "given_last", "family", "family_last"),
            ),
            (many.places.words, one.places.words, ("number", "street", "postcode", "outward", "email")),
        ):
            assert [vocabulary[row[name]] for name in columns] == [alike[alone[name]] for name in columns]
        assert row["phone"] == alone["phone"]
        assert row["nhs_number"] == alone["nhs_number"]
