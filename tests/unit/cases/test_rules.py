import pytest
from hypothesis import given
from hypothesis import strategies as st

from mash.casework.cases.rules import (
    RATINGS,
    Decider,
    DecisionSaid,
    floor,
    may_confirm,
    may_decide,
    may_rate,
    urgency,
)

AUTHORITY = "county-childrens"
SOCIAL_WORKER = Decider(role="decider", social_worker=True, agency=AUTHORITY)


def said(**changes):
    return DecisionSaid(
        **{"subject": 1, "route": "s17", "outcome": "assessment", "rationale": "Why.", "level": 3, **changes}
    )


def test_danger_now_comes_first_then_red_then_what_nobody_has_rated():
    order = [
        urgency(danger_now="yes", rating=""),
        urgency(danger_now="no", rating="red"),
        urgency(danger_now="not-known", rating=""),
        urgency(danger_now="no", rating="amber"),
        urgency(danger_now="no", rating="green"),
        urgency(danger_now="no", rating="blue"),
    ]
    assert order == sorted(set(order))


def test_a_rating_below_red_takes_a_danger_off_the_top():
    assert urgency(danger_now="yes", rating="green") > urgency(danger_now="yes", rating="red")


@pytest.mark.parametrize("rating", RATINGS)
def test_every_rating_needs_its_reason(rating):
    assert may_rate(rating=rating, rationale="Because.", before="", before_rationale="")
    assert not may_rate(rating=rating, rationale="  ", before="", before_rationale="")


def test_a_changed_rating_needs_another_reason():
    assert not may_rate(rating="red", rationale="Because.", before="amber", before_rationale="Because. ")
    assert may_rate(rating="red", rationale="New bruise.", before="amber", before_rationale="Because.")


@pytest.mark.parametrize("route", ["s17", "s47"])
@pytest.mark.parametrize(
    "decider",
    [
        Decider(role="decider", social_worker=False, agency=AUTHORITY),
        Decider(role="decider", social_worker=True, agency="city-childrens"),
        Decider(role="manager", social_worker=True, agency="police"),
    ],
)
def test_no_configuration_lowers_the_floor(route, decider):
    """`allowed_roles` is what a standard says: it cannot help."""
    assert not may_decide(said(route=route), decider, authority=AUTHORITY, allowed_roles=True)
    assert floor(route, SOCIAL_WORKER, authority=AUTHORITY)


def test_section_42_is_the_authoritys_own():
    assert not floor(
        "s42-enquiry", Decider(role="decider", social_worker=True, agency="health"), authority="county-adults"
    )
    assert floor(
        "s42-enquiry",
        Decider(role="decider", social_worker=False, agency="county-adults"),
        authority="county-adults",
    )


@given(st.sampled_from(["", " ", "\n"]), st.sampled_from([None, 0, 5]))
def test_a_decision_has_a_rationale_and_a_level(rationale, level):
    assert not may_decide(said(rationale=rationale), SOCIAL_WORKER, authority=AUTHORITY, allowed_roles=True)
    assert not may_decide(said(level=level), SOCIAL_WORKER, authority=AUTHORITY, allowed_roles=True)


def test_the_standard_decides_the_rest():
    assert may_decide(said(route="early-help"), SOCIAL_WORKER, authority=AUTHORITY, allowed_roles=True)
    assert not may_decide(said(route="early-help"), SOCIAL_WORKER, authority=AUTHORITY, allowed_roles=False)


def test_the_second_person_is_another_person():
    assert may_confirm(decided_by_user=1, confirming_user=2, confirmed=False)
    assert not may_confirm(decided_by_user=1, confirming_user=1, confirmed=False)
    assert not may_confirm(decided_by_user=1, confirming_user=2, confirmed=True)
