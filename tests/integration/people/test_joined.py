"""Persons who are found to be one are read as one, by whoever sees both: what is asked of one is asked of all."""

from __future__ import annotations

import pytest
from tests.integration.people.clusters_world import Register
from tests.integration.people.test_clusters import identified, say, the_contact

from mash.casework.cases.queries.candidates import who_they_may_be
from mash.casework.cases.queries.elsewhere import elsewhere, subjects_of
from mash.casework.cases.queries.picture import get_case, picture_of
from mash.casework.matters.actions import restrict
from mash.foundation.ledger.models import Mention
from mash.foundation.visibility import acting
from mash.registers.people.clusters.statements import join, undo
from mash.registers.people.queries import household, search

pytestmark = pytest.mark.django_db
TANNERY = {"lines": "4 Tannery Row", "postcode": "ZZ1 4AB"}
MILL = {"lines": "9 Mill Lane", "postcode": "ZZ1 7CD"}


@pytest.fixture
def register(world):
    found = Register(world)
    found.model()
    return found


@pytest.fixture
def two(register):
    """Two cases of one child whom nobody has recognised: Rosa Bell of Tannery Row, and Rosie Bell of Mill Lane."""
    first = the_contact(register, family_name="Bell", address=TANNERY)
    rosa = identified(register, first)
    second = the_contact(register, given_name="Rosie", family_name="Bell", address=MILL)
    rosie = identified(register, second)
    return first, rosa, second, rosie


@pytest.fixture
def joined(register, two):
    _first, rosa, _second, rosie = two
    return say(register, join, person=rosa, other=rosie, reason="Same child")


def picture(register, subject, who="screener"):
    by = register.world.actor(who)
    with acting(by, register.now):
        return picture_of(get_case(subject.matter.ref), by=by, at=register.now)


def test_the_history_of_one_is_the_history_of_both(register, two, joined):
    first, rosa, second, _rosie = two
    for here, there in ((first, second), (second, first)):
        found = picture(register, here)
        assert [one.ref for one in found.history.own] == [there.matter.ref]
        assert found.history.people == (rosa,)
        assert found.history.household == ()
        assert found.history.earlier[0].who == ("Rosa Bell",)
        assert [one.person for one in found.subjects] == [rosa]
        assert {one.lines for one in found.subjects[0].person.addresses.all()} == {
            "4 Tannery Row",
            "9 Mill Lane",
        }
    say(register, undo, statement=joined)
    assert picture(register, first).history.earlier == ()


def test_whoever_sees_only_one_of_them_learns_nothing_of_the_other(register, two, joined):
    first, rosa, second, rosie = two
    by = register.world.actor("manager")
    with acting(by, register.now):
        restrict(by=by, at=register.now, matter=second.matter, restriction="restricted")
    found = picture(register, first)
    assert found.history.earlier == ()
    assert found.history.one_with == ()
    assert {one.lines for one in found.subjects[0].person.addresses.all()} == {"4 Tannery Row"}
    with acting(register.world.actor("screener"), register.now):
        assert [one.matter_id for one in subjects_of([rosa.pk])] == [first.matter_id]
        assert not [one for one in search(given="Rosie", family="Bell") if one.person == rosie]
    cleared = picture(register, first, "manager")
    assert [one.ref for one in cleared.history.own] == [second.matter.ref]


def test_a_search_shows_who_stands_now_and_once(register, two, joined):
    _first, rosa, _second, _rosie = two
    with acting(register.world.actor("screener"), register.now):
        for asked in (
            {"given": "Rosie", "family": "Bell"},
            {"family": "Bell"},
            {"postcode": "ZZ1 7CD", "lines": "9"},
        ):
            assert [one.person for one in search(**asked)] == [rosa], asked
        assert "same name" in search(given="Rosie", family="Bell")[0].reasons


def test_where_each_is_known_counts_for_both(register, two, joined):
    first, rosa, second, rosie = two
    third = the_contact(register, family_name="Bell", address=TANNERY)
    with acting(register.world.actor("screener"), register.now):
        (found,) = who_they_may_be([third])[third.pk]
        assert (found.person, found.count) == (rosa, 2)
        for asked in (rosa, rosie):
            assert {one.matter_id for one in subjects_of([asked.pk])} == {first.matter_id, second.matter_id}
            assert {one.person_id for one in subjects_of([asked.pk])} == {asked.pk}
    with acting(register.world.actor("city-screener"), register.now):
        assert subjects_of([rosa.pk]) == []
        assert {one.ref for one in elsewhere([rosie.pk])} == {first.matter.ref, second.matter.ref}
        assert {one.person for one in elsewhere([rosie.pk])} == {rosie.pk}


def test_a_household_is_that_of_all_who_are_one_and_names_each_once(register, two, joined):
    _first, rosa, _second, rosie = two
    brother = identified(register, the_contact(register, given_name="Tom", family_name="Mill", address=MILL))
    with acting(register.world.actor("screener"), register.now):
        for asked in ([rosa], [rosie], [rosa, rosie]):
            assert household(asked) == [(brother, "same address")]
        assert household([brother]) == [(rosa, "same address")]


def test_the_ledger_names_everybody_whose_history_was_shown(register, two, joined, client):
    first, rosa, _second, rosie = two
    client.force_login(
        register.world.users["screener"], backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert client.get(f"/cases/{first.matter.ref}/").status_code == 200
    with acting(register.world.actor("governance"), register.now):
        named = Mention.objects.filter(kind="person", entry__event__startswith="cases:").order_by("-entry_id")
        last = {one.ref for one in named if one.entry_id == named[0].entry_id}
    assert last == {rosa.public_id, rosie.public_id}
