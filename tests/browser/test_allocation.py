"""Sharing out the work at a browser: somebody asks for a competence, a manager moves a card by keyboard, a worker takes the next."""

import pytest
from tests.browser.people import Somebody
from tests.integration.agency.asking import client
from tests.integration.allocation.team import comes

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
    first, second, third = comes(now()), comes(now()), comes(now())
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

    screener = somebody("screener")
    screener.go("/desk/")
    screener.follow("You are offered 1 case")
    screener.heading("Offered to me")
    plain = somebody("screener", javascript=False)
    plain.go("/desk/")
    plain.press("The next case for me")
    plain.sees(second)
    plain.go("/allocation/offered")
    plain.sees("You are offered nothing now.")
    plain.go("/desk/")
    plain.press("The next case for me")
    plain.sees(third)
