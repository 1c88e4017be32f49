"""A disagreement at a browser, at 320 px: an agency opens one, the hub answers by keyboard, it is settled; the chair decides."""

from datetime import timedelta

import pytest
from tests.browser.people import Somebody
from tests.integration.agency.asking import ask, client
from tests.integration.disagreements.disagreeing import CLOSED, as_, disagreed, fresh

from mash.casework.disagreements.models import Disagreement
from mash.foundation.kernel.time import now
from mash.interfaces.worker.ladders import climb_ladders


@pytest.fixture
def somebody(site, open_page, check_axe):
    def sit(who, *, keyboard=False, **browser):
        page = open_page(width=320, **browser)
        cookie = client(site.world, who).cookies["session"]
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site.url}])
        return Somebody(page, check_axe, keyboard)

    return sit


def test_an_agency_disagrees_and_it_is_settled(site, somebody):
    request = ask(site.world, at=now())
    police = somebody("police", javascript=False)
    police.go(f"/requests/{request}/")
    police.follow("We disagree")
    police.press("Record the disagreement")
    police.sees("Choose what you disagree with")
    police.sees("Say what you want instead")
    police.choose("A decision of the hub")
    police.write("What you disagree with, and why", "It is treated as the lowest level.")
    police.write("What you want instead", "A strategy discussion.")
    police.press("Record the disagreement")
    police.sees("The other side sees it now.")
    police.sees("It can be settled when both sides’ views are on record.")
    police.go("/requests/")
    police.follow("1 disagreement with the hub is open")
    with as_(site.world, "police", now()):
        ref = Disagreement.objects.get().ref

    screener = somebody("screener", keyboard=True)
    screener.go("/disagreements/")
    screener.follow(ref)
    screener.sees("A child or an adult in danger is protected first")
    page = screener.page
    screener.reach(page.locator("summary", has_text="Add your side’s view"))
    page.keyboard.press("Enter")
    screener.press("Record our view")
    screener.sees("Write down your side’s view")
    screener.write("Your side’s view", "The level was set before your answer came.")
    screener.press("Record our view")
    screener.sees("Your side’s view is recorded.")

    police.go(f"/disagreements/{ref}")
    police.page.locator("summary", has_text="Move it up").click()
    police.page.get_by_label("Why it goes up").fill("No strategy discussion yet.")
    police.press("Move it up")
    police.sees("It is moved up.")
    police.page.locator("summary", has_text="It is settled").click()
    police.choose("What was disagreed with is changed")
    police.write("What was agreed or decided, and why", "A strategy discussion is called for today.")
    police.press("Record how it ended")
    police.sees("It is recorded as settled.")
    with as_(site.world, "screener", now()):
        assert (fresh(ref).state, fresh(ref).outcome, fresh(ref).step) == ("settled", "changed", 2)


def test_the_chair_decides_what_nobody_settled(site, somebody):
    began = now() - timedelta(days=60)
    ref = disagreed(site.world, "police", at=began, said=CLOSED)
    for days in (5, 10, 15):
        assert climb_ladders(at=began + timedelta(days=days)) == 1
    manager = somebody("manager")
    manager.go("/desk/")
    manager.follow("1 disagreement stands at its last step and is overdue")
    manager.follow(ref)
    manager.sees("Its time is over at the last step.")
    manager.page.locator("summary", has_text="Record the decision").click()
    manager.press("Record the decision")
    manager.sees("Enter who decided")
    manager.write("Who decided", "Ada Fenn")
    manager.write("Their post", "Independent chair of the partnership")
    manager.choose("It stands as it is")
    manager.write("What was agreed or decided, and why", "The level was right on what was known.")
    manager.press("Record the decision")
    manager.sees("Decided at the last step: Ada Fenn, Independent chair of the partnership")
    manager.go("/disagreements/patterns")
    manager.sees("Between the hub and which agency")
