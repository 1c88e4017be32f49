"""Safe classes: what keeps a contact out, and that no list lowers the floors."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mash.casework.cases.safe import Facts, anybody_a_child, class_of, may_be_child, why_not

TODAY = date(2026, 6, 9)
WIDE = {"rating": "blue", "route": "information", "children": "any"}


def facts(**changes):
    said = {
        "kind": "police-notification", "channel": "bulk", "source": "6", "grade": "Standard", "danger": "no",
        "attention": False, "unidentified": False, "children": False, "open_case": False, "repeats": False, "elsewhere": False, "looked": False, "ever": 0,
        "before": {3: 0, 6: 0, 12: 0},
    }  # fmt: skip
    return Facts(**{**said, **changes})


def klass(**said):
    return class_of("one", "One", {**WIDE, **said})


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"danger": "yes"}, "danger"),
        ({"danger": "not-known"}, "danger"),
        ({"attention": True}, "attention"),
        ({"unidentified": True}, "not-identified"),
        ({"open_case": True}, "open-case"),
        ({"repeats": True}, "repeats"),
        ({"elsewhere": True}, "elsewhere"),
        ({"ever": 1}, "not-seen"),
    ],
)
def test_no_list_lowers_the_floors(changes, code):
    assert why_not(facts(**changes), klass(quiet=0))[0] == code
    assert why_not(facts(), klass()) == ()


def test_a_class_narrows_by_what_it_says():
    narrow = klass(
        kinds=["police-notification"], grades=["standard"], sources=["6"], channels=["bulk"], children="none"
    )
    assert why_not(facts(), narrow) == ()
    assert why_not(facts(grade=" STANDARD "), narrow) == ()
    wrong = facts(kind="referral", grade="High", source="2A", channel="form", children=True)
    assert why_not(wrong, narrow) == ("kind", "channel", "source", "grade", "children")


def test_quiet_months_are_three_at_least_and_one_that_nobody_counted_keeps_it_out():
    assert klass(quiet=0).quiet == 3
    seen = facts(ever=1, looked=True, before={3: 0, 6: 0, 12: 1})
    assert why_not(seen, klass(quiet=6)) == ()
    assert why_not(seen, klass(quiet=12)) == ("quiet",)
    assert why_not(seen, klass(quiet=24)) == ("quiet",)


@given(st.integers(0, 120))
def test_whoever_may_be_under_eighteen_counts_as_a_child(years):
    born = {"year": 2026 - years, "month": 6, "day": 9}
    assert may_be_child({"born": born}, "other", TODAY) == (years < 18)
    assert may_be_child({"born": {"year": 2026 - years}}, "other", TODAY) == (years <= 18)


def test_who_has_no_age_counts_as_a_child_where_the_worry_is_about_them():
    assert may_be_child({}, "subject", TODAY)
    assert not may_be_child({}, "parent", TODAY)
    assert not may_be_child({"age": ""}, "source-of-harm", TODAY)
    assert all(may_be_child({}, role, TODAY) for role in ("sibling", "household", "other"))
    assert may_be_child({"expected": {"year": 2026, "month": 9}}, "other", TODAY)
    for age in ("18 months", "15-16", "under 18", "about 40", "17", "9", "2016", "18?"):
        assert may_be_child({"age": age}, "parent", TODAY), age
    assert not any(may_be_child({"age": age}, "subject", TODAY) for age in ("18", " 40 ", 102))
    assert anybody_a_child([], TODAY)
