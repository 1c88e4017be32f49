"""Patterns are told from ordinary work by figures alone."""

from datetime import UTC, datetime, timedelta

from mash.casework.access.patterns import HOURS, MANY, SURNAME, Opened, Threshold, find

AT = datetime(2026, 6, 12, 12, tzinfo=UTC)
SET = [
    Threshold(MANY, days=7, floor=10, times=3),
    Threshold(SURNAME, days=30, floor=1),
    Threshold(HOURS, days=7, floor=2),
]


def opened(user, count, *, hours=5, worked=False, namesake=False, hub=1, role="screener", prefix="M"):
    return [
        Opened(user, hub, role, f"{prefix}{number}", AT - timedelta(hours=hours), worked, namesake)
        for number in range(count)
    ]


def look(rows, since=None, is_open=lambda _hub, _at: True):
    return [
        (one.pattern, one.user, one.figures["count"])
        for one in find(rows, SET, at=AT, since=since or {}, is_open=is_open)
    ]


def test_many_is_many_against_ones_own_peers_and_from_a_floor():
    peers = opened(2, 4) + opened(3, 3) + opened(4, 5)
    assert look(opened(1, 12) + peers) == [(MANY, 1, 12)]
    assert look(opened(1, 11) + peers) == []  # three times the middle one is twelve
    assert look(opened(1, 9)) == []  # below the floor, without peers
    assert look(opened(1, 10)) == [(MANY, 1, 10)]
    assert look(opened(1, 12) + opened(2, 4, role="decider") + opened(3, 40, hub=2)) == [
        (MANY, 1, 12),
        (MANY, 3, 40),
    ]


def test_work_is_never_a_pattern_of_many():
    assert look(opened(1, 50, worked=True)) == []


def test_the_same_case_counts_once():
    assert look(opened(1, 9) + opened(1, 9, hours=9)) == []


def test_a_namesake_is_raised_in_work_too_and_says_how_many_were():
    rows = opened(1, 1, worked=True, namesake=True) + opened(1, 1, namesake=True, prefix="N")
    (found,) = find(rows, SET, at=AT, since={}, is_open=lambda _hub, _at: True)
    assert (found.pattern, found.figures["count"], found.figures["worked"]) == (SURNAME, 2, 1)


def test_out_of_hours_counts_what_was_no_work_while_the_hub_was_shut():
    shut = {"is_open": lambda hub, _at: hub != 1}
    assert look(opened(1, 2), **shut) == [(HOURS, 1, 2)]
    assert look(opened(1, 2, worked=True), **shut) == []
    assert look(opened(1, 2, hub=2), **shut) == []


def test_what_was_looked_at_is_not_raised_again():
    rows = opened(1, 1, namesake=True, hours=5)
    assert look(rows, since={(1, 1, SURNAME): AT - timedelta(hours=6)})
    assert look(rows, since={(1, 1, SURNAME): AT - timedelta(hours=4)}) == []
    assert look(opened(1, 1, namesake=True, hours=31 * 24)) == []
