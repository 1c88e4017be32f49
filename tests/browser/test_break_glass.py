"""Break-glass at a browser, by keyboard and at 320 px: opened, looked at, given back, and reviewed by the lead."""

import pytest
from tests.browser.people import Somebody
from tests.integration.agency.asking import client
from tests.integration.cases_web.conftest import Room, arrive
from tests.integration.cases_web.steps import ready
from tests.world import BEFORE, SETUP

from mash.casework.access.models import Browsing
from mash.foundation.kernel.time import now
from mash.foundation.visibility import acting
from mash.interfaces.worker.access import look_for_patterns
from mash.registers.accounts.actions import give_seat, invite
from mash.registers.accounts.models import User


@pytest.fixture
def somebody(site, open_page, check_axe):
    def sit(who, *, keyboard=False, **browser):
        page = open_page(width=320, **browser)
        cookie = client(site.world, who).cookies["session"]
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site.url}])
        return Somebody(page, check_axe, keyboard)

    return sit


def test_a_case_is_opened_given_back_and_reviewed(somebody):
    ref = arrive().matter.ref
    screener = somebody("city-screener", keyboard=True)
    screener.go("/break-glass/")
    screener.write("Reference of the case", "7K2QM-9XPRT")
    screener.choose("Somebody is in immediate danger", group="Why do you need it now?")
    screener.write("In your own words", "The police are at the door.")
    screener.press("Open the case")
    screener.sees("Break-glass opens no case under this reference.")
    screener.write("Reference of the case", ref)
    screener.press("Open the case")
    screener.sees("This case is open to you by break-glass until")
    screener.go("/break-glass/")
    screener.sees("open to you until")
    screener.go(f"/cases/{ref}/notes")
    other = somebody("city-screener")
    other.go(f"/cases/{ref}/")
    other.press("Give it back")
    other.sees("You have given the case back.")
    screener.choose("A note", group="What it is")
    screener.write("Text", "The mother is with her sister.")
    screener.press("Add the note")
    screener.heading("Break-glass has ended")

    lead = somebody("governance")
    lead.go("/governance/break-glass")
    lead.sees("City-screener Person")
    lead.page.get_by_role("main").get_by_role("link").filter(has_text="-").first.click()
    lead.heading("Break-glass")
    lead.read(lead.page)
    lead.press("Record the review")
    lead.sees("Choose what you made of it")
    lead.choose("Justified", group="What did you make of it?")
    lead.write("Why", "The police had asked.")
    lead.press("Record the review")
    lead.sees("Your review is recorded.")


def test_who_is_close_to_whom_without_javascript_too(site, somebody):
    ref = arrive().matter.ref
    with acting(SETUP, BEFORE):
        user = invite(by=SETUP, at=BEFORE, email="niece@example.org", name="Nell Aunt")
        world = site.world
        world.users["niece"] = user
        world.seats["niece"] = give_seat(
            by=SETUP, at=BEFORE, user=user, role="screener", desk=world.desks["county-children"]
        )
    aunt = somebody("niece")
    aunt.go("/break-glass/close")
    aunt.press("Record it")
    aunt.sees("Enter the first name")
    aunt.go(f"/break-glass/close/case/{ref}")
    aunt.choose("Rosa Bellweather", group="To whom are you close?")
    aunt.choose("Another relative", group="How are you related?")
    aunt.press("Record it")
    aunt.sees("The case is not open to you any more")
    assert aunt.page.goto(f"/cases/{ref}/").status == 404

    lead = somebody("governance")
    lead.go("/break-glass/close/others")
    lead.press("Record it")
    lead.sees("Enter the first name, or the reference of a case")
    lead.follow("Nell Aunt")
    lead.write("Why does it hold no more?", "Somebody else of the same name.")
    lead.press("End it")
    lead.sees("It is ended.")
    assert aunt.page.goto(f"/cases/{ref}/").status == 200


def test_a_pattern_is_looked_at_and_an_agency_sees_who_used_its_answer(site, somebody):
    contact = arrive()
    ready(Room(site.world, contact))
    with acting(SETUP, now()):
        User.objects.filter(pk=site.world.users["decider"].pk).update(name="Ada Bellweather")
    somebody("decider").go(f"/cases/{contact.matter.ref}/")
    assert look_for_patterns(at=now()) == 1

    lead = somebody("governance", keyboard=True)
    lead.go("/governance/browsing")
    lead.sees("somebody has their own last name")
    with acting(site.world.actor("governance"), now()):
        found = Browsing.objects.get()
    lead.follow(found.ref)
    lead.sees(contact.matter.ref)
    lead.press("Record it")
    lead.sees("Choose what you made of it")
    lead.choose("False alarm", group="What did you make of it?")
    lead.write("Why", "A common name.")
    lead.press("Record it")
    lead.sees("Nothing is to be looked at.")

    researcher = somebody("police")
    researcher.go("/requests/")
    researcher.follow("Who used your answers, and for what")
    researcher.sees("read it with the case")
