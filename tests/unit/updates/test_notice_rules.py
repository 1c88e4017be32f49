"""What waits on a notice, and when it may end."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from mash.casework.updates import notices
from mash.casework.updates.notices import Stand

NOON = datetime(2026, 6, 9, 12, tzinfo=UTC)
TODAY = NOON.date()
QUIET = Stand(
    ended_on=None,
    acknowledged=True,
    acknowledge_by=NOON,
    act_by=None,
    acted=False,
    review_on=None,
    until=None,
)


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, ()),
        ({"acknowledged": False}, ("acknowledge",)),
        ({"acknowledged": False, "acknowledge_by": NOON - timedelta(minutes=1)}, ("acknowledge!",)),
        ({"act_by": NOON}, ("act",)),
        ({"act_by": NOON - timedelta(days=1)}, ("act!",)),
        ({"act_by": NOON - timedelta(days=1), "acted": True}, ()),
        ({"review_on": TODAY, "until": TODAY}, ("review!",)),
        ({"until": TODAY - timedelta(days=1)}, ("over!",)),
        ({"until": TODAY - timedelta(days=1), "ended_on": TODAY}, ()),
        ({"acknowledged": False, "ended_on": TODAY}, ("acknowledge",)),
    ],
)
def test_what_waits(changed, found):
    assert notices.waits(replace(QUIET, **changed), at=NOON, today=TODAY) == found


@pytest.mark.parametrize(
    ("on", "why", "code"),
    [
        (TODAY, "Home.", ""),
        (date(2026, 6, 1), "Home.", ""),
        (date(2026, 5, 31), "Home.", "end"),
        (date(2026, 6, 10), "Home.", "end"),
        (TODAY, " ", "why"),
    ],
)
def test_when_it_may_end(on, why, code):
    said = notices.may_end(ended_on=None, since=date(2026, 6, 1), on=on, why=why, today=TODAY)
    assert getattr(said, "code", "::").split(":")[-1] == code
    assert not notices.may_end(ended_on=TODAY, since=date(2026, 6, 1), on=on, why=why, today=TODAY)


@pytest.mark.parametrize(
    ("danger", "rating", "reason", "code"),
    [
        ("no", "", "They enquire there.", ""),
        ("no", "amber", " ", "updates:notice:reason"),
        ("yes", "", "x", "updates:notice:decide"),
        ("unknown", "", "x", "updates:notice:decide"),
        ("no", "red", "x", "updates:notice:decide"),
    ],
)
def test_what_asks_for_no_decision(danger, rating, reason, code):
    assert getattr(notices.may_note(danger=danger, rating=rating, reason=reason), "code", "") == code
