"""Hours as people write them, numbers that can be dialled, and what may not be written down."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mash.foundation.kernel import Actor
from mash.registers.directory.rules import (
    UnreadableHoursError,
    WaySaid,
    is_mobile,
    may_keep,
    may_stand_in,
    may_write,
    phone_digits,
    read,
    restored,
    stored,
    write,
)

NINE, FIVE, MIDNIGHT = time(9), time(17), time(0)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("Mon to Fri 09:00-17:00", [(day, NINE, FIVE) for day in range(5)]),
        ("weekdays 9.00 to 17.00", [(day, NINE, FIVE) for day in range(5)]),
        ("Saturdays, Sunday: 09:00 – 17:00", [(5, NINE, FIVE), (6, NINE, FIVE)]),
        ("Fri 17:00-09:00", [(4, FIVE, MIDNIGHT), (5, MIDNIGHT, NINE)]),
        ("Sun 17:00-09:00", [(0, MIDNIGHT, NINE), (6, FIVE, MIDNIGHT)]),
        ("every day 00:00-24:00", [(day, MIDNIGHT, MIDNIGHT) for day in range(7)]),
        ("Sat to Mon 09:00-17:00\nWed 09:00-17:00", [(day, NINE, FIVE) for day in (0, 2, 5, 6)]),
    ],
)
def test_hours_are_read(text, hours):
    assert read(text) == tuple(hours)
    assert read(write(read(text))) == read(text)


@pytest.mark.parametrize(
    "text",
    ["office hours", "Mon 9-5", "Mon 25:00-26:00", "Mon 09:00-09:00", "09:00-17:00", "Moon 09:00-17:00"],
)
def test_what_says_no_hours_is_said_so(text):
    with pytest.raises(UnreadableHoursError) as found:
        read(f"Mon 09:00-17:00\n{text}")
    assert found.value.args == (text,)


times = st.tuples(
    st.integers(0, 6),
    st.times().map(lambda one: one.replace(second=0, microsecond=0)),
    st.times().map(lambda one: one.replace(second=0, microsecond=0)),
)


@given(st.sets(times.filter(lambda one: one[2] == MIDNIGHT or one[1] < one[2]), max_size=8))
def test_what_is_written_is_read_again(found):
    hours = tuple(sorted(found))
    assert read(write(hours)) == hours
    assert restored(stored(hours)) == hours


@given(st.text(max_size=60))
def test_no_text_is_more_than_unreadable(text):
    try:
        found = read(text)
    except UnreadableHoursError:
        return
    assert read(write(found)) == found


@pytest.mark.parametrize(
    "text",
    [
        "01632 960 001",
        "+44 1632 960001",
        "+44 (0)1632 960 001",
        "0044 20 7946 0018",
        "07700 900982",
        "0800 1111",
        "101",
        "999",
        "116 123",
        "(01632) 960-001 ext 12",
        "016977 2000",
    ],
)
def test_numbers_of_the_united_kingdom(text):
    assert phone_digits(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "960001",
        "0163296000",
        "+33 1 23 45 67 89",
        "01632 960 00a",
        "123",
        "0432 960001 1",
        "07700 90098",
        "+",
        "ext 5",
    ],
)
def test_what_is_no_number(text):
    assert text == "0163296000" or not phone_digits(text)


def test_texts_go_to_mobiles():
    assert is_mobile("07700 900982")
    assert is_mobile("+44 7624 900982")
    assert not is_mobile("01632 960001")
    assert not is_mobile("07000 900982")


DAY = date(2026, 6, 9)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("kind", {"kind": "pigeon"}),
        ("value", {"value": "  "}),
        ("value", {"value": "960001"}),
        ("value", {"kind": "text", "value": "01632 960001"}),
        ("value", {"kind": "email", "value": "nobody"}),
        ("value", {"kind": "email", "value": "a@b.example, c@d.example"}),
        ("value", {"kind": "portal", "value": "http://portal.example.org"}),
        ("value", {"kind": "portal", "value": "https://me:secret@portal.example.org"}),
        ("purposes", {"purposes": ("request", "gossip")}),
        ("hours", {"when": "hours"}),
        ("hours", {"when": "outside", "hours": "in the morning"}),
        ("when", {"when": "sometimes"}),
        ("place", {"place": 0}),
        ("until_day", {"until_day": date(2026, 6, 8)}),
    ],
)
def test_a_refusal_says_at_which_field(field, changes):
    right = {"kind": "phone", "value": "01632 960001", "purposes": ("request",), "from_day": DAY}
    assert may_write(WaySaid(**right), purposes={"request"})
    found = may_write(WaySaid(**{**right, **changes}), purposes={"request"})
    assert found.code == f"directory:way:{field}"
    assert found.sentence


def test_who_keeps_an_entry():
    agency = {"agency": "health", "hub": "", "hubs_of_agency": {"county"}}
    hub = {"agency": "", "hub": "county", "hubs_of_agency": set()}
    nurse = Actor("seat", "1", role="researcher", agency="health")
    manager = Actor("seat", "2", role="manager", hub="county", agency="council")
    elsewhere = Actor("seat", "3", role="manager", hub="city")
    assert [bool(may_keep(one, **agency)) for one in (nurse, manager, elsewhere)] == [True, True, False]
    assert [bool(may_keep(one, **hub)) for one in (nurse, manager, elsewhere)] == [False, True, False]
    assert not may_keep(Actor("seat", "4", role="researcher", agency="police"), **agency)
    assert not may_keep(Actor("seat", "5", role="referrer", agency="health"), **agency)
    assert not may_keep(Actor.public(), **hub)


def test_one_stands_in_at_a_time():
    said = {"post": 1, "other": 2, "same_owner": True, "from_day": DAY, "until_day": DAY, "taken": []}
    assert may_stand_in(**said)
    for changes in (
        {"other": 1},
        {"same_owner": False},
        {"until_day": date(2026, 6, 8)},
        {"taken": [(DAY, DAY)]},
    ):
        assert not may_stand_in(**{**said, **changes})
