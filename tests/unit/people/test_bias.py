"""Errors are counted for whom they concern."""

import numpy as np

from mash.registers.people.matching.bias import by_group
from mash.registers.people.matching.table import Vocabularies, encode


def test_each_pair_counts_for_its_trait():
    rows = encode(
        {
            "given_name": ["Ann", "Ann", "Bo", "Bo"],
            "family_name": ["Lee", "Lee", "Park", "Park"],
            "date_of_birth": ["2015-01-01", "2015-01-01", "1950-02-02", ""],
            "sex": ["F", "F", "M", "M"],
        },
        Vocabularies(),
    )
    right = np.array([[0, 1]], np.int32)
    missed = np.array([[2, 3]], np.int32)
    found = by_group(rows, right, missed, np.zeros((0, 2), np.int32))
    assert found["sex"]["female"] == {"true_pairs": 1, "found": 1.0, "linked_wrongly": 0}
    assert found["sex"]["male"]["found"] == 0.0
    assert {value: each["found"] for value, each in found["age"].items()} == {
        "child": 1.0,
        "older adult": 0.0,
    }
    assert list(found["missing"]) == ["3 or more"]


def test_without_pairs_nothing_is_said():
    nothing = np.zeros((0, 2), np.int32)
    rows = encode({"given_name": ["Ann"]}, Vocabularies())
    assert by_group(rows, nothing, nothing, nothing)["sex"] == {}
