"""Somebody asks what is held about them: recorded, searched, marked, an agency asked, checked, looked at, and given."""

from playwright.sync_api import expect
from tests.browser.people import turn
from tests.browser.test_agency import sign_in
from tests.integration.cases_web.conftest import Room, arrive
from tests.integration.cases_web.steps import ready
from tests.world import BEFORE, SETUP

from mash.foundation.kernel.time import now
from mash.foundation.visibility import acting
from mash.oversight.rights.actions import MarkSaid
from mash.oversight.rights.actions import mark as mark_passage
from mash.oversight.rights.models import RightsRequest
from mash.oversight.rights.queries.draft import draft_of
from mash.registers.accounts.actions import give_seat, invite


def a_second_lead(site):
    """Another lead of the hub: nobody checks what they prepared."""
    world = site.world
    with acting(SETUP, BEFORE):
        other = invite(by=SETUP, at=BEFORE, email="deputy@example.org", name="Deputy Person")
        give_seat(by=SETUP, at=BEFORE, user=other, role="governance", desk=world.desks["county-children"])
    world.users["deputy"] = other


def date(page, label, day, month, year):
    group = page.get_by_role("group", name=label)
    group.get_by_label("Day").fill(str(day))
    group.get_by_label("Month").fill(str(month))
    group.get_by_label("Year").fill(str(year))


def test_a_request_from_its_receipt_to_what_is_given(site, open_page, check_axe):
    a_second_lead(site)
    site.world.clear("decider")
    room = Room(site.world, arrive())
    ready(room)
    lead = open_page(width=320)
    sign_in(lead, site, "governance")
    ref = record(lead, check_axe)
    search(lead, check_axe, ref)
    agency_answers(site, open_page, check_axe)
    mark(site, lead, check_axe, ref)
    second_person_checks(site, open_page, check_axe, ref)
    custodian_looks(site, open_page, check_axe, ref)
    lead.goto(f"/rights/{ref}/")
    turn(lead.get_by_role("button", name="Answer the request"))
    expect(lead.get_by_text("We have given you what you are entitled to.")).to_be_visible()
    check_axe(lead)
    with lead.expect_download() as download:
        lead.get_by_role("link", name="What was given (PDF)").click()
    assert download.value.suggested_filename == f"{ref}.pdf"
    lead.goto("/rights/ended")
    expect(lead.get_by_text("Ended late")).to_be_visible()


def record(lead, check_axe):
    lead.goto("/rights/")
    check_axe(lead)
    turn(lead.get_by_role("button", name="Record a request"))
    turn(lead.get_by_role("button", name="Record it"))
    expect(lead.get_by_text("Choose what they ask for").first).to_be_visible()
    check_axe(lead)
    lead.get_by_label("Access: what is held about somebody").check()
    date(lead, "When was it received?", 1, 10, 2026)
    lead.get_by_label("The person themself").check()
    lead.get_by_label("Their name").fill("Rosa Bellweather")
    lead.get_by_label("Where the answer goes").fill("By post")
    lead.get_by_label("What they ask for, in their words").fill("Everything about me.")
    lead.get_by_label("First name of the person it is about").fill("Rosa")
    lead.get_by_label("Last name").fill("Bellweather")
    date(lead, "Date of birth", 14, 3, 2017)
    turn(lead.get_by_role("button", name="Record it"))
    check_axe(lead)
    ref = lead.url.rstrip("/").rpartition("/")[2]
    turn(lead.get_by_role("link", name="Settle who asks, and begin"))
    check_axe(lead)
    lead.get_by_label("Known to a worker, who confirms it").check()
    turn(lead.get_by_role("button", name="Record it"))
    turn(lead.get_by_role("link", name="Say who is meant"))
    lead.get_by_label("Rosa Bellweather, 14 March 2017").check()
    turn(lead.get_by_role("button", name="Record it"))
    return ref


def search(lead, check_axe, ref):
    turn(lead.get_by_role("link", name="Search what is held"))
    turn(lead.get_by_role("button", name="Search what is held"))
    expect(lead.get_by_role("heading", name="Ostermarch Police")).to_be_visible()
    check_axe(lead)
    turn(lead.get_by_role("button", name="Ask Ostermarch Police what may be given"))
    lead.goto(f"/rights/{ref}/step/opinion")
    lead.get_by_label("The health professional’s name").fill("Dr Vale")
    lead.get_by_label("Their register and number").fill("GMC 1234567")
    date(lead, "When they gave it", 1, 11, 2026)
    lead.get_by_label("Giving it would not be likely to cause serious harm").check()
    lead.get_by_label("In their words").fill("She knows.")
    turn(lead.get_by_role("button", name="Record it"))


def agency_answers(site, open_page, check_axe):
    police = open_page(width=320)
    sign_in(police, site, "police")
    police.goto("/rights/consultations/")
    check_axe(police)
    turn(police.locator("table a").first)
    expect(police.get_by_text("Two calls to the house.").first).to_be_visible()
    turn(police.get_by_role("button", name="Send the answer"))
    expect(police.get_by_text("Choose whether it may be given").first).to_be_visible()
    check_axe(police)
    for one in police.get_by_label("It may be given").all():
        one.check()
    turn(police.get_by_role("button", name="Send the answer"))
    expect(police.get_by_text("Your answer is sent.")).to_be_visible()


def leave_out_others(by, request):
    """The other passages, as the page does it one by one."""
    for piece in draft_of(request).pieces:
        if piece.undecided:
            said = [
                MarkSaid(one.number, third_party=True, exemption="third-party") for one in piece.paragraphs
            ]
            mark_passage(by=by, at=now(), request=request, passage=piece.row, said=said)


def mark(site, lead, check_axe, ref):
    lead.goto(f"/rights/{ref}/found")
    expect(lead.get_by_text("not decided").first).to_be_visible()
    turn(lead.locator("table a").first)
    check_axe(lead)
    turn(lead.get_by_role("button", name="Record, and go to the next"))
    lead.goto(f"/rights/{ref}/found")
    turn(lead.get_by_role("link", name="Details of somebody else in the case").first)
    lead.get_by_label("Left out, because").select_option(
        label="It is about somebody else (Schedule 2, paragraph 16)"
    )
    turn(lead.get_by_role("button", name="Record", exact=True))
    expect(lead.get_by_text("1 left out").first).to_be_visible()
    with acting(site.world.actor("governance"), now()):
        leave_out_others(site.world.actor("governance"), RightsRequest.objects.get(ref=ref))
    lead.goto(f"/rights/{ref}/")
    turn(lead.get_by_role("button", name="Give it to a second person"))
    expect(lead.get_by_text("It is with a second person now.")).to_be_visible()
    turn(lead.get_by_role("link", name="Check what is to be given"))
    expect(lead.get_by_text("You prepared this: somebody else checks it.")).to_be_visible()


def second_person_checks(site, open_page, check_axe, ref):
    second = open_page(width=1280)
    sign_in(second, site, "deputy")
    second.goto(f"/rights/{ref}/check")
    check_axe(second)
    turn(second.get_by_role("button", name="Start the check"))
    expect(second.get_by_text("Left out").first).to_be_visible()
    check_axe(second)
    second.get_by_label("It may go").check()
    turn(second.get_by_role("button", name="Record the check"))
    expect(second.get_by_text("It is recorded.")).to_be_visible()


def custodian_looks(site, open_page, check_axe, ref):
    decider = open_page(width=320)
    sign_in(decider, site, "decider")
    decider.goto("/rights/waiting")
    check_axe(decider)
    turn(decider.get_by_role("link", name=ref))
    expect(decider.get_by_text("Nothing is hidden from whoever prepares it.")).to_be_visible()
    check_axe(decider)
    decider.get_by_label("Nothing here belongs in the answer").check()
    turn(decider.get_by_role("button", name="Record it"))
    expect(decider.get_by_text("Nothing waits.")).to_be_visible()
