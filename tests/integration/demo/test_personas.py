"""The demo's people: one for each role, and nobody outside the demo."""

import json
import stat

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth import authenticate
from tests.integration.demo.conftest import UNTIL

from mash.demo import personas, world
from mash.demo.county.places import AGENCIES, DESKS
from mash.demo.messages import listing as messages
from mash.demo.seed import founded
from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting
from mash.registers.accounts.models import Seat, User
from mash.registers.accounts.queries import actor_for_token
from mash.registers.accounts.roles import ROLES
from mash.registers.clocks.queries import calendar_for
from mash.registers.standards.models import Code, CodeList

pytestmark = pytest.mark.django_db


def test_every_role_desk_and_agency_has_someone(county):
    rows = personas.listing()

    assert {row["role"] for row in rows} == set(ROLES)
    for role in ("screener", "decider"):
        assert {row["desk"] for row in rows if row["role"] == role} == set(DESKS)
    assert {row["agency"] for row in rows if row["role"] == "researcher"} == set(AGENCIES)
    assert {row["seat"] for row in rows} == set(Seat.objects.values_list("pk", flat=True))


def test_a_persona_signs_in_with_password_and_code(county, rf):
    row = next(row for row in personas.listing() if row["role"] == "decider")

    user = authenticate(rf.post("/"), email=row["email"], password=row["password"])
    assert user is not None
    assert user.social_work_registration
    code = format_hotp_value(hotp_value(row["totp_secret"], next(iter(yield_hotp_counters_from_time()))))
    assert TOTP(Authenticator.objects.get(user=user)).validate_code(code)


def test_a_persona_with_a_token_acts_through_it(county):
    row = next(row for row in personas.listing() if row["key"] == "screener.county-children")

    actor = actor_for_token(row["token"], at=now())
    assert (actor.role, actor.desk) == ("screener", "county-children")


def test_the_listing_is_private_and_absent_outside_the_demo(county, settings):
    assert stat.S_IMODE(personas.path().stat().st_mode) == 0o600
    assert len(json.loads(personas.path().read_text())) == len(personas.personas())

    settings.MASH_ENV = "production"
    for ask in (personas.listing, messages):
        with pytest.raises(personas.NotDemoError):
            ask()


def test_setting_up_again_changes_nothing(county):
    before = (Entry.objects.count(), User.objects.count(), Authenticator.objects.count())

    at = founded(UNTIL)
    with acting(world.SETUP, at):
        personas.cast_in(world.set_up(at=at), at=at)

    assert (Entry.objects.count(), User.objects.count(), Authenticator.objects.count()) == before


def test_a_county_that_an_earlier_version_set_up_gets_the_lists_that_came_since(county):
    at = founded(UNTIL)
    with acting(world.SETUP, at):
        Code.objects.filter(list__key="sharing-purpose").delete()
        CodeList.objects.filter(key="sharing-purpose").delete()
        world.set_up(at=at)
        assert Code.objects.filter(list__key="sharing-purpose").exists()


def test_a_desk_keeps_its_hub_s_hours(county):
    friday = UNTIL.date()

    assert calendar_for("county-children", at=UNTIL).day_length(friday).total_seconds() == 8 * 3600
    assert calendar_for("city-children", at=UNTIL).day_length(friday).total_seconds() == 8.5 * 3600
