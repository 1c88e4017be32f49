"""The desk's lists: what is shown, in which order, to whom, and that the ledger names it."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.world import a_worry

from mash.casework.cases.actions import assign, claim, rate
from mash.casework.cases.queries.picture import get_case
from mash.casework.intake.actions import receive
from mash.foundation.kernel import Actor, Refused
from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def world(world):
    cache.clear()
    return world


def as_user(world, who):
    client = Client()
    client.force_login(world.users[who], backend=BACKEND)
    return client


def arrive(minutes_ago=30, **changes):
    at = now() - timedelta(minutes=minutes_ago)
    with acting(Actor.draft("DRAFT"), at):
        return receive(by=Actor.draft("DRAFT"), at=at, arrival=a_worry(**changes))


def ref_of(world, contact, who="screener"):
    with acting(world.actor(who), now()):
        contact.refresh_from_db()
        return contact.matter.ref


def rated(world, ref, rating):
    by = world.actor("screener")
    with acting(by, now()):
        return rate(by=by, at=now(), case=get_case(ref), rating=rating, rationale="Reason.")


def test_the_worst_and_the_latest_stand_first(world):
    calm, grave = (ref_of(world, arrive()) for _ in range(2))
    rated(world, calm, "green")
    rated(world, grave, "red")
    text = as_user(world, "screener").get("/desk/").text
    assert text.index(grave) < text.index(calm)
    assert "Red" in text
    assert "left" in text or "overdue" in text


def test_queues_count_and_filter(world):
    refs = [ref_of(world, arrive()) for _ in range(3)]
    rated(world, refs[0], "amber")
    client = as_user(world, "screener")
    text = client.get("/desk/?queue=new").text
    assert refs[0] not in text
    assert refs[1] in text
    text = client.get("/desk/?rating=amber").text
    assert refs[0] in text
    assert refs[1] not in text
    assert client.get("/desk/?queue=nonsense").status_code == 404


def test_the_ledger_names_every_case_shown_before_the_page_leaves(world):
    refs = {ref_of(world, arrive()) for _ in range(2)}
    as_user(world, "screener").get("/desk/")
    with acting(world.actor("governance"), now()):
        entry = Entry.objects.filter(event="cases:worklist:viewed").latest("pk")
        assert {one.ref for one in entry.mentions.all() if one.kind == "matter"} == refs
        assert entry.payload == {"queue": "open", "shown": 2}


def test_another_hub_sees_none_of_it(world):
    ref = ref_of(world, arrive())
    assert ref not in as_user(world, "city-screener").get("/desk/").text


def test_a_manager_changes_desk_within_the_hub_and_no_further(world):
    ref = ref_of(world, arrive())
    client = as_user(world, "manager")
    assert ref in client.get("/desk/?desk=county-children").text
    assert ref not in client.get("/desk/?desk=county-adults").text
    assert "Kilnminster" not in client.get("/desk/?desk=city-children").text


def test_taking_a_case_from_the_list_comes_back_to_its_row(world):
    ref = ref_of(world, arrive())
    client = as_user(world, "screener")
    assert "Take it" in client.get("/desk/?queue=new").text
    answer = client.post("/desk/claim", {"ref": ref, "back": "/desk/?queue=new&page=1"})
    assert answer.url == f"/desk/?queue=new&page=1#case-{ref}"
    text = client.get("/desk/?queue=mine").text
    assert ref in text
    assert "is yours" in text
    assert client.post("/desk/claim", {"ref": ref, "back": "//elsewhere.example"}).url.startswith("/desk/")


def test_what_somebody_has_is_not_taken_from_the_list(world):
    ref = ref_of(world, arrive())
    by = world.actor("decider")
    with acting(by, now()):
        claim(by=by, at=now(), case=get_case(ref))
    client = as_user(world, "screener")
    client.post("/desk/claim", {"ref": ref})
    assert "Decider Person has" in client.get("/desk/").text
    with acting(by, now()):
        assert get_case(ref).worker == world.users["decider"]


def test_a_hidden_case_cannot_be_taken(world):
    ref = ref_of(world, arrive())
    assert as_user(world, "city-screener").post("/desk/claim", {"ref": ref}).status_code == 404
    assert as_user(world, "screener").post("/desk/claim", {"ref": "nonsense"}).status_code == 404


def test_twice_the_cases_need_no_more_queries_and_never_more_than_twelve(world):
    client = as_user(world, "screener")
    for _ in range(3):
        arrive()
    client.get("/desk/")

    def count():
        with CaptureQueriesContext(connection) as seen:
            client.get("/desk/")
        return [
            one["sql"] for one in seen.captured_queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))
        ]

    few = count()
    for _ in range(6):
        arrive()
    many = count()
    assert len(many) == len(few) <= 12, "\n".join(many)


def test_pages_hold_25(world):
    for number in range(26):
        arrive(minutes_ago=30 + number)
    client = as_user(world, "screener")
    assert client.get("/desk/").text.count("data-mash-row") == 25
    assert client.get("/desk/?page=2").text.count("data-mash-row") == 1
    assert client.get("/desk/?page=nonsense").text.count("data-mash-row") == 25


def test_a_practitioner_sees_only_what_a_manager_gave(world):
    given, other = (ref_of(world, arrive()) for _ in range(2))
    by = world.actor("manager")
    with acting(by, now()):
        assert not isinstance(
            assign(by=by, at=now(), case=get_case(given), worker=world.users["practitioner"]), Refused
        )
    text = as_user(world, "practitioner").get("/desk/").text
    assert given in text
    assert other not in text
    assert "Take it" not in text


def test_the_board_says_who_has_how_much_and_gives_cases_away(world):
    ref = ref_of(world, arrive())
    client = as_user(world, "manager")
    assert "Cases that nobody has" in client.get("/desk/load").text
    wrong = client.post("/desk/load", {"ref": ref, "worker": ""}).text
    assert "Choose who gets the case" in wrong
    assert wrong.split("<title>")[1].startswith("Error")
    client.post("/desk/load", {"ref": ref, "worker": str(world.users["screener"].pk)})
    text = client.get("/desk/load").text
    assert "Screener Person" in text
    assert ref in client.get(f"/desk/load?worker={world.users['screener'].pk}").text


def test_nobody_from_another_hub_is_given_a_case(world):
    ref = ref_of(world, arrive())
    by = world.actor("manager")
    with acting(by, now()):
        done = assign(by=by, at=now(), case=get_case(ref), worker=world.users["city-screener"])
    assert isinstance(done, Refused)
    client = as_user(world, "manager")
    answer = client.post("/desk/load", {"ref": ref, "worker": str(world.users["city-screener"].pk)})
    assert "There is a problem" in answer.text


@pytest.mark.parametrize("who", ["police", "teacher", "governance", "administrator"])
def test_roles_without_cases_have_no_worklist(world, who):
    assert as_user(world, who).get("/desk/").status_code == 403


def test_a_screener_gives_nothing_away(world):
    assert as_user(world, "screener").get("/desk/load").status_code == 403


def test_closed_cases_have_their_own_list(world):
    assert "No case has been closed." in as_user(world, "screener").get("/desk/closed").text
