"""Contacts joined and parted, and a child who is born, at a browser: by keyboard, and at 320 px without scripts."""

import pytest
from tests.browser.people import Somebody
from tests.integration.agency.asking import client
from tests.world import a_worry

from mash.casework.intake.actions import receive
from mash.casework.matters.actions import identify_subject
from mash.casework.matters.models import Subject
from mash.foundation.kernel import Actor
from mash.foundation.kernel.time import now
from mash.foundation.visibility import acting
from mash.registers.people.models import Person

DRAFT = Actor.draft("DRAFT")


@pytest.fixture
def somebody(site, open_page, check_axe):
    def sit(who, *, keyboard=False, **browser):
        page = open_page(**browser)
        cookie = client(site.world, who).cookies["session"]
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site.url}])
        return Somebody(page, check_axe, keyboard)

    return sit


def arrive(**changes):
    at = now()
    with acting(DRAFT, at):
        return receive(by=DRAFT, at=at, arrival=a_worry(**changes))


def people(*said):
    one = type(a_worry().people[0])
    home = {"lines": "12 Weir Street", "postcode": "ZZ3 6EF"}
    return tuple(
        one(role=role, said={"family_name": "Quillan", "address": home, **each}) for role, each in said
    )


def test_three_contacts_are_joined_and_one_is_parted(somebody):
    one, two, three = (
        arrive(people=people(("subject", {"given_name": name}))) for name in ("Ola", "Pia", "Ros")
    )
    screener = somebody("screener", keyboard=True)
    screener.go(f"/cases/{one.matter.ref}/")
    screener.follow("Read them together, join or part them")
    screener.heading("The same incident")
    screener.press(f"Join others with contact {one.ref}")
    screener.press("Join them")
    screener.sees("Choose a contact, or enter its reference")
    screener.choose(two.ref)
    screener.write("Reference of another contact", three.ref.lower())
    screener.choose("Another reason")
    screener.write("The reason", "All three tell of the fire on Friday.")
    screener.press("Join them")
    screener.sees("3 contacts are joined.")
    screener.sees("All three tell of the fire on Friday.")

    decider = somebody("decider", width=320, javascript=False)
    decider.go(f"/cases/{two.matter.ref}/incident")
    decider.sees("3 contacts are joined.")
    decider.follow(f"Part it ({three.ref})")
    decider.press("Part it from the others")
    decider.sees("Give the reason")
    decider.write("Reason", "Another street.")
    decider.press("Part it from the others")
    decider.sees("No other contact is joined to this case.")
    screener.go(f"/cases/{two.matter.ref}/incident")
    screener.sees("2 contacts are joined.")
    screener.sees("Another street.")

    narrow = somebody("screener", width=320)
    narrow.go(f"/cases/{two.matter.ref}/incident")
    narrow.sees("2 contacts are joined.")
    four = arrive(people=people(("subject", {"given_name": "Sid"})))
    narrow.go(f"/cases/{four.matter.ref}/incident")
    narrow.follow(f"They are not the same ({one.ref})")
    narrow.write("Reason", "A month earlier.")
    narrow.press("They are not about one incident")
    narrow.sees("It is not suggested any more")


def test_an_unborn_child_of_a_family_is_born(site, somebody):
    contact = arrive(
        people=people(
            ("subject", {"given_name": "Ana", "born": {"year": 2019, "month": 1, "day": 2}}),
            ("subject", {"expected": {}}),
            ("parent", {"given_name": "Bea"}),
        )
    )
    near = arrive(
        people=people(("subject", {"given_name": "Cai", "born": {"year": 2016, "month": 1, "day": 2}}))
    )
    at, by = now(), site.world.actor("screener")
    with acting(by, at):
        for subject in Subject.objects.filter(matter__in=[contact.matter, near.matter]):
            assert identify_subject(by=by, at=at, subject=subject, person=None, reason="new")
    ref = contact.matter.ref
    screener = somebody("screener", width=320)
    screener.go(f"/cases/{ref}/people")
    screener.follow("What is known of the pregnancy")
    screener.press("Save")
    screener.sees("Choose whether it is booked")
    screener.choose("Bea", group="Mother")
    screener.choose("No", group="Is the pregnancy booked for maternity care?")
    screener.choose("No", group="Is she seen by antenatal care now?")
    screener.press("Save")
    screener.sees("No antenatal care")
    screener.go("/desk/")
    screener.sees("No antenatal care")
    screener.go(f"/cases/{ref}/")
    screener.follow("The family")
    screener.heading("The family")
    screener.follow("Add or consider")
    screener.press("Record it")
    screener.sees("Give the reason")
    screener.choose("Record that they were considered")
    screener.write("Why", "He lives with his father and was not there.")
    screener.press("Record it")
    screener.sees("None is left to consider.")

    keyboard = somebody("screener", keyboard=True)
    keyboard.go(f"/cases/{ref}/people")
    keyboard.follow("Record the birth")
    today = now().date()
    for label, value in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        keyboard.write(label, str(value))
    keyboard.write("First name", "Dot")
    keyboard.press("Save")
    keyboard.sees("The birth is recorded.")
    keyboard.follow("Record a twin")
    keyboard.heading("Record the birth of a twin")
    keyboard.go(f"/cases/{ref}/people/1/correct-birth")
    keyboard.sees("What was wrong")
    keyboard.go(f"/cases/{ref}/family")
    keyboard.sees("Dot Quillan")
    with acting(by, now()):
        child = Person.objects.get(given_name="Dot")
    keyboard.go(f"/desk/people/{child.public_id}")
    keyboard.sees("Pregnancy")
