"""An index that is kept and read back answers as before; a question leaves nothing behind."""

import numpy as np
import pytest

from mash.registers.people.matching.compare import arrays
from mash.registers.people.matching.index import Index
from mash.registers.people.matching.table import OF_NAMES, OF_PLACES, ROW


@pytest.fixture
def index(small):
    """3,000 records in the sorted list, 200 beside it, 300 of both taken out."""
    found = Index(small.model)
    found.add_many(range(3_000), {field: column[:3_000] for field, column in small.columns.items()})
    found.sort()
    for place in range(3_000, 3_200):
        found.add(place, small.said(place))
    for place in (*range(0, 2_900, 10), *range(3_100, 3_110)):
        found.remove(place)
    return found


def answers(index, small):
    asked = [small.said(place) for place in range(0, 3_400, 40)]
    return [(index.find(each), index.pairs_of(each)) for each in asked]


def words_of(index):
    return (*index.words.names.words, *index.words.places.words)


@pytest.mark.parametrize("compact", [False, True])
def test_what_is_read_back_answers_alike_and_goes_on(small, index, compact):
    kept = index.frozen()
    again = Index.thawed(small.model, kept.compact() if compact else kept)
    assert sorted(again.numbers) == sorted(index.numbers)
    assert answers(again, small) == answers(index, small)
    for one in (index, again):
        for place in range(3_200, 3_500):
            one.add(place, small.said(place))
        for place in (1, 3_001, 3_200):
            one.remove(place)
    assert answers(again, small) == answers(index, small)
    again.sort()
    index.sort()
    assert answers(again, small) == answers(index, small)


def test_an_empty_index_is_kept_too(small):
    again = Index.thawed(small.model, Index(small.model).frozen().compact())
    assert again.find(small.said(1)) == []
    again.add(1, small.said(1))
    assert [one.key for one in again.find(small.said(1))] == [1]


def test_what_was_taken_out_leaves_no_word_in_what_is_kept(small, index):
    index.add(9_000, {"given_name": "Zebedee", "family_name": "Quillfeather", "email": "zq@example.org"})
    index.add(9_001, {"given_name": "Zebedee", "address": "1 Quillfeather Row"})
    index.remove(9_000)
    kept = index.frozen().compact()
    assert "ZEBEDEE" in kept.names.words
    assert "QUILLFEATHER" not in kept.names.words
    assert "ZQEXAMPLEORG" not in kept.places.words
    assert "QUILLFEATHER ROW" in kept.places.words


def test_what_is_kept_does_not_change_with_the_index(small, index):
    kept = index.frozen()
    before = answers(Index.thawed(small.model, kept.compact()), small)
    index.remove(1)
    for place in range(3_200, 3_600):
        index.add(place, small.said(place))
    index.sort()
    assert answers(Index.thawed(small.model, kept.compact()), small) == before


def test_a_question_leaves_no_word_and_changes_no_answer(small, index):
    before, words = answers(index, small), words_of(index)
    described = [array.copy() for array in (*arrays(index.words)[0], *arrays(index.words)[1])]
    for number in range(300):
        stranger = {
            "given_name": f"Zeb{'abcdefghij'[number % 10]}dee",
            "family_name": "Quillfeather",
            "postcode": f"ZZ{number} 9ZZ",
        }
        index.find(stranger)
        index.pairs_of(stranger)
    assert words_of(index) == words
    for now, then in zip((*arrays(index.words)[0], *arrays(index.words)[1]), described, strict=True):
        assert np.array_equal(now[: len(then)], then)
    assert answers(index, small) == before


def test_a_name_that_was_asked_for_and_then_comes_in_weighs_as_if_it_never_had(small):
    asked, plain = Index(small.model), Index(small.model)
    common = max((name for name in small.model.names["given"] if name), key=small.model.names["given"].get)
    asked.find({"given_name": "Zebedee", "family_name": "Quillfeather"})
    for one in (asked, plain):
        one.add(1, {"given_name": common, "family_name": "Marlow", "date_of_birth": "2011-02-03"})
        one.add_many([2], {"given_name": ["Zebedee"], "family_name": ["Marlow"]})
    for said in (
        {"given_name": common, "family_name": "Marlow"},
        {"given_name": "Zebedee", "family_name": "Marlow"},
    ):
        assert asked.find(said) == plain.find(said) != []


def test_every_column_of_words_says_whose_they_are():
    assert {name for name in ROW.names if ROW[name] == np.dtype("i4")} == {*OF_NAMES, *OF_PLACES}
