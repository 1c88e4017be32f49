"""What may name somebody, who agrees with whom, and which counts leave the desk."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mash.casework.consultations.rules import (
    SMALL,
    AskerSaid,
    Given,
    agreement,
    likely,
    may_advise,
    may_look,
    may_name,
    same_asker,
    stands,
    withheld,
)

ROSA = {"given_name": "Rosa", "family_name": "Bellweather", "born": {"day": 14, "month": 3, "year": 2017}}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A girl in Year 4 came hungry. She said nobody was home on Monday.", []),
        ("I have asked CAMHS. Is this a referral?", []),
        ("She said that Rosa was left alone.", ["Rosa"]),
        ("Rosa Bellweather came hungry.", ["Rosa Bellweather"]),
        ("The mother of Tomas rang.", ["Tomas"]),
        ("Born 14/03/2017, at ZZ1 4AB, number 999 000 0018.", ["14/03/2017", "ZZ1 4AB", "999 000 0018"]),
        ("Mother says that he is fine. He is not.", []),
    ],
)
def test_a_hint_at_what_may_name_somebody(text, found):
    assert may_name(text) == found


@given(st.text(max_size=80))
def test_any_text_is_read(text):
    assert isinstance(may_name(text), list)


@pytest.mark.parametrize(
    ("other", "how"),
    [
        ({}, ""),
        ({**ROSA, "given_name": "ROSA"}, "born"),
        ({**ROSA, "born": {"year": 2017}}, "name"),
        ({**ROSA, "born": {"day": 15, "month": 3, "year": 2017}}, ""),
        ({"given_name": "Rosa"}, ""),
        ({**ROSA, "family_name": "Marlow"}, ""),
    ],
)
def test_two_descriptions_agree_by_what_is_certain(other, how):
    assert agreement(ROSA, other) == how
    assert agreement(other, ROSA) == how


def test_a_number_decides_where_both_have_one():
    one, other = {**ROSA, "nhs_number": "9990000018"}, {"nhs_number": "9990000018"}
    assert agreement(one, other) == "number"
    assert agreement(one, {**ROSA, "nhs_number": "9990000026"}) == ""


def test_the_people_count_for_more_than_who_sent_it():
    both = likely([ROSA], [ROSA], asker=True)
    people = likely([ROSA], [{}, ROSA], asker=False)
    asker = likely([ROSA], [{}], asker=True)
    assert both.rank > people.rank > asker.rank > likely([], [ROSA], asker=False).rank == 0
    who = AskerSaid(email="Teacher@example.org", phone="01632 960111")
    assert same_asker(who, email="teacher@example.org", phone="")
    assert same_asker(who, email="", phone="+44 1632 960111")
    assert not same_asker(AskerSaid(), email="", phone="")


def test_once_a_referral_is_advised_only_what_comes_of_it_ends_the_waiting():
    refer, keep = Given(text="Refer", refer=True), Given(text="Keep a record", refer=False)
    assert [stands(refer, state="open"), stands(keep, state="open"), stands(keep, state="waiting")] == [
        "waiting",
        "given",
        "waiting",
    ]
    assert may_advise(keep, state="given")
    assert not may_advise(keep, state="ended")
    assert not may_advise(Given(text=" ", refer=False), state="open")
    assert not may_look(state="second-look", told_by=7, by=7)
    assert not may_look(state="second-look", told_by=7, by=None)
    assert may_look(state="second-look", told_by=7, by=8)


tables = st.integers(1, 5).flatmap(
    lambda wide: st.lists(st.lists(st.integers(0, 40), min_size=wide, max_size=wide), min_size=1, max_size=6)
)


@given(tables)
def test_no_small_count_is_shown_nor_told_by_a_sum(rows):
    held = withheld(rows)
    lines = [
        *zip(rows, held, strict=True),
        *zip(zip(*rows, strict=True), zip(*held, strict=True), strict=True),
    ]
    for counts, shown in lines:
        for count, seen in zip(counts, shown, strict=True):
            assert seen in (None, count)
            assert seen != count or count == 0 or count >= SMALL
        hidden = [count for count, seen in zip(counts, shown, strict=True) if seen is None]
        # One alone could be told from a sum, unless nothing beside it can be left out.
        assert len(hidden) != 1 or not any(seen for seen in shown)
