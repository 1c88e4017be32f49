"""Who is who, at a browser: a screener finds, joins, regrets and splits; a reviewer works by keyboard alone."""

import json
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from tests.browser.people import Somebody
from tests.index import served
from tests.integration.agency.asking import client
from tests.world import a_worry

from mash.casework.cases.queries.picture import get_case
from mash.casework.intake.actions import receive
from mash.casework.intake.arrival import PersonSaid
from mash.casework.matters.actions import identify_subject
from mash.foundation.kernel import Actor, Ref
from mash.foundation.kernel.time import now
from mash.foundation.visibility import acting, as_service
from mash.registers.people.actions import relate
from mash.registers.people.clusters import arrivals
from mash.registers.people.matching.start import start_model
from mash.registers.people.models import Identification, Person, Record

FEED = Ref("feed", "AAAAA-BBBBB")
HOME = {"lines": "4 Tannery Row, Ostermarch", "postcode": "ZZ1 4AB"}
MILL = {"lines": "9 Mill Lane, Ostermarch", "postcode": "ZZ9 2QQ"}


def said(given, family, born, address=HOME):
    """`born` as day/month/year."""
    day, month, year = map(int, born.split("/"))
    return {
        "given_name": given, "family_name": family, "born": {"day": day, "month": month, "year": year},
        "address": address,
    }  # fmt: skip


def known_in_a_case(world, *people):
    """Persons who became known by a contact; returns them by given name."""
    at = now() - timedelta(minutes=40)
    with acting(Actor.draft("DRAFT"), at):
        arrival = a_worry(people=tuple(PersonSaid(role=role, said=one) for role, one in people))
        contact = receive(by=Actor.draft("DRAFT"), at=at, arrival=arrival)
    by = world.actor("screener")
    found = {}
    with acting(by, at):
        contact.refresh_from_db()
        for subject in get_case(contact.matter.ref).matter.subjects.select_related("record", "matter"):
            done = identify_subject(by=by, at=at, subject=subject, person=None, reason="New")
            found[done.person.given_name] = done.person
    return found


def supplied(world, links, *records, like=None):
    """Records of an agency's list with links between them by place: (a, b, bits, probability); all are `like` one."""
    at = now() - timedelta(minutes=20)
    with acting(world.actor("manager"), at):
        with as_service("matching"):
            made = [
                Record.objects.create(
                    source=str(FEED), agency="health", key=f"H{number}-{one['given_name']}", digest="1",
                    received_at=at, said=one,
                )
                for number, one in enumerate(records)
            ]  # fmt: skip

        def links_of(record):
            sure = [(like.pk, 8.0, 0.996)] if like else []
            return sure + [
                (made[b if made[a] == record else a].pk, bits, chance)
                for a, b, bits, chance in links
                if record in (made[a], made[b])
            ]

        arrivals.arrive(by=world.actor("manager"), at=at, records=made, links_of=links_of, cause=FEED)


@pytest.fixture(scope="module")
def county(site, django_db_blocker):
    """Rosa, her brother and their father, who lives elsewhere; another agency's Rosa; two doubtful pairs."""
    world = site.world
    with django_db_blocker.unblock():
        at = now() - timedelta(hours=1)
        body = json.loads(start_model().to_json())
        with acting(world.actor("manager"), at):
            model = arrivals.keep_model(
                by=Actor.service("matching"), at=at, version="start", body=body, automatic=0.585
            )
            arrivals.approve_model(by=world.actor("manager"), at=at, model=model, in_force_from=at)
        people = known_in_a_case(
            world,
            ("subject", said("Rosa", "Bellweather", "4/3/2017")),
            ("sibling", said("Tomas", "Bellweather", "2/8/2019")),
            ("parent", said("Edgar", "Bellweather", "9/9/1985", MILL)),
        )
        by = world.actor("screener")
        with acting(by, at):
            relate(by=by, at=at, person=people["Tomas"], kind="sibling of", other=people["Rosa"])
            relate(by=by, at=at, person=people["Edgar"], kind="parent of", other=people["Rosa"])
            record = Identification.objects.get(person=people["Tomas"]).record
        supplied(world, [], said("Tomas", "Bellweather", "2/8/2019"), like=record)
        supplied(world, [], said("Rossa", "Bellwether", "3/4/2017", HOME))
        supplied(
            world,
            [(0, 1, -1.0, 0.33), (2, 3, 0.1, 0.52)],
            said("Alba", "Quill", "1/2/2011", MILL), said("Alba", "Quill-Ward", "1/2/2011", MILL),
            said("Ned", "Marsh", "5/6/2012", MILL), said("Edward", "Marsh", "5/6/2012", MILL),
        )  # fmt: skip
    return world


@pytest.fixture(scope="module")
def index(site, county, django_db_blocker):
    """The process that has the index, here a thread of this one."""
    with (
        tempfile.TemporaryDirectory(prefix="mash-lookup-") as folder,
        django_db_blocker.unblock(),
        served(Path(folder)) as path,
    ):
        yield path


@pytest.fixture
def somebody(site, county, index, open_page, check_axe):
    def sign_in(who, *, keyboard=False, **browser):
        page = open_page(**browser)
        cookie = client(site.world, who).cookies["session"]
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site.url}])
        return Somebody(page, check_axe, keyboard)

    return sign_in


def public_id(world, given):
    with acting(world.actor("screener"), now()):
        return Person.objects.filter(given_name=given).order_by("pk")[0].public_id


def test_a_screener_finds_joins_and_regrets(site, somebody):
    who = somebody("screener", width=320)
    who.go("/desk/people")
    # Misspelt, and day and month of birth the other way round.
    who.write("First name", "Rossa")
    who.write("Last name", "Belwether")
    who.write("Day", "3")
    who.write("Month", "4")
    who.write("Year", "2017")
    who.press("Search")
    who.follow("Rosa Bellweather")
    who.heading("Rosa Bellweather")
    who.sees("brother or sister")
    who.sees("Known at another address:")
    who.sees("9 Mill Lane")
    who.sees("Allocated worker:")

    who.follow("Join with another person")
    who.write("First name", "Rossa")
    who.write("Last name", "Bellwether")
    who.press("Search")
    who.follow("Compare with Rossa Bellwether")
    who.sees("Different")
    who.sees("If they are joined")
    who.press("They are one person")
    who.sees("Say why, so that a colleague can follow it later.")
    who.write("Why?", "Health wrote the name as they heard it")
    who.press("They are one person")
    who.sees("They are one person now.")
    who.sees("Also known here as:")

    who.follow("Undo this")
    who.sees("Health wrote the name as they heard it")
    who.press("Undo this")
    who.sees("It is undone.")
    assert who.page.get_by_text("Also known here as:").count() == 0


def test_what_the_machine_joined_is_split_by_two_people(site, somebody):
    who = somebody("screener", width=320)
    who.go(f"/people/{public_id(site.world, 'Tomas')}/")
    who.sees("Almost certainly")
    who.follow("Some records are of somebody else")
    who.choose("list of people")
    who.press("See what follows")
    who.sees("Records that leave")
    who.write("Why?", "They are cousins")
    who.press("Ask a colleague to agree")
    who.sees("Waits for a colleague")

    reader = somebody("decider", width=320)
    reader.go("/people/waiting/")
    reader.follow("Tomas Bellweather")
    second = somebody("decider", width=320, javascript=False)
    second.go("/people/waiting/")
    second.follow("Tomas Bellweather")
    second.sees("They are cousins")
    second.press("Agree and split")
    second.sees("The person is split.")
    who.go(second.page.url.removeprefix(site.url))
    assert who.page.get_by_text("Almost certainly").count() == 0
    who.follow("Undo this")
    who.press("Undo this")
    who.sees("It is undone.")


def test_a_reviewer_works_the_queue_by_keyboard_alone(somebody):
    who = somebody("screener", keyboard=True)
    assert who.go("/people/review/") == 200
    first = who.page.locator("input[name=a]").get_attribute("value")
    who.sees("The machine is not sure")
    who.press("Two persons")
    who.sees("Recorded: two persons")
    assert who.page.locator("input[name=a]").get_attribute("value") != first
    # The focus stands at the pair: the next key goes on from there, and not from the top of the page.
    who.page.keyboard.press("Tab")
    assert who.page.evaluate("document.activeElement.value") == "same"
    who.page.keyboard.press("Tab")
    who.page.keyboard.press("Tab")
    with who.page.expect_navigation():
        who.page.keyboard.press("Enter")
    who.sees("Recorded: cannot tell")
    who.sees("No pair waits for you.")
    who.read(who.page)


def test_the_queue_needs_no_javascript(somebody):
    who = somebody("decider", javascript=False, width=320)
    who.go("/people/review/")
    who.press("Same person")
    who.sees("Recorded: same person")


@pytest.mark.parametrize("width", [320, 1280])
def test_the_rest_of_the_room_has_no_fault_that_axe_finds(somebody, width):
    who = somebody("manager", width=width)
    for path in (
        "/people/review/alike/",
        "/people/review/disagreements/",
        "/people/waiting/",
        "/people/models/",
    ):
        assert who.go(path) == 200
    who.follow("start")
    who.sees("What each agreement says")
