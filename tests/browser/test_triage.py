"""The grid at a browser: a hundred notifications by keyboard, a sheet, and a telephone without scripts."""

import pytest
from playwright.sync_api import expect
from tests.browser.people import Somebody
from tests.integration.agency.asking import client
from tests.integration.triage.waiting import notified, somebody

from mash.casework.cases.models import Rating
from mash.foundation.kernel.time import now
from mash.foundation.visibility import acting

MANY = 100


@pytest.fixture
def sit(site, open_page):
    def sit(who, **browser):
        page = open_page(**browser)
        cookie = client(site.world, who).cookies["session"]
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site.url}])
        return page

    return sit


def test_a_hundred_notifications_are_rated_by_keyboard(site, sit, check_axe):
    for number in range(MANY):
        notified(
            somebody(f"Ada{number}", house=str(number + 1)),
            minutes=MANY - number,
            danger_now="not-known",
            grade="High",
        )
    page = sit("screener", width=1280)
    page.goto("/triage/")
    check_axe(page)
    rows = page.locator("[data-mash-triage-row]")
    expect(page.locator("[data-mash-left]")).to_have_text(str(MANY))
    page.locator("[data-mash-row]").first.focus()
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Why this rating")).to_be_visible()
    check_axe(page)
    for number in range(MANY):
        if number and number % 50 == 0:
            page.goto("/triage/")
            page.locator("[data-mash-row]").first.focus()
        page.keyboard.press("1234"[number % 4])
        expect(page.get_by_label("Why this rating")).to_be_focused()
        page.keyboard.type(f"Reason {number}")
        page.keyboard.press("Control+Enter")
        expect(page.locator("[data-mash-left]")).to_have_text(str(MANY - number - 1))
        if number % 50 != 49:
            expect(rows.first.locator("[data-mash-row]")).to_be_focused()
    assert " is rated " in page.locator("[data-mash-said]").inner_text()
    with acting(site.world.actor("screener"), now()):
        assert sorted(Rating.objects.values_list("rationale", flat=True)) == sorted(
            f"Reason {number}" for number in range(MANY)
        )


def test_single_keys_can_be_turned_off_and_a_mistake_keeps_the_focus(site, sit):
    first, second = notified(somebody("Bryn")), notified(somebody("Cora"))
    page = sit("screener", width=1280)
    page.goto("/triage/")
    page.get_by_role("button", name="Turn single keys off").click()
    page.reload()
    page.locator("[data-mash-row]").first.focus()
    page.keyboard.press("j")
    expect(page.locator("[data-mash-row]").first).to_be_focused()
    page.get_by_role("button", name="Turn single keys on").click()
    page.locator("[data-mash-row]").first.focus()
    page.keyboard.press("1")
    expect(page.get_by_label("Why this rating")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Why this rating")).to_be_hidden()
    page.keyboard.press("2")
    expect(page.get_by_label("Why this rating")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-mash-said]")).to_contain_text("Give the reason for the rating")
    page.get_by_label("Why this rating").fill("A reason.")
    page.get_by_role("button", name="Save the rating").click()
    expect(page.locator("[data-mash-said]")).to_contain_text("is rated amber")
    assert {first, second}


@pytest.mark.parametrize("javascript", [True, False])
def test_on_a_telephone_rows_are_cards_and_a_sheet_is_sent(site, sit, check_axe, javascript):
    names = [f"{name}{javascript}" for name in ("Dewi", "Elin", "Finn")]
    refs = [notified(somebody(name), minutes=number + 1) for number, name in enumerate(names)]
    page = sit("manager", width=320, javascript=javascript)
    who = Somebody(page, check_axe)
    who.go("/triage/?desk=county-children")
    page.get_by_role("button", name=f"{names[0]} Quillon").click()
    page.get_by_label("Amber").check()
    page.get_by_label("Why this rating").fill("Two adults.")
    page.get_by_role("button", name="Save the rating").click()
    who.sees(f"{refs[0]} is rated amber.")
    who.go("/triage/safe?desk=county-children&class=standard-first")
    page.get_by_label(f"Route it so: {names[1]}").check()
    page.get_by_role("button", name="Route those that are picked").click()
    who.sees("Give the reason for this person")
    page.get_by_label(f"Reason for {names[1]} Quillon").fill("Slept through it.")
    page.get_by_role("button", name="Route those that are picked").click()
    who.sees("1 contact was routed.")
    check_axe(page)
