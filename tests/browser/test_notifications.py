"""Police notifications at a browser: a day is reconciled, a rejected row is put right and tried again."""

import pytest
from tests.browser.people import Somebody
from tests.integration.agency.asking import client
from tests.integration.notifications.conftest import Force, notification, write_csv

from mash.foundation.kernel.time import now
from mash.interfaces.worker.housekeeping import scan_quarantined
from mash.interfaces.worker.notifications import take_uploads, take_waiting


@pytest.fixture
def somebody(site, open_page, check_axe):
    def sit(who, *, keyboard=False, **browser):
        page = open_page(width=320, **browser)
        cookie = client(site.world, who).cookies["session"]
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site.url}])
        return Somebody(page, check_axe, keyboard)

    return sit


def test_a_day_is_reconciled_and_a_rejected_row_put_right(site, somebody, tmp_path):
    force = Force(site.world)
    force.at = now()
    rows = [notification(1), notification(1), notification(2, **{"PPN reference": ""})]
    force.take(write_csv(tmp_path / "monday.csv", rows))

    who = somebody("screener", keyboard=True)
    who.go("/notifications/")
    who.follow("Police notifications, ", within=who.page.locator("main"))
    who.sees("monday.csv")
    who.sees("The force’s reference is missing")
    who.follow("Row 4")
    who.heading("Row 4")
    who.write("PPN reference", "PPN-000002")
    who.press("Try again")
    who.sees("Waits")
    who.sees("Put right since")
    assert take_waiting(at=now()) == 1
    who.go(who.page.url)
    who.sees("The case that it became")

    police = somebody("police")
    police.go("/notifications/")
    police.follow("Police notifications, ", within=police.page.locator("main"))
    police.sees("monday.csv")


def test_a_source_is_recorded_and_a_file_handed_over_mapped_and_its_day_signed_off(site, somebody, tmp_path):
    lead = somebody("governance", keyboard=True)
    lead.go("/notifications/")
    lead.follow("Sources, and files")
    lead.follow("Record a source")
    lead.press("Record the source")
    lead.sees("Choose the force")
    lead.select("Force", "Ostermarch Police")
    lead.select("Desk that receives them", "County children desk")
    lead.write("Short name", "city-ppn")
    lead.write("Title", "Night notifications")
    lead.choose("Every day", group="On which days must something come?")
    lead.write("By which time?", "9am")
    lead.press("Record the source")
    lead.heading("Night notifications")
    lead.follow("Change what is agreed")
    lead.write("This force’s own words for roles", "IP = subject")
    lead.press("Change the source")
    lead.follow("Make a new secret")
    lead.press("Make a secret")
    lead.sees("It is not shown again")

    who = hands_over(somebody, tmp_path)
    who.follow("Reconcile the day")
    who.sees("Not signed off")
    who.press("Sign the day off for the hub")
    who.sees("Signed off by the hub; the force has not")

    police = somebody("police")
    police.go("/notifications/")
    police.follow("Night notifications, ", within=police.page.locator("main"))
    police.write("How many notifications does the force say it sent on this day?", "4")
    police.press("Record the number")
    police.sees("Changed since it was signed off")
    police.sees("It does not add up.")
    police.page.get_by_role("main").locator("summary").click()
    police.write("What does not agree, and what happens next?", "One more was sent; it comes tomorrow.")
    police.press("Record the difference")
    who.go(police.page.url)
    who.sees("One more was sent; it comes tomorrow.")


def hands_over(somebody, tmp_path):
    """The manager, without JavaScript: a wrong file, the right one, its columns with a mistake, and in it goes."""
    who, scripted = somebody("manager", javascript=False), somebody("manager")  # scripts are for axe
    who.go("/notifications/sources/city-ppn/")
    who.press("Hand a file over")
    scripted.go(who.page.url)
    empty = write_csv(tmp_path / "empty.csv", [])
    who.page.locator("input[type=file]").set_input_files(empty)
    who.press("Hand over")
    who.sees("The file has a heading and no row")
    heading = ["Nr", "Incident number", "Grade", "Circumstances", "Child 1 forename", "Child 1 surname", "Child 1 DOB",
               "Child 1 NHS no", "Person 2 role", "Person 2 forename", "Person 2 surname", "Person 2 DOB"]  # fmt: skip
    rows = [notification(number, **{"Person 2 role": "Cousin"}) for number in range(50, 53)]
    who.page.locator("input[type=file]").set_input_files(write_csv(tmp_path / "night.csv", rows, heading))
    who.write("How many notifications does the force say are in it?", "3")
    who.press("Hand over")
    who.sees("It is being checked for viruses")
    scripted.go(who.page.url)
    scan_quarantined(at=now())
    who.follow("Look again")
    who.press("Say what its columns are")
    who.sees("Not taken in: Nr.")
    scripted.go(who.page.url)
    who.press("Take the file in")
    who.sees("No column is the force’s reference of the notification")
    who.select("Nr", "The force’s reference of the notification")
    who.press("Show the first rows again")
    who.sees("Of 3 rows 0 would be rejected")
    who.select("“cousin” is", "Lives there")
    who.press("Take the file in")
    who.sees("It is being taken in, and goes on by itself")
    assert take_uploads(at=now()) == 1
    who.follow("Look again")
    who.sees("What became of it")
    return who
