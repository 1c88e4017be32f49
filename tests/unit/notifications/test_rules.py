"""A row of a force's file, read without a database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mash.casework.notifications import secrets
from mash.casework.notifications.columns import Columns
from mash.casework.notifications.errors import WrongColumnsError
from mash.casework.notifications.reading import flat
from mash.casework.notifications.rules import Reader, adds_up, incident_of

TODAY = date(2026, 6, 9)
AT = datetime(2026, 6, 9, 9, tzinfo=UTC)
HEADER = ["PPN ref", "Circumstances", "Child 1 DOB", "Person 2 role", "Person2 Surname", "Population", "Shoe"]


def reader(header=HEADER, **more):
    return Reader(
        Columns.guessed(header), populations={"children", "adults"}, own="children", today=TODAY, **more
    )


def test_headings_are_guessed_and_a_mapping_is_checked():
    assert Columns.guessed(HEADER).columns == {
        "PPN ref": "reference",
        "Circumstances": "summary",
        "Child 1 DOB": "person.1.date_of_birth",
        "Person 2 role": "person.2.role",
        "Person2 Surname": "person.2.family_name",
        "Population": "population",
    }
    for said in [
        [],
        {"columns": {"a": "shoe"}},
        {"columns": {"a": "person.41.role"}},
        {"columns": {}, "x": 1},
        {"columns": {}, "roles": {"a": "king"}},
    ]:
        with pytest.raises(WrongColumnsError):
            Columns.of_json(said)
    for columns in [
        {"a": "reference"},
        {"PPN ref": "summary"},
        {"PPN ref": "reference", "Shoe": "reference"},
    ]:
        with pytest.raises(WrongColumnsError):
            Columns(columns).check(HEADER)


def test_roles_are_the_forces_words_else_the_age_and_somebody_is_always_the_subject():
    said = (
        reader()
        .read(
            {"PPN ref": "1", "Child 1 DOB": "2015-01-01", "Person 2 role": "Suspect", "Person2 Surname": "X"}
        )
        .said
    )
    assert [one.role for one in said.people] == ["subject", "source-of-harm"]
    only = reader().read({"PPN ref": "1", "Person 2 role": "Suspect", "Person2 Surname": "X"}).said
    assert [one.role for one in only.people] == ["subject"]
    odd = reader().read(
        {"PPN ref": "1", "Person 2 role": "Wizard", "Person2 Surname": "X", "Child 1 DOB": "1990-01-01"}
    )
    assert [one.role for one in odd.said.people] == ["other", "subject"]
    assert ("role", "Person 2 role") in odd.noted


def test_a_row_is_rejected_only_for_what_cannot_be_kept():
    read = reader().read
    assert read({"Circumstances": "x"}).code == "no-reference"
    assert read({"PPN ref": "1"}).code == "nothing-said"
    assert read({"PPN ref": "1", "Circumstances": "x", "Population": "cats"}).code == "no-desk"
    assert read({"PPN ref": "1", "Circumstances": "x", "Population": "Adult"}).said.population == "adults"
    assert read({}, fault="quote").code == "quote"
    nobody = read({"PPN ref": "1", "Circumstances": "x"})
    assert (nobody.said.people[0].role, nobody.noted[0].code) == ("subject", "nobody")
    assert nobody.said.danger == "not-known"


def test_the_digest_is_of_what_was_said_and_not_of_how_it_was_laid_out():
    read = reader().read
    one = read({"PPN ref": "1", "Circumstances": "a  b"})
    assert one.digest == read({"Circumstances": "a b ", "PPN ref": "1", "Shoe": "x"}).digest
    assert one.digest != read({"PPN ref": "1", "Circumstances": "a c"}).digest


@given(st.dictionaries(st.sampled_from(HEADER), st.text(max_size=80)))
def test_nothing_that_is_written_in_a_row_stops_the_reader(cells):
    found = reader().read(cells)
    assert (found.said is None) == bool(found.code)
    if found.said:
        assert any(one.role == "subject" for one in found.said.people)
        found.said.summary.encode()


def test_two_forces_numbers_never_meet():
    assert incident_of("a", "INC-1") == incident_of("a", "inc-1") != incident_of("b", "INC-1")
    assert len(incident_of("a", "INC-1")) == 11
    assert incident_of("a", "") == ""


def test_sums():
    assert adds_up(rows=3, states={"received": 2, "rejected": 1}, declared=None)
    assert not adds_up(rows=3, states={"received": 2}, declared=None)
    assert not adds_up(rows=3, states={"received": 3}, declared=4)


def test_a_call_is_flattened():
    assert flat(
        {"reference": 7, "danger": True, "people": [{"given_name": "Ada"}, "x"], "more": {"a": [1]}}
    ) == {
        "reference": "7",
        "danger": "yes",
        "person.1.given_name": "Ada",
        "person.2.description": "x",
        "more": '{"a": [1]}',
    }


def test_a_signature_is_of_this_secret_body_and_time():
    secret = secrets.new_secret()
    header = secrets.signature(secret, b"{}", at=AT)
    assert secrets.signed(header, secret, b"{}", at=AT + timedelta(minutes=4))
    assert not secrets.signed(header, secret, b"{ }", at=AT)
    assert not secrets.signed(header, secrets.new_secret(), b"{}", at=AT)
    assert not secrets.signed(header, secret, b"{}", at=AT + timedelta(minutes=6))
    assert not secrets.signed("", secret, b"{}", at=AT)
    assert not secrets.signed(header.replace("t=", "t=1"), secret, b"{}", at=AT)
