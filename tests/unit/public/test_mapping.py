"""From answers to what arrives, without a page or a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mash.interfaces.web.public.mapping import Sender, arrival_from, date_said
from mash.interfaces.web.public.reading import Read

SENDER = Sender(hub="county", population="children", language="en-gb", draft="DRAFT")


def arrive(*, items=None, as_typed=None, sender=SENDER, **sections):
    return arrival_from(Read(sections=sections, items=items or {}, as_typed=as_typed or {}), sender)


def test_the_five_facts_find_their_fields():
    found = arrive(
        person={"given_name": "Rosa", "born": "2017-03"},
        worry={"worry": "Alone.", "danger": "yes"},
        you={"klass": "public", "name": "Vera", "phone": "01632 960 123", "relation": "1B"},
    )
    (rosa,) = found.people
    assert (rosa.role, rosa.said) == ("subject", {"given_name": "Rosa", "born": {"month": 3, "year": 2017}})
    assert (found.worry, found.danger_now, found.source, found.draft) == ("Alone.", "yes", "1B", "DRAFT")
    assert (found.referrer.klass, found.referrer.name, found.referrer.phone) == (
        "public",
        "Vera",
        "01632 960 123",
    )
    assert found.content == {}


def test_persons_and_the_referrer_are_not_repeated_in_the_content():
    found = arrive(
        person={"given_name": "Rosa"},
        identity={"nhs_number": "9990000018", "social_care_id": "S-1"},
        where={"lines": "4 Tannery Row", "postcode": "ZZ1 4AB", "gp": "Mill Surgery"},
        you={"klass": "professional", "name": "Edith", "role": "Teacher", "agency": "School", "work": "2A"},
        items={"others": [{"role": "sibling", "given_name": "Tomas", "lives_with": "yes"}]},
    )
    assert found.people[0].said["address"] == {"lines": "4 Tannery Row", "postcode": "ZZ1 4AB"}
    assert (found.people[0].said["nhs_number"], found.people[0].said["gp"]) == ("9990000018", "Mill Surgery")
    assert (found.people[1].role, found.people[1].said) == ("sibling", {"given_name": "Tomas"})
    assert (found.source, found.referrer.role, found.referrer.agency) == ("2A", "Teacher", "School")
    assert found.content == {"identity": {"social_care_id": "S-1"}, "others": [{"lives_with": "yes"}]}


@pytest.mark.parametrize("place", ["where", "others"])
def test_a_secret_address_goes_to_its_own_field_alone(place):
    secret = {"lines": "7 Hidden Row", "postcode": "ZZ9 9ZZ", "secret_address": True}
    found = (
        arrive(person={"given_name": "Rosa"}, where=secret)
        if place == "where"
        else arrive(person={"given_name": "Rosa"}, items={"others": [{"given_name": "Mara", **secret}]})
    )
    person = found.people[-1]
    assert person.protected_address == {"lines": "7 Hidden Row", "postcode": "ZZ9 9ZZ"}
    assert "Hidden" not in f"{[one.said for one in found.people]}{found.content}{found.worry}"


@given(st.text(max_size=2000), st.text(max_size=400))
def test_a_secret_address_fits_its_row_however_it_was_typed(lines, postcode):
    found = arrive(person={}, where={"lines": lines, "postcode": postcode, "secret_address": True})
    kept = found.people[0].protected_address or {}
    assert len(kept.get("lines", "")) <= 500
    assert len(kept.get("postcode", "")) <= 10


def test_who_stays_anonymous_leaves_no_name():
    found = arrive(person={}, you={"klass": "anonymous", "name": "Vera", "no_contact": True})
    assert (found.referrer.klass, found.referrer.name, found.source) == ("anonymous", "", "9")
    assert found.referrer.keep_identity_from_family


def test_who_asks_for_silence_gets_no_message():
    found = arrive(person={}, you={"klass": "public", "email": "vera@example.org", "quiet": True})
    assert found.referrer.email == ""
    assert "vera@example.org" in found.referrer.safe_to_contact


def test_the_family_may_learn_the_name_only_where_that_was_said():
    found = arrive(person={}, you={"klass": "public"}, about_you={"may_be_named": True})
    assert not found.referrer.keep_identity_from_family


def test_openness_stays_three_facts():
    openness = {"told": "yes", "agreement": "not-asked", "basis": "public-task"}
    assert arrive(person={}, openness=openness).content == {"openness": openness}


def test_a_person_who_may_cause_harm_is_a_person_and_an_organisation_is_not():
    risk = [
        {"kind": "person", "given_name": "Sid", "trust": "yes"},
        {"kind": "organisation", "organisation": "Home Care Ltd"},
    ]
    found = arrive(person={}, items={"risk": risk})
    assert [one.role for one in found.people] == ["subject", "source-of-harm"]
    assert found.content["risk"] == [
        {"kind": "person", "trust": "yes"},
        {"kind": "organisation", "organisation": "Home Care Ltd"},
    ]


def test_an_unborn_child_has_the_date_expected_or_is_described_as_unborn():
    assert arrive(person={"unborn": True}, identity={"expected": "2026-09"}).people[0].said == {
        "expected": {"month": 9, "year": 2026}
    }
    assert arrive(person={"unborn": True}).people[0].said["description"] == "Unborn child."


def test_what_no_form_could_read_arrives_as_typed():
    assert arrive(person={}, as_typed={"identity: nhs_number": "12"}).content == {
        "as_typed": {"identity: nhs_number": "12"}
    }


@pytest.mark.parametrize(
    ("iso", "said"),
    [
        ("2015-06-01", {"day": 1, "month": 6, "year": 2015}),
        ("2015", {"year": 2015}),
        ("--06-01", {"day": 1, "month": 6}),
        ("--06", {"month": 6}),
        ("not_known", {}),
        ("", {}),
    ],
)
def test_dates_are_said_as_far_as_they_are_known(iso, said):
    assert date_said(iso) == said
