"""The directory at a browser, at 320 px and without scripts: an agency writes its entries, a wrong number is reported and put right."""

import pytest
from tests.browser.people import Somebody
from tests.integration.agency.asking import client


@pytest.fixture
def somebody(site, open_page, check_axe):
    def sit(who, *, keyboard=False, **browser):
        page = open_page(width=320, **browser)
        cookie = client(site.world, who).cookies["session"]
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site.url}])
        return Somebody(page, check_axe, keyboard)

    return sit


def test_from_the_first_entry_to_a_wrong_number_put_right(site, somebody):
    nurse = somebody("health", keyboard=True)
    nurse.go("/requests/")
    nurse.menu("Directory")
    nurse.follow("Add a team")
    nurse.write("Name of the team", "Safeguarding nurses")
    nurse.press("Add the team")
    nurse.write("Post", "Named nurse on duty")
    nurse.press("Add the post")
    nurse.follow("Add a way to reach them")
    nurse.choose("Telephone")
    nurse.write("Number, address or link", "0163")
    nurse.choose("At any time")
    nurse.press("Save")
    nurse.sees("Enter a UK telephone number")
    nurse.write("Number, address or link", "01632 960 171")
    nurse.press("Save")
    nurse.sees("It is added.")

    screener = somebody("screener", javascript=False)
    screener.go("/directory/?words=nurse")
    screener.sees("at any time")
    screener.follow("Wrong? Report 01632 960 171 as wrong")
    screener.choose("Nobody answers when they should")
    screener.press("Report it")
    screener.sees("Reported wrong on")

    nurse.go("/directory/keep")
    nurse.follow("Telephone: 01632 960 171")
    nurse.follow("Put it right")
    nurse.write("Number, address or link", "01632 960 181")
    nurse.press("Save")
    nurse.sees("What stood here before: 01632 960 171")
    nurse.follow("Named nurse on duty")
    nurse.follow("Safeguarding nurses")
    nurse.heading("Safeguarding nurses")
    nurse.go("/directory/sheet")
    nurse.sees("Telephone: 01632 960 181")
    manager = somebody("manager", javascript=False)
    manager.go("/directory/keep")
    manager.write("Checked again after so many days", "90")
    manager.press("Save")
    manager.sees("It is saved.")
