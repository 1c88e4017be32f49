"""A child and an adult of one household at a browser, at 320 px: from the decision for each to two pathways and to their ends."""

from datetime import timedelta

import pytest
from tests.browser.people import Somebody
from tests.integration.agency.asking import client
from tests.integration.cases_web.conftest import Room, arrive
from tests.integration.cases_web.steps import decide, ready
from tests.integration.pathways.test_household import identified, somebody
from tests.integration.pathways.test_pathways import as_

from mash.casework.cases.models import Case
from mash.casework.pathways.models import Pathway
from mash.foundation.kernel.time import LONDON, now


@pytest.fixture
def sit(site, open_page, check_axe):
    def come(who, **browser):
        page = open_page(width=320, **browser)
        cookie = client(site.world, who).cookies["session"]
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site.url}])
        return Somebody(page, check_axe)

    return come


def fill_day(person, name, day):
    for part in ("day", "month", "year"):
        person.page.locator(f'[name="{name}-{part}"]').fill(f"{getattr(day, part)}")


def test_a_child_is_followed_from_the_decision_to_the_end(site, sit):
    room = Room(site.world, arrive())
    ready(room)
    room("decider").get("history")
    assert decide(room).status_code == 302
    decider = sit("decider")
    decider.go(f"/cases/{room.ref}/")
    decider.follow("Begin a pathway")
    decider.sees("What was decided for them means: Child in need assessment (section 17).")
    decider.press("Begin it")
    decider.sees("The pathway is begun.")
    decider.sees("Being assessed")
    decider.follow("Decide on the assessment")
    decider.press("Record the step")
    decider.sees("Choose what the assessment came to")
    first(decider, "outcome")
    first(decider, "factor")
    decider.write("Why", "Help is agreed.")
    decider.press("Record the step")
    decider.sees("Nothing: it has ended.")
    decider.follow("Take back the last step")
    decider.sees("its clocks run on as they did")
    decider.menu("Pathways")
    decider.sees("There is nothing here.")
    with as_(site.world, "decider", now()):
        assert Pathway.objects.get(matter__ref=room.ref).decision is not None


def test_an_adult_beside_a_child_is_followed_to_the_end_without_javascript(site, sit):
    # Nobody else of the site's world lives there.
    home = {"lines": "9 Salter Yard, Ostermarch", "postcode": "ZZ1 4AC"}
    people = (somebody("subject", "Grace", 1948), somebody("household", "Tobias", 2018))
    for one in people:
        one.said.update(family_name="Marram", address=home)
    contact = arrive(population="adults", people=people)
    with as_(site.world, "adult-decider", now()) as common:
        case = Case.objects.select_related("matter__hub", "desk__hub", "desk__authority").get(
            matter=contact.matter
        )
        identified(case, common)
    ref = contact.matter.ref
    person = sit("adult-decider", javascript=False)
    person.go(f"/cases/{ref}/pathways/begin/0")
    person.choose("Safeguarding enquiry (section 42)")
    person.press("Begin it")
    person.sees("not yet considered")
    person.sees("Say first what was made of everybody else in the household whom this page names.")
    person.go(f"/cases/{ref}/pathways/begin/1")
    person.choose("Early help")
    person.press("Begin it")
    person.sees("Offered: not yet agreed")
    person.follow("They agree")
    person.write("Who agrees", "His mother")
    person.write("Lead worker and agency", "J. Marsh, early help")
    person.press("Record the step")
    person.sees("Agreed, under way")
    person.follow("End it")
    first(person, "outcome")
    person.write("Why", "His needs are met.")
    person.press("Record the step")
    person.sees("Nothing: it has ended.")
    person.go(f"/cases/{ref}/")
    person.follow("Safeguarding enquiry (section 42)")
    person.sees("Is on a pathway in this case.")
    person.follow("The test is met: decide for an enquiry")
    the_enquiry(person)
    with as_(site.world, "adult-decider", now()):
        found = Pathway.objects.filter(matter__ref=ref).order_by("pk").values_list("kind", "state")
        assert list(found) == [("s42", "ended"), ("early-help", "ended")]


def first(person, name):
    """Choose the first answer, among radio buttons or in a select."""
    field = person.page.locator(f'[name="{name}"]').first
    if field.evaluate("one => one.tagName") == "SELECT":
        field.select_option(index=1)
    else:
        field.check()


def the_enquiry(person):
    """From the three parts of the test to its conclusion."""
    for part in ("needs", "risk", "unable"):
        person.page.locator(f'[name="{part}"][value="yes"]').check()
        person.page.locator(f'[name="{part}_why"]').fill("She cannot tell who takes her money.")
    person.page.locator('[name="wishes"][value="expressed"]').check()
    person.press("Record the step")
    person.sees("Write down what they want, in their words")
    person.write("What they want to come of it, in their words", "To stay at home.")
    person.press("Record the step")
    person.follow("Make the enquiry, or cause it to be made")
    person.write("Who makes it", "Her social worker")
    person.write("What it asks, how, and to what end", "Where the money went.")
    fill_day(person, "agreed_by", (now() + timedelta(days=20)).astimezone(LONDON))
    for name in ("made", "capacity", "advocate"):
        first(person, name)
    person.press("Record the step")
    person.sees("The enquiry is under way")
    person.sees("agreed by those who make it")
    person.follow("Conclude the enquiry")
    for name in ("abuse", "where", "source", "outcome", "achieved"):
        first(person, name)
    person.write("Conclusion, and the plan from here", "An attorney keeps her money.")
    person.press("Record the step")
    person.sees("Nothing: it has ended.")
