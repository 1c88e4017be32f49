"""By what contacts are found to be alike, and how sure that is."""

import pytest

from mash.casework.joining import rules
from mash.casework.joining.rules import Described

ROSA = {
    "given_name": "Rosa",
    "family_name": "Bellweather",
    "nhs_number": "9990000018",
    "born": {"day": 14, "month": 3, "year": 2017},
    "address": {"lines": "4 Tannery Row", "postcode": "ZZ1 4AB"},
}


def marked(**changes):
    said = {"ref": "7K2QM-9XPRT", "incident": "", "texts": [], "numbers": [], "people": []} | changes
    return rules.marks(**said)


def test_a_contact_is_found_by_its_own_reference_and_by_what_it_quotes():
    assert marked() == {("quoted", "7K2QM-9XPRT")}
    text = "See 9xprt-7k2qm, log OMP/2026/00412 of 3/6/2026, ring 01632 960111 or 01632960111. NHS 9990000018, 2025/26."
    assert marked(texts=[text]) == {
        ("quoted", "7K2QM-9XPRT"),
        ("quoted", "9XPRT-7K2QM"),
        ("quoted", "omp202600412"),
    }
    assert ("quoted", "omp202600412") in marked(numbers=["omp-2026-00412"]), (
        "as the force writes it or as quoted"
    )
    assert ("quoted", "9XPRT-7K2QM") in marked(numbers=["9XPRT-7K2QM"])
    assert ("number", "4P3X") in marked(incident="4P3X")


def test_people_are_compared_by_number_by_name_with_date_of_birth_and_by_home():
    found = marked(people=[Described("subject", ROSA)])
    assert found >= {
        ("nhs", "9990000018"),
        ("born", "rosa|bellweather|2017-03-14"),
        ("place", "zz14ab:4"),
    }
    assert {kind for kind, _value in found} == {"quoted", "nhs", "born", "place"}
    harmer = {kind for kind, _ in marked(people=[Described("source-of-harm", {**ROSA, "born": {}})])}
    assert harmer == {"quoted", "nhs", "place", "harm"}, "a name alone counts of an alleged source of harm"
    assert marked(people=[Described("subject", {"given_name": "Rosa"})]) == marked()


def test_one_person_is_found_however_they_are_written():
    one = {"given_name": "Núñez", "family_name": "O'Brien", "born": {"year": 2015, "month": 6, "day": 1},
           "nhs_number": "999 000 0018", "address": {"lines": "4 Tannery Row", "postcode": "zz1 4ab"}}  # fmt: skip
    other = {"given_name": "NUNEZ", "family_name": "obrien", "born": {"year": 2015, "month": 6, "day": 1},
             "nhs_number": "9990000018", "address": {"lines": "4, Tannery row, Ostermarch", "postcode": "ZZ14AB"}}  # fmt: skip
    assert list(rules.known_by(one)) == list(rules.known_by(other))
    assert [kind for kind, _value in rules.known_by(one)] == ["nhs", "born", "place"]
    assert all(-(2**63) <= rules.key_of(*each) < 2**63 for each in rules.known_by(one))
    assert len({rules.key_of(kind, "1") for kind in rules.KINDS}) == len(rules.KINDS), "no kind meets another"


def test_what_is_half_known_finds_nobody():
    assert not list(
        rules.known_by({"given_name": "Rosa", "family_name": "Bellweather", "born": {"year": 2017}})
    )
    assert not list(rules.known_by({"nhs_number": "123", "address": {"lines": "4 Tannery Row"}}))
    assert not list(
        rules.known_by({"born": {"year": 2015, "month": 2, "day": 31}, "given_name": "A", "family_name": "B"})
    )


@pytest.mark.parametrize(
    ("evidence", "strength"),
    [
        ({"number"}, "strong"),
        ({"quoted"}, "strong"),
        ({"described", "address"}, "strong"),
        ({"person", "harm"}, "strong"),
        ({"person"}, "likely"),
        ({"harm", "address"}, "likely"),
        ({"harm"}, "possible"),
        ({"address"}, "possible"),
    ],
)
def test_how_sure_it_is(evidence, strength):
    assert rules.strength(evidence) == strength


def test_what_was_wrong_comes_back_only_when_something_new_speaks_for_it():
    assert not rules.is_new(["address"], ["address", "described"])
    assert rules.is_new(["address", "number"], ["address"])
    assert not rules.is_new(["person"], ["described"]), "the same person, known by now"


def test_a_join_says_why():
    assert rules.may_join(ground="number", rationale="", evidence=[{"number"}, {"quoted"}], together=3)
    assert rules.may_join(
        ground="number", rationale="", evidence=[{"number"}, {"address"}], together=3
    ).code.endswith("no-number"), "what one of them shares says nothing of another"
    assert rules.may_join(ground="number", rationale="", evidence=[{"quoted"}], together=2)
    assert rules.may_join(ground="number", rationale="", evidence=[{"address"}], together=2).code.endswith(
        "no-number"
    )
    assert rules.may_join(ground="reason", rationale=" ", evidence=[set()], together=2).code.endswith(
        "no-reason"
    )
    assert rules.may_join(ground="reason", rationale="So.", evidence=[set()], together=999).code.endswith(
        "many"
    )


def test_the_surest_comes_first_and_nobody_twice():
    assert rules.in_order({"address", "person", "described", "number"}) == ("number", "person", "address")
