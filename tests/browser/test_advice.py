"""Advice at a browser, at 320 px and by keyboard: one becomes a referral, one is chased and looked at twice."""

from datetime import timedelta

import pytest
from tests.browser.people import Somebody
from tests.integration.agency.asking import client
from tests.integration.consultations.asking import NO_NAMES, REFER, as_, asked, fresh

from mash.foundation.kernel.time import now
from mash.interfaces.worker.advice import chase_referrals


@pytest.fixture
def somebody(site, open_page, check_axe):
    def sit(who, *, keyboard=False, **browser):
        page = open_page(width=320, **browser)
        cookie = client(site.world, who).cookies["session"]
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site.url}])
        return Somebody(page, check_axe, keyboard)

    return sit


def test_a_call_becomes_a_referral(site, somebody):
    screener = somebody("screener", javascript=False)
    screener.go("/advice/")
    screener.press("Record a question")
    screener.press("Record it")
    screener.sees("Choose whether anybody is in danger now")
    screener.choose("No", group="Is anybody in danger now?")
    screener.select("Who asks?", "School")
    screener.write("Their name", "Edith Marlow")
    screener.write("Email address", "teacher@example.org")
    screener.choose("Yes, so that what is known is looked at")
    screener.write("First name", "Rosa")
    screener.write("Last name", "Bellweather")
    screener.choose("Neglect")
    screener.write("What they ask", "She came hungry three days in a row. Is that a referral?")
    screener.choose("They do not know yet")
    screener.write("The advice", "Refer today, and tell her mother.")
    screener.choose("Yes", group="Do you advise a referral?")
    screener.press("Record it")
    screener.sees("Advised to refer")
    screener.sees("Rosa Bellweather (The person we are worried about)")
    screener.press("Make it a contact")
    screener.sees("A contact is made of it.")
    screener.go(screener.page.url + "contacts")
    screener.sees("It came of advice that the hub gave:")
    screener.sees("She came hungry three days in a row.")


def test_nothing_arrives_and_it_is_chased(site, somebody):
    began = now() - timedelta(days=9)
    ref = asked(site.world, at=began, **{**NO_NAMES, "advice": REFER})
    assert chase_referrals(at=now()) == 1
    screener = somebody("screener", keyboard=True)
    screener.go("/desk/")
    screener.follow("1 referral was advised and nothing arrived")
    screener.follow(ref)
    screener.sees("Advised to refer, nothing arrived. Call whoever asked, or make it a contact yourself.")
    page = screener.page
    screener.reach(page.locator("summary", has_text="Whoever asked says what came of it"))
    page.keyboard.press("Enter")
    screener.press("Record what came of it")
    screener.sees("Choose what came of it")
    screener.choose("It is not needed any more")
    screener.write("Where it was made, or why it is not needed", "He has breakfast at school now.")
    screener.press("Record what came of it")
    screener.sees("You recorded that none is needed: another person takes the second look.")

    decider = somebody("decider")
    decider.go(f"/advice/{ref}")
    decider.choose("Yes: it is waited for, and the hub may make it itself")
    decider.write("Why", "Three days are three days.")
    decider.press("Record my second look")
    decider.page.locator("summary", has_text="Make it a contact").click()
    decider.write("A description, where there is no name", "A boy of about six in the reception class")
    decider.press("Make it a contact")
    decider.sees("A contact is made of it.")
    decider.go("/advice/patterns")
    decider.sees("What each asks about")
    with as_(site.world, "screener", now()):
        assert (fresh(ref).state, fresh(ref).outcome) == ("ended", "made-here")
