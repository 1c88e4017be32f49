"""Sharing out the work at a browser: somebody asks for a competence, a manager moves a card by keyboard, a worker takes the next."""

import pytest
from tests.browser.people import Somebody
from tests.integration.agency.asking import client
from tests.integration.allocation.team import as_, comes, done

from mash.casework.allocation import actions
from mash.casework.cases.queries.picture import get_case
from mash.foundation.kernel.time import now


@pytest.fixture
def somebody(site, open_page, check_axe):
    def sit(who, *, keyboard=False, **browser):
        page = open_page(**{"width": 320, **browser})
        cookie = client(site.world, who).cookies["session"]
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site.url}])
        return Somebody(page, check_axe, keyboard)

    return sit


def test_from_a_competence_to_a_card_that_is_moved_by_keyboard(site, somebody):
    first, second = comes(now()), comes(now())
    decider = somebody("decider")
    decider.go("/desk/")
    decider.menu("Team")
    decider.follow("What I am able to do")
    decider.page.get_by_text("Ask for a competence").click()
    decider.select("Competence", "Children")
    decider.write("What shows it", "Eight years of practice")
    decider.write("From whom", "Practice lead")
    for part, value in (("Day", "1"), ("Month", "6"), ("Year", "2026")):
        decider.page.get_by_role("group", name="From").first.get_by_label(part).fill(value)
    decider.press("Ask for it")
    decider.sees("Waits for a manager")

    decider.follow("Near my home")
    decider.write("Postcode", "ZZ1")
    decider.press("Name it")
    decider.sees("Enter a whole postcode")
    decider.write("Postcode", "ZZ9 9ZZ")
    decider.press("Name it")
    decider.sees("ZZ9 9ZZ")

    manager = somebody("manager", keyboard=True)
    manager.go("/team/")
    manager.follow("Decider Person: Children")
    manager._activate(manager.page.get_by_role("button", name="Approve").first)
    manager.sees("It is approved.")
    manager.go("/team/rota")
    manager.heading("Who is on duty")
    manager.menu("Sharing out the work")
    card = manager.page.locator("[data-mash-card]").filter(has_text=first)
    manager.reach(card.get_by_role("combobox"))
    manager.page.keyboard.type("Decider")
    manager._activate(card.get_by_role("button", name=f"Move {first}"))
    manager.sees(f"{first} is with Decider Person now.")

    # Dragged onto somebody else it asks why, as the form does.
    board = somebody("manager", width=1280)
    board.go("/allocation/")
    whose = board.page.locator("[data-mash-column]").filter(
        has=board.page.get_by_role("heading", name="Manager Person")
    )
    with board.page.expect_navigation():
        board.page.locator("[data-mash-card]").filter(has_text=second).locator("p").first.drag_to(
            whose, target_position={"x": 20, "y": 20}
        )
    board.sees("Choose why it is not the first in the list")
    board.choose("Screener Person")
    board.press("Offer it")
    board.sees("is offered to Screener Person")


def test_from_an_offer_to_the_next_case_and_the_wish_for_another_worker(site, somebody):
    offered, _free = comes(now()), comes(now())
    with as_(site.world, "manager", now()) as common:
        done(actions.offer(**common, case=get_case(offered), user=site.world.users["screener"]))
    screener = somebody("screener")
    screener.go("/desk/")
    screener.follow("You are offered")
    screener.heading("Offered to me")
    plain = somebody("screener", javascript=False)
    plain.go("/desk/")
    plain.press("The next case for me")
    plain.sees("is yours.")
    screener.go(plain.page.url.removeprefix(site.url))
    screener.follow("Ask for another worker")
    screener.choose("The family’s")
    screener.press("Ask for another worker")
    screener.sees("Say why")
    screener.write("Why", "They ask for somebody whom they know.")
    screener.press("Ask for another worker")
    screener.sees("Whoever shares the work out sees it.")
    manager = somebody("manager", javascript=False)
    manager.go("/allocation/")
    manager.sees("Another is wished for")
