"""The grid: what is on it and in which order, opened and rated in its rows, by whom, in how many statements."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.integration.triage.waiting import as_user, notified, rated, somebody, versions

from mash.casework.cases.actions.attention import further_mail
from mash.casework.cases.queries.picture import get_case
from mash.casework.mailbox.models import Further
from mash.foundation.kernel import Actor, Refused
from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(world):
    cache.clear()
    return world


def mail(world, ref):
    """Somebody who wrote before writes again."""
    with acting(world.actor("screener"), now()):
        matter = get_case(ref).matter
    by = Actor.service("mailbox")
    with acting(by, now()):
        further_mail(Further(matter=matter), by, now())


def order(text):
    return re.findall(r'id="row-([0-9A-Z-]+)"', text)


def test_rows_stand_in_order_of_risk_and_clock_with_what_came_before(world):
    calm = notified(somebody("Ada"), minutes=90, grade="Standard", incident="AAAAA-AAAAA")
    grave = notified(somebody("Bryn"), minutes=5, danger_now="yes", grade="High")
    same = notified(somebody("Cora"), minutes=1, incident="AAAAA-AAAAA")
    other = notified(somebody("Dewi"), kind="referral", channel="form", minutes=60, content={})
    done = notified(somebody("Elin"), minutes=50)
    assert not isinstance(rated(world, "screener", done), Refused)
    notified(somebody("Finn"), population="adults")
    notified(somebody("Gwen"), hub="city")

    client = as_user(world, "screener")
    text = client.get("/triage/").text
    assert order(text) == [grave, calm, same], "police notifications first, those of one incident together"
    assert "2 contacts about one incident" in text
    assert "Bryn Quillon (10 years)" in text
    assert "0 in 3 months, 0 in 6, 0 in 12" in text
    assert "Danger now" in text
    assert set(order(client.get("/triage/?show=all").text)) == {grave, calm, same, other}
    assert order(client.get("/triage/?show=other").text) == [other]
    assert order(client.get("/triage/?grade=High").text) == [grave]
    assert order(client.get("/triage/?channel=form&show=all").text) == [other]
    assert client.get("/triage/?show=nonsense").status_code == 404
    with acting(world.actor("governance"), now()):
        entry = Entry.objects.filter(event="cases:worklist:viewed", payload__shown=3).latest("pk")
        assert {one.ref for one in entry.mentions.all() if one.kind == "matter"} == {grave, calm, same}

    assert client.get("/desk/").text.count("/triage/") == 1
    for who in ("police", "governance", "practitioner"):
        assert as_user(world, who).get("/triage/").status_code == 403
    theirs = as_user(world, "city-screener")
    assert not {grave, calm, same} & set(order(theirs.get("/triage/").text))
    for address in (f"/triage/?open={grave}", "/triage/?open=ZZZZZ-ZZZZZ"):
        assert theirs.get(address).status_code == 404
    assert theirs.post(f"/triage/{grave}/rate", {"rating": "red", "rationale": "No."}).status_code == 404
    assert theirs.post(f"/triage/{grave}/open").status_code == 404


def test_a_row_is_opened_by_one_and_rated_in_its_place(world):
    first, second = notified(somebody("Ada"), minutes=90), notified(somebody("Bryn"), minutes=10)
    client, other = as_user(world, "screener"), as_user(world, "decider")
    answer = client.post(f"/triage/{first}/open", {"back": "?show=police&page=1&evil=//x"})
    assert answer.url == f"/triage/?show=police&page=1&open={first}#row-{first}"
    assert "Why this rating" in client.get(answer.url).text
    assert "Why this rating" in other.get(f"/triage/?open={first}").text, "a link opens it to read"
    with acting(world.actor("screener"), now()):
        assert get_case(first).worker == world.users["screener"]

    # Somebody else is told who has it, and may take it over; what they typed stays.
    late = other.post(f"/triage/{first}/open", {"back": ""}, follow=True).text
    assert "Screener Person works on it" in late
    kept = other.post(f"/triage/{first}/rate", {"rating": "red", "rationale": "My own words."}).text
    assert "Screener Person has it open already" in kept
    assert "My own words." in kept

    empty = client.post(f"/triage/{first}/rate", {"rationale": "Half typed."}).text
    assert "Choose a rating" in empty
    assert "Half typed." in empty
    said = {"rating": "amber", "rationale": "Two adults.", "next": second, "back": "?show=police"}
    said |= versions(client.get(f"/triage/?open={first}").text)
    # Mail that came since the row was opened is told, at the reason, and nothing typed is lost.
    mail(world, first)
    late = client.post(f"/triage/{first}/rate", said).text
    assert "A colleague has changed this case since you opened it" in late
    assert "A further message has come" in late
    assert "Two adults." in late
    assert versions(late) != {"version": said["version"]}
    said |= versions(late)
    answer = client.post(f"/triage/{first}/rate", said)
    assert answer.url == f"/triage/?show=police#row-{second}"
    assert f"{first} is rated amber." in client.get("/triage/").text
    assert client.post(f"/triage/{first}/rate", said).status_code == 302, "a double click does nothing twice"

    kept = other.post(f"/triage/{first}/rate", {"rating": "red", "rationale": "My own words."}).text
    assert "Screener Person has rated it amber already" in kept
    assert "My own words." in kept
    with acting(world.actor("screener"), now()):
        assert list(get_case(first).matter.ratings.values_list("rating", "by_name")) == [
            ("amber", "Screener Person")
        ]


def test_a_script_gets_the_row_alone_and_is_told_what_was_done(world):
    ref = notified(somebody("Ada"))
    client = as_user(world, "screener")
    script = {"HX-Request": "true"}
    answer = client.post(f"/triage/{ref}/open", headers=script)
    assert "<html" not in answer.text
    assert answer.text.count("<tbody") == 1
    read = versions(answer.text)
    wrong = client.post(f"/triage/{ref}/rate", {"rating": "red", "rationale": " ", **read}, headers=script)
    assert "Give the reason for the rating" in wrong.text
    assert versions(wrong.text) == read
    done = client.post(f"/triage/{ref}/rate", {"rating": "red", "rationale": "Now.", **read}, headers=script)
    assert not done.text
    assert ref in done["HX-Trigger-After-Settle"]
    assert "rated red" in done["HX-Trigger-After-Settle"]


def test_repeats_are_looked_at_by_opening_the_row(world):
    ada = somebody("Ada", house="4")
    refs = [notified(ada, days=days) for days in (30, 20, 0)]
    client = as_user(world, "screener")
    text = client.get("/triage/").text
    assert text.count("Third contact within 3 months") == 1
    assert "2 in 3 months, 2 in 6, 2 in 12" in text
    said = {"rating": "green", "rationale": "Known.", "version": "1"}
    refused = client.post(f"/triage/{refs[2]}/rate", said).text
    assert "look at what came before, then rate" in refused
    assert "Known." in refused
    assert refs[0] in refused
    assert client.post(f"/triage/{refs[2]}/rate", said).status_code == 302
    with acting(world.actor("governance"), now()):
        entry = Entry.objects.filter(event="cases:history:viewed").latest("pk")
        assert {one.ref for one in entry.mentions.all() if one.kind == "matter"} >= set(refs)


def test_the_number_of_statements_does_not_grow_with_the_rows(world):
    def many(count):
        for number in range(count):
            notified(
                somebody("Ada", born=(2010, 1, number % 28 + 1), house=str(number % 5 + 1)),
                somebody("Mair", born=(1985, 2, 1), role="parent"),
                minutes=number + 1,
            )

    client = as_user(world, "screener")
    many(3)
    client.get("/triage/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert len(order(client.get("/triage/").text)) == 3
    many(50)
    begun = now()
    with CaptureQueriesContext(connection) as more:
        assert len(order(client.get("/triage/").text)) == 50
    assert len(more) == len(few), [one["sql"][:120] for one in more]
    assert now() - begun < timedelta(seconds=5)
