"""What a restricted matter says of a child who is known by an open one: seen with that matter, and by nobody else."""

from __future__ import annotations

from datetime import date

import pytest
from tests.integration.people.clusters_world import Register
from tests.integration.people.test_clusters import identified, the_contact

from mash.casework.cases.queries.picture import get_case, picture_of
from mash.casework.matters.actions import grant, restrict
from mash.foundation.visibility import acting
from mash.registers.people.actions import relate
from mash.registers.people.clusters.queries import _of_our_own
from mash.registers.people.models import Address, Person, Relationship
from mash.registers.people.queries import household, search
from mash.registers.people.telling import told

OPEN = {"lines": "4 Tannery Row", "postcode": "ZZ1 4AB"}
HIDDEN = {"lines": "9 Mill Lane", "postcode": "ZZ1 7CD"}
AT_OPEN, AT_HIDDEN = {"lines": "4", "postcode": "ZZ1 4AB"}, {"lines": "9", "postcode": "ZZ1 7CD"}


class Child:
    """Rosa, in an open case and in one that is restricted to whom the manager names."""

    def __init__(self, world) -> None:
        self.register = Register(world)
        self.open = the_contact(self.register, family_name="Bell", address=OPEN)
        self.rosa = identified(self.register, self.open)
        self.restricted = the_contact(
            self.register, given_name="Rosie", family_name="Bell", address=HIDDEN, phone="01632 960777",
            nhs_number="9990000018",
        )  # fmt: skip
        identified(self.register, self.restricted, self.rosa)

    def acting(self, who="screener"):
        return acting(self.register.world.actor(who), self.register.now)

    def restrict(self, restriction="restricted", subject=None):
        by, at = self.register.world.actor("manager"), self.register.tick()
        with acting(by, at):
            matter = (subject or self.restricted).matter
            assert restrict(by=by, at=at, matter=matter, restriction=restriction)

    def found(self, who="screener", **asked):
        with self.acting(who):
            return [one.person for one in search(**asked)]

    def lines(self, who="screener"):
        with self.acting(who):
            return sorted(set(Address.objects.filter(person=self.rosa).values_list("lines", flat=True)))

    def row(self, who="screener"):
        with self.acting(who):
            return Person.objects.get(pk=self.rosa.pk)


@pytest.fixture
def child(world):
    child = Child(world)
    child.restrict()
    return child


def test_the_address_is_seen_with_its_matter_and_by_nobody_else(child):
    for who in ("screener", "city-screener"):
        assert child.found(who, **AT_OPEN) == [child.rosa]
        assert child.found(who, **AT_HIDDEN) == []
        assert child.lines(who) == ["4 Tannery Row"]
    assert child.found("manager", **AT_HIDDEN) == [child.rosa]
    assert child.lines("manager") == ["4 Tannery Row", "9 Mill Lane"]


def test_it_follows_the_matter_opened_again_and_given_to_somebody(child):
    by, at = child.register.world.actor("manager"), child.register.now
    with acting(by, at):
        user = child.register.world.users["screener"]
        assert grant(by=by, at=at, matter=child.restricted.matter, user=user, reason="works on it")
    assert child.found("screener", **AT_HIDDEN) == [child.rosa]
    assert child.found("city-screener", **AT_HIDDEN) == []
    child.restrict("open")
    assert child.found("city-screener", **AT_HIDDEN) == [child.rosa]


def test_a_neighbour_at_the_hidden_address_is_not_of_the_household(child):
    other = identified(child.register, the_contact(child.register, family_name="Mill", address=HIDDEN))
    with child.acting():
        assert household([child.rosa]) == []
        assert household([other]) == []
    with child.acting("manager"):
        assert household([other]) == [(child.rosa, "same address")]


def test_two_records_that_say_the_same_address_have_a_row_each_and_it_is_shown_once(child):
    again = the_contact(child.register, family_name="Bell", address=OPEN)
    identified(child.register, again, child.rosa)
    child.restrict(subject=again)
    assert child.lines() == ["4 Tannery Row"]
    by = child.register.world.actor("manager")
    with acting(by, child.register.now):
        assert Address.objects.filter(lines="4 Tannery Row").count() == 2
        shown = picture_of(get_case(child.open.matter.ref), by=by, at=child.register.now).subjects[0].person
        assert [one.lines for one in shown.addresses.all()] == ["4 Tannery Row", "9 Mill Lane"]


@pytest.fixture
def sister(child):
    """Tilly, an open case's, of whom the restricted matter says that Rosa is her sister."""
    tilly = identified(child.register, the_contact(child.register, given_name="Tilly", family_name="Mill"))
    related(child, tilly, record=child.restricted.record)
    return tilly


def related(child, other, *, who="manager", record=None):
    by = child.register.world.actor(who)
    with acting(by, child.register.now):
        assert relate(
            by=by, at=child.register.now, person=child.rosa, kind="sibling of", other=other, record=record
        )


def near(child, who, *people):
    """What the pages and a query of whoever it is say of who is near: the household, what hangs there, and the rows."""
    with child.acting(who):
        return (
            [(str(one), why) for one, why in household(list(people))],
            [one.title for person in people for one in _of_our_own([person])],
            Relationship.objects.count(),
        )


def test_a_relationship_is_seen_with_the_matter_that_it_was_said_in_and_by_nobody_else(child, sister):
    with child.acting("manager"):
        assert household([child.rosa]) == [(sister, "sibling of")]
        assert household([sister]) == [(child.rosa, "sibling of")]
    for who in ("screener", "city-screener"):
        assert near(child, who, child.rosa, sister)[::2] == ([], 0)
    child.restrict("open")
    with child.acting("city-screener"):
        assert household([child.rosa]) == [(sister, "sibling of")]
    child.restrict()
    assert near(child, "city-screener", child.rosa, sister)[::2] == ([], 0)


def test_where_a_relationship_is_hidden_all_is_as_where_there_is_none(child):
    tilly = identified(child.register, the_contact(child.register, given_name="Tilly", family_name="Mill"))
    before = near(child, "screener", child.rosa, tilly)
    related(child, tilly, record=child.restricted.record)
    assert near(child, "screener", child.rosa, tilly) == before
    with child.acting():
        assert Relationship.objects.filter(person=child.rosa).update(kind="parent of") == 0
    # Whoever does not see it may say the same, and is told nothing by it.
    related(child, tilly, who="screener", record=child.open.record)
    with child.acting():
        assert household([child.rosa]) == [(tilly, "sibling of")]
    with child.acting("manager"):
        assert household([child.rosa]) == [(tilly, "sibling of")]
        assert Relationship.objects.count() == 2


def test_a_relationship_said_outside_any_matter_is_said_once(child):
    tilly = identified(child.register, the_contact(child.register, given_name="Tilly", family_name="Mill"))
    related(child, tilly)
    related(child, tilly, who="screener")
    with child.acting():
        assert Relationship.objects.count() == 1
        assert household([child.rosa]) == [(tilly, "sibling of")]


def test_what_only_the_restricted_record_says_leaves_the_shared_row_and_comes_back(child):
    assert (child.row().phone, child.row().nhs_number, child.row().given_name) == ("", "", "Rosa")
    child.restrict("open")
    assert (child.row().phone, child.row().nhs_number) == ("01632 960777", "9990000018")


def test_a_record_of_a_restricted_matter_fills_nothing_in(child):
    more = the_contact(child.register, family_name="Bell", sex="female")
    child.restrict(subject=more)
    identified(child.register, more, child.rosa, who="manager")
    assert child.row().sex == ""


def test_a_child_first_known_by_a_restricted_case_is_shown_as_the_open_one_says(world):
    child = Child(world)
    child.restrict(subject=child.open)
    child.restrict(subject=child.restricted)
    assert child.row("manager").given_name == "Rosie"
    with child.acting():
        assert not Person.objects.filter(pk=child.rosa.pk).exists()
    third = the_contact(child.register, given_name="Rosalind", family_name="Bell-Row", sex="female")
    identified(child.register, third, child.rosa, who="manager")
    row = child.row()
    assert (str(row), row.phone, row.sex, row.family_key) == ("Rosalind Bell-Row", "", "female", "bellrow")
    assert child.lines() == []


def test_what_a_person_wrote_on_the_row_stays(child):
    with child.acting():
        Person.objects.filter(pk=child.rosa.pk).update(date_of_birth=date(2019, 5, 4), given_name="Rosamund")
    child.restrict("open")
    child.restrict()
    assert (child.row().given_name, child.row().date_of_birth) == ("Rosamund", date(2019, 5, 4))


@pytest.mark.parametrize(
    ("now", "shared", "hidden", "then"),
    [
        ("a", ["a"], ["a"], "a"),  # said by both
        ("a", ["b"], ["a"], "b"),  # said by the hidden one alone
        ("a", [], ["a"], ""),
        ("a", ["b"], ["c"], "a"),  # written by a person
        ("", ["", "b"], ["c"], "b"),
        ("", [], ["c"], ""),
    ],
)
def test_one_part_of_the_row(now, shared, hidden, then):
    assert told((now,), [(one,) for one in shared], [(one,) for one in hidden]) == (then,)
