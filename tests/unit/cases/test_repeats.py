"""How often somebody or a dwelling came up before, and when that forces a look."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mash.casework.cases.repeats import Earlier, Threshold, count, months_before

AT = datetime(2026, 6, 9, 9, tzinfo=UTC)
THIRD = Threshold("3-months", 3, 3)


def earlier(number, days, *, incident="", is_open=False):
    return Earlier(
        f"REF{number}", f"MATTER{number}", "referral", AT - timedelta(days=days), number, incident,
        frozenset({"person"}), is_open,
    )  # fmt: skip


def counted(found, *, incident="", thresholds=(THIRD,)):
    return count(found, at=AT, number=100, incident=incident, thresholds=thresholds)


def test_each_window_counts_what_came_within_its_months():
    found = counted([earlier(1, 10), earlier(2, 100), earlier(3, 200), earlier(4, 400)])
    assert found.counts == {3: 1, 6: 2, 12: 3}
    assert [one.ref for one in found.earlier] == ["REF1", "REF2", "REF3", "REF4"]
    assert not found.forces_look


def test_the_third_within_three_months_forces_a_look_and_two_of_one_incident_are_one():
    assert counted([earlier(1, 10), earlier(2, 20)]).reached == (THIRD,)
    assert not counted([earlier(1, 10, incident="I"), earlier(2, 20, incident="I")]).reached
    assert not counted([earlier(1, 10), earlier(2, 20, incident="OWN")], incident="OWN").reached
    assert not counted([earlier(1, 10), earlier(2, 100)]).reached


def test_what_came_at_the_same_moment_is_ordered_by_its_number():
    assert counted([earlier(99, 0)]).counts[3] == 1
    assert counted([earlier(101, 0)]).counts[3] == 0


def test_an_open_case_counts_whenever_it_came():
    assert [one.ref for one in counted([earlier(1, -3, is_open=True)]).open] == ["REF1"]
    own = counted([earlier(1, 3, incident="OWN", is_open=True)], incident="OWN")
    assert ([one.ref for one in own.open], own.earlier) == (["REF1"], ()), "its own incident is not counted"


def test_the_fingerprint_is_of_what_came_before_and_of_nothing_else():
    both = [earlier(1, 10), earlier(2, 20)]
    assert counted(both).fingerprint == counted([*reversed(both), earlier(101, -1)]).fingerprint
    assert counted(both).fingerprint != counted(both[:1]).fingerprint


def test_months_go_by_the_calendar_in_england():
    assert months_before(datetime(2026, 5, 31, 9, tzinfo=UTC), 3).date().isoformat() == "2026-02-28"
    assert months_before(datetime(2026, 1, 15, 9, tzinfo=UTC), 12).date().isoformat() == "2025-01-15"


@given(st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - Hypothesis adds the zone
def test_more_months_begin_earlier(at):
    assert months_before(at, 12) < months_before(at, 6) < months_before(at, 3) < at
