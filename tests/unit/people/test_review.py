"""Which pair comes first, which are safe, and which come back."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mash.registers.people.review.rules import (
    AGENCIES,
    HUBS,
    LARGE,
    OF_ONE_LIST,
    SECOND_LOOK,
    Held,
    benefit,
    extent,
    least_bound,
    safe,
    second_look,
    suspicion,
    too_much,
)

BORN = {"day": 14, "month": 3, "year": 2017}
chances = st.floats(0.01, 0.99)


def worth(probability=0.5, *, kind="uncertain", cases=0, days=0):
    return benefit(kind, probability=probability, open_cases=cases, age=timedelta(days=days))


@given(chances, chances)
def test_what_is_nearer_to_even_odds_comes_first(one, other):
    near, far = sorted((one, other), key=lambda each: abs(each - 0.5))
    assert worth(near) >= worth(far) - 1e-12


@given(chances, st.integers(0, 9), st.integers(0, 4000))
def test_an_open_case_makes_it_more_urgent_and_age_less(probability, cases, days):
    assert worth(probability, cases=cases + 1) >= worth(probability, cases=cases)
    assert worth(probability, days=days + 1) <= worth(probability, days=days)
    assert worth(probability, cases=cases, days=days) <= 7


def test_the_figures_are_those_that_the_readme_tells():
    assert worth() == 1.0
    assert worth(cases=1) == 3.0
    assert worth(cases=3) == worth(cases=9) == 7.0
    assert worth(days=90) == 0.75
    assert worth(0.01, kind="numbers") == 1.0
    assert worth(0.01, kind="twins") == 0.75


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ({"nhs_number": "9990000018"}, {"nhs_number": "999 000 0026"}, "numbers"),
        ({"nhs_number": "9990000018"}, {"nhs_number": "999 000 0018"}, None),
        ({"nhs_number": "9990000018"}, {}, None),
        ({"given_name": "Ada", "family_name": "M", "born": BORN}, {"given_name": "Bo", "family_name": "M", "born": BORN}, "twins"),
        ({"given_name": "Ada", "family_name": "M", "born": BORN}, {"given_name": "Adah", "family_name": "M", "born": BORN}, None),
        ({"born": BORN}, {"born": {**BORN, "year": 2009, "month": 4}}, "births"),
        ({"born": BORN}, {"born": {**BORN, "year": 2016}}, None),
        ({"born": {"day": 4, "month": 3, "year": 2017}}, {"born": {"day": 3, "month": 4, "year": 2017}}, None),
        ({"born": BORN}, {"born": {"year": 1950}}, None),
        ({"given_name": "Ada", "family_name": "M"}, {"given_name": "Bo", "family_name": "M"}, None),
    ],
)  # fmt: skip
def test_what_is_suspicious_in_one_person(one, other, found):
    assert suspicion(one, other) == suspicion(other, one) == found


def test_only_the_same_number_and_the_whole_same_date_are_safe():
    said = {"nhs_number": "9990000018", "born": BORN}
    assert safe(said, {**said, "nhs_number": "999 000 0018"})
    assert not safe(said, {**said, "born": {"year": 2017}})
    assert not safe(said, {**said, "nhs_number": ""})
    assert not safe({"born": BORN}, {"born": BORN})


def test_about_one_in_twenty_comes_back_and_always_the_same():
    pairs = [(f"A{number}", f"B{number}") for number in range(20_000)]
    chosen = [pair for pair in pairs if second_look(*pair)]
    assert 0.8 < len(chosen) * SECOND_LOOK / len(pairs) < 1.2
    assert all(second_look(b, a) for a, b in chosen)


def held(many, *, agency="police", feed="", human=False):
    return [Held(agency, feed, human)] * many


@pytest.mark.parametrize(
    ("records", "hubs", "found"),
    [
        (held(LARGE - 1), 0, None),
        (held(LARGE), 0, "large"),
        (held(LARGE, human=True), 9, None),  # people said of each whose it is
        (held(OF_ONE_LIST - 1, feed="feed:a") + held(OF_ONE_LIST - 1, feed="feed:b"), 0, None),
        (held(OF_ONE_LIST, feed="feed:a"), 0, "large"),
        (held(1) + held(3, human=True), HUBS - 1, None),
        (held(1) + held(3, human=True), HUBS, "spread"),
        ([one for n in range(AGENCIES) for one in held(1, agency=f"{n}")], 0, "spread"),
        ([one for n in range(AGENCIES - 1) for one in held(1, agency=f"{n}")], 0, None),
        ([], 9, None),
    ],
)
def test_too_much_for_one_person(records, hubs, found):
    assert too_much(extent(records, hubs=hubs)) == found


def test_the_two_that_least_hold_together_are_compared():
    links = {(1, 2): 9.0, (2, 3): 8.0, (1, 3): 7.0, (3, 4): 2.0}
    assert least_bound([1, 2, 3, 4], links) == (1, 4)
    assert least_bound([1, 2, 3, 4], links | {(1, 4): 1.0, (2, 4): 0.5}) == (2, 4)
    assert least_bound([5, 6], {}) == (5, 6)


@given(st.sets(st.integers(1, 30), min_size=2, max_size=8), st.randoms())
def test_any_two_of_them_in_order(records, random):
    links = {(a, b): random.random() for a in records for b in records if a < b and random.random() < 0.5}
    a, b = least_bound(sorted(records), links)
    assert a < b
    assert {a, b} <= records
