"""Whom to reach now: always somebody, the open before the shut, the wrong last, whoever stands in, and until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mash.foundation.kernel.time import LONDON
from mash.registers.directory.rules import Entries, Post, StandIn, Way, open_now, outlook, reach, stands_for

DAY = date(2026, 6, 9)  # a Tuesday
OFFICE = tuple((day, time(8, 30), time(17)) for day in range(5))


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    return datetime.combine(day, time(hour, minute), LONDON)


def way(ref: str, **changes: object) -> Way:
    said = {"kind": "phone", "value": f"01632 9601{ref}", "from_day": date(2026, 1, 5)}
    return Way(ref=ref, **{**said, **changes})  # type: ignore[arg-type] # the fields above are its own


def post(ref: str, *ways: Way, **changes: object) -> Post:
    return Post(ref=ref, title=ref, team="Team", from_day=date(2026, 1, 5), ways=ways, **changes)  # type: ignore[arg-type] # as above


NURSE = post("nurse", way("01", when="hours", hours=OFFICE, purposes=frozenset({"request"})))
NIGHT = post("night", way("02", when="outside", hours=OFFICE))
DEPUTY = post("deputy", way("03", purposes=frozenset({"media"})))
HEALTH = Entries(
    agency="Health",
    posts=(NURSE, NIGHT, DEPUTY),
    switchboard="01632 960310",
    hub="Hub",
    hub_phone="01632 960100",
)


def refs(found: tuple) -> list[str]:
    return [one.way.ref if one.way else one.basis for one in found]


def test_in_hours_the_nurse_and_then_the_night_team():
    assert refs(reach(HEALTH, what="request", at=at(10))) == ["01", "switchboard"]
    assert refs(reach(HEALTH, what="request", at=at(17))) == ["02", "switchboard"]
    assert [(moment, one.way.ref) for moment, one in outlook(HEALTH, what="request", at=at(10))] == [
        (at(10), "01"),
        (at(17), "02"),
        (at(8, 30, DAY + timedelta(days=1)), "01"),
    ]


def test_a_bank_holiday_is_out_of_hours_and_hours_are_those_of_london():
    august = date(2026, 8, 31)
    assert refs(reach(HEALTH, what="request", at=at(10, day=august))) == ["02", "switchboard"]
    held = replace(HEALTH, posts=(post("n", replace(NURSE.ways[0], bank_holidays=True)),))
    assert refs(reach(held, what="request", at=at(10, day=august)))[0] == "01"
    # 07:45 UTC is 08:45 in summer and 07:45 in winter.
    assert reach(HEALTH, what="request", at=datetime(2026, 6, 9, 7, 45, tzinfo=UTC))[0].way.ref == "01"
    assert reach(HEALTH, what="request", at=datetime(2026, 12, 8, 7, 45, tzinfo=UTC))[0].way.ref == "02"


def test_for_a_purpose_before_for_everything_and_then_by_order():
    ways = [
        way("11", place=1),
        way("12", place=2, purposes=frozenset({"request"})),
        way("13", place=1, purposes=frozenset({"request"})),
    ]
    found = reach(replace(HEALTH, posts=(post("p", *ways),)), what="request", at=at(10))
    assert refs(found) == ["13", "12", "11", "switchboard"]


def test_whoever_stands_in_is_reached_by_any_way_and_is_followed_to_the_end():
    until = DAY + timedelta(days=3)
    stands = replace(NURSE, stand_ins=(StandIn(other="deputy", from_day=DAY, until_day=until),))
    (first, *_rest) = reach(replace(HEALTH, posts=(stands, NIGHT, DEPUTY)), what="request", at=at(10))
    assert (first.way.ref, first.post.ref, first.instead_of.ref, first.stands_until) == (
        "03",
        "deputy",
        "nurse",
        until,
    )
    assert first.until == datetime.combine(until + timedelta(days=1), time(0), LONDON)
    assert [
        one.ref
        for one in stands_for(replace(HEALTH, posts=(stands, NIGHT, DEPUTY)), what="request", at=at(10))
    ] == ["deputy"]
    # Standing in for one another, nobody stands in.
    both = replace(DEPUTY, stand_ins=(StandIn(other="nurse", from_day=DAY, until_day=until),))
    assert refs(reach(replace(HEALTH, posts=(stands, both)), what="request", at=at(10)))[0] == "01"
    # Whoever stands in and cannot be reached leaves the post's own.
    broken = replace(DEPUTY, ways=(replace(DEPUTY.ways[0], wrong_at=at(9)),))
    found = reach(replace(HEALTH, posts=(stands, broken)), what="request", at=at(10))
    assert refs(found) == ["01", "switchboard", "03"], (
        "nor does one whose only number was reported wrong hide it"
    )
    assert (found[0].instead_of, found[2].instead_of.ref) == (None, "nurse")
    silent = replace(DEPUTY, ways=())
    assert refs(reach(replace(HEALTH, posts=(stands, silent)), what="request", at=at(10)))[0] == "01"


def test_what_was_reported_wrong_stands_last_and_nobody_known_says_so():
    wrong = post("nurse", replace(NURSE.ways[0], wrong_at=at(9)))
    assert refs(reach(replace(HEALTH, posts=(wrong,)), what="request", at=at(10))) == ["switchboard", "01"]
    bare = replace(HEALTH, posts=(wrong,), switchboard="")
    (first, last) = reach(bare, what="request", at=at(10))
    assert (first.basis, first.value, last.wrong_at) == ("nobody", "01632 960100", at(9))
    assert refs(reach(replace(bare, posts=()), what="request", at=at(10))) == ["nobody"]


minutes_of_the_year = st.integers(0, 365 * 24 * 60)
moments = minutes_of_the_year.map(lambda one: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=one))
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
spans = st.tuples(st.integers(0, 6), st.integers(0, 22), st.integers(1, 23)).filter(
    lambda one: one[1] < one[2]
)
hours = st.lists(spans.map(lambda one: (one[0], time(one[1]), time(one[2]))), min_size=1, max_size=6).map(
    tuple
)


@st.composite
def ways(draw: st.DrawFn, ref: str = "x") -> Way:
    starts = draw(days)
    when = draw(st.sampled_from(["always", "hours", "outside"]))
    return way(
        ref,
        when=when,
        hours=() if when == "always" else draw(hours),
        bank_holidays=draw(st.booleans()),
        purposes=frozenset(draw(st.sets(st.sampled_from(["request", "urgent"])))),
        place=draw(st.integers(1, 9)),
        from_day=starts,
        until_day=draw(st.none() | st.integers(0, 90).map(lambda more: starts + timedelta(days=more))),
        wrong_at=draw(st.none() | moments),
    )


@st.composite
def entries(draw: st.DrawFn) -> Entries:
    refs = ["a", "b", "c"]
    posts = []
    for ref in refs:
        stands = [
            StandIn(
                other=draw(st.sampled_from(refs)),
                from_day=day,
                until_day=day + timedelta(days=draw(st.integers(0, 20))),
            )
            for day in draw(st.lists(days, max_size=2))
        ]
        found = [draw(ways(ref=f"{ref}{number}")) for number in range(draw(st.integers(0, 2)))]
        posts.append(post(ref, *found, stand_ins=tuple(stands)))
    return Entries(
        agency="Agency",
        posts=tuple(posts),
        switchboard=draw(st.sampled_from(["", "01632 960310"])),
        hub="Hub",
        hub_phone="01632 960100",
    )


@given(entries(), moments, st.sampled_from(["request", "urgent", "media"]))
def test_somebody_is_always_there_each_way_once_the_wrong_last_and_only_what_is_in_force(known, moment, what):
    found = reach(known, what=what, at=moment)
    assert found
    assert all(one.value for one in found)
    shown = [one.way.ref for one in found if one.way]
    assert len(shown) == len(set(shown))
    wrong = [one.wrong_at is not None for one in found]
    assert wrong == sorted(wrong)
    if known.switchboard:
        assert any(one.basis == "switchboard" for one in found)
    assert (found[0].basis == "nobody") == (
        not known.switchboard and not any(one.way and not one.wrong_at for one in found)
    )
    for one in found:
        if one.way:
            assert open_now(one.way, moment)[0]
            assert one.until is None or one.until > moment


@given(ways(), moments, st.integers(0, 20_000))
def test_open_until_then_is_open_until_then(one, moment, minutes):
    opened, until = open_now(one, moment)
    later = moment + timedelta(minutes=minutes)
    if opened and until is not None and later < until:
        assert open_now(one, later)[0]


@given(entries(), moments)
def test_what_comes_next_is_in_order_and_is_what_is_reached_then(known, moment):
    found = outlook(known, what="request", at=moment)
    assert [when for when, _one in found] == sorted({when for when, _one in found})
    for when, one in found:
        assert reach(known, what="request", at=when)[0] == one


@pytest.mark.parametrize("what", ["request", "anything at all"])
def test_an_agency_without_entries_is_its_switchboard(what):
    assert refs(reach(replace(HEALTH, posts=()), what=what, at=at(3))) == ["switchboard"]
