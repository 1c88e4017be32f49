"""The model in force is held against the records as they are; whoever approves models is asked when it no longer fits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from benchmarks.people.hub import make
from django.db import ProgrammingError, transaction
from tests.integration.agency.asking import a_case
from tests.integration.people.test_engine import FEED, approved, said
from tests.integration.people_web.steps import hide
from tests.world import TUESDAY

from mash.foundation.kernel import Actor, Refused
from mash.foundation.kernel.time import now
from mash.foundation.outbox.models import Message
from mash.foundation.visibility import acting
from mash.interfaces.worker.matching import watch_model
from mash.registers.people.finding.engine import MATCHING
from mash.registers.people.finding.linking import link_records
from mash.registers.people.models import Record
from mash.registers.people.watch import queries, rules
from mash.registers.people.watch.actions import answer_look
from mash.registers.people.watch.looking import take_look
from mash.registers.people.watch.models import Look

pytestmark = pytest.mark.usefixtures("own_database")
LATER = TUESDAY + timedelta(days=60)


def supply(at, *, seed, persons=800, first=0, agency="police", change=lambda one: one):
    """Records of a hub's list, each as `change` makes it."""
    columns = make(persons, seed=seed).records
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    with acting(MATCHING, at):
        Record.objects.bulk_create(
            Record(
                source=str(FEED),
                agency=agency,
                key=str(first + number),
                digest="1",
                received_at=at,
                said=change(said(row)),
            )
            for number, row in enumerate(rows)
        )


@pytest.fixture
def hub(world):
    """A hub whose model was trained on its own records, is in force and has linked them."""
    supply(TUESDAY, seed=5)
    approved(world)
    link_records(at=TUESDAY)
    return world


def look(at=LATER):
    with acting(MATCHING, at):
        found = take_look(by=MATCHING, at=at)
        return found, {one.code: one for one in queries.findings_of(found)}


def test_what_the_records_were_like_is_kept_when_a_version_is_trained(hub):
    with acting(MATCHING, TUESDAY):
        kept = Look.objects.get(kind="training")
    counted = kept.counted["all"]
    assert counted["records"] > 1_000
    assert sum(counted["linking"].values()) == counted["records"]
    # .44 of 800 persons have a second record
    assert 0.3 < counted["linking"]["linked"] / counted["records"] < 0.7
    assert not kept.asks
    by_sex = kept.counted["groups"]["sex"]
    assert sum(one["records"] for one in by_sex.values()) == counted["records"]


def test_more_of_the_same_moves_nothing_and_asks_nobody(hub):
    supply(LATER, seed=6, first=5_000)
    link_records(at=LATER)
    kept, found = look()
    assert kept.counted["new"]["records"] > 1_000
    assert [one.code for one in found.values() if one.state == "much"] == []
    assert found["missing:phone"].state == "still"
    assert messages() == []


def without_phone(one):
    return {field: value for field, value in one.items() if field != "phone"}


def messages():
    with acting(Actor.service("worker"), LATER):
        return list(Message.objects.filter(template="model_look").values_list("to", "reference", "link"))


def test_a_field_that_a_list_no_longer_has_asks_whoever_approves_models(hub):
    supply(LATER, seed=6, first=5_000, change=without_phone)
    first, found = look()
    assert found["missing:phone"].state == "much"
    assert found["missing:phone"].now == 1.0
    assert first.asks
    managers = [hub.users[who].email for who in hub.users if hub.actor(who).role == "manager"]
    assert messages() == [(to, first.public_id, f"/people/models/{first.model_id}/") for to in managers]

    # It asks once: the next look finds the same and leaves it at that.
    again, found = look(LATER + timedelta(days=7))
    assert found["missing:phone"].state == "much"
    assert not again.asks

    # Others do not answer, do not see it, and nobody changes what was found.
    screener, at = hub.actor("screener"), LATER + timedelta(days=8)
    with acting(screener, at):
        assert isinstance(answer_look(by=screener, at=at, look=first, answer="Fine"), Refused)
    with acting(MATCHING, at), pytest.raises(ProgrammingError), transaction.atomic():
        Look.objects.filter(pk=first.pk).update(findings=[])
    for who in ("police", "governance"):
        with acting(hub.actor(who), at):
            assert not Look.objects.exists()

    by = hub.actor("manager")
    with acting(by, at):
        assert queries.unanswered(at) == first
        assert isinstance(answer_look(by=by, at=at, look=first, answer=" "), Refused)
        done = answer_look(
            by=by, at=at, look=first, answer="The council's export lost a column; it is asked."
        )
        assert not isinstance(done, Refused)
        assert queries.unanswered(at) is None
        assert isinstance(answer_look(by=by, at=at, look=first, answer="Again"), Refused)

    # A quarter of a year later it asks again.
    late = LATER + rules.QUIET + timedelta(days=1)
    supply(late, seed=7, first=9_000, change=without_phone)
    assert look(late)[0].asks


def test_a_restricted_matters_record_is_not_counted(hub):
    before = look()[0].counted["all"]["records"]
    case = a_case(now(), "amber", hub)
    with acting(MATCHING, LATER):
        of_case = Record.objects.filter(key="").count()
    assert look(LATER + timedelta(hours=1))[0].counted["all"]["records"] == before + of_case
    hide(hub, case)
    assert look(LATER + timedelta(hours=2))[0].counted["all"]["records"] == before


def test_the_worker_looks_where_there_is_a_model(world, own_database):
    assert watch_model(at=TUESDAY) == 0
    supply(TUESDAY, seed=5)
    approved(world)
    assert watch_model(at=TUESDAY) == 1
