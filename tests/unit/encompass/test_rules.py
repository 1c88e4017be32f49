"""Whose school is told, by when, and where a notice stands."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mash.casework.encompass.rules import (
    due_by,
    goes_to_school,
    same_child,
    school_named,
    standing,
    tells_of_domestic_abuse,
)

DAY = date(2026, 6, 9)


@pytest.mark.parametrize(
    ("at", "due"),
    [
        (datetime(2026, 6, 9, 1, tzinfo=UTC), datetime(2026, 6, 9, 7, 30, tzinfo=UTC)),  # in the night before
        (datetime(2026, 6, 9, 7, 30, tzinfo=UTC), datetime(2026, 6, 10, 7, 30, tzinfo=UTC)),  # as it opens
        (datetime(2026, 6, 9, 10, tzinfo=UTC), datetime(2026, 6, 10, 7, 30, tzinfo=UTC)),  # while it is open
        (datetime(2026, 6, 12, 20, tzinfo=UTC), datetime(2026, 6, 15, 7, 30, tzinfo=UTC)),  # over a weekend
        (
            datetime(2026, 12, 24, 20, tzinfo=UTC),
            datetime(2026, 12, 29, 8, 30, tzinfo=UTC),
        ),  # over bank holidays
    ],
)
def test_a_notice_is_due_when_the_school_opens_next(at, due):
    assert due_by(at) == due


def test_children_of_an_age_to_be_at_school_and_those_whose_school_is_named():
    born = lambda year: {"born": {"year": year, "month": 6, "day": 9}}  # noqa: E731
    assert [goes_to_school(born(year), DAY) for year in (2008, 2009, 2023, 2024)] == [
        False,
        True,
        True,
        False,
    ]
    assert goes_to_school({**born(2024), "school": "Thimble Hall"}, DAY)
    assert goes_to_school({"school": "Thimble Hall"}, DAY)
    assert not goes_to_school({"given_name": "Ada"}, DAY)


def test_a_school_is_known_by_one_name_alone():
    schools = [(1, "St Mary’s Primary School"), (2, "Mill Road School"), (3, "Mill Road School")]
    assert school_named("st. marys primary  school", schools) == 1
    assert school_named("Mill Road School", schools) is None
    assert school_named("", schools) is None


def test_what_tells_of_domestic_abuse():
    assert tells_of_domestic_abuse({}, ["domestic"])
    assert tells_of_domestic_abuse({"police": {"school": "Mill Road"}}, [])
    assert tells_of_domestic_abuse({"police": {"dash": {"1": "yes"}}}, [])
    assert not tells_of_domestic_abuse({"police": {"grade": "High"}}, ["neglect"])


def test_where_a_notice_stands_as_the_school_opens():
    due = datetime(2026, 6, 10, 7, 30, tzinfo=UTC)

    def at(minutes, state="sent", *, read=False, called=False):
        return standing(
            state=state, due_at=due, read=read, called=called, now=due + timedelta(minutes=minutes)
        )

    assert [at(-31), at(-30), at(600)] == ["sent", "call", "call"]
    assert [at(-30, read=True), at(5, called=True), at(5, read=True, called=True)] == [
        "read",
        "called",
        "read",
    ]
    assert [at(-1, "proposed"), at(0, "proposed")] == ["proposed", "late"]
    assert [at(0, "not-sent"), at(0, "withdrawn")] == ["not-sent", "withdrawn"]


def test_brothers_and_sisters_of_one_incident_are_different_children():
    born = {"day": 1, "month": 5, "year": 2016}
    bryn = {"given_name": "Bryn", "family_name": "Family1", "born": born}
    assert same_child(bryn, {**bryn, "given_name": "BRYN", "nhs_number": "9990000018"})
    assert same_child(bryn, {"given_name": "Bryn", "family_name": "Family1"})
    assert not same_child(bryn, {**bryn, "given_name": "Cai"})
    assert not same_child(bryn, {**bryn, "born": {**born, "year": 2018}})
    assert not same_child({"family_name": "Family1"}, {"family_name": "Family1"})
    assert same_child({"upn": "A 123"}, {"upn": "a123", "given_name": "Bryn"})
    assert not same_child({**bryn, "upn": "A123"}, {**bryn, "upn": "B123"})
