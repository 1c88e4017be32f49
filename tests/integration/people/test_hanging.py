"""Cases hang on persons: they are shown before persons are joined or split, and an open one asks for two people."""

from __future__ import annotations

import pytest
from tests.integration.casework.test_main_job import arrive as a_contact
from tests.integration.people.clusters_world import Register, alike, groups
from tests.integration.people.test_clusters import identified, parted, say

from mash.casework.matters.models import Subject
from mash.foundation.kernel import Ref
from mash.foundation.visibility import acting
from mash.registers.people.clusters import queries
from mash.registers.people.clusters.splits import decide_split, split
from mash.registers.people.clusters.statements import join, undo
from mash.registers.people.models import Statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(world):
    found = Register(world, weights=alike("ab"))
    found.model()
    found.arrive("a", "b", "c")
    return found


@pytest.fixture
def subject(register):
    contact = a_contact()
    with acting(register.world.actor("screener"), register.tick()):
        return Subject.objects.select_related("record", "matter").get(
            matter=contact.matter_id, role="subject"
        )


def test_a_persons_cases_are_shown_before_a_join(register, subject):
    person = identified(register, subject, register.person("a"))
    matter = Ref("matter", subject.matter.ref)
    other = register.person("c")
    with acting(register.world.actor("screener"), register.now):
        (case,) = [
            one for one in queries.consequences_of_join(other, person).stays if one.ref.kind == "matter"
        ]
    assert (case.ref, case.open, case.person, case.record) == (matter, True, person.pk, subject.record_id)
    with acting(register.world.actor("city-screener"), register.now):
        assert not [
            one for one in queries.consequences_of_join(other, person).stays if one.ref.kind == "matter"
        ]


def test_a_join_keeps_the_case_with_the_person_whom_it_was_given(register, subject):
    person = identified(register, subject)
    said = say(register, join, person=register.person("a"), other=person, reason="Same child")
    with acting(register.world.actor("screener"), register.now):
        assert queries.current(person) == register.person("a")
        assert Subject.objects.get(pk=subject.pk).person == person
        assert queries.to_place(person) == []
    say(register, undo, statement=said)
    with acting(register.world.actor("screener"), register.now):
        assert queries.current(person) == person
        assert Subject.objects.get(pk=subject.pk).person == person


def test_a_person_whom_a_hub_works_with_is_split_by_two_and_the_case_waits_to_be_placed(register, subject):
    person = identified(register, subject, register.person("a"))
    asked = say(register, split, person=person, records=[subject.record.public_id], reason="Two children")
    assert isinstance(asked, Statement)
    assert asked.verdict == ""
    say(register, decide_split, who="manager", statement=asked, agree=True)
    with acting(register.world.actor("screener"), register.now):
        assert [one.ref.kind for one in queries.to_place(person) if one.ref.kind == "matter"] == ["matter"]


def test_another_hubs_matter_counts_though_nothing_is_known_of_it(register, subject):
    person = identified(register, subject, register.person("a"))
    asked = parted(register, person, "b", who="city-screener")
    assert isinstance(asked, Statement)
    assert asked.verdict == ""
    assert frozenset("ab") <= next(group for group in register.groups() if "a" in group)
    assert groups("c") <= register.groups()
