"""An agency seals something, a cleared decision maker relies on it, and whoever is not cleared sees nothing of it."""

from playwright.sync_api import expect
from tests.browser.people import turn
from tests.browser.test_agency import fill_item, sign_in
from tests.integration.agency.asking import ask
from tests.integration.casework.sealing import SECRET, WHY, matter_of
from tests.integration.casework.test_sealed import ask_again, decided

from mash.casework.cases.models import Decision


def seal(page, number):
    item = page.locator(f"#item-{number}")
    item.get_by_label("Sealed: nobody else may even know that it exists").check()
    expect(item.get_by_text("Seen by your agency and: Decider Person.")).to_be_visible()
    item.get_by_label("Why may nobody else know of it?").fill(WHY)


def test_what_is_sealed_reaches_the_cleared_and_nobody_else(site, open_page, check_axe):
    clear_the_decider(site, open_page, check_axe)
    ref = ask(site.world)
    matter = matter_of(site.world, ref)
    seal_one_item(site, open_page, check_axe, ref)
    ask_again(site.world, matter)
    assert isinstance(decided(site.world, matter), Decision)
    rely_on_it(site, open_page, check_axe, matter)
    see_nothing_of_it(site, open_page, check_axe, matter)


def clear_the_decider(site, open_page, check_axe):
    lead = open_page(width=320)
    sign_in(lead, site, "governance")
    lead.goto("/governance/clearances")
    expect(lead.get_by_text("Nobody is cleared: agencies cannot seal anything.")).to_be_visible()
    check_axe(lead)
    lead.get_by_label("Whom to clear").select_option(label="Decider Person, decision maker")
    turn(lead.get_by_role("button", name="Clear them"))
    expect(lead.get_by_text("Say why they need it").first).to_be_visible()
    lead.get_by_label("Why they need it").fill("Custodian of the hub")
    turn(lead.get_by_role("button", name="Clear them"))
    check_axe(lead)


def seal_one_item(site, open_page, check_axe, ref):
    police = open_page(width=320)
    sign_in(police, site, "police")
    police.goto(f"/requests/{ref}/answer/1")
    police.get_by_label("Yes: we hold something and disclose it").check()
    police.get_by_label("Which systems did you search?").fill("Crime record")
    police.get_by_label("Certain: name, date of birth and one more agree").check()
    turn(police.get_by_role("button", name="Add an item"))
    fill_item(police, 1, SECRET)
    seal(police, 1)
    check_axe(police)
    turn(police.get_by_role("button", name="Continue").last)
    expect(police.get_by_text("All that you disclose is sealed").first).to_be_visible()
    turn(police.get_by_role("button", name="Add another item"))
    fill_item(police, 2, "Two calls to the house.")
    turn(police.get_by_role("button", name="Continue").last)
    police.get_by_label("No: we searched and hold nothing").check()
    police.get_by_label("Which systems did you search?").fill("Crime record")
    police.get_by_label("Unsure, or nothing was found").check()
    turn(police.get_by_role("button", name="Continue").last)
    expect(police.get_by_text("Sealed here: 1.")).to_be_visible()
    check_axe(police)
    turn(police.get_by_role("button", name="Send the answers"))
    expect(police.get_by_text("Only your agency and the hub's cleared people know of this.")).to_be_visible()
    check_axe(police)


def rely_on_it(site, open_page, check_axe, matter):
    decider = open_page(width=320)
    sign_in(decider, site, "decider")
    decider.goto("/desk/sealed")
    check_axe(decider)
    turn(decider.get_by_role("link", name=matter))
    expect(decider.get_by_text(SECRET)).to_be_visible()
    check_axe(decider)
    turn(decider.get_by_role("link", name="Say what a decision of yours rests on"))
    turn(decider.get_by_role("button", name="Keep the sealed annex"))
    check_axe(decider)
    decider.get_by_label("Rosa Bellweather: Level 2").check()
    decider.get_by_label(SECRET[:30]).check()
    decider.get_by_label("What you made of them").fill("Believed.")
    decider.get_by_label("No: it rests on what is sealed").check()
    decider.get_by_label("What does the agency that supplied them think of this use?").fill(
        "The officer agrees."
    )
    turn(decider.get_by_role("button", name="Keep the sealed annex"))
    expect(decider.get_by_text("The decision does not stand without it.")).to_be_visible()
    check_axe(decider)
    turn(decider.get_by_role("link", name="Tell every visitor what to do about a danger"))
    decider.get_by_label(SECRET[:30]).check()
    decider.get_by_label("What must a visitor do?").fill("Visit in pairs.")
    turn(decider.get_by_role("button", name="Show it to everybody"))


def see_nothing_of_it(site, open_page, check_axe, matter):
    screener = open_page(width=320)
    sign_in(screener, site, "screener")
    for path in ("", "decide/0", "history", "looks", "notes", "ask"):
        screener.goto(f"/cases/{matter}/{path}")
        for said in (SECRET, WHY, "seal", "Believed.", "agrees"):
            assert said.lower() not in screener.content().lower(), f"{said} on {path}"
        expect(screener.get_by_text("Worker safety: Visit in pairs.")).to_be_visible()
    check_axe(screener)
    for path in ("/desk/sealed", f"/cases/{matter}/sealed", f"/cases/{matter}/sealed/annex"):
        assert screener.goto(path).status == 404
