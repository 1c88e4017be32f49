"""Sharing from end to end: an agreement signed, asked, revealed, disclosed, used under seal, packaged, recalled, and given a month later."""

from datetime import timedelta

import pypdf
from playwright.sync_api import expect
from tests.browser import test_agreements, test_rights
from tests.browser.people import Somebody, turn
from tests.browser.test_agency import sign_in
from tests.browser.test_packages import a_receiving_team, package_of
from tests.browser.test_sealed import clear_the_decider, rely_on_it, seal_one_item, see_nothing_of_it
from tests.integration.agency.asking import NOTHING, answered, client
from tests.integration.cases_web.conftest import Room, arrive
from tests.integration.cases_web.steps import TEXTS, identify, rate
from tests.integration.casework.sealing import SECRET

from mash.casework.sharing.models import Request, Share
from mash.foundation.kernel import time
from mash.foundation.kernel.time import LONDON, now
from mash.foundation.visibility import acting
from mash.interfaces.web import access_log, middleware

MONTH = timedelta(days=31)
SIGNED = (
    "Ostermarch schools",
    "Ostermarch Police",
    "Ostermarch Community Health",
    "Ostermarch children's services",
)


def test_sharing_from_the_agreement_to_a_subjects_access_a_month_later(
    site, open_page, check_axe, monkeypatch
):
    agreed(site, open_page, check_axe)
    clear_the_decider(site, open_page, check_axe)
    room = Room(site.world, arrive())
    identify(room)
    assert rate(room).status_code == 302
    asked(site, open_page, check_axe, room.ref)
    seal_one_item(site, open_page, check_axe, request_to(site, "police"))
    assert (
        "Answer sent"
        in answered(client(site.world, "health"), request_to(site, "health"), first=NOTHING).content.decode()
    )
    decided(site, open_page, check_axe, room.ref)
    rely_on_it(site, open_page, check_axe, room.ref)
    see_nothing_of_it(site, open_page, check_axe, room.ref)
    packaged(site, open_page, room.ref)
    recalled(site, open_page, room.ref)
    later(monkeypatch, now() + MONTH)
    given(site, open_page, check_axe)


def agreed(site, open_page, check_axe):
    page = open_page(width=320)
    sign_in(page, site, "governance")
    lead = Somebody(page, check_axe)
    lead.go("/agreements/")
    lead.follow("Schedule for the multi-agency safeguarding hub, version 1")
    lead.press("Draft the next version")
    test_agreements.adds_a_clause(lead)
    today = now().astimezone(LONDON).date()
    lead.press("Lay it open for signature")
    for agency in SIGNED:
        lead.follow(agency)
        lead.write("Who signed", "Their head")
        lead.write("Post", "Chief officer")
        test_agreements.day_of(lead, today)
        lead.write("Where the signed copy is kept", "Partnership folder 7")
        lead.press("Record the signature")
    test_agreements.day_of(lead, today)
    lead.press("Bring it into force")
    lead.sees("In force")


def asked(site, open_page, check_axe, matter):
    page = open_page(width=320)
    sign_in(page, site, "screener")
    screener = Somebody(page, check_axe)
    screener.go(f"/cases/{matter}/ask")
    screener.choose("Ostermarch Police")
    screener.choose("Ostermarch Community Health")
    screener.choose("Tomas")
    screener.choose("Below s47")
    screener.write("Purpose", "To decide on next steps.")
    screener.choose("They have been told that agencies will be asked")
    screener.write("Who was told or agreed", "Mother")
    screener.press("Send the requests")
    screener.sees("The agencies are asked.")
    with acting(site.world.actor("screener"), now()):
        assert {one.agreement.number for one in Share.objects.select_related("agreement")} == {2}


def request_to(site, agency):
    with acting(site.world.actor(agency), now()):
        return Request.objects.get().ref


def decided(site, open_page, check_axe, matter):
    page = open_page(width=320)
    sign_in(page, site, "decider")
    decider = Somebody(page, check_axe)
    decider.go(f"/cases/{matter}/history")
    decider.go(f"/cases/{matter}/decide/0")
    decider.choose("Level 2")
    decider.choose("No further action")
    decider.write("Rationale", "Seen and safe.")
    for code, said in TEXTS.items():
        box = page.locator(f"[name='said-{code}']")
        if box.count():
            box.fill(said)
    decider.press("Record the decision")
    decider.sees("The decision is recorded.")


def packaged(site, open_page, matter):
    """The sealed item is not offered, and not in what the recipient reads."""
    a_receiving_team(site)
    page = open_page(width=320)
    sign_in(page, site, "decider")
    page.goto(f"/cases/{matter}/packages/new")
    page.get_by_label("An agency").check()
    page.get_by_label("Agency", exact=True).select_option(label="Ostermarch children's services")
    page.get_by_label("Purpose", exact=True).select_option("protect-child")
    turn(page.get_by_role("button", name="Go on and choose what goes in"))
    assert SECRET not in page.content()
    for box in page.get_by_role("checkbox").all():
        box.check()
    turn(page.get_by_role("button", name="Go on and withhold paragraphs"))
    turn(page.get_by_role("button", name="Save and see it as the recipient will"))
    page.goto(f"/cases/{matter}/packages/{package_of(site)}/")
    turn(page.get_by_role("button", name="Send it"))
    turn(page.get_by_role("button", name="Send it"))
    expect(page.get_by_role("heading", name=f"Package {package_of(site)}")).to_be_visible()
    expect(page.get_by_text("On the agency’s page, as PDF and through the API")).to_be_visible()
    theirs = open_page(width=320)
    sign_in(theirs, site, "social")
    theirs.goto(f"/packages/{package_of(site)}/")
    expect(theirs.get_by_text("Two calls to the house.").first).to_be_visible()
    assert SECRET not in theirs.content()


def recalled(site, open_page, matter):
    page = open_page(width=320)
    sign_in(page, site, "decider")
    page.goto(f"/cases/{matter}/packages/{package_of(site)}/")
    turn(page.get_by_role("button", name="Recall it"))
    page.get_by_label("Why it is recalled").fill("The wrong team.")
    turn(page.get_by_role("button", name="Recall it"))
    theirs = open_page(width=320)
    sign_in(theirs, site, "social")
    theirs.goto(f"/packages/{package_of(site)}/")
    expect(theirs.get_by_text("The hub recalled this package")).to_be_visible()
    expect(theirs.get_by_text("Two calls to the house.")).to_have_count(0)


def later(monkeypatch, at):
    """The site's present from here on."""
    apart = at - now()
    for where in (middleware, access_log, test_rights):
        monkeypatch.setattr(where, "now", lambda: time.now() + apart)


def given(site, open_page, check_axe):
    """Rosa's family asks: what police disclosed is given with their opinion, what they sealed is nowhere in it."""
    test_rights.a_second_lead(site)
    lead = open_page(width=320)
    sign_in(lead, site, "governance")
    ref = test_rights.record(lead, check_axe)
    test_rights.search(lead, check_axe, ref)
    lead.goto(f"/rights/{ref}/found")
    assert SECRET not in lead.content()
    test_rights.agency_answers(site, open_page, check_axe)
    test_rights.mark(site, lead, check_axe, ref)
    test_rights.second_person_checks(site, open_page, check_axe, ref)
    page = open_page(width=320)
    sign_in(page, site, "decider")
    page.goto("/rights/waiting")
    turn(page.get_by_role("link", name=ref))
    expect(page.get_by_role("heading", name="Cases with something under seal")).to_be_visible()
    page.get_by_label("It is kept from the answer").check()
    page.get_by_label("Kept back, because").select_option(index=1)
    page.get_by_label("Why (optional)").fill("The relative would be in danger.")
    turn(page.get_by_role("button", name="Record it"))
    lead.goto(f"/rights/{ref}/")
    turn(lead.get_by_role("button", name="Answer the request"))
    expect(lead.get_by_text("We have given you what you are entitled to.")).to_be_visible()
    with lead.expect_download() as download:
        lead.get_by_role("link", name="What was given (PDF)").click()
    pages = pypdf.PdfReader(download.value.path()).pages
    letter = " ".join("".join(one.extract_text() for one in pages).split())
    assert "Two calls to the house." in letter
    for said in (SECRET, "seal", "relative", "in pairs"):
        assert said not in letter
