"""Gestation, and what about an unborn child should be looked at."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mash.casework.families import rules
from mash.casework.families.rules import Facts

EXPECTED = date(2026, 9, 1)
LIMITS = {"recommended": 70, "late": 90, "very-late": 140, "concealed": 140, "overdue": 0}


def on(weeks, days=0):
    """The day on which the pregnancy is so old."""
    return EXPECTED - timedelta(days=280 - weeks * 7 - days)


def looked_at(day, **facts):
    return rules.alerts(Facts(**{"expected_on": EXPECTED} | facts), day, LIMITS)


def test_gestation_is_counted_back_from_the_expected_date():
    assert Facts(expected_on=EXPECTED).gestation(EXPECTED) == 280
    assert rules.weeks_and_days(Facts(expected_on=EXPECTED).gestation(on(12, 6))) == (12, 6)
    assert Facts().gestation(EXPECTED) is None


@pytest.mark.parametrize(
    ("facts", "day", "alerts"),
    [
        ({"booked": "yes", "booked_days": 90}, on(30), ()),
        ({"booked": "yes", "booked_days": 91}, on(30), ("late-booking",)),
        ({"booked": "yes", "booked_on": on(12, 6)}, on(30), ()),
        ({"booked": "yes", "booked_on": on(13)}, on(30), ("late-booking",)),
        ({"booked": "yes", "booked_on": on(20, 1)}, on(30), ("very-late-booking",)),
        ({"booked": "yes"}, on(30), ()),
        ({"booked": "no"}, on(10), ()),
        ({"booked": "no"}, on(10, 1), ("not-booked",)),
        ({"booked": "no"}, on(20, 1), ("concealed",)),
        ({"booked": "no", "care": "no", "expected_on": None}, on(30), ("no-antenatal-care",)),
        ({"booked": "not-known"}, on(30), ()),
        ({"booked": "no", "care": "no"}, on(41), ("overdue", "concealed", "no-antenatal-care")),
        ({}, EXPECTED, ()),
        ({}, EXPECTED + timedelta(days=1), ("overdue",)),
    ],
)
def test_what_should_be_looked_at(facts, day, alerts):
    assert looked_at(day, **facts) == alerts


def test_without_a_threshold_nothing_is_said():
    assert rules.alerts(Facts(expected_on=EXPECTED, booked="no"), on(41), {}) == ()


@given(
    st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    st.sampled_from(["yes", "no", "not-known"]),
    st.none() | st.integers(1, 300),
)
def test_alerts_only_grow_while_nothing_new_is_known(day, booked, days):
    facts = Facts(expected_on=EXPECTED, booked=booked, booked_days=days)
    grave = {"not-booked": 0, "concealed": 1}

    def worst(when):
        return max((grave.get(one, -1) for one in rules.alerts(facts, when, LIMITS)), default=-1)

    assert worst(day) <= worst(day + timedelta(days=30))


def test_what_is_due_before_the_birth():
    steps = [("plan", 238), ("assessment", 140)]
    due = rules.due(Facts(expected_on=EXPECTED), on(25), steps)
    assert [(one.code, one.on, one.over) for one in due] == [
        ("assessment", on(20), True),
        ("plan", on(34), False),
    ]
    assert rules.due(Facts(), on(25), steps) == ()


def test_what_may_be_recorded():
    day = date(2026, 6, 9)
    assert rules.may_expect(expected_on=EXPECTED, day=day, over=False)
    assert rules.may_expect(expected_on=None, day=day, over=False)
    assert rules.may_expect(expected_on=date(2028, 1, 1), day=day, over=False).code.endswith("unlikely")
    assert rules.may_expect(expected_on=EXPECTED, day=day, over=True).code.endswith("ended")
