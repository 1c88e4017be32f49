"""Hours on both days on which the clocks change, what is usual, what waits, and what two people write at once."""

import itertools
import random
from datetime import UTC, date, datetime, time, timedelta

import pytest

from mash.foundation.kernel.time import LONDON
from mash.oversight.demand import rules
from mash.oversight.demand.rules import Figures, Opening, Stay
from mash.registers.clocks.rules import Calendar, Exceptional, Kind, Nation, office_hours, working_between
from mash.registers.clocks.rules import is_open as open_by_clocks

FORWARD, BACK = date(2026, 3, 29), date(2026, 10, 25)
PLAIN = date(2026, 6, 9)
HOURS = Calendar(
    key="desk",
    nation=Nation.ENGLAND,
    weekly=office_hours(time(8, 30), time(17), days=range(6)),
    exceptional=(
        Exceptional(date(2026, 3, 30), Kind.OPEN, time(0), time(3)),
        Exceptional(PLAIN, Kind.CLOSED),
    ),
)


def test_an_ordinary_day_has_24_hours_and_each_follows_the_one_before():
    spans = rules.hours_of(PLAIN)
    assert [one.hour for one in spans] == list(range(24))
    assert all(one.end == other.start for one, other in itertools.pairwise(spans))
    assert (spans[0].start, spans[-1].end) == rules.bounds(PLAIN)
    assert not any(one.twice for one in spans)


def test_the_hour_that_the_clocks_skip_is_not_there():
    spans = rules.hours_of(FORWARD)
    assert [one.hour for one in spans] == [0, *range(2, 24)]
    assert spans[-1].end - spans[0].start == timedelta(hours=23)
    # At one in the morning it is two.
    assert spans[1].start == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_the_hour_that_the_clocks_repeat_is_one_of_two_hours():
    spans = rules.hours_of(BACK)
    assert [one.hour for one in spans] == list(range(24))
    assert [one.hour for one in spans if one.twice] == [1]
    first, again = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    held = rules.by_hour(spans, [(first, "a"), (again, "b"), (spans[-1].end, "tomorrow")])
    assert held[1] == ["a", "b"]
    assert sum(map(len, held.values())) == 2


def test_usual_leaves_out_bank_holidays_and_what_was_before_the_desk():
    day = date(2026, 6, 15)
    days = {"holidays": {date(2026, 5, 25), date(2026, 5, 4)}, "first": date(2026, 4, 26)}
    held = rules.same_weekdays(day, today=day, **days)
    assert held == [
        date(2026, 6, 8),
        date(2026, 6, 1),
        date(2026, 5, 18),
        date(2026, 5, 11),
        date(2026, 4, 27),
    ]
    # The first day of a desk may not be whole, and no day that is still to come or not over is usual.
    assert rules.same_weekdays(day, today=day, **{**days, "first": date(2026, 4, 27)}) == held[:-1]
    for ahead in (1, 4, 5):
        assert rules.same_weekdays(day + timedelta(weeks=ahead), today=day, **days) == held
    assert rules.same_weekdays(day, today=day - timedelta(days=8), **days) == held[1:]
    assert rules.same_weekdays(day, today=day, holidays=(), first=None) == []
    counts = {held[0]: {9: 4}, held[1]: {9: 2, 10: 1}, held[2]: {9: 9}}
    found = rules.usual(counts, held[:4])
    assert (found[9], found[10], found[11]) == (3, 0, 0)
    assert rules.usual(counts, []) == {}


def test_an_hour_that_a_day_did_not_have_is_not_an_hour_in_which_nothing_came():
    assert rules.usual({date(2026, 3, 22): {1: 6}}, [date(2026, 3, 22), FORWARD])[1] == 6


def test_how_many_people_the_usual_takes():
    counts = {PLAIN: {9: 6, 10: 4, 11: 9}}
    share = rules.share_of(counts, {PLAIN: {9: 3, 10: 2, 11: 0}})
    assert share == 2
    assert [rules.people_for(n, share) for n in (0, 1, 4, 4.5, None)] == [0, 1, 2, 3, None]
    assert rules.people_for(1, 1 / 3) == 3
    assert (
        rules.share_of(counts, {}) is rules.share_of({}, {PLAIN: {9: 3}}) is rules.people_for(3, None) is None
    )


def test_what_waits_at_an_instant():
    nine = datetime(2026, 6, 9, 9, tzinfo=UTC)
    hour = timedelta(hours=1)
    stays = [Stay(nine, None), Stay(nine, nine + hour), Stay(nine + hour, nine + 2 * hour), Stay(nine, nine)]
    assert [rules.waiting_at(stays, nine + n * hour) for n in (-1, 0, 1, 2)] == [0, 2, 2, 1]


@pytest.mark.parametrize("seed", range(3))
def test_open_time_is_that_of_the_clocks(seed):
    chance = random.Random(seed)
    begin = datetime(2026, 3, 1, tzinfo=UTC)
    opening = Opening(HOURS, begin.date(), date(2026, 11, 30))
    for _ in range(300):
        a = begin + timedelta(minutes=chance.randrange(260 * 24 * 60))
        b = a + timedelta(minutes=chance.choice([0, 30, 600, 9000]))
        assert opening.between(a, b) == working_between(HOURS, a, b), (a, b)
        assert opening.open_at(a) == open_by_clocks(HOURS, a), a
    closes = datetime(2026, 6, 8, 17, tzinfo=LONDON).astimezone(UTC)
    assert not opening.open_at(closes)
    assert opening.open_at(closes - timedelta(seconds=1))


def test_the_middle_and_nine_of_ten():
    minutes = [timedelta(minutes=n) for n in (1, 2, 3, 10)]
    assert rules.spread(minutes) == rules.Spread(4, timedelta(minutes=2.5), timedelta(minutes=10))
    ten = [timedelta(minutes=n) for n in range(1, 11)]
    assert rules.spread(ten).p90 == timedelta(minutes=9)
    assert rules.spread([]) == rules.Spread(0, None, None)


def test_calls_are_those_of_the_switch_else_as_entered():
    switch, entered = {PLAIN: rules.Rung(5, 4)}, {PLAIN: rules.Rung(99, 9), BACK: rules.Rung(2, 1)}
    assert rules.rung(switch, entered) == (rules.Rung(7, 5), 2)
    assert rules.rung({}, {}) == (None, 0)
    assert rules.rung(switch, entered, [PLAIN, BACK, FORWARD]) == (rules.Rung(7, 5), 3)


def test_a_quiet_day_is_one_of_a_desk_with_a_switch():
    noon = datetime(2026, 6, 9, 12, tzinfo=UTC)
    later = noon + timedelta(days=9)
    told = {PLAIN: noon, PLAIN + timedelta(days=9): later}
    tells = {n: rules.tells_until(PLAIN + timedelta(days=n), told) for n in (-1, 0, 5, 9, 37, 38)}
    # Before its first call there was none, and long after its last there is none any more.
    assert tells == {-1: None, 0: later, 5: later, 9: later, 37: later, 38: None}
    assert rules.tells_until(PLAIN + timedelta(days=2), {PLAIN: noon}) == noon


def test_all_but_the_first_of_an_incident_came_later():
    at = {n: datetime(2026, 6, n, tzinfo=UTC) for n in range(1, 6)}
    assert rules.joined_later([(5, 3), (3, 4), (1, 2)], at) == {2, 4, 5}
    assert rules.joined_later([(1, 2), (3, 4), (2, 3)], at) == {2, 3, 4}


@pytest.mark.parametrize(
    ("danger", "child", "taken"),
    [("yes", False, True), ("not-known", False, True), ("no", True, True), ("no", False, False)],
)
def test_where_there_may_be_danger_or_a_child_the_sender_is_not_only_told(danger, child, taken):
    assert rules.must_be_taken(danger_now=danger, child=child) is taken
    told = {
        "elsewhere": "housing", "named": False, "elsewhere_words": "", "taken_by": "", "words": "Ask housing.",
        "withheld": "", "taken": taken, "reached": True,
    }  # fmt: skip
    assert bool(rules.may_send_elsewhere(passed_on=False, **told)) is not taken
    assert not rules.may_send_elsewhere(passed_on=True, **told)
    assert rules.may_send_elsewhere(passed_on=True, **{**told, "taken_by": "Duty officer, housing"})
    assert not rules.may_send_elsewhere(passed_on=True, **{**told, "taken_by": "Duty officer", "words": " "})
    assert not rules.may_send_elsewhere(passed_on=False, **{**told, "reached": False})


@pytest.mark.parametrize(
    ("told", "back", "decided", "owed"),
    [
        (1, None, None, False),
        (1, 2, None, True),
        (3, 2, None, False),
        (1, None, 2, True),
        (2, None, 3, True),
        (4, 2, 3, False),
        (None, 2, None, True),
        (1, None, 0, False),  # decided before it was said
    ],
)
def test_a_sender_is_answered_again_where_it_did_not_belong_elsewhere(told, back, decided, owed):
    def at(n):
        return None if n is None else datetime(2026, 6, 1 + n, tzinfo=UTC)

    assert rules.must_answer_anew(told=at(told), sent=at(1), back=at(back), decided=at(decided)) is owed


def test_two_people_may_write_different_hours_and_not_the_same():
    seen = {9: Figures(2), 10: Figures(3)}
    held = {9: Figures(2), 10: Figures(5), 11: Figures(1)}
    said = {9: Figures(4), 10: Figures(3), 11: Figures(1), 12: Figures()}
    assert rules.merged(said, seen, held) == ({9: Figures(4)}, [])
    assert rules.merged({10: Figures(4)}, seen, held) == ({}, [10])
    # Both wrote the same.
    assert rules.merged({10: Figures(5)}, seen, held) == ({}, [])
    assert Figures.read(str(Figures(4, 12, 0))) == Figures(4, 12, 0)
    assert Figures.read("4:-1:٣") == Figures.read("x") == Figures()


def test_what_is_wrong_with_an_hour():
    span = rules.hours_of(PLAIN)[9]
    after, before = span.end, span.start - timedelta(minutes=1)

    def where(said, at=after, **more):
        found = rules.wrong(said, span, at=at, **{"switch": False, **more})
        return found and found[0]

    assert where(Figures(0, 3, 3)) is None
    assert where(Figures(501)) == "staff"
    assert where(Figures(None, 3, 4)) == where(Figures(None, 3)) == "answered"
    assert where(Figures(None, None, 4)) == "offered"
    assert where(Figures(1, 3, 3), before) == where(Figures(1, 3, 3), switch=True) == "offered"
    assert where(Figures(1), before, switch=True) is None
    assert where(Figures(1, 3, 3), switch=True, before=Figures(None, 3, 3)) is None
    assert where(Figures(1, 3, 2), switch=True, before=Figures(None, 3, 3)) == "offered"
    today = PLAIN
    days = (-32, -31, 35, 36)
    assert [bool(rules.may_write(today + timedelta(days=n), today=today)) for n in days] == [
        False,
        True,
        True,
        False,
    ]
