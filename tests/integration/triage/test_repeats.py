"""Repeats over people and homes: counted as each asker sees them, and looked at before a rating."""

import pytest
from tests.integration.triage.waiting import as_user, notified, rated, somebody

from mash.casework.cases.actions import protect
from mash.casework.cases.queries.picture import get_case
from mash.casework.cases.queries.repeats import repeats_for
from mash.casework.joining.models import Mark
from mash.casework.matters.actions import identify_subject, restrict
from mash.foundation.kernel import Refused
from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting

pytestmark = pytest.mark.django_db


def repeats(world, who, ref):
    with acting(world.actor(who), now()):
        return repeats_for(get_case(ref).matter_id, at=now())


def test_people_and_homes_are_counted_as_whoever_asks_may_see_them(world):
    ada = somebody("Ada", house="4")
    old = notified(ada, days=200)
    same_home = notified(somebody("Cora", house="4"), days=20)
    notified(somebody("Dewi", house="5"), days=10)
    notified(ada, days=5, hub="city")
    latest = notified(ada, somebody("Mair", born=(1985, 2, 1), role="parent"), days=1)

    found = repeats(world, "screener", latest)
    assert found.counts == {3: 1, 6: 1, 12: 2}
    assert {one.matter: set(one.why) for one in found.earlier} == {
        old: {"person", "place"},
        same_home: {"place"},
    }

    # Restricted, it is absent for whoever is not named on it, and counts for whoever is.
    by = world.actor("manager")
    with acting(by, now()):
        matter = get_case(old).matter
        assert not isinstance(restrict(by=by, at=now(), matter=matter, restriction="restricted"), Refused)
    assert repeats(world, "screener", latest).counts == {3: 1, 6: 1, 12: 1}
    with acting(world.actor("city-screener"), now()):
        assert not Mark.objects.filter(matter__ref__in=[old, latest, same_home]).exists()
        assert Mark.objects.exists()


def test_somebody_said_to_be_the_same_counts_though_described_otherwise(world):
    first, second = notified(somebody("Ada"), days=3), notified(somebody("Adah", born=(2016, 5, 4)), days=2)
    by = world.actor("screener")
    with acting(by, now()):
        one = identify_subject(
            by=by, at=now(), subject=get_case(first).matter.subjects.get(), person=None, reason="New"
        )
        person = getattr(one, "person", one)
        identify_subject(
            by=by, at=now(), subject=get_case(second).matter.subjects.get(), person=person, reason="Same"
        )
    assert {tuple(one.why) for one in repeats(world, "screener", second).earlier} == {("identified",)}


def test_the_third_in_three_months_is_rated_by_whoever_has_looked_and_protection_waits_for_nothing(world):
    ada = somebody("Ada", house="4")
    first, second, third = (notified(ada, days=days) for days in (30, 20, 1))
    assert not isinstance(rated(world, "screener", first), Refused)
    assert not isinstance(rated(world, "screener", second), Refused)
    refused = rated(world, "screener", third)
    assert isinstance(refused, Refused)
    assert refused.code == "cases:rating:look-first"

    by = world.actor("screener")
    with acting(by, now()):
        case = get_case(third)
        done = protect(by=by, at=now(), case=case, subject=case.matter.subjects.get(), rationale="Now.")
        assert not isinstance(done, Refused)

    # The case says what and how often; the page to rate it on has what came before on the screen.
    client = as_user(world, "screener")
    overview = client.get(f"/cases/{third}/").text
    assert "Third contact within 3 months" in overview
    assert first in overview
    client.get(f"/cases/{second}/rate")
    page = client.get(f"/cases/{third}/rate").text
    assert "Third contact within 3 months" in page
    assert "two adults were arguing" in page
    assert isinstance(rated(world, "decider", third), Refused), "each looks for themself"
    assert not isinstance(rated(world, "screener", third), Refused)
    with acting(world.actor("governance"), now()):
        entry = Entry.objects.filter(event="cases:history:viewed").latest("pk")
        assert {one.ref for one in entry.mentions.all() if one.kind == "matter"} == {first, second, third}
