"""Agreements at a browser: a lead drafts a version, compares, has it signed and in force, and asks who could see what."""

import pytest
from tests.browser.people import Somebody
from tests.integration.agency.asking import a_case, client

from mash.foundation.kernel.time import LONDON, now


@pytest.fixture
def somebody(site, open_page, check_axe):
    def sit(who, *, keyboard=False, **browser):
        page = open_page(width=320, **browser)
        cookie = client(site.world, who).cookies["session"]
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site.url}])
        return Somebody(page, check_axe, keyboard)

    return sit


def day_of(who, day):
    for part, number in {"Day": day.day, "Month": day.month, "Year": day.year}.items():
        who.write(part, str(number))


def test_a_new_version_is_drafted_signed_and_in_force(somebody):
    lead = somebody("governance")
    lead.go("/agreements/")
    lead.follow("Schedule for the multi-agency safeguarding hub, version 1")
    lead.press("Draft the next version")
    lead.heading("Schedule for the multi-agency safeguarding hub, version 2")
    adds_a_clause(lead)
    compares(lead)
    is_signed_and_in_force(lead, now().astimezone(LONDON).date())
    asks_what_if(lead)

    reader = somebody("screener", javascript=False, keyboard=True)
    reader.go("/agreements/")
    reader.follow("Schedule for the multi-agency safeguarding hub, version 2")
    reader.sees("Head Teacher, Chair of the heads")
    assert reader.page.get_by_role("button", name="Draft the next version").count() == 0
    assert reader.go("/agreements/hub-schedule/2/head") == 403


def adds_a_clause(lead):
    lead.follow("Add a clause")
    lead.press("Save")
    lead.sees("Choose who shares")
    lead.choose("May be shared", group="What it does")
    lead.select("Who shares", "Ostermarch schools")
    lead.select("With whom", "Ostermarch Police")
    lead.choose("Mental health", group="Information")
    lead.choose("Children", group="About whom")
    lead.choose("To prevent or detect crime", group="For what")
    lead.choose("What it says", group="How much")
    lead.select(
        "Power or duty", "Crime and Disorder Act 1998, section 115: disclosure to a relevant authority"
    )
    lead.select("Article 6 of the UK GDPR", "6(1)(e): a public task")
    lead.write(
        "Why it is necessary and proportionate, or why it is forbidden", "A child who threatens others."
    )
    lead.press("Save")
    lead.sees("Select a condition that covers the health and criminal information in this clause")
    lead.select(
        "Condition for health and criminal information",
        "Article 9(2)(g) or 10, with DPA 2018 Schedule 1 paragraph 10: preventing or detecting unlawful acts",
    )
    lead.press("Save")
    lead.sees("Select the ground")
    lead.select("Ground for setting confidentiality aside", "Overriding public interest")
    lead.press("Save")
    lead.sees("Ostermarch schools may share with Ostermarch Police: Mental health.")


def compares(lead):
    lead.follow("Change what it says besides its clauses")
    lead.write("Security", "Nothing is sent by mail.")
    lead.press("Save")
    lead.follow("What differs from the version before")
    lead.sees("Nothing is sent by mail.")
    lead.sees("Ostermarch schools may share with Ostermarch Police")
    lead.follow("Back")
    lead.follow("What it would change if it were in force")
    lead.heading("What it would change")
    # The clause that forbids health information for that purpose is still there, and it wins.
    lead.sees("Nothing more.")
    lead.follow("Back")
    lead.follow("Clause 15")
    lead.press("Take this clause out")
    lead.follow("What it would change if it were in force")
    lead.sees("Ostermarch schools")
    lead.follow("Back")


def is_signed_and_in_force(lead, today):
    lead.press("Lay it open for signature")
    lead.follow("Ostermarch schools")
    lead.write("Who signed", "Head Teacher")
    lead.write("Post", "Chair of the heads")
    day_of(lead, today)
    lead.press("Record the signature")
    lead.sees("Say where the signed copy is kept.")
    lead.write("Where the signed copy is kept", "Partnership folder 7")
    lead.press("Record the signature")
    lead.sees("Head Teacher, Chair of the heads")
    day_of(lead, today)
    lead.press("Bring it into force")
    lead.sees("In force")


def asks_what_if(lead):
    lead.go("/agreements/what-if")
    lead.select("Information", "Mental health")
    lead.choose("Children", group="About somebody who is")
    lead.select("For what", "To prevent or detect crime")
    lead.choose("What it says", group="How much")
    lead.press("Ask the clauses")
    lead.sees("Ostermarch Police is not bound by the agreement of clause")
    lead.sees("record the ground and share now")


def test_a_duty_does_not_wait_for_a_clause_and_the_lead_looks_at_it(site, somebody):
    lead = somebody("governance", keyboard=True)
    lead.go("/agreements/hub-schedule/1/")
    lead.follow("Ostermarch Community Health")
    day_of(lead, now().astimezone(LONDON).date())
    lead.press("Record that it leaves")
    lead.sees("Ended on")

    matter = a_case(now(), "red", site.world)
    screener = somebody("screener")
    screener.go(f"/cases/{matter}/ask")
    screener.sees("Not permitted: Ostermarch Community Health is not bound by the agreement")
    screener.choose("Ostermarch Community Health", group="Agencies to ask")
    screener.choose("Reasonable cause to suspect significant harm", group="Ground")
    screener.write("Purpose", "To learn whether she was seen in hospital.")
    screener.press("Send the requests")
    screener.sees("This was not done")
    screener.select(
        "Duty or danger on which you share", "Children Act 2004, section 16LA: duty to share for safeguarding"
    )
    screener.write("Why it is necessary and proportionate", "Nobody else knows of the injury.")
    screener.write("How you checked who receives it", "Called back on the trust's own number.")
    screener.write("Why it cannot wait for a clause", "The trust left this morning.")
    screener.press("Send the requests")
    screener.sees("The agencies are asked.")

    lead.go("/agreements/grounds/")
    lead.follow(matter)
    lead.sees("The trust left this morning.")
    lead.press("Record the review")
    lead.sees("Select what you make of it")
    lead.choose("It was right, and a clause should cover it", group="What do you make of it?")
    lead.write("Why, and what follows", "The trust signs again next week.")
    lead.press("Record the review")
    lead.sees("Nothing.")
