"""Which pair comes first, which are safe, and which come back."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mash.registers.people.review.rules import SECOND_LOOK, benefit, safe, second_look, suspicion

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
