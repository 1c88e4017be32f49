"""A birth is said in a matter: where that is restricted, it is read there, and stands on no row that others read."""

from __future__ import annotations

from datetime import date

import pytest
from tests.integration.people.clusters_world import Register
from tests.integration.people.test_clusters import identified, the_contact

from mash.casework.cases.queries.picture import get_case, picture_of
from mash.casework.matters.actions import record_birth, restrict
from mash.casework.matters.models import FurtherRecord
from mash.foundation.kernel import Refused
from mash.foundation.visibility import acting
from mash.registers.people.clusters.queries import history
from mash.registers.people.models import Person
from mash.registers.people.queries import search, search_typed
from mash.registers.people.telling import told

EXPECTED = {"day": 1, "month": 5, "year": 2026}
BORN = date(2026, 5, 3)


class Unborn:
    """A child of the Moss family, not born yet, in an open case and in a second one in which the birth is recorded."""

    def __init__(self, world) -> None:
        self.register = Register(world)
        self.open = the_contact(self.register, given_name="", family_name="Moss", expected=EXPECTED)
        self.child = identified(self.register, self.open)
        self.other = the_contact(self.register, given_name="", family_name="Moss", expected=EXPECTED)
        identified(self.register, self.other, self.child)

    def acting(self, who="screener"):
        return acting(self.register.world.actor(who), self.register.now)

    def restrict(self, restriction="restricted", subject=None):
        by, at = self.register.world.actor("manager"), self.register.tick()
        with acting(by, at):
            assert restrict(by=by, at=at, matter=(subject or self.other).matter, restriction=restriction)

    def bear(self, who="screener", subject=None, **said):
        by, at = self.register.world.actor(who), self.register.tick()
        said = {"born_on": BORN, "given_name": "Ada", "sex": "female"} | said
        with acting(by, at):
            return record_birth(by=by, at=at, subject=subject or self.other, **said)

    def row(self, who="screener"):
        with self.acting(who):
            one = Person.objects.get(pk=self.child.pk)
        return str(one), one.date_of_birth, one.sex

    def found(self, who, typed=None, **asked):
        with self.acting(who):
            if typed:
                return [one.person for one in search_typed(typed, today=BORN)]
            return [one.person for one in search(**asked)]

    def in_case(self, who, subject):
        """Name, date of birth and whether the birth may be recorded, as the case's own pages have them."""
        with self.acting(who):
            by = self.register.world.actor(who)
            picture = picture_of(get_case(subject.matter.ref), by=by, at=self.register.now)
            one = picture.subjects[0].person
            return str(one), one.date_of_birth, one.expected_date and not one.date_of_birth


@pytest.fixture
def unborn(world):
    return Unborn(world)


BORN_ROW, UNBORN_ROW = ("Ada Moss", BORN, "female"), ("Moss", None, "")


def test_a_birth_said_in_an_open_matter_is_on_the_row(unborn):
    assert isinstance(unborn.bear(), FurtherRecord)
    assert unborn.row("city-screener") == BORN_ROW
    assert unborn.found("city-screener", given="Ada", family="Moss") == [unborn.child]


def test_a_birth_leaves_the_row_with_its_matter_and_comes_back(unborn):
    unborn.bear()
    for _ in range(2):
        unborn.restrict()
        for who in ("screener", "city-screener"):
            assert unborn.row(who) == UNBORN_ROW
            assert unborn.found(who, given="Ada", family="Moss") == []
            assert unborn.found(who, family="Moss", born=BORN) == unborn.found(who, family="Moss")
            assert unborn.found(who, typed="Ada 3 5 2026") == []
        assert unborn.in_case("screener", unborn.open) == ("Moss", None, True)
        assert unborn.in_case("manager", unborn.other) == ("Ada Moss", BORN, False)
        unborn.restrict("open")
        assert unborn.row("city-screener") == BORN_ROW


def test_a_birth_said_in_a_restricted_matter_never_reaches_the_row(unborn):
    unborn.restrict()
    assert unborn.bear("manager")
    assert unborn.row() == UNBORN_ROW
    assert unborn.in_case("manager", unborn.other) == ("Ada Moss", BORN, False)
    assert isinstance(unborn.bear("manager"), Refused)
    # Whoever does not see that matter may say the same in theirs, and is told nothing by it.
    assert isinstance(unborn.bear("screener", subject=unborn.open, given_name="Adah"), FurtherRecord)
    assert unborn.row() == ("Adah Moss", BORN, "female")
    assert isinstance(unborn.bear("screener", subject=unborn.open), Refused)


def test_an_expected_date_leaves_the_row_with_its_matter_and_comes_back(unborn):
    plain = the_contact(unborn.register, given_name="", family_name="Moss")
    identified(unborn.register, plain, unborn.child)
    unborn.restrict(subject=unborn.open)
    unborn.restrict()
    with unborn.acting():
        assert Person.objects.get(pk=unborn.child.pk).expected_date is None
    assert unborn.in_case("manager", unborn.other)[2]
    assert isinstance(unborn.bear("manager"), FurtherRecord)
    unborn.restrict("open")
    with unborn.acting():
        assert Person.objects.get(pk=unborn.child.pk).expected_date == date(2026, 5, 1)
    assert unborn.row() == BORN_ROW


def test_a_name_that_only_the_restricted_matter_says_comes_back(world):
    register = Register(world)
    named = the_contact(register, given_name="Iris", family_name="Vale")
    person = identified(register, named)
    identified(register, the_contact(register, given_name="", family_name=""), person)
    by = register.world.actor("manager")
    for restriction, name in (("restricted", "Name not known"), ("open", "Iris Vale")):
        with acting(by, register.tick()):
            assert restrict(by=by, at=register.now, matter=named.matter, restriction=restriction)
            assert str(Person.objects.get(pk=person.pk)) == name


def test_a_birth_goes_with_its_record_where_that_is_of_somebody_else(unborn):
    unborn.bear()
    twin = identified(unborn.register, unborn.other)
    assert twin.pk != unborn.child.pk
    assert unborn.row() == UNBORN_ROW
    with unborn.acting():
        assert (str(Person.objects.get(pk=twin.pk)), Person.objects.get(pk=twin.pk).date_of_birth) == (
            "Ada Moss",
            BORN,
        )


@pytest.mark.parametrize(
    ("now", "shared", "unborn", "hidden", "then"),
    [
        ("Moss", ["Ada"], ["Moss"], [], "Ada"),  # the word on the unborn child gives way
        ("Moss", [""], ["Moss"], [], "Moss"),
        ("Ada", [], ["Moss"], ["Ada"], "Moss"),
        ("", [], ["Moss"], [], "Moss"),
        ("Rosa", ["Ada"], ["Moss"], [], "Rosa"),
    ],
)
def test_what_is_said_of_the_unborn_gives_way_to_what_is_said_of_the_born(now, shared, unborn, hidden, then):
    given = [[(one,) for one in some] for some in (shared, unborn, hidden)]
    assert told((now,), given[0], given[2], unborn=given[1]) == (then,)


def test_a_step_that_moved_only_what_is_hidden_is_in_nobody_elses_history(unborn):
    """The second case's record was placed with the child: whoever does not see that case learns of no such step."""
    steps = {}
    for restriction in ("restricted", "open"):
        unborn.restrict(restriction)
        with unborn.acting("city-screener"):
            child = Person.objects.filter(pk=unborn.child.pk).first()
            steps[restriction] = [one.kind for one in history(child)] if child else None
        with unborn.acting("manager"):
            steps[f"{restriction}, manager"] = [
                one.kind for one in history(Person.objects.get(pk=unborn.child.pk))
            ]
    assert steps["restricted"] == steps["restricted, manager"][1:]
    assert steps["open"] == steps["open, manager"] == steps["restricted, manager"]
