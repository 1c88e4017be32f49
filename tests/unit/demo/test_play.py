"""What a worry is made into on its way to the application; no database."""

from datetime import datetime
from io import BytesIO

import pytest

from mash.casework.intake.models import Contact
from mash.casework.matters.models import Subject
from mash.casework.sharing.models import Item, Request
from mash.demo.county.calendar import LONDON
from mash.demo.county.year import year
from mash.demo.play import codes
from mash.demo.play.arrival import arrival
from mash.demo.play.attachments import pdf
from mash.foundation.files.kinds import identify
from mash.registers.standards.actions import DATA


@pytest.fixture(scope="module")
def worries():
    return list(year("tests", until=datetime(2026, 6, 12, 16, 0, tzinfo=LONDON), referrals=300))


def shipped_codes(key):
    import tomllib

    document = tomllib.loads((DATA / "codes" / "casework.toml").read_text("utf-8"))
    return next({code["code"] for code in each["codes"]} for each in document["list"] if each["key"] == key)


def test_nobody_in_a_household_shares_a_key(worries):
    for worry in worries:
        keys = [each.person.key for each in worry.subjects]
        assert len(keys) == len(set(keys)), worry.id


def test_every_code_is_one_that_ships(worries):
    types = {desk: shipped_codes(f"abuse-type-{desk}") for desk in ("children", "adults")}
    routes, outcomes = shipped_codes("route"), shipped_codes("referral-outcome")
    for worry in worries:
        assert set(codes.concern_types(worry)) <= types[worry.desk]
        for decided in worry.decisions:
            route, outcome = codes.route(decided)
            assert route in routes
            assert outcome in outcomes
        for asked in worry.asked:
            assert codes.ground(worry, worry.ratings[0].rating) in dict(Request.GROUNDS)
            for answered in asked.answers:
                assert {codes.HANDLING[item.handling] for item in answered.items} <= dict(
                    Item.HANDLING
                ).keys()
                if answered.reason:
                    assert codes.withheld(answered.reason) in shipped_codes("withhold-reason")


def test_an_arrival_fits_the_columns_it_is_kept_in(worries):
    for worry in worries:
        made = arrival(worry, draft="demo:x")
        assert made.channel in dict(Contact.CHANNELS)
        assert {person.role for person in made.people} <= dict(Subject.ROLES).keys()
        assert all("" not in person.said.values() for person in made.people)
        assert len(made.incident) <= 20


def test_a_protected_address_stands_apart(worries):
    hidden = next(
        each
        for each in worries
        if any(s.person.address and s.person.address.protected for s in each.subjects)
    )
    for person in arrival(hidden, draft="demo:x").people:
        if person.protected_address:
            assert "address" not in person.said


def test_a_small_pdf_is_one():
    made = pdf("Seen (twice) \\ at the gate: “hungry”. " * 20)
    assert identify(BytesIO(made)).content_type == "application/pdf"
