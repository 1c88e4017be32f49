"""The information-governance lead finds who saw and did what, and leaves a trace of having looked."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.integration.agency.asking import ask, client
from tests.world import BEFORE, SETUP, TUESDAY

from mash.casework.cases.events import VIEWED
from mash.casework.matters.models import Matter
from mash.foundation.kernel import Ref
from mash.foundation.kernel.time import now
from mash.foundation.ledger import append, queries
from mash.foundation.ledger.models import Entry, Term, Waiting
from mash.foundation.ledger.proof.checkpoints import SEQUENCER
from mash.foundation.ledger.proof.sequencing import sequence
from mash.foundation.visibility import acting
from mash.interfaces.web.governance import views
from mash.registers.accounts.actions import give_seat, invite

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(world):
    return client(world, "governance")


def text(page):
    return page.content.decode()


def looks(world):
    with acting(world.actor("governance"), now()):
        return list(
            Entry.objects.filter(event="ledger:log:viewed").prefetch_related("mentions").order_by("pk")
        )


def views_of(world, number, at=TUESDAY, who="screener"):
    """That many looks at the only case there is."""
    by = world.actor(who)
    with acting(by, at):
        ref = Matter.objects.get().ref
        for _ in range(number):
            append(VIEWED, by=by, at=at, about=[Ref("matter", ref)], payload={"part": "page"})
    return ref


def test_the_log_says_in_sentences_who_did_what(world, lead):
    ask(world)
    page = text(lead.get("/governance/ledger"))
    assert "Screener Person rated the case amber" in page
    assert "Screener Person asked police for information" in page
    assert "Screener, county-children" in page


def test_no_person_of_a_case_is_named(world, lead):
    ask(world)
    for path in ("/governance/ledger", "/governance/ledger.csv"):
        shown = text(lead.get(path))
        for name in ("Bellweather", "Rosa", "Tannery", "hungry", "decide on next steps"):
            assert name not in shown


def test_it_is_searched_by_reference_name_event_and_day(world, lead):
    request = ask(world)
    matter = views_of(world, 1, at=TUESDAY + timedelta(days=3))

    def found(**query):
        lines = csv.DictReader(io.StringIO(text(lead.get("/governance/ledger.csv", query))))
        return [line for line in lines if line["event"] != "ledger:log:viewed"]

    assert {"cases:case:rated", "cases:case:viewed"} <= {one["event"] for one in found(ref=matter)}
    assert found(ref=matter.lower().replace("-", " ")) == found(ref=matter)
    assert [one["event"] for one in found(ref=request, kind="request")] == ["sharing:request:sent"]
    assert not found(ref=request, kind="matter")
    assert {one["name"] for one in found(actor="SCREENER")} == {"Screener Person"}
    assert [one["event"] for one in found(event="cases:case:viewed")] == ["cases:case:viewed"]
    days = {"since-day": "12", "since-month": "6", "since-year": "2026"}
    assert [one["event"] for one in found(**days)] == ["cases:case:viewed"]
    until = {"until-day": "9", "until-month": "6", "until-year": "2026"}
    assert "cases:case:viewed" not in {one["event"] for one in found(**until)}
    assert "cases:case:rated" in {one["event"] for one in found(**until)}
    groups = {one["event"].partition(":")[0] for one in found(event="cases:")}
    assert groups == {"cases"}
    assert len(found(event="cases:")) > len(found(event="cases:case:rated"))
    assert [one["event"] for one in found(purpose="LOW-s4")] == ["sharing:request:sent"]
    assert not found(purpose="elsewhere")
    assert request in {
        one
        for line in found(ref="police", kind="agency")
        for one in line["about"].replace("request:", "").split()
    }


def test_it_is_searched_by_the_agency_that_somebody_acted_for(world, lead):
    request = ask(world)
    assert client(world, "police").get(f"/requests/{request}/answer/1").status_code == 200

    def found(**query):
        lines = csv.DictReader(io.StringIO(text(lead.get("/governance/ledger.csv", query))))
        return {line["name"] for line in lines}

    assert found(agency="police") == {"Police Person"}
    assert not found(agency="health")
    assert not found(agency="police", actor="Screener")
    assert lead.get("/governance/ledger.csv", {"agency": "nobody"}).status_code == 404


def test_names_and_purposes_are_found_before_and_after_the_sequencer_has_taken_them(world, lead):
    ask(world)

    def found(**query):
        return list(csv.DictReader(io.StringIO(text(lead.get("/governance/ledger.csv", query)))))

    before = found(actor="screener"), found(purpose="below"), found(actor="screener", event="sharing:")
    assert all(before)
    with acting(SEQUENCER, now()):
        sequence()
        assert Term.objects.filter(kind="actor", name="Screener Person").count() == 1
        assert not Waiting.objects.exists()
    assert (
        found(actor="screener"),
        found(purpose="below"),
        found(actor="screener", event="sharing:"),
    ) == before


def test_what_a_lead_of_another_hub_may_not_see_is_no_term_of_hers(world):
    ask(world)
    with acting(SEQUENCER, now()):
        sequence()
    other = another_lead(world)
    with acting(world.actor("city-lead"), now()):
        assert not Term.objects.filter(name="Screener Person").exists()
        assert not Term.objects.filter(kind="purpose").exists()
    for query in ({"actor": "Screener"}, {"purpose": "below"}, {"agency": "police"}, {"event": "cases:"}):
        page = other.get("/governance/ledger", query)
        assert "Nothing was found." in text(page), query


def test_the_latest_is_what_happened_last_not_what_was_written_last(world, lead):
    ask(world)
    views_of(world, 1, at=TUESDAY + timedelta(days=3))
    views_of(world, 1, at=TUESDAY + timedelta(days=2))
    lines = csv.DictReader(
        io.StringIO(text(lead.get("/governance/ledger.csv", {"event": "cases:case:viewed"})))
    )
    times = [line["at"] for line in lines]
    assert times == sorted(times, reverse=True)


def test_wrong_days_are_said_and_find_nothing(world, lead):
    ask(world)
    page = lead.get("/governance/ledger", {"since-day": "31", "since-month": "2", "since-year": "2026"})
    assert "There is no such date" in text(page)
    backwards = {
        "since-day": "2",
        "since-month": "6",
        "since-year": "2026",
        "until-day": "1",
        "until-month": "6",
        "until-year": "2026",
    }
    assert "must be the same day" in text(lead.get("/governance/ledger", backwards))
    assert "Nothing was found." in text(lead.get("/governance/ledger", backwards))
    assert lead.get("/governance/ledger", {"ref": "a\x00b", "before": "x" * 50}).status_code == 200
    assert lead.get("/governance/ledger", {"before": "9" * 30}).status_code == 200
    assert lead.get("/governance/ledger.csv", backwards).status_code == 404


def test_pages_go_back_without_shifting(world, lead):
    ask(world)
    views_of(world, queries.PAGE + 5)
    event = {"event": "cases:case:viewed"}
    first = text(lead.get("/governance/ledger", event))
    with acting(world.actor("governance"), now()):
        numbers = list(
            Entry.objects.filter(event="cases:case:viewed").order_by("-pk").values_list("pk", flat=True)
        )
    assert [number for number in numbers if f'/governance/ledger/{number}"' in first] == numbers[
        : queries.PAGE
    ]
    views_of(world, 3)
    second = lead.get("/governance/ledger", {**event, "before": numbers[queries.PAGE - 1]})
    shown = [number for number in numbers if f'/governance/ledger/{number}"' in text(second)]
    assert shown == numbers[queries.PAGE :]
    assert "Older entries" not in text(second)
    assert "The latest entries" in text(second)


def test_an_entry_has_its_purpose_and_all_that_it_names(world, lead):
    request = ask(world)
    with acting(world.actor("governance"), now()):
        number = Entry.objects.get(event="sharing:request:sent").pk
    page = text(lead.get(f"/governance/ledger/{number}"))
    assert "below-s47" in page, "the ground; the words of the purpose stay with the request"
    assert "To decide on next steps." not in page
    assert request in page
    assert lead.get("/governance/ledger/999999999").status_code == 404
    assert lead.get(f"/governance/ledger/{'9' * 40}").status_code == 404


def test_looking_is_itself_in_the_log(world, lead):
    ask(world)
    matter = views_of(world, 1)
    lead.get("/governance/ledger", {"event": "cases:case:viewed"})
    lead.get("/governance/ledger.csv", {"event": "cases:case:viewed"})
    lead.get("/governance/ledger", {"event": "cases:case:closed"})
    one, two = looks(world)
    assert (one.payload["how"], two.payload["how"]) == ("list", "csv")
    assert ("matter", matter) in [(each.kind, each.ref) for each in one.mentions.all()]


def another_lead(world):
    with acting(SETUP, BEFORE):
        user = invite(by=SETUP, at=BEFORE, email="city-lead@example.org", name="City Lead")
        world.users["city-lead"] = user
        world.seats["city-lead"] = give_seat(
            by=SETUP, at=BEFORE, user=user, role="governance", hub=world.hubs["city"]
        )
    return client(world, "city-lead")


def test_another_hub_s_lead_finds_nothing_of_this_one(world):
    ask(world)
    other = another_lead(world)
    assert "Nothing was found." in text(other.get("/governance/ledger"))
    with acting(world.actor("governance"), now()):
        number = Entry.objects.get(event="cases:case:rated").pk
    assert other.get(f"/governance/ledger/{number}").status_code == 404


@pytest.mark.parametrize("who", ["screener", "police", "manager", "administrator", "teacher"])
@pytest.mark.parametrize("path", ["ledger", "ledger.csv", "ledger/refusals", "ledger/1"])
def test_only_the_lead_may_read_it(world, who, path):
    assert client(world, who).get(f"/governance/{path}").status_code == 403


def test_a_refusal_is_listed_with_its_reason(world, lead):
    ask(world)
    client(world, "screener").get("/governance/ledger")
    page = text(lead.get("/governance/ledger/refusals"))
    assert "Screener Person was refused (accounts:role:lacks)" in page
    assert "rated the case" not in page


def test_a_cell_is_never_a_formula(world, lead):
    ask(world)
    with acting(SETUP, BEFORE):
        user = invite(by=SETUP, at=BEFORE, email="odd@example.org", name="=HYPERLINK(1)")
        world.users["odd"] = user
        world.seats["odd"] = give_seat(
            by=SETUP, at=BEFORE, user=user, role="screener", desk=world.desks["county-children"]
        )
    views_of(world, 1, who="odd")
    lines = list(
        csv.DictReader(io.StringIO(text(lead.get("/governance/ledger.csv", {"actor": "HYPERLINK"}))))
    )
    assert [line["name"] for line in lines] == ["'=HYPERLINK(1)"]
    assert lines[0]["what happened"].startswith("'=")


def test_a_file_holds_no_more_than_its_limit(world, lead, monkeypatch):
    ask(world)
    monkeypatch.setattr(views, "CSV_ROWS", 2)
    assert len(list(csv.DictReader(io.StringIO(text(lead.get("/governance/ledger.csv")))))) == 2


def test_a_full_page_costs_as_many_queries_as_a_short_one(world, lead):
    ask(world)
    views_of(world, 1)
    event = {"event": "cases:case:viewed"}
    lead.get("/governance/ledger", event)
    with CaptureQueriesContext(connection) as few:
        lead.get("/governance/ledger", event)
    views_of(world, 40)
    with CaptureQueriesContext(connection) as many:
        lead.get("/governance/ledger", event)
    assert len(many) == len(few) <= 15
