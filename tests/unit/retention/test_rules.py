"""Dates that are not certain keep a case longer, and a family is kept as long as its longest period."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mash.oversight.retention.rules import (
    LATE,
    UNBORN,
    Facts,
    Kept,
    Period,
    Schedule,
    kept,
    latest_birth,
    may_decide,
    may_lift,
    years_after,
)

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
NFA = Period("nfa", "No further action", 6, "closed", "x")
PROTECTION = Period("cp", "Child protection", 25, "birth", "x", routes=frozenset({"s47"}))
POLICE = Period("police", "Police", 10, "closed", "x", kinds=frozenset({"police-notification"}))
ADULTS = Period("adults", "Adults", 8, "closed", "x", populations=frozenset({"adults"}))
ALL = (NFA, PROTECTION, POLICE, ADULTS)


@st.composite
def facts(draw, closed=True):
    opened = draw(DAYS)
    shut = opened + timedelta(days=draw(st.integers(0, 900))) if closed else None
    return Facts(
        ref="X",
        population=draw(st.sampled_from(["children", "adults"])),
        opened_on=opened,
        closed_on=shut,
        last_on=max(opened, shut or opened) + timedelta(days=draw(st.integers(0, 400))),
        born=draw(DAYS),
        routes=frozenset(draw(st.sets(st.sampled_from(["s47", "s17"])))),
        kinds=frozenset(draw(st.sets(st.sampled_from(["referral", "police-notification"])))),
    )


@given(facts())
def test_the_class_that_lasts_longest_counts(said):
    found = kept(said, ALL)
    assert found.until == max(kept(said, [one]).until for one in ALL if kept(said, [one]).until is not None)
    assert found.until >= years_after(max(said.closed_on, said.last_on), 6)


@given(facts(closed=False), DAYS)
def test_what_is_open_is_never_due_however_old(said, today):
    found = kept(said, ALL)
    assert (found.until, found.over(today)) == (None, False)


@given(facts(), st.integers(1, 2_000), DAYS)
def test_opening_again_and_adding_start_the_clock_again(said, later, today):
    again = Facts(
        **{name: getattr(said, name) for name in Facts.__slots__}
        | {"last_on": said.last_on + timedelta(later)}
    )
    assert kept(again, [NFA]).until > kept(said, [NFA]).until
    if not kept(said, [NFA]).over(today):
        assert not kept(again, [NFA]).over(today)


@given(facts(), st.lists(facts(), max_size=4), DAYS)
def test_a_family_is_due_with_its_last_and_no_sooner(said, others, today):
    own, family = kept(said, ALL), tuple(("family", kept(one, ALL)) for one in others)
    whole = Schedule(own, family)
    assert whole.until == max(one.until for one in (own, *(kin for _, kin in family)))
    assert whole.due(today) == (whole.until < today)
    assert not Schedule(own, (*family, ("person", Kept(said, None, None, None)))).due(today)


@pytest.mark.parametrize("why", [{"open_work": ("request",)}, {"held": True}])
@given(said=facts(), other=facts())
def test_a_hold_or_open_work_keeps_it_and_its_family(why, said, other):
    late = date(2200, 1, 1)
    keeps = Facts(**{name: getattr(said, name) for name in Facts.__slots__} | why)
    assert not Schedule(kept(keeps, ALL)).due(late)
    assert not Schedule(kept(other, ALL), (("family", kept(keeps, ALL)),)).due(late)
    assert Schedule(kept(other, ALL), (("family", kept(said, ALL)),)).due(late)


@given(facts())
def test_without_a_class_that_fits_a_case_is_kept(said):
    assert kept(said, []).until is None


@pytest.mark.parametrize(
    ("said", "latest"),
    [
        ({"born": {"day": 14, "month": 3, "year": 2017}}, date(2017, 3, 14)),
        ({"born": {"month": 2, "year": 2020}}, date(2020, 2, 29)),
        ({"born": {"year": 2017}}, date(2017, 12, 31)),
        ({"born": {"day": 31, "month": 2, "year": 2019}}, date(2019, 2, 28)),
        ({"born": {"day": 3, "month": 13, "year": 2019}}, date(2019, 12, 31)),
        ({"born": {"year": 2017}, "date_of_birth": "2018-05-01"}, date(2018, 5, 1)),
        ({"date_of_birth": "2015-01-01", "estimated": True}, date(2017, 12, 31)),
        ({"born": {"year": 2015}, "doubt": True}, date(2017, 12, 31)),
        ({"expected": {"month": 9, "year": 2026}}, date(2026, 9, 30) + LATE),
        ({"expected_date": "2026-09-01"}, date(2026, 9, 1) + LATE),
        ({"expected_date": "2026-09-01", "date_of_birth": "2026-08-20"}, date(2026, 8, 20)),
        ({}, date(2026, 6, 9) + UNBORN),
        ({"born": {"day": 4}}, date(2026, 6, 9) + UNBORN),
    ],
)
def test_a_birth_is_read_as_late_as_it_may_have_been(said, latest):
    assert latest_birth([said], date(2026, 6, 9)) == latest


PARTS = st.fixed_dictionaries(
    {}, optional={"day": st.integers(0, 40), "month": st.integers(0, 14), "year": st.integers(1990, 2030)}
)


@given(st.lists(st.fixed_dictionaries({}, optional={"born": PARTS, "expected": PARTS}), max_size=4), DAYS)
def test_no_child_is_born_later_than_the_reading(births, opened):
    found = latest_birth(births, opened)
    for one in births:
        born = one.get("born", {})
        try:
            whole = date(born["year"], born["month"], born["day"])
        except (KeyError, ValueError):
            continue
        assert whole <= found
    assert latest_birth([*births, {}], opened) >= opened + UNBORN


def test_a_leap_day_is_kept_until_march():
    assert years_after(date(2024, 2, 29), 25) == date(2049, 3, 1)
    assert years_after(date(2024, 2, 29), 4) == date(2028, 2, 29)


def test_two_people():
    assert may_decide(proposed_by=1, by=2, state="proposed")
    assert may_decide(proposed_by=1, by=1, state="proposed").code == "retention:disposal:own"
    assert may_decide(proposed_by=1, by=2, state="approved").code == "retention:disposal:decided"
    assert may_lift(asked_by=1, by=2, lifted=False)
    assert may_lift(asked_by=1, by=1, lifted=False).code == "retention:hold:own"
    assert may_lift(asked_by=None, by=1, lifted=False).code == "retention:hold:not-asked"
