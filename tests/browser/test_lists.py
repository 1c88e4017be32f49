"""Lists of people, at a browser: governance agrees one, the agency uploads it, names its columns and lets it in."""

import pytest
from tests.browser.people import Somebody
from tests.integration.agency.asking import client
from tests.integration.feeds.conftest import HEADING, people

from mash.foundation.kernel.time import now
from mash.interfaces.worker.feeds import work_on_runs
from mash.interfaces.worker.housekeeping import scan_quarantined

LIST = "Children registered with a practice"
AGENCY = "Ostermarch Community Health"
MODE = "What is in the file?"


@pytest.fixture
def somebody(site, open_page, check_axe):
    def sit(who, *, keyboard=False, **browser):
        page = open_page(width=320, **browser)
        cookie = client(site.world, who).cookies["session"]
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site.url}])
        return Somebody(page, check_axe, keyboard)

    return sit


@pytest.fixture
def file(tmp_path):
    def of(rows):
        path = tmp_path / "children.csv"
        path.write_text("\n".join(",".join(row) for row in [HEADING, *rows]), encoding="utf-8")
        return path

    return of


def worker_turns():
    scan_quarantined(at=now())
    work_on_runs(at=now())


def uploads(who, path, title):
    who.go("/lists/")
    who.follow("Import a file")
    who.select("Which list is it?", title)
    who.choose("Everyone: who is missing", group=MODE)
    who.page.locator("input[type=file]").set_input_files(path)


def test_a_list_is_agreed_taken_in_and_ended(somebody, file):
    lead = somebody("governance", keyboard=True)
    lead.go("/lists/")
    lead.follow("Record a list of people without an event")
    lead.press("Record the list")
    lead.sees("Say what the list is")
    lead.select("Agency", AGENCY)
    lead.write("What the list is", LIST)
    lead.write("What it is for", "To find brothers and sisters")
    lead.write("Clause that allows it", "Agreement 4.2")
    lead.write("Reference of the impact assessment", "DPIA-17")
    for part, number in {"Day": "1", "Month": "5", "Year": str(now().year - 1)}.items():
        lead.write(part, number)
    lead.write("Who approved the assessment", "Caldicott guardian")
    for kept in ("Names", "Date of birth", "Address"):
        lead.choose(kept, group="What is kept of each person")
    lead.write("Days after which somebody whom nobody needed is purged", "100")
    lead.press("Record the list")
    lead.heading(LIST)
    lead.sees("Nothing has come in by this list.")
    agreed = lead.page.url

    researcher = somebody("health")
    uploads(researcher, file([*people(2), ["R9", "", "", "", ""]]), f"{AGENCY}: {LIST}")
    researcher.press("Upload")
    researcher.heading("Name the columns")
    researcher.sees("For example: Given1 · Given2")
    researcher.press("Check the file")
    researcher.sees("This goes on by itself.")
    worker_turns()
    researcher.follow("Look again")
    researcher.sees("Was checked")
    researcher.sees("The row says neither a name nor a date of birth nor an identifier.")
    researcher.press("Take the file in")
    worker_turns()
    researcher.follow("Look again")
    researcher.sees("Was taken in")

    lead.go(agreed)
    lead.sees("children.csv")
    lead.press("End this list")
    assert lead.page.get_by_role("button", name="End this list").count() == 0


def test_a_list_of_events_is_taken_in_without_javascript(somebody, file):
    researcher = somebody("health", javascript=False)
    uploads(researcher, file(people(3)), f"{AGENCY}: people with an event at the hub")
    researcher.press("Upload")
    researcher.sees("Confirm that everyone in the file had an event at the hub")
    uploads(researcher, file(people(3)), f"{AGENCY}: people with an event at the hub")
    researcher.choose("Everyone in the file had an event at the hub")
    researcher.press("Upload")
    researcher.heading("Name the columns")
    researcher.press("Check the file")
    worker_turns()
    researcher.follow("Look again")
    researcher.press("Give the file up")
    researcher.sees("Was given up")
