"""An agency answers by keyboard and by mouse, wide and narrow, with JavaScript and without; then the lead looks."""

import pytest
from playwright.sync_api import expect
from tests.browser.people import turn
from tests.integration.agency.asking import ask, client

from mash.foundation.kernel.time import now
from mash.foundation.ledger import findings
from mash.foundation.ledger.proof.checkpoints import SEQUENCER
from mash.foundation.visibility import acting


def sign_in(page, site, who):
    """Take the seat of `who`: the pages of signing in have tests of their own."""
    cookie = client(site.world, who).cookies["session"]
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site.url}])


@pytest.fixture
def ref(site):
    return ask(site.world, at=now(), rating="red")


def fill_item(page, number, text):
    item = page.locator(f"#item-{number}")
    item.get_by_label("Fact: seen, recorded or confirmed").check()
    item.get_by_label("Category").select_option("incidents")
    when = item.get_by_role("group", name="When did it happen?")
    when.get_by_label("Month", exact=True).fill("3")
    when.get_by_label("Year", exact=True).fill("2026")
    item.get_by_label("Information", exact=True).fill(text)
    item.get_by_label("Under which law do you hold it?").select_option("part-3")
    item.get_by_label("What is the person in it?").select_option("victim")
    item.get_by_label("The agencies in this case").check()
    item.get_by_label("Yes", exact=True).check()


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (320, True), (1280, False), (320, False)])
def test_an_agency_answers_and_corrects(*, site, open_page, check_axe, ref, width, javascript):
    page = open_page(width=width, javascript=javascript)
    sign_in(page, site, "police")
    page.goto("/requests/")
    check_axe(page)
    turn(page.get_by_role("link", name=ref))
    check_axe(page)
    turn(page.get_by_role("button", name="Acknowledge: we have it"))
    turn(page.get_by_role("link", name="Answer about Rosa Bellweather"))
    check_axe(page)
    page.get_by_label("Yes: we hold something and disclose it").check()
    page.get_by_label("Which systems did you search?").fill("Crime record")
    # Enter goes on and never removes anything; what is missing is said.
    page.get_by_label("Which systems did you search?").press("Enter")
    expect(page.get_by_text("There is a problem")).to_be_visible()
    check_axe(page)
    page.get_by_label("Certain: name, date of birth and one more agree").check()
    fill_item(page, 1, "Two calls to the house.")
    turn(page.get_by_role("button", name="Add another item"))
    fill_item(page, 2, "An officer saw both children well.")
    turn(page.get_by_role("button", name="Continue").last)
    expect(page.get_by_text("Person 2 of 2")).to_be_visible()
    page.get_by_label("No: we searched and hold nothing").check()
    page.get_by_label("Which systems did you search?").fill("Crime record")
    page.get_by_label("Unsure, or nothing was found").check()
    turn(page.get_by_role("button", name="Continue").last)
    expect(page.get_by_role("heading", name="Check your answers before you send them")).to_be_visible()
    expect(page.get_by_text("An officer saw both children well.")).to_be_visible()
    check_axe(page)
    turn(page.get_by_role("button", name="Send the answers"))
    expect(page.get_by_text("Answer sent. The hub sees it now.")).to_be_visible()
    check_axe(page)
    turn(page.get_by_role("button", name="Send a correction"))
    page.locator("#item-1").get_by_label("Information", exact=True).fill("One call to the house.")
    turn(page.get_by_role("button", name="Continue").last)
    turn(page.get_by_role("button", name="Continue").last)
    turn(page.get_by_role("button", name="Send the correction"))
    expect(page.get_by_text("Correction sent.")).to_be_visible()
    expect(page.get_by_text("One call to the house.")).to_be_visible()


def test_a_page_saves_itself_while_somebody_types(site, open_page, ref):
    page = open_page()
    sign_in(page, site, "police")
    page.goto(f"/requests/{ref}/answer/1")
    page.get_by_label("Worries").fill("Loud rows at night.")
    expect(page.locator("[data-mash-autosave-status]")).to_contain_text("Saved at")
    page.get_by_label("Strengths").fill("Grandmother near.")
    expect(page.locator("[data-mash-autosave-status]")).to_contain_text("Saved at")
    page.wait_for_timeout(2500)
    page.reload()
    expect(page.get_by_label("Worries")).to_have_value("Loud rows at night.")
    expect(page.get_by_label("Strengths")).to_have_value("Grandmother near.")


def test_two_pages_that_disagree_show_both_texts(site, open_page, check_axe, ref):
    mine, theirs = open_page(), open_page()
    for page in (mine, theirs):
        sign_in(page, site, "police")
        page.goto(f"/requests/{ref}/answer/1")
    theirs.get_by_label("Worries").fill("Theirs: loud rows.")
    turn(theirs.get_by_role("button", name="Save and come back later"))
    mine.get_by_label("Worries").fill("Mine: no rows.")
    turn(mine.get_by_role("button", name="Save and come back later"))
    expect(mine.get_by_role("cell", name="Theirs: loud rows.")).to_be_visible()
    expect(mine.get_by_label("Worries")).to_have_value("Mine: no rows.")
    check_axe(mine)


@pytest.mark.parametrize("width", [1280, 320])
def test_the_lead_reads_the_log(site, open_page, check_axe, ref, width):
    page = open_page(width=width)
    sign_in(page, site, "governance")
    page.goto("/governance/ledger")
    check_axe(page)
    page.get_by_label("Reference", exact=True).fill(ref)
    turn(page.get_by_role("button", name="Apply filters"))
    expect(page.get_by_text("asked police for information")).to_be_visible()
    turn(page.locator("table a").first)
    check_axe(page)
    page.goto("/governance/ledger/refusals")
    check_axe(page)
    at = now()
    with acting(SEQUENCER, at):
        findings.note("witness-away", {"police.example/witness": {}}, by=SEQUENCER, at=at)
        found = findings.note(
            "changed-unlogged", {"cases_case": {"count": 1, "transaction": 7}}, by=SEQUENCER, at=at
        )
    page.goto("/governance/log")
    expect(page.get_by_text("The witness police.example/witness does not answer")).to_be_visible()
    check_axe(page)
    if not found:  # the other width has explained it
        return
    turn(page.get_by_role("link", name=str(found[0].pk), exact=True))
    turn(page.get_by_role("button", name="I look into it"))
    check_axe(page)
    turn(page.get_by_role("button", name="It is explained"))
    check_axe(page)
    page.get_by_label("What happened, and what was done about it").fill("A supplier mended a clock.")
    turn(page.get_by_role("button", name="It is explained"))
    expect(page.get_by_text("It is explained. The checks count from here on.")).to_be_visible()
