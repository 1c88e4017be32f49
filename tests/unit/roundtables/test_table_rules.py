"""The quorum, what may be done when, and into whose copy a piece of the minutes goes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mash.casework.roundtables import rules
from mash.casework.roundtables.rules import Called, Piece, Place

SEATS = ("authority", "police", "health")
TUESDAY = datetime(2026, 6, 9, 9, tzinfo=UTC)
CAME = ("", "in-person", "phone", "written", "absent")
places = st.lists(
    st.builds(Place, st.sampled_from([*SEATS, "education", ""]), st.just(""), st.sampled_from(CAME))
)


@given(st.lists(st.sampled_from(SEATS)), places)
def test_a_quorum_is_its_seats_at_the_table_or_by_telephone(asked, found):
    quorum = rules.present(asked, found)
    there = {one.seat for one in found if one.came in {"in-person", "phone"}}
    assert quorum.reached == (set(asked) <= there)
    assert set(quorum.empty) == set(asked) - there
    # What is written is counted apart, and never fills a seat.
    assert not quorum.written & quorum.there
    assert rules.may_begin("called", quorum, without="It cannot wait.")
    assert bool(rules.may_begin("called", quorum, without=" ")) == quorum.reached


@given(places, st.sampled_from(SEATS))
def test_one_more_at_the_table_never_breaks_a_quorum(found, seat):
    more = [*found, Place(seat, "", "phone")]
    before, after = rules.present(SEATS, found), rules.present(SEATS, more)
    assert set(after.empty) == set(before.empty) - {seat}


@given(
    st.sets(st.integers(1, 9)), st.integers(1, 9), st.sets(st.integers(1, 9)), st.none() | st.integers(1, 9)
)
def test_a_copy_has_what_is_for_it_and_about_whom_it_knows(named, invitation, told, person):
    known = person is None or person in told
    for audience, reads in {"everyone": True, "hub": False, "named": invitation in named}.items():
        piece = Piece(audience, frozenset(named), person)
        assert rules.goes_to(piece, invitation=invitation, told=told) == (reads and known)


def test_what_agencies_say_beforehand_counts_the_same():
    quorum = rules.expected(
        SEATS, [Place("police", "phone"), Place("health", "written"), Place("authority", "cannot")]
    )
    assert (quorum.empty, quorum.written) == (("authority", "health"), {"health"})


def test_which_seat_an_agency_fills():
    seats = [("police", ("police",)), ("health", ("health", "gp"))]
    assert rules.seat_of("gp", authority=False, seats=seats) == "health"
    assert rules.seat_of("childrens-services", authority=True, seats=seats) == "authority"
    assert rules.seat_of("childrens-services", authority=False, seats=seats) == ""


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "tea"}, "kind"), ({"people": ()}, "nobody"), ({"why": " "}, "why"), ({"place": ""}, "place"),
        ({"meets_at": TUESDAY - timedelta(days=1)}, "past"),
    ],
)  # fmt: skip
def test_a_call_is_whole(changes, code):
    said = {"kind": "strategy", "why": "x", "meets_at": TUESDAY, "how": "phone", "place": "x", "people": (1,)}
    refused = rules.may_call(Called(**{**said, **changes}), kinds={"strategy"}, at=TUESDAY)
    assert refused.code == f"roundtables:meeting:{code}"
    assert rules.may_call(Called(**said), kinds={"strategy"}, at=TUESDAY)


def test_the_day_is_the_day_in_london():
    # Half past midnight of the ninth in London: the eighth is past there, and is today by UTC.
    at = datetime(2026, 6, 8, 23, 30, tzinfo=UTC)
    assert rules.may_be_then(datetime(2026, 6, 8, 20, tzinfo=UTC), at=at).code == "roundtables:meeting:past"
    assert rules.may_be_then(datetime(2026, 6, 8, 23, 15, tzinfo=UTC), at=at)
    assert rules.may_be_then(at + timedelta(days=1), at=at)


def test_nobody_sits_about_themself():
    assert rules.is_about(" rosa  BELLWEATHER", ["Rosa Bellweather"])
    assert not rules.is_about("", ["", "Rosa"])


def test_minutes_are_approved_by_the_chair_once_all_is_said():
    whole = {"chair": True, "undecided": [], "entries": 1}
    assert rules.may_approve("ended", **whole)
    for state, changes, code in [
        ("sitting", {}, "not-ended"), ("ended", {"chair": False}, "chair"), ("ended", {"entries": 0}, "empty"),
        ("ended", {"undecided": [3]}, "undecided"), ("approved", {}, "not-ended"),
    ]:  # fmt: skip
        assert rules.may_approve(state, **{**whole, **changes}).code == f"roundtables:minutes:{code}"
    assert rules.may_correct("ended", circulated=False, text="x").code == "roundtables:correction:unapproved"
    assert rules.may_circulate("approved", circulated=True).code == "roundtables:minutes:circulated"


def test_an_earlier_decision_is_not_the_tables():
    plan = {"tells": "x", "safely": "x", "contingency": "x"}
    when = {"decided_at": TUESDAY, "began_at": TUESDAY}
    assert rules.may_conclude("sitting", **when, **plan)
    late = {**when, "began_at": TUESDAY + timedelta(minutes=1)}
    assert rules.may_conclude("sitting", **late, **plan).code == "roundtables:outcome:earlier"
    for lacks, code in {"tells": "tells", "safely": "tells", "contingency": "contingency"}.items():
        assert (
            rules.may_conclude("sitting", **when, **{**plan, lacks: " "}).code
            == f"roundtables:outcome:{code}"
        )


def test_an_action_is_overdue_from_the_day_after():
    day = date(2026, 6, 9)
    assert not rules.is_overdue(day, done=False, today=day)
    assert rules.is_overdue(day, done=False, today=day + timedelta(days=1))
    assert not rules.is_overdue(day, done=True, today=day + timedelta(days=1))
