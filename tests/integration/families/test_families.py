"""One family: an unborn child recorded and born, twins, an end without a birth, and children whom a case is not about."""

from datetime import date, timedelta

import pytest
from tests.integration.people.clusters_world import Register
from tests.world import a_worry

from mash.casework.cases import actions
from mash.casework.cases.actions.births import BornSaid
from mash.casework.cases.queries.picture import SIBLINGS, get_case, picture_of
from mash.casework.families.actions import end, expect
from mash.casework.families.actions.expecting import ExpectedSaid
from mash.casework.families.models import Considered, Expectation, Outcome
from mash.casework.families.queries import flags_of, pregnancies_of
from mash.casework.intake.actions import receive
from mash.casework.intake.arrival import PersonSaid
from mash.casework.matters.actions import identify_subject, restrict
from mash.casework.matters.models import Subject
from mash.foundation.kernel import Actor, Refused
from mash.foundation.visibility import acting
from mash.registers.people.models import Person, Record, Relationship
from mash.registers.people.queries import search

HOME = {"lines": "9 Mill Lane, Ostermarch", "postcode": "ZZ2 5CD"}
DRAFT, WORKER = Actor.draft("DRAFT"), Actor.service("worker")
EXPECTED = date(2026, 7, 1)


class Family:
    """The Fenns: a mother, a child in the case, an unborn child, and Tom, whom the case is not about."""

    def __init__(self, world):
        self.register = Register(world)
        tom = self.arrive(("subject", {"given_name": "Tom", "born": {"year": 2015, "month": 2, "day": 3}}))
        self.case = self.arrive(
            ("subject", {"given_name": "Ada", "born": {"year": 2018, "month": 4, "day": 5}}),
            ("subject", {"expected": {"year": 2026, "month": 7, "day": 1}}),
            ("parent", {"given_name": "Mia", "born": {"year": 1995, "month": 6, "day": 7}}),
        )
        self.tom_matter = tom
        for matter in (tom, self.case):
            for subject in self.subjects(matter):
                self.identify(subject)

    def arrive(self, *people, **changes):
        at = self.register.tick()
        said = tuple(
            PersonSaid(role=role, said={"family_name": "Fenn", "address": HOME, **one})
            for role, one in people
        )
        with acting(DRAFT, at):
            return receive(by=DRAFT, at=at, arrival=a_worry(people=said, **changes)).matter

    def later(self, **much):
        self.register.now += timedelta(**much)
        return self.register.now

    def acting(self, who="screener"):
        self.by, self.at = self.register.world.actor(who), self.register.tick()
        return acting(self.by, self.at)

    def subjects(self, matter=None, who="screener"):
        with self.acting(who):
            rows = Subject.objects.filter(matter=matter or self.case)
            return list(rows.select_related("matter", "record", "person").order_by("place"))

    def identify(self, subject):
        with self.acting():
            assert identify_subject(by=self.by, at=self.at, subject=subject, person=None, reason="new")

    def picture(self, who="screener", matter=None):
        with self.acting(who):
            return picture_of(get_case((matter or self.case).ref), by=self.by, at=self.at)

    def do(self, action, place=None, who="screener", **said):
        """One action on the case, about the subject in that place if any; it is found by the screener."""
        given = {"subject": self.subjects()[place]} if place is not None else {}
        if action not in {expect, end}:
            given["case"] = self.picture().case
        with self.acting(who):
            return action(by=self.by, at=self.at, **given, **said)

    def expect(self, who="screener", **said):
        mother = self.subjects()[2]
        facts = {"expected_on": EXPECTED, "source": "scan", "mother": mother, **said}
        return self.do(expect, 1, who, said=ExpectedSaid(**facts))

    def born(self, action=actions.born, place=1, who="screener", once="", **said):
        more = {"once": once} if once else {}
        facts = {"born_on": date(2026, 6, 8), "given_name": "Ivy", "sex": "female", **said}
        return self.do(action, place, who, said=BornSaid(**facts), **more)


@pytest.fixture
def family(world):
    return Family(world)


def known_late(family, unborn):
    """What is known of the unborn child comes bit by bit, and the expected date passes."""
    picture = family.picture()
    assert picture.unborn[unborn.pk].expected_on == EXPECTED, "as the contact says"
    assert isinstance(family.expect(who="teacher"), Refused)
    assert family.expect(expected_on=date(2029, 1, 1)).code == "families:unborn:unlikely"
    made = family.expect(expected_on=date(2026, 7, 25), booked="no", care="no")
    assert family.expect(expected_on=date(2026, 7, 25), booked="no", care="no") == made, "twice is once"
    found = family.picture().unborn[unborn.pk]
    assert found.alerts == ("concealed", "no-antenatal-care")
    assert (found.expected_on, [one.code for one in found.due if one.over]) == (
        date(2026, 7, 25),
        ["assessment", "conference"],
    )
    family.expect(expected_on=date(2026, 7, 25), booked="yes", booked_days=100, care="yes")
    with family.acting():
        assert flags_of([family.case.pk], at=family.at) == {family.case.pk: ("late-booking",)}
        assert Expectation.objects.filter(subject=unborn).count() == 3, "each stays as it was said"
        mother = family.picture().subjects[2].person
    with family.acting():
        assert [one.pk for one, _ in pregnancies_of([mother], at=family.at)] == [unborn.pk]
        assert Relationship.objects.filter(person=mother, other=unborn.person, kind="parent of").exists()
    # The date passes: the worker of an open case is told once.
    with acting(WORKER, family.later(days=60)):
        assert actions.tell_of_overdue(by=WORKER, at=family.register.now) == 1
        assert actions.tell_of_overdue(by=WORKER, at=family.register.now) == 0
    assert family.picture().case.attention == "unborn-overdue"


def test_an_unborn_child_is_known_late_and_born_and_so_is_the_twin(family):
    """One person throughout; the birth is corrected, and the twin has the history of the child who was expected."""
    unborn = family.subjects()[1]
    known_late(family, unborn)
    # Born: the same person, found by the new name and number; nothing asks for a look any more.
    born = date(2026, 8, 2)
    assert family.born(born_on=born, nhs_number="9990000026")
    assert isinstance(family.born(born_on=born), Refused), "once"
    picture = family.picture()
    assert (picture.case.attention, picture.case.title) == ("", "Ada Fenn, Ivy Fenn")
    child = picture.subjects[1].person
    assert (child.pk, str(child), child.date_of_birth, child.nhs_number) == (
        unborn.person.pk,
        "Ivy Fenn",
        born,
        "9990000026",
    )
    assert picture.unborn[unborn.pk].alerts == ()
    # Corrected: the right words count, the wrong ones stay as a record.
    assert family.born(actions.correct_birth, born_on=date(2026, 8, 3), given_name="Iva")
    with family.acting():
        row = Person.objects.get(pk=child.pk)
        assert (str(row), row.date_of_birth, row.nhs_number) == ("Iva Fenn", date(2026, 8, 3), "")
        assert [one.person for one in search(given="Ivy", family="Fenn")] == []
        assert Record.objects.filter(source=f"birth:{family.case.ref}").count() == 2
        assert Record.objects.filter(source=f"birth:{family.case.ref}", live=True).count() == 1
        said = [(one.kind, one.on) for one in Outcome.objects.filter(subject=unborn)]
        assert said == [("born", born), ("expected", None), ("born", date(2026, 8, 3))]
    # A twin: a person of their own, near the first, with the mother; the same click twice is one child.
    max_born = {"born_on": date(2026, 8, 3), "given_name": "Max", "sex": "male"}
    twin = family.born(actions.another_born, once="A", **max_born)
    assert family.born(actions.another_born, once="A", **max_born).pk == twin.pk
    picture = family.picture()
    assert [str(one.person) for one in picture.worried_about] == ["Ada Fenn", "Iva Fenn", "Max Fenn"]
    assert picture.case.people == 3
    other = family.arrive(("subject", {"given_name": "Max", "born": {"year": 2026, "month": 8, "day": 3}}))
    with family.acting():
        again = Subject.objects.select_related("matter", "record").get(matter=other)
        max_ = Person.objects.get(pk=picture.subjects[3].person_id)
        assert identify_subject(by=family.by, at=family.at, subject=again, person=max_, reason="it is him")
    history = family.picture(matter=other).history
    assert family.case.ref in {one.ref for one in history.earlier}, (
        "the unborn's history is seen from the twin"
    )
    assert "twin of" in {person.given_name: why for person, why in history.household}["Iva"]
    # Two without a name, born on one day, are two.
    unnamed = [
        family.born(actions.another_born, once=one, born_on=date(2026, 8, 3), given_name="") for one in "BC"
    ]
    assert len({one.pk for one in unnamed}) == 2
    # A birth that was none yet is taken back.
    assert family.born(actions.correct_birth, who="decider", born_on=born) is not None
    gone = family.do(actions.correct_birth, 1, said=None)
    assert not isinstance(gone, Refused)
    with family.acting():
        assert Person.objects.get(pk=child.pk).date_of_birth is None
    assert not family.picture().unborn[unborn.pk].over


def test_a_loss_is_said_once_and_everything_stops(family):
    assert family.expect(booked="no", care="no")
    assert family.do(
        actions.not_born, 1, kind="lost", on=date(2026, 6, 1), note="Mia was told by the midwife."
    )
    picture = family.picture()
    unborn = picture.subjects[1]
    assert (picture.unborn[unborn.pk].over, picture.unborn[unborn.pk].alerts) == (True, ())
    assert family.expect().code == "families:unborn:ended"
    with family.acting():
        assert flags_of([family.case.pk], at=family.at) == {}
        assert Outcome.objects.get().kind == "lost"
    with acting(WORKER, family.later(days=60)):
        assert actions.tell_of_overdue(by=WORKER, at=family.register.now) == 0
    assert family.do(end, 1, kind="expected")
    assert family.picture().unborn[unborn.pk].alerts == ("overdue", "concealed", "no-antenatal-care")


def test_children_near_the_case_are_considered_each_by_themselves(family):
    """What is recorded of brothers and sisters is what the standard asks for; nothing is decided by it."""
    assert [(str(one), why) for one, why in family.picture().children_near] == [("Tom Fenn", "same address")]
    tom = family.picture().children_near[0][0]
    assert SIBLINGS not in family.picture().present()
    refused = family.do(actions.consider_child, person=tom, why="same address", reason=" ")
    assert refused.code == "families:sibling:no-reason"
    assert isinstance(
        family.do(actions.consider_child, person=tom, why="same address", reason="x", who="teacher"), Refused
    )
    assert family.do(actions.consider_child, person=tom, why="same address", reason="He is at his father’s.")
    picture = family.picture()
    assert picture.not_considered == []
    assert picture.present()[SIBLINGS] == 1
    assert picture.siblings_words == "Tom Fenn: Considered, not added. He is at his father’s."
    for who in ("city-screener", "health", "administrator"):
        with family.acting(who):
            assert not Considered.objects.exists()
            assert not Expectation.objects.exists()
    # Added, he is one of the case's own, with no decision.
    assert family.do(actions.add_child_near, person=tom, why="same address", reason="He was there.")
    assert family.do(actions.add_child_near, person=tom, why="same address", reason="He was there.")
    picture = family.picture()
    assert [str(one.person) for one in picture.worried_about if one.person.given_name] == [
        "Ada Fenn",
        "Tom Fenn",
    ]
    assert (picture.children_near, picture.decision_for(picture.worried_about[-1])) == ([], None)
    # A child whom only a restricted case knows is offered to those who may know of it, and to nobody else.
    hidden = family.arrive(("subject", {"given_name": "Una", "born": {"year": 2020, "month": 1, "day": 1}}))
    family.identify(family.subjects(hidden)[0])
    with family.acting("manager"):
        assert restrict(by=family.by, at=family.at, matter=hidden, restriction="restricted")
    assert family.picture().children_near == []
    assert [str(one) for one, _why in family.picture("manager").children_near] == ["Una Fenn"]
