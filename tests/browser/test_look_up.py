"""Looking somebody up in the NHS register in a real browser: every state of the page, read by axe."""

import re

import pytest
from playwright.sync_api import expect
from tests.integration.cases_web.conftest import Room, arrive
from tests.integration.people.national_world import NEW, ROSA, TWIN, a_patient, answer_all, register

from mash.foundation.adapters.pds import Answer, Match, Outcome
from mash.foundation.kernel.time import now

BUTTON = re.compile(r"^Look up in the NHS register \(PDS\)\s*: Rosa Bellweather")


@pytest.fixture(autouse=True)
def _a_register(settings):
    settings.MASH_PDS = "memory"
    register.clear()
    yield
    register.clear()


@pytest.fixture
def sit(site, open_page):
    """A screener at the people of a new case."""

    def at_people(**how):
        room = Room(site.world, arrive())
        page = open_page(**how)
        room("screener").get("people")  # the first page of a process is made slowly
        cookie = room("screener").client.cookies["session"]
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site.url}])
        page.goto(f"/cases/{room.ref}/people")
        return page

    return at_people


def ask(page, check_axe):
    """From the people of a case to the register's answer, by keyboard."""
    page.get_by_role("button", name=BUTTON).press("Enter")
    page.get_by_role("heading", level=1, name="Look up in the NHS register (PDS)").wait_for()
    check_axe(page)
    page.get_by_role("button", name="Ask the NHS register").press("Enter")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Choose what the register is asked for")
    check_axe(page)
    page.get_by_label("To find out who somebody in this case is").press("Space")
    page.get_by_role("button", name="Ask the NHS register").press("Enter")
    expect(page.get_by_role("main")).to_contain_text("has not answered yet")
    check_axe(page)
    assert answer_all(at=now()) == 1
    page.get_by_role("link", name="See whether there is an answer").press("Enter")
    expect(page.get_by_role("main")).not_to_contain_text("has not answered yet")
    check_axe(page)


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (320, True), (320, False)])
def test_from_the_button_to_the_record(*, sit, check_axe, width, javascript):
    page = sit(width=width, javascript=javascript)
    register.keep(a_patient(NEW, restricted=True, died="2026-02-03", death_notice="formal"), replaces=ROSA)

    ask(page, check_axe)

    said = page.get_by_role("main")
    for words in ("Restricted: the register tells nobody", "not in use any more", "has died", "999 000 0026"):
        expect(said).to_contain_text(words)
    page.get_by_role("button", name="Keep this as a record").press("Enter")
    page.get_by_role("heading", level=1, name="People").wait_for()
    expect(page.locator("body")).to_contain_text("is kept as a record of this case")
    check_axe(page)


def test_several_and_none_and_no_answer(*, sit, check_axe):
    for answer, words in [
        (Answer(Outcome.SEVERAL, (Match(a_patient(), 1.0), Match(a_patient(TWIN), 0.7))), "several matches"),
        (Answer(Outcome.NONE), "Nobody in the register agrees"),
        (Answer(Outcome.FAILED, reason="ACCESS_DENIED"), "did not answer (ACCESS_DENIED)"),
    ]:
        register.failure = answer
        page = sit(width=320)
        ask(page, check_axe)
        expect(page.get_by_role("main")).to_contain_text(words)
