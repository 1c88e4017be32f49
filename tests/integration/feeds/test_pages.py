"""An agency uploads a list, names its columns, reads the report and lets it in; governance agrees wider lists."""

import gzip
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.integration.agency.asking import client
from tests.integration.feeds.conftest import HEADING, people

from mash.foundation.files.models import StoredFile
from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting, as_service
from mash.interfaces.worker.feeds import work_on_runs
from mash.interfaces.worker.housekeeping import scan_quarantined
from mash.registers.people.feeds.models import Feed, Run
from mash.registers.people.feeds.permissions import CONSOLE

pytestmark = pytest.mark.django_db


def csv_of(rows, heading=HEADING):
    return "\n".join(",".join(row) for row in [heading, *rows]).encode()


def upload(web, content, name="people.csv", **changes):
    said = {
        "feed": "hub:health",
        "mode": "snapshot",
        "events": "on",
        "file": SimpleUploadedFile(name, content),
    }
    return web.post("/lists/upload", said | changes)


def text(page):
    return page.content.decode()


def selects(page):
    """Each column's heading, the field chosen for it, and its examples."""
    found = {}
    for heading, hint, options in re.findall(
        r"<label[^>]*>\s*(.*?)\s*</label>.*?<div[^>]*govuk-hint[^>]*>\s*(.*?)\s*</div>.*?<select[^>]*>(.*?)</select>",
        text(page),
        re.DOTALL,
    ):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[heading] = (chosen.group(1) if chosen else "", hint)
    return found


def worker_turns():
    scan_quarantined(at=now())
    work_on_runs(at=now())


def latest():
    with acting(CONSOLE, now()), as_service("feeds"):
        return Run.objects.latest("pk")


@pytest.fixture
def health(world):
    return client(world, "health")


def test_the_whole_way(health, desk):
    page = upload(health, csv_of([*people(2), ["R9", "", "", "", ""]]))
    columns = page["Location"]
    assert re.fullmatch(r"/lists/imports/\w{16}/columns", columns)

    page = health.get(columns)
    assert selects(page) == {
        "ref": ("", "For example: R1 · R2 · R9"),
        "first_name": ("given_name", "For example: Given1 · Given2"),
        "surname": ("family_name", "For example: Family1 · Family2"),
        "dob": ("date_of_birth", "For example: 2001-02-11 · 2002-03-12"),
        "postcode": ("postcode", "For example: ZZ1 4AB · ZZ2 4AB"),
    }
    named = {"column_0": "id", "column_1": "given_name", "column_2": "family_name", "column_3": "date_of_birth",
             "column_4": "postcode", "dates": "dmy", "mode": "snapshot"}  # fmt: skip
    report = health.post(columns, named)["Location"]
    worker_turns()

    page = text(health.get(report))
    assert "Was checked" in page
    assert "The row says neither a name nor a date of birth nor an identifier." in page
    assert desk.live() == {}
    assert health.post(report, {"do": "go"})["Location"] == report
    worker_turns()

    assert set(desk.live()) == {"R1", "R2"}
    assert "Was taken in" in text(health.get(report))
    with acting(CONSOLE, now()), as_service("feeds"):
        assert StoredFile.objects.get().state == "purged"
        assert latest().file == ""
    csv = text(health.get(f"{report}report.csv"))
    assert "4,R9,,Kept aside,The row says neither" in csv


def test_looking_at_a_report_is_in_the_ledger(health, world):
    upload(health, csv_of(people(2)))
    run = latest()
    health.get(f"/lists/imports/{run.public_id}/columns")
    with acting(world.actor("health"), now()):
        seen = Entry.objects.filter(event="feeds:run:viewed", actor=str(world.actor("health")))
        assert [one.payload["run"] for one in seen] == [run.public_id]


def test_whoever_uploads_a_list_of_hub_events_says_so(health):
    page = upload(health, csv_of(people(1)), events="")
    assert "Confirm that everyone in the file had an event at the hub" in text(page)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"%PDF-1.7", "people.csv", "This is not a table."),
        (b"", "people.csv", "empty"),
        (b"MZ", "people.exe", "could harm a computer"),
    ],
)
def test_what_is_no_table_is_said_at_the_field(health, content, name, words):
    assert words in text(upload(health, content, name))


def test_a_packed_table_comes_in_by_the_page(health):
    assert upload(health, gzip.compress(csv_of(people(1))), "people.csv.gz").status_code == 302


def test_a_mapping_without_a_name_is_said_on_the_page(health):
    columns = upload(health, csv_of(people(1)))["Location"]
    page = health.post(columns, {"column_0": "id", "dates": "dmy", "mode": "snapshot"})
    assert "No column is a name or a number of a person." in text(page)


def test_an_alarming_file_asks_for_confirmation(health, desk, table):
    desk.take_in(table(people(100)))
    columns = upload(health, csv_of(people(50)))["Location"]
    named = {"column_0": "id", "column_1": "given_name", "column_2": "family_name", "column_3": "date_of_birth",
             "column_4": "postcode", "dates": "dmy", "mode": "snapshot"}  # fmt: skip
    report = health.post(columns, named)["Location"]
    worker_turns()

    page = text(health.get(report))
    assert "would withdraw 50 of 100 records" in page
    assert "would withdraw 50 of 100" in text(health.post(report, {"do": "go"}))
    health.post(report, {"do": "confirm"})
    worker_turns()
    assert len(desk.live()) == 50
    with acting(world_actor(desk), now()):
        assert Entry.objects.filter(event="feeds:run:confirmed").count() == 1


def world_actor(desk):
    return desk.world.actor("health")


def test_a_file_can_be_given_up(health, desk):
    columns = upload(health, csv_of(people(1)))["Location"]
    report = columns.removesuffix("columns")
    health.post(report, {"do": "give-up"})
    assert "Was given up" in text(health.get(report))
    assert upload(health, csv_of(people(2))).status_code == 302


def test_another_agencys_import_does_not_exist(health, world):
    columns = upload(health, csv_of(people(1)))["Location"]
    report = columns.removesuffix("columns")
    police = client(world, "police")
    assert [police.get(one).status_code for one in (columns, report, f"{report}report.csv")] == [404] * 3
    assert police.post(report, {"do": "give-up"}).status_code == 404


def test_governance_reads_counts_and_no_rows(health, world):
    columns = upload(health, csv_of([*people(1), ["R9", "", "", "", ""]]))["Location"]
    lead = client(world, "governance")
    page = lead.get(columns.removesuffix("columns"))
    assert page.status_code == 200
    assert "What was odd" not in text(page)
    assert lead.get(columns).status_code == 403


AGREED = {
    "agency": "health", "title": "Children of a practice", "purpose": "To find brothers and sisters",
    "clause": "agreement 4.2", "assessment": "DPIA-17", "assessed_on_0": "1", "assessed_on_1": "5",
    "assessed_on_2": "2026", "approver": "Caldicott guardian", "keeps": ["name", "date_of_birth"], "purge_days": "100",
}  # fmt: skip


def test_governance_records_and_ends_a_wider_list(world):
    lead = client(world, "governance")
    page = lead.get("/lists/new")
    names = dict.fromkeys(re.findall(r'name="(assessed_on[^"]*)"', text(page)))
    said = {key: value for key, value in AGREED.items() if not key.startswith("assessed")}
    said |= dict(zip(names, ["1", "5", str(now().year - 1)], strict=True))

    page = lead.post("/lists/new", said)

    assert page.status_code == 302, text(page)
    assert "Purged when unused for" in text(lead.get(page["Location"]))
    assert "Children of a practice" in text(lead.get("/lists/"))
    lead.post(page["Location"], {"do": "end"})
    with acting(CONSOLE, now()), as_service("feeds"):
        assert not Feed.objects.get(scope="wider").in_force(now() + timedelta(seconds=1))


def test_a_wider_list_without_its_assessment_is_refused_on_the_page(world):
    lead = client(world, "governance")
    page = lead.post("/lists/new", {**AGREED, "assessment": "", "purge_days": "9999"})
    assert "Enter the reference" in text(page)
    assert "Enter a number of days from 1 to 730." in text(page)
    with acting(CONSOLE, now()), as_service("feeds"):
        assert not Feed.objects.exists()


@pytest.mark.parametrize("who", ["screener", "teacher", "practitioner", "administrator"])
def test_nobody_else_opens_the_lists(world, who):
    assert client(world, who).get("/lists/").status_code == 403
