"""A package at a browser: made and redacted at the hub, agreed by an agency, checked, sent, received, opened by a link, recalled."""

import pytest
from playwright.sync_api import expect
from tests.browser.people import turn
from tests.browser.test_agency import sign_in
from tests.integration.agency.asking import ask
from tests.integration.casework.sealing import item, matter_of, supply
from tests.integration.disclosure.making import ASKED, TWO
from tests.world import SETUP

from mash.casework.disclosure.models import Package
from mash.foundation.kernel import Actor
from mash.foundation.kernel.time import now
from mash.foundation.outbox.models import Message
from mash.foundation.visibility import acting
from mash.registers.accounts.actions import give_seat, invite


def a_receiving_team(site):
    """Somebody of the children's services who reads what the hub sends them."""
    with acting(SETUP, now()):
        user = invite(by=SETUP, at=now(), email="social@example.org", name="Social Person", password=None)
        site.world.users["social"] = user
        site.world.seats["social"] = give_seat(
            by=SETUP,
            at=now(),
            user=user,
            role="researcher",
            desk=None,
            agency=site.world.agencies["county-childrens"],
        )


@pytest.fixture
def matter(site):
    a_receiving_team(site)
    ref = ask(site.world)
    supply(
        site.world,
        ref,
        item(TWO, category="incidents", family_may_know="yes"),
        item(
            f"{ASKED}\n\nIt names a witness.",
            "ask-originator",
            category="domestic-abuse",
            family_may_know="yes",
        ),
    )
    return matter_of(site.world, ref)


def package_of(site):
    with acting(site.world.actor("screener"), now()):
        return Package.objects.latest("pk").ref


def test_a_package_goes_its_whole_way(site, open_page, check_axe, matter):
    made_and_redacted(site, open_page, check_axe, matter)
    agreed_in_part(site, open_page, check_axe)
    sent_to_the_agency(site, open_page, check_axe, matter)
    received(site, open_page, check_axe)
    recalled(site, open_page, check_axe, matter)
    for_the_family_by_a_link(site, open_page, check_axe, matter)


def made_and_redacted(site, open_page, check_axe, matter):
    page = open_page(width=320)
    sign_in(page, site, "screener")
    page.goto(f"/cases/{matter}/")
    turn(page.get_by_role("link", name="Packages"))
    expect(page.get_by_text("There is no package yet.")).to_be_visible()
    check_axe(page)
    turn(page.get_by_role("button", name="Make a package"))
    turn(page.get_by_role("button", name="Go on and choose what goes in"))
    expect(page.get_by_text("Choose who receives it").first).to_be_visible()
    check_axe(page)
    page.get_by_label("An agency").check()
    page.get_by_label("Agency", exact=True).select_option(label="Ostermarch children's services")
    page.get_by_label("Purpose", exact=True).select_option("protect-child")
    page.get_by_label("Not to be passed on").check()
    turn(page.get_by_role("button", name="Go on and choose what goes in"))
    check_axe(page)
    for box in page.get_by_role("checkbox").all():
        box.check()
    turn(page.get_by_role("button", name="Go on and withhold paragraphs"))
    expect(page.get_by_text("Paragraphs that stay: 5. Withheld: 0.")).to_be_visible()
    page.get_by_label("Paragraph 2, Incidents, offences and orders").select_option("source")
    expect(page.get_by_text("Paragraphs that stay: 4. Withheld: 1.")).to_be_visible()
    check_axe(page)
    turn(page.get_by_role("button", name="Save and see it as the recipient will"))
    expect(page.get_by_text("It would show who told us").first).to_be_visible()
    expect(page.get_by_text("Xanthippe")).to_have_count(0)
    check_axe(page)
    turn(page.get_by_role("link", name=f"Package {package_of(site)}"))
    check_axe(page)
    turn(page.get_by_role("link", name="Words and terms"))
    page.get_by_label("Your own words to the recipient").fill("For your assessment.")
    turn(page.get_by_role("button", name="Save"))
    turn(page.get_by_role("link", name="Ask them"))
    turn(page.get_by_role("button", name="Ask them"))
    expect(page.get_by_text("Say why the recipient needs it").first).to_be_visible()
    check_axe(page)
    page.get_by_label("Why the recipient needs it").fill("She visits tomorrow.")
    turn(page.get_by_role("button", name="Ask them"))
    expect(page.get_by_text("Not answered yet", exact=True)).to_be_visible()


def agreed_in_part(site, open_page, check_axe):
    page = open_page(width=320)
    sign_in(page, site, "police")
    page.goto("/packages/")
    check_axe(page)
    turn(page.locator("a[href*='/consents/']").first)
    expect(page.get_by_text("She visits tomorrow.")).to_be_visible()
    page.get_by_label("A part of it may be passed on").check()
    turn(page.get_by_role("button", name="Send the answer"))
    expect(page.get_by_text("Say why it may not, or not all of it").first).to_be_visible()
    check_axe(page)
    page.get_by_label(ASKED).check()
    page.get_by_label("Why not, or not all of it").fill("The witness is afraid.")
    turn(page.get_by_role("button", name="Send the answer"))
    expect(page.get_by_text("The witness is afraid.")).to_be_visible()
    check_axe(page)


def sent_to_the_agency(site, open_page, check_axe, matter):
    page = open_page(width=320)
    sign_in(page, site, "decider")
    page.goto(f"/cases/{matter}/packages/{package_of(site)}/")
    expect(page.get_by_text("Withhold the rest.").first).to_be_visible()
    check_axe(page)
    turn(page.get_by_role("link", name="Withhold paragraphs"))
    page.get_by_label("Paragraph 2, Domestic abuse").select_option("not-agreed")
    turn(page.get_by_role("button", name="Save", exact=True))
    page.goto(f"/cases/{matter}/packages/{package_of(site)}/")
    turn(page.get_by_role("button", name="Send it"))
    check_axe(page)
    turn(page.get_by_role("button", name="Send it"))
    expect(page.get_by_role("heading", name=f"Package {package_of(site)}")).to_be_visible()
    expect(page.get_by_text("On the agency’s page, as PDF and through the API")).to_be_visible()
    check_axe(page)


def received(site, open_page, check_axe):
    page = open_page(width=320)
    sign_in(page, site, "social")
    page.goto("/packages/")
    turn(page.get_by_role("link", name=package_of(site)))
    expect(page.get_by_text("Two calls to the house in March.")).to_be_visible()
    expect(page.get_by_text("witness")).to_have_count(0)
    check_axe(page)
    turn(page.get_by_role("button", name="Acknowledge: we have read it"))
    expect(page.get_by_text("Acknowledged. The hub sees that you have it.")).to_be_visible()


def recalled(site, open_page, check_axe, matter):
    page = open_page(width=320)
    sign_in(page, site, "decider")
    package = package_of(site)
    page.goto(f"/cases/{matter}/packages/{package}/")
    turn(page.get_by_role("button", name="Recall it"))
    page.get_by_label("Why it is recalled").fill("The wrong child.")
    check_axe(page)
    turn(page.get_by_role("button", name="Recall it"))
    expect(page.get_by_text("The wrong child.")).to_be_visible()
    check_axe(page)
    theirs = open_page(width=320)
    sign_in(theirs, site, "social")
    theirs.goto(f"/packages/{package}/")
    expect(theirs.get_by_text("The hub recalled this package")).to_be_visible()
    check_axe(theirs)


def for_the_family_by_a_link(site, open_page, check_axe, matter):
    page = open_page(javascript=False)
    sign_in(page, site, "screener")
    page.goto(f"/cases/{matter}/packages/new")
    page.get_by_label("The family or the adult").check()
    page.get_by_label("Which person").fill("The mother")
    page.get_by_label("Purpose", exact=True).select_option("help-child")
    turn(page.get_by_role("button", name="Go on and choose what goes in"))
    page.get_by_role("checkbox", name="What was reported").check()
    turn(page.get_by_role("button", name="Go on and withhold paragraphs"))
    package = package_of(site)
    page.goto(f"/cases/{matter}/packages/{package}/")
    turn(page.get_by_role("button", name="Ask a second person to check it"))
    expect(page.get_by_text("It is done by: decision maker, hub manager.").first).to_be_visible()

    second = open_page(width=320)
    sign_in(second, site, "manager")
    second.goto(f"/cases/{matter}/packages/{package}/")
    turn(second.get_by_role("button", name="Check it"))
    second.get_by_label("It may be sent").check()
    check_axe(second)
    turn(second.get_by_role("button", name="Record your check"))
    turn(second.get_by_role("button", name="Send it"))
    second.get_by_label("By a link that opens once").check()
    second.get_by_label("As a PDF that we hand over").uncheck()
    turn(second.get_by_role("button", name="Send it"))
    expect(second.get_by_text("Enter the email address that the link is sent to").first).to_be_visible()
    check_axe(second)
    second.get_by_label("Email address that the link is sent to").fill("mother@example.org")
    second.get_by_label("Power or duty on which you share").select_option("open-with-family")
    second.get_by_label("Why it is necessary and proportionate").fill("She meets us tomorrow.")
    second.get_by_label("How you checked who receives it").fill("Seen today.")
    second.get_by_label("Why no clause covers it").fill("She is no party.")
    turn(second.get_by_role("button", name="Send it"))
    expect(second.get_by_text("By a link that opens once")).to_be_visible()

    with acting(Actor.service("worker"), now()):
        link = Message.objects.filter(template="package_link").latest("pk").link
    anyone = open_page(width=320)
    anyone.goto(link)
    expect(anyone.get_by_role("heading", name="Information for you")).to_be_visible()
    check_axe(anyone)
    turn(anyone.get_by_role("button", name="Read it now"))
    expect(anyone.get_by_text("Rosa came to school hungry")).to_be_visible()
    check_axe(anyone)
    turn(anyone.get_by_role("button", name="I have received this"))
    expect(anyone.get_by_text("The hub sees that you have it.")).to_be_visible()
    anyone.goto(link)
    expect(anyone.get_by_role("heading", name="This link does not open anything")).to_be_visible()
    check_axe(anyone)
