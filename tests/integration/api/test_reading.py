"""A machine reads referrals and cases with a token, and nothing that its seat does not see."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.integration.agency.asking import ask, client
from tests.world import BEFORE, SETUP, TUESDAY, a_worry

from mash.casework.cases.queries.picture import get_case
from mash.casework.intake.actions import receive
from mash.casework.intake.models import Classification, Contact
from mash.casework.matters.models import Matter
from mash.foundation.kernel import Actor
from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting
from mash.interfaces.api import access, schema
from mash.registers.accounts.actions import end_seat, make_token, revoke_token
from mash.registers.accounts.models import ApiToken

pytestmark = pytest.mark.django_db


def token(world, who="screener", **more):
    with acting(SETUP, BEFORE):
        return make_token(by=SETUP, at=BEFORE, seat=world.seats[who], name="Dashboard", **more)


def reader(world, who="screener"):
    return Client(headers={"Authorization": f"Bearer {token(world, who)}"})


def arrive(at=TUESDAY, **changes):
    with acting(Actor.draft("DRAFT"), at):
        return receive(by=Actor.draft("DRAFT"), at=at, arrival=a_worry(**changes))


def entries(world):
    with acting(world.actor("governance"), now()):
        return list(
            Entry.objects.filter(actor__startswith="token:").prefetch_related("mentions").order_by("pk")
        )


def named(entry):
    return {(one.kind, one.ref) for one in entry.mentions.all()}


def test_cases_of_a_desk_are_read_newest_first_page_by_page(world):
    refs = [arrive(TUESDAY + timedelta(minutes=number)).matter.ref for number in range(5)][::-1]
    api = reader(world)
    got, after = [], ""
    for _ in range(3):
        page = api.get("/api/v1/cases", {"desk": "county-children", "limit": 2, "after": after}).json()
        got += [one["ref"] for one in page["items"]]
        after = page["next"]
    assert got == refs
    assert after is None
    assert [len([kind for kind, _ in named(one) if kind == "matter"]) for one in entries(world)] == [2, 2, 1]
    assert entries(world)[0].actor_name == "Screener Person"


def test_one_case_names_its_people_and_the_ledger_names_all_that_was_shown(world):
    request = ask(world)
    with acting(world.actor("screener"), now()):
        matter = Matter.objects.get()
    got = reader(world).get(f"/api/v1/cases/{matter.ref}").json()
    assert [one["name"] for one in got["people"]] == ["Rosa Bellweather", "Tomas Bellweather"]
    assert got["people"][0]["date_of_birth"] == "2017-03-14"
    assert got["rating"] == "amber"
    assert [one["ref"] for one in got["requests"]] == [request]
    (entry,) = entries(world)
    assert {("matter", matter.ref), ("request", request), ("contact", got["contacts"][0])} <= named(entry)
    assert ("person", got["people"][0]["person"]) in named(entry)


def test_referrals_are_what_was_decided_to_be_one(world):
    offered, changed = arrive(), arrive()
    notified = arrive(kind="police-notification")
    with acting(world.actor("screener"), now()):
        for contact, kind in ((changed, "consultation"), (notified, "referral")):
            Classification.objects.create(
                matter_id=contact.matter_id,
                contact=contact,
                kind=kind,
                rationale="As read",
                by="seat:1",
                by_name="Screener",
                at=TUESDAY,
            )
    api = reader(world)
    found = api.get("/api/v1/referrals", {"desk": "county-children"}).json()["items"]
    assert {one["ref"] for one in found} == {offered.ref, notified.ref}
    one = api.get(f"/api/v1/referrals/{offered.ref}").json()
    assert one["worry"].startswith("Rosa came to school hungry")
    assert one["referrer"] == {
        "klass": "professional",
        "role": "Teacher",
        "agency": "Ostermarch schools",
        "keep_identity_from_family": True,
    }
    assert "Marlow" not in str(one)
    assert api.get(f"/api/v1/referrals/{changed.ref}").status_code == 404


@pytest.mark.parametrize("noun", ["cases", "referrals"])
def test_what_the_seat_does_not_see_is_not_there(world, noun):
    contact = arrive()
    ref = contact.ref if noun == "referrals" else contact.matter.ref
    own, other = reader(world), reader(world, "city-screener")
    assert own.get(f"/api/v1/{noun}/{ref}").status_code == 200
    assert other.get(f"/api/v1/{noun}/{ref}").status_code == 404
    assert other.get(f"/api/v1/{noun}", {"desk": "county-children"}).json() == {"items": [], "next": None}
    hidden = other.get(f"/api/v1/{noun}/{ref}").json()
    assert (
        hidden
        == other.get(f"/api/v1/{noun}/ZZZZZ-ZZZZZ").json()
        == other.get(f"/api/v1/{noun}/no%00such").json()
    )


def test_a_role_that_reads_no_cases_is_refused_and_the_refusal_is_kept(world):
    got = reader(world, "police").get("/api/v1/cases", {"desk": "county-children"})
    assert got.status_code == 403
    assert got.json()["error"]["code"] == "accounts:role:lacks"
    with acting(Actor(kind="token", key=str(ApiToken.objects.get().pk)), now()):
        assert Entry.objects.filter(event="ledger:action:refused").count() == 1


def test_without_a_live_token_there_is_nothing(world):
    live = token(world)
    path = "/api/v1/cases?desk=county-children"
    signed_in = client(world, "screener")
    for browser, sent in [
        (Client(), {}),
        (Client(), {"Authorization": "Bearer wrong"}),
        (Client(), {"Authorization": "Bearer wr\u00f6ng"}),
        (Client(), {"Authorization": f"Basic {live}"}),
        (signed_in, {}),
    ]:
        got = browser.get(path, headers=sent)
        assert got.status_code == 401
        assert got["WWW-Authenticate"] == "Bearer"
        assert got.json()["error"]["code"] == "no-token"
    allowed = Client().get(path, headers={"Authorization": f"Bearer {live}"})
    assert allowed.status_code == 200
    assert not allowed.cookies
    assert allowed["Cache-Control"] == "no-store"
    with acting(SETUP, now()):
        revoke_token(by=SETUP, at=now(), token=ApiToken.objects.select_related("seat").get())
    assert Client().get(path, headers={"Authorization": f"Bearer {live}"}).status_code == 401


def test_a_token_sees_nothing_once_it_or_its_seat_has_ended(world):
    contact = arrive()
    short = token(world, expires=BEFORE + timedelta(days=1))
    path = f"/api/v1/cases/{contact.matter.ref}"
    assert Client().get(path, headers={"Authorization": f"Bearer {short}"}).status_code == 401
    api = reader(world)
    assert api.get(path).status_code == 200
    with acting(SETUP, now()):
        end_seat(by=SETUP, at=now(), seat=world.seats["screener"])
    assert api.get(path).status_code in {401, 404}


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({}, 422, "wrong-parameter"),
        ({"desk": "county-children", "limit": 101}, 422, "wrong-parameter"),
        ({"desk": "county-children", "limit": "many"}, 422, "wrong-parameter"),
        ({"desk": "a\x00b"}, 422, "wrong-parameter"),
        ({"desk": "county-children", "after": "ZZZZZ-ZZZZZ"}, 422, "unknown-cursor"),
        ({"desk": "nowhere"}, 404, "not-found"),
    ],
)
def test_a_wrong_parameter_is_said(world, query, status, code):
    got = reader(world).get("/api/v1/cases", query)
    assert (got.status_code, got.json()["error"]["code"]) == (status, code)


def test_a_token_that_asks_too_often_waits(world, monkeypatch):
    monkeypatch.setattr(access, "REQUESTS_A_MINUTE", 3)
    api = reader(world)
    got = [api.get("/api/v1/cases", {"desk": "county-children"}) for _ in range(8)]
    refused = [one for one in got if one.status_code == 429]
    assert refused
    assert refused[0]["Retry-After"] == "60"
    assert refused[0].json()["error"]["code"] == "too-often"
    assert got[0].status_code == 200


def test_only_reading_is_possible(world):
    api = reader(world)
    for verb in (api.post, api.put, api.patch, api.delete):
        assert verb("/api/v1/cases").status_code == 405
    assert api.get("/api/v1/docs").status_code == 404
    assert api.get("/api/v1/openapi.json").status_code == 404


@pytest.mark.parametrize("noun", ["cases", "referrals"])
def test_a_long_list_costs_as_many_queries_as_a_short_one(world, noun):
    api = reader(world)
    arrive()
    api.get(f"/api/v1/{noun}", {"desk": "county-children"})
    with CaptureQueriesContext(connection) as few:
        api.get(f"/api/v1/{noun}", {"desk": "county-children"})
    for _ in range(12):
        arrive()
    with CaptureQueriesContext(connection) as many:
        assert len(api.get(f"/api/v1/{noun}", {"desk": "county-children"}).json()["items"]) == 13
    assert len(many) == len(few)


def test_the_schema_is_plain_and_tells_of_tokens_and_errors():
    found = schema()
    assert found["openapi"].startswith("3.1")
    assert set(found["paths"]) == {
        "/api/v1/referrals",
        "/api/v1/referrals/{ref}",
        "/api/v1/packages",
        "/api/v1/packages/{ref}",
        "/api/v1/packages/{ref}/pdf",
        "/api/v1/packages/{ref}/acknowledgement",
        "/api/v1/notifications",
        "/api/v1/notifications/days/{day}",
        "/api/v1/log/checkpoint",
        "/api/v1/log/tile/{rest}",
        "/api/v1/cases",
        "/api/v1/cases/{ref}",
    }
    schemes = found["components"]["securitySchemes"]
    assert {"type": "http", "scheme": "bearer"} in schemes.values()
    for path, verbs in found["paths"].items():
        [said] = verbs.values()
        assert said["security"]
        done = "204" if path.endswith("/acknowledgement") else "200"
        assert {done, "401", "403", "404", "422", "429"} <= set(said["responses"])


def test_the_desk_s_own_pages_and_the_api_agree(world):
    contact = arrive()
    with acting(world.actor("screener"), now()):
        case = get_case(contact.matter.ref)
        assert Contact.objects.count() == 1
    got = reader(world).get(f"/api/v1/cases/{contact.matter.ref}").json()
    assert (got["state"], got["version"], got["due_step"]) == (case.state, case.version, case.due_step)
