"""Two worlds that differ in what some may not see are the same to them: bytes, headers, sizes and numbers of statements."""

import random
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.integration.agency.asking import ask, client
from tests.integration.casework.sealing import item, matter_of, sealed_item, supply
from tests.integration.casework.test_two_worlds import NOISE, NUMBERED, UndoneError
from tests.world import SETUP, TUESDAY, a_worry

from mash.casework.access.actions import declare_close
from mash.casework.cases.actions import claim, note, rate
from mash.casework.cases.queries.picture import get_case
from mash.casework.intake.actions import receive
from mash.casework.intake.arrival import PersonSaid
from mash.casework.matters.actions import identify_subject, restrict
from mash.foundation.kernel import Actor, seeded
from mash.foundation.visibility import acting
from mash.interfaces.web.routes import listing
from mash.registers.accounts.actions import make_token
from mash.registers.people.models import Person

pytestmark = pytest.mark.django_db
AT = TUESDAY + timedelta(hours=3)
SAID = {
    "given_name": "Ottilie",
    "family_name": "Quarrendon",
    "nhs_number": "9990000026",
    "born": {"day": 3, "month": 5, "year": 2014},
    "address": {"lines": "19 Hidden Row, Ostermarch", "postcode": "ZZ2 7QX"},
}
UNNAMED = ("screener", "city-screener", "health", "practitioner")
LOOKS = (
    ("POST", "/desk/people", {"family": "Quarrendon"}),
    ("POST", "/desk/people", {"family": "Quarrendon", "given": "Ottilie"}),
    ("POST", "/desk/people", {"nhs": "9990000026"}),
    ("POST", "/desk/people", {"house": "19", "postcode": "ZZ2 7QX"}),
    ("POST", "/desk/people", {"family": "Bellweather"}),
    ("GET", "/desk/", {}),
    ("GET", "/desk/?page=2", {}),
    ("GET", "/desk/?state=closed", {}),
    ("GET", "/desk/?rating=amber", {}),
    ("GET", "/desk/sealed", {}),
    ("GET", "/requests/", {}),
    ("GET", "/requests/?state=answered", {}),
    ("GET", "/home", {}),
    ("HEAD", "/desk/", {}),
    ("GET", "/cases/ZZZZZ-ZZZZZ/", {}),
    ("PUT", "/desk/", {}),
    ("GET", "/api/v1/cases?desk=county-children", {}),
    ("GET", "/api/v1/cases?desk=county-children&limit=1", {}),
    ("GET", "/api/v1/referrals?desk=county-children", {}),
    ("GET", "/api/v1/cases?desk=city-children", {}),
)
LIST_HEADERS = (
    "ETag",
    "Location",
    "X-Total",
    "Link",
    "Content-Length",
    "Last-Modified",
    "Content-Type",
    "Vary",
)


def a_restricted_case(world):
    """Somebody whom nobody else knows, and the wiped traces of their case."""
    by = Actor.draft("TWIN")
    with acting(by, TUESDAY):
        person = PersonSaid(role="subject", said=SAID)
        contact = receive(by=by, at=TUESDAY, arrival=a_worry(people=(person,)))
    _worked_on(world, contact.matter.ref, person=None)


def a_hidden_side_of_a_known_person(world):
    """A restricted case about the child whom everybody knows."""
    with acting(world.actor("screener"), TUESDAY):
        known = Person.objects.get(given_name="Rosa")
    by = Actor.draft("TWIN")
    with acting(by, TUESDAY):
        contact = receive(by=by, at=TUESDAY, arrival=a_worry(people=a_worry().people[:1]))
    _worked_on(world, contact.matter.ref, person=known)


def _worked_on(world, ref, *, person):
    by, at = world.actor("manager"), TUESDAY + timedelta(hours=1)
    with acting(by, at):
        case = get_case(ref)
        assert restrict(by=by, at=at, matter=case.matter, restriction="restricted")
        claim(by=by, at=at, case=case)
        for subject in case.matter.subjects.select_related("record", "matter"):
            identify_subject(by=by, at=at, subject=subject, person=person, reason="Same number")
        rate(by=by, at=at, case=get_case(ref), rating="red", rationale="Hidden rating.")
        note(by=by, at=at, case=get_case(ref), text="Hidden note.")


def a_sealed_item(world):
    supply(world, world.asked, item(), sealed_item())


def nothing_sealed(world):
    supply(world, world.asked, item())


def a_closeness(world):
    """Somebody else is close to the child: what they are kept from is nobody else's to learn."""
    by = world.actor("city-decider")
    with acting(by, TUESDAY):
        from datetime import date

        from mash.casework.access.actions import Whom

        born = date(2017, 3, 14)
        declare_close(
            by=by,
            at=TUESDAY,
            user=world.users["city-decider"],
            relation="relative",
            whom=Whom("Rosa", "Bellweather", born),
        )


@pytest.fixture
def world(world, monkeypatch):
    monkeypatch.setattr("mash.interfaces.web.middleware.now", lambda: AT)
    made = world
    made.clear("manager")
    made.asked = ask(made)
    matter_of(made, made.asked)
    return made


def addresses():
    """Whose example leads where, in this world: by address, (path, whether a program asks)."""
    found = {}
    for route in listing(at=AT):
        if "GET" in route["methods"]:
            for email, path in route["examples"].items():
                found.setdefault(email, []).append((path, route["access"] == "token"))
    return found


def probes(who, browser, extra, known):
    """What each probe answers: {probe: (status, headers, length, statements, words)}."""
    email = f"{'screener' if who == 'machine' else who}@example.org"
    found = {}
    asked = [("GET", path, {}) for path, program in known.get(email, []) if program == (who == "machine")]
    asked += [
        (method, path, data) for method, path, data in LOOKS if path.startswith("/api") == (who == "machine")
    ]
    for method, path, data in asked:
        connection.queries_log.clear()  # it holds so many and no more, and would count none after that
        with CaptureQueriesContext(connection) as statements:
            made = (
                browser.post(path, data, **extra)
                if method == "POST"
                else browser.generic(method, path, **extra)
            )
        said = NUMBERED.sub("", NOISE.sub("", made.content.decode(errors="replace")))
        headers = {name: made.headers.get(name, "") for name in LIST_HEADERS if name != "Content-Length"}
        found[f"{method} {NOISE.sub('', path)} {data}"] = (
            made.status_code,
            headers,
            len(said),
            len(statements),
            said,
        )
    return found


def read(world, story, reading):
    found = {}
    try:
        with transaction.atomic():
            with seeded(random.Random(11)):
                story(world)
            known = addresses()
            for who, (browser, extra) in reading.items():
                found[who] = probes(who, browser, extra, known)
            raise UndoneError  # noqa: TRY301 - only so is the transaction undone
    except UndoneError:
        return found


def readers(world):
    with acting(SETUP, TUESDAY):
        token = make_token(by=SETUP, at=TUESDAY, seat=world.seats["screener"], name="reading")
    found = {who: (client(world, who), {}) for who in UNNAMED}
    found["machine"] = (Client(), {"headers": {"Authorization": f"Bearer {token}"}})
    found["anonymous"] = (Client(), {})
    return found


def differences(bare, full):
    """Each probe that tells the two apart, with what it tells by; and how many there were."""
    told, count = [], 0
    for who, answers in full.items():
        assert answers.keys() == bare[who].keys(), who
        for probe, answer in answers.items():
            count += 1
            parts = zip(
                ("status", "headers", "size", "statements", "words"), bare[who][probe], answer, strict=True
            )
            told += [f"{who} {probe}: {name}" for name, one, other in parts if one != other]
    return told, count


def all_that_is_hidden(world):
    """All of it at once: read one story alone where the two can be told apart."""
    for story in (a_sealed_item, a_restricted_case, a_hidden_side_of_a_known_person, a_closeness):
        story(world)


def test_nobody_can_tell_the_worlds_apart(world):
    reading = readers(world)
    read(world, nothing_sealed, reading)  # what is remembered between requests is the same for both
    bare, full = read(world, nothing_sealed, reading), read(world, all_that_is_hidden, reading)
    told, count = differences(bare, full)
    assert told == []
    assert count >= 60
