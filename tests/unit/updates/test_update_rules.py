"""What is an update, who may say that they read it, and what counts as a re-referral."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mash.casework.updates import rules
from mash.casework.updates.rules import Came, Given, Slot

NOON = datetime(2026, 6, 9, 12, tzinfo=UTC)
FINE = {
    "state": "new", "other_state": "asking", "other_open": True, "same": False, "hub": 1, "other_hub": 1, "danger": False,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "risk", "code"),
    [
        ({}, "amber", ""),
        ({"state": "rated"}, "green", ""),
        ({"same": True}, "amber", "itself"),
        ({"other_open": False}, "amber", "not-open"),
        ({"other_state": "noted"}, "amber", "not-open"),
        ({"other_hub": 2}, "amber", "not-open"),
        ({"state": "asking"}, "amber", "under-way"),
        ({"state": "decided"}, "amber", "under-way"),
        ({"danger": True}, "red", "danger"),
        ({"danger": True}, "danger", ""),
        ({}, "purple", "risk"),
    ],
)
def test_what_may_be_recognised(changed, risk, code):
    said = rules.may_recognise(Given(**{**FINE, **changed}), risk=risk, reason="The same bruise.")
    assert (getattr(said, "code", "") or "::").split(":")[-1] == code
    if not code:
        assert not rules.may_recognise(Given(**{**FINE, **changed}), risk=risk, reason=" ")


def test_whose_reading_it_is():
    slots = [
        Slot("worker", 7, read=False),
        Slot("manager", None, read=True),
        Slot("hub", None, read=False, ended=True),
    ]
    asked = {"state": "accepted"}
    assert rules.may_read(slots, user=7, role="practitioner", **asked)
    assert rules.may_read(slots, user=8, role="screener", **asked).code.endswith("not-yours")
    assert rules.may_read(slots, user=8, role="manager", **asked).code.endswith("read-already")
    assert rules.may_read(slots, user=7, role="practitioner", state="undone").code.endswith("undone")


def came(days, kind="referral", person=1, **how):
    return Came(person, f"{days}", NOON + timedelta(days=days), kind, **how)


def test_a_re_referral_is_counted_from_its_own_date():
    found = rules.re_referrals([came(0), came(365), came(732), came(800)])
    # 9 June to 9 June is within the twelve months; a day more is not.
    assert [(one.before, one.contact) for one in found] == [("0", "365"), ("732", "800")]


def test_updates_and_notices_are_no_referrals_and_nothing_is_counted_from_them():
    found = rules.re_referrals(
        [
            came(0),
            came(10, update=True),
            came(20, notice=True),
            came(30, kind="update"),
            came(40, kind="information-request"),
            came(400),
            came(410, person=2),
        ]
    )
    assert found == []


def test_a_leap_day():
    assert f"{rules.a_year_on(datetime(2028, 2, 29, tzinfo=UTC).date())}" == "2029-02-28"


@given(st.lists(st.tuples(st.integers(0, 2000), st.integers(1, 3), st.booleans()), max_size=20))
def test_an_update_more_or_less_changes_no_count(rows):
    every = [came(days, person=person, update=update) for days, person, update in rows]
    without = [one for one in every if not one.update]
    assert rules.re_referrals(every) == rules.re_referrals(without)
