"""Two standards compared, and tried on the same cases."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mash.casework.cases.queries.tried import _tried
from mash.interfaces.web.standards import trying
from mash.registers.clocks.rules import Calendar, DayRule, Timescale, Unit, due, office_hours
from mash.registers.standards import compare, floors, trial, words
from mash.registers.standards.ports import Decided, Ran, Tried
from mash.registers.standards.rules import (
    Basis,
    Minimum,
    Of,
    Population,
    Quorum,
    Runs,
    Severity,
    Standard,
    StartsFrom,
    Step,
    Timing,
)

DESK = Calendar("desk", weekly=office_hours(time(9), time(17)))
NINE = datetime(2026, 6, 9, 8, tzinfo=UTC)


def timing(amount, unit=Unit.WORKING_DAYS, *, rating="amber", starts=StartsFrom.CONTACT, step=Step.DECIDE):
    return Timing(
        step, rating, Timescale(amount, unit), Runs.DESK, starts, Fraction(3, 4), Basis.LOCAL, "ours"
    )


def standard(*timings, minimums=(), quorums=()):
    return Standard(
        key="one",
        version="1",
        title="One",
        population=Population.CHILDREN,
        hub="",
        valid_from=date(2026, 1, 1),
        valid_to=None,
        source="",
        timings={(str(one.step), one.rating): one for one in timings},
        minimums=tuple(minimums),
        quorums={one.kind: one for one in quorums},
    )


SEEN = Minimum(Of.DECISION, "child-seen", "Seen", "Nobody saw.", "", Severity.EXPECTED)


def test_a_quorum_says_who_is_missing():
    quorum = Quorum("strategy-discussion", frozenset({"police", "health"}), Basis.NATIONAL, "x")
    assert standard(quorums=[quorum]).quorum("strategy-discussion").missing(["police"]) == {"health"}
    assert standard().quorum("marac") is None


def test_what_differs_is_new_gone_or_changed():
    was = standard(timing(1), timing(3, rating="green"), minimums=[SEEN])
    now = standard(timing(2), timing(5, rating="blue"), minimums=[replace(SEEN, severity=Severity.REQUIRED)])
    assert [(one.part, one.key, one.what) for one in compare.differences(was, now)] == [
        ("timescale", ("decide", "amber"), "changed"),
        ("timescale", ("decide", "blue"), "new"),
        ("timescale", ("decide", "green"), "gone"),
        ("minimum", ("decision", "child-seen"), "changed"),
    ]
    assert compare.differences(was, was) == []


def cases():
    stopped = datetime(2026, 6, 11, 9, tzinfo=UTC)
    ran = Ran("decide", "amber", {"contact": NINE}, stopped)
    return [
        Tried("desk", [ran], [Decided("amber", {"rationale": 1})]),
        Tried("desk", [replace(ran, stopped=None)], [Decided("amber", {"child-seen": 1})]),
        Tried("desk", [replace(ran, rating="blue")]),
    ]


def test_a_draft_is_tried_beside_the_present_one():
    now, then = standard(timing(1)), standard(timing(2), minimums=[SEEN])
    found = trial.tried(now, then, cases(), lambda _key: DESK, at=datetime(2026, 6, 30, tzinfo=UTC))
    assert found.lates == (trial.Late("decide", "amber", 2, 2, 1),)
    assert (found.cases, found.steps, found.late_now, found.late_then) == (3, 2, 2, 1)
    assert found.gaps == (trial.Missing("child-seen", "Seen", 2, None, 1),)


def test_what_began_nothing_is_not_counted():
    later = standard(timing(1, starts=StartsFrom.RATING))
    found = trial.tried(standard(timing(1)), later, cases()[:1], lambda _key: DESK, at=NINE)
    assert found.lates == (trial.Late("decide", "amber", 1, 0, None),)
    assert found.steps == 0


@pytest.mark.parametrize(
    ("said", "runs", "is_longer"),
    [
        (Timescale(1, Unit.WORKING_DAYS), Runs.DESK, False),
        (Timescale(1, Unit.WORKING_DAYS, DayRule.FULL_DAYS), Runs.DESK, False),
        (Timescale(240, Unit.WORKING_MINUTES), Runs.DESK, False),
        (Timescale(2, Unit.WORKING_DAYS), Runs.DESK, True),
        (Timescale(1440, Unit.ELAPSED_MINUTES), Runs.ALWAYS, True),
    ],
)
def test_a_time_is_longer_when_it_is_ever_due_later(said, runs, is_longer):
    assert floors.longer(said, runs, Timescale(1, Unit.WORKING_DAYS)) is is_longer


@given(st.integers(0, 20), st.sampled_from(list(Unit)), st.sampled_from(list(DayRule)))
def test_what_is_not_longer_is_never_due_later(amount, unit, rule):
    said, longest = Timescale(amount, unit, rule), Timescale(2, Unit.WORKING_DAYS)
    if not floors.longer(said, Runs.DESK, longest):
        for hour in range(0, 7 * 24, 5):
            start = datetime(2026, 6, 1 + hour // 24, hour % 24, tzinfo=UTC)
            assert due(DESK, start, said) <= due(DESK, start, longest)


def a_clock(step, started, stopped=None):
    return {"step": step, "started_at": started, "stopped_at": stopped}


def test_history_is_what_the_clocks_say():
    case = {"desk__key": "desk", "received_at": NINE, "rating": ""}
    again = NINE + timedelta(days=40)
    noted = _tried(case, [], [a_clock("rate", NINE, NINE + timedelta(hours=1))], [], [])
    # Noted without a rating: its clock stopped, and it is not late for ever.
    assert [(one.step, one.stopped) for one in noted.steps] == [("rate", NINE + timedelta(hours=1))]
    rated = [{"at": NINE + timedelta(hours=1)}]
    clocks = [a_clock("decide", NINE, NINE + timedelta(hours=3)), a_clock("decide", again, again)]
    opened = _tried(case | {"rating": "amber"}, rated, clocks, [], [])
    first, second = (one for one in opened.steps if one.step == "decide")
    assert first.began == {"contact": NINE, "rating": rated[0]["at"]}
    assert set(second.began.values()) == {again}


def test_no_sentence_gives_a_few_away():
    rows = (
        trial.Late("decide", "amber", 20, 8, 12),
        trial.Late("decide", "red", 12, 2, 6),
        trial.Late("feedback", "", 9, None, 0),
    )
    found = trial.Trial(32, rows, (), 32, 10, 18)
    table = trying._lates(found.lates)
    assert [row[2] for row in table] == ["Few", "Few", "Not asked"]
    said = trying._sentence(found, table)
    assert "25 %" in said
    assert not any(figure in said for figure in ("10", "18", "32"))
    rows = (trial.Late("decide", "amber", 20, 8, 14),)
    whole = trying._lates(rows)
    assert "14 of 20, not 8" in trying._sentence(trial.Trial(20, rows, (), 20, 8, 14), whole)


def test_each_thing_that_changed_is_said():
    was = timing(1)
    now = replace(timing(2), basis=Basis.PUBLISHED, source="Oxfordshire", warn_at=Fraction(1, 2))
    (one,) = compare.differences(standard(was), standard(now))
    said = words.sentence(one, at=NINE)
    assert said.startswith("Decide, amber: 1 working day → 2 working days")
    for part in ("75 % → 50 %", "Local: the hub's own → Published elsewhere", "ours → Oxfordshire"):
        assert part in said
    other = replace(SEEN, action="record-voice")
    (one,) = compare.differences(standard(minimums=[SEEN]), standard(minimums=[other]))
    assert "None → Record what the child says" in words.sentence(one, at=NINE)


def test_what_nothing_asks_for_is_said_to_be_shown_alone():
    answer = replace(SEEN, of=Of.ANSWER)
    assert "shown, and stops nothing" in words.said(answer, at=NINE)
    assert "shown, and stops nothing" not in words.said(SEEN, at=NINE)
