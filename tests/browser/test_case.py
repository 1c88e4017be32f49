"""The pages of a case in a real browser: wide and narrow, by keyboard, without JavaScript, read by axe."""

import pytest
from playwright.sync_api import expect
from tests.browser.people import turn
from tests.integration.cases_web import steps
from tests.integration.cases_web.conftest import Room, arrive
from tests.world import a_worry

PAGES = [
    "",
    "contacts",
    "people",
    "history",
    "rate",
    "notes",
    "ask",
    "decide/0",
    "protect",
    "confirm",
    "feedback",
    "close",
    "reopen",
    "access",
    "looks",
    "people/0/address",
]


@pytest.fixture
def room(site):
    people = tuple(
        type(one)(
            role="subject", said=one.said, protected_address={"lines": "7 Hidden Mews", "postcode": "ZZ9 9ZZ"}
        )
        for one in a_worry().people
    )
    return Room(site.world, arrive(people=people))


@pytest.fixture
def seated(open_page, site, room):
    """A page at which somebody sits: `seated("decider", width=320)`."""

    def sit(who, **how):
        page = open_page(**how)
        cookie = room(who).client.cookies["session"]
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site.url}])
        return page

    return sit


@pytest.mark.parametrize("width", [1280, 320])
def test_every_page_of_a_full_case_reads_well(*, room, seated, check_axe, width):
    steps.ready(room)
    steps.decide(room)
    steps.agencies_answer(room, "police", text="A third call.")
    room("manager").post("notes", kind="worker-safety", text="Visit in pairs.")
    room("screener").get()
    page = seated("manager", width=width)
    for name in [
        *PAGES,
        "attention",
        f"contacts/{room.contact.ref}/answer",
        f"contacts/{room.contact.ref}/classify",
    ]:
        answer = page.goto(f"/cases/{room.ref}/{name}")
        assert answer.status == 200, name
        check_axe(page)


def test_a_refusal_and_both_versions_read_well(*, room, seated, check_axe):
    page = seated("decider", width=320)
    page.goto(f"/cases/{room.ref}/rate")
    steps.rate(room, "amber", "Hungry and alone.")
    page.get_by_label("Red").check()
    page.get_by_label("Why this rating").fill("Burns were seen.")
    turn(page.get_by_role("button", name="Save the rating"))
    expect(page.get_by_text("A colleague has changed this case")).to_be_visible()
    expect(page.get_by_role("table").get_by_text("Hungry and alone.")).to_be_visible()
    expect(page.get_by_label("Why this rating")).to_have_value("Burns were seen.")
    check_axe(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_immediate_protection_is_one_step_from_each_page_by_keyboard(*, room, seated, javascript):
    page = seated("screener", width=320, javascript=javascript)
    page.goto(f"/cases/{room.ref}/history")
    page.get_by_role("button", name="Immediate protection").or_(
        page.get_by_role("link", name="Immediate protection")
    ).first.press("Enter")
    page.get_by_role("radio").first.press("Space")
    page.get_by_label("What is the danger, and what has been done?").type(
        "Alone now; police are on their way."
    )
    page.get_by_role("button", name="Start immediate protection").press("Enter")
    expect(page.get_by_text("Immediate protection is recorded.")).to_be_visible()
    expect(page.get_by_text("Complete what immediate protection left open").first).to_be_visible()


def test_the_header_of_a_case_keeps_to_its_lines_on_a_desktop(*, room, seated):
    steps.ready(room)
    page = seated("manager", width=1280)
    page.goto(f"/cases/{room.ref}/")
    facts = page.locator(".mash-identity-bar__facts > *")
    assert len({_middle(one) for one in facts.all()}) == 1, (
        "rating, state, clock and worker stand on one line"
    )
    claim, protect = page.locator("#claim"), page.get_by_role("link", name="Immediate protection")
    assert _middle(claim) == _middle(protect), "the buttons stand side by side"
    assert claim.bounding_box()["x"] > facts.first.bounding_box()["x"] + 600, "at the end of the line"


@pytest.mark.parametrize("width", [320, 768])
def test_the_header_of_a_case_fits_a_narrow_page(*, room, seated, width):
    steps.ready(room)
    page = seated("manager", width=width)
    page.goto(f"/cases/{room.ref}/")
    box = page.locator(".mash-identity-bar")
    assert box.evaluate("e => e.scrollWidth <= e.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def _middle(one):
    box = one.bounding_box()
    return round((box["y"] + box["height"] / 2) / 4)
