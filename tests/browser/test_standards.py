"""The practice standard at a browser: drafted, tried, compared, approved by two, in force."""

import pytest
from tests.browser.people import Somebody
from tests.integration.agency.asking import a_case, client
from tests.integration.standards.keeping import seat_the_board

from mash.foundation.kernel.time import LONDON, now


@pytest.fixture
def somebody(site, open_page, check_axe):
    def sit(who, **browser):
        page = open_page(width=320, **browser)
        cookie = client(site.world, who).cookies["session"]
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site.url}])
        return Somebody(page, check_axe, keyboard=False)

    return sit


def test_a_manager_s_standard_is_drafted_tried_approved_and_in_force(site, somebody):
    seat_the_board(site.world)
    a_case(now(), "amber", site.world)
    lead = somebody("manager", javascript=False)
    lead.go("/standards/")
    lead.follow("Practice standard for children, version 1")
    lead.press("Draft the next version from this one")
    lead.sees("Draft")
    changes_amber(lead)
    lead.follow("Change its title, reasons and day")
    lead.write("What it changes, and why", "Amber has two days: agencies need them.")
    lead.press("Save")
    lead.follow("What differs from another version")
    lead.sees("Decide, amber: 1 working day → 2 working days")
    lead.follow("Back")
    lead.follow("Try it on the cases of a period")
    lead.sees("There are too few cases in this period to say.")
    lead.follow("Back")
    lead.go("/standards/deviations")
    lead.sees("Decided otherwise than the standard expects")
    reads_well(somebody("manager"))
    lead.go("/standards/county-hub-children/1/")
    lead.follow("Lay it open for approval")
    lead.press("Lay it open")
    lead.sees("Select who approves it")
    lead.choose("Board Person, Board member", group="Who approves it")
    lead.choose("Board-health Person, Board member", group="Who approves it")
    lead.press("Lay it open")
    lead.sees("Nobody can change its text any more.")

    for who in ("board", "board-health"):
        member = somebody(who, javascript=False)
        member.go("/standards/county-hub-children/1/")
        member.sees("Amber has two days: agencies need them.")
        member.choose("I approve it", group="Do you approve this version?")
        member.press("Record what you say")
        member.sees("What you said is recorded.")

    lead.go("/standards/county-hub-children/1/")
    today = now().astimezone(LONDON).date()
    for part, number in {"Day": today.day, "Month": today.month, "Year": today.year}.items():
        lead.write(part, str(number))
    lead.press("Bring it into force")
    lead.sees("In force")
    reader = somebody("screener")
    reader.go("/standards/")
    reader.follow("Practice standard for children: Ostermarch hub, version 1")
    reader.sees("2 working days from receipt")


def reads_well(lead):
    """axe is a script: it reads the pages of the draft in a browser that runs scripts."""
    lead.go("/standards/deviations")
    lead.go("/standards/thresholds?population=children&about=neglect")
    for page in ("", "head", "try", "compare"):
        lead.go(f"/standards/county-hub-children/1/{page}")


def changes_amber(lead):
    lead.follow("Decide, amber")
    lead.write("How much", "two")
    lead.press("Save")
    lead.sees("Enter a whole number")
    lead.write("How much", "2")
    lead.write("Source", "Our own: agencies asked for two days.")
    lead.press("Save")
    lead.sees("2 working days from receipt")
    lead.follow("Acknowledge")
    lead.write("How much", "3")
    lead.press("Save")
    lead.sees("This may be shorter, not longer.")
    lead.follow("Back")
