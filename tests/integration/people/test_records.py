"""Records of feeds: one live one a key, never changed, and seen by the agency that supplied them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from tests.world import TUESDAY

from mash.foundation.kernel import Actor, Refused
from mash.foundation.visibility import acting, as_service
from mash.registers.people.clusters.arrivals import approve_model, keep_model
from mash.registers.people.clusters.queries import model_in_force
from mash.registers.people.models import Link, MatchModel, Person, PersonChange, Record, Withdrawal

pytestmark = pytest.mark.django_db


def supplied(key="P-1", agency="police", digest="1", source="feed:AAAAA-BBBBB"):
    return Record.objects.create(
        source=source, agency=agency, key=key, digest=digest, received_at=TUESDAY, said={"given_name": "Rosa"}
    )


def withdrawn(record):
    Withdrawal.objects.create(record=record, at=TUESDAY, by="service:matching", cause="replaced")
    record.refresh_from_db()
    return record


def test_a_key_has_one_live_record(world):
    with acting(world.actor("manager"), TUESDAY), as_service("matching"):
        supplied()
        with pytest.raises(IntegrityError, match="people_one_live_record_a_key"), transaction.atomic():
            supplied(digest="2")


def test_a_withdrawn_record_stays_and_its_key_may_be_used_again(world):
    with acting(world.actor("manager"), TUESDAY), as_service("matching"):
        first = withdrawn(supplied())
        second = supplied(digest="2")
        assert (first.live, second.live) == (False, True)
        assert Record.objects.filter(agency="police", key="P-1").count() == 2


@pytest.mark.parametrize("changes", [{"source": "contact:AAAAA-BBBBB"}, {"digest": ""}, {"agency": ""}])
def test_a_record_with_a_key_is_of_a_feed_and_says_which(world, changes):
    with (
        acting(world.actor("manager"), TUESDAY),
        as_service("matching"),
        pytest.raises(IntegrityError, match="people_feed_records_have_a_key"),
        transaction.atomic(),
    ):
        supplied(**changes)


def test_a_feeds_record_is_seen_by_its_agency_alone(world):
    with acting(world.actor("manager"), TUESDAY), as_service("matching"):
        record = withdrawn(supplied())
    seen_by = {}
    for who in ("police", "health", "screener", "manager", "governance", "administrator"):
        with acting(world.actor(who), TUESDAY):
            seen_by[who] = (
                Record.objects.filter(pk=record.pk).count(),
                Withdrawal.objects.filter(record=record).count(),
            )
    assert {who for who, seen in seen_by.items() if seen != (0, 0)} == {"police"}
    assert seen_by["police"] == (1, 1)


@pytest.mark.parametrize("who", ["screener", "manager", "police", "administrator"])
def test_only_the_service_writes_what_the_machine_keeps(world, who):
    with acting(world.actor("manager"), TUESDAY), as_service("matching"):
        a, b = supplied(), supplied(key="P-2")
        model = MatchModel.objects.create(
            version="1", made_at=TUESDAY, made_by="service:matching", body={}, automatic=8
        )
        person = Person.objects.create()
    for write in (
        lambda: supplied(key="P-3"),
        lambda: Withdrawal.objects.create(record=a, at=TUESDAY, by="x", cause="x"),
        lambda: Link.objects.create(model=model, a=a, b=b, weight=9, probability=0.9),
        lambda: PersonChange.objects.create(person=person, kind="founded", cause="x", by="x", at=TUESDAY),
    ):
        with acting(world.actor(who), TUESDAY), pytest.raises(ProgrammingError), transaction.atomic():
            write()


def test_a_model_is_approved_once_and_never_changed(world):
    with acting(world.actor("manager"), TUESDAY), as_service("matching"):
        model = MatchModel.objects.create(
            version="1", made_at=TUESDAY, made_by="service:matching", body={}, automatic=8
        )
        with pytest.raises(ProgrammingError), transaction.atomic():
            MatchModel.objects.filter(pk=model.pk).update(automatic=1)
        approve = {"approved_by": "seat:1", "approved_at": TUESDAY, "in_force_from": TUESDAY}
        assert MatchModel.objects.filter(pk=model.pk).update(**approve) == 1
        assert MatchModel.objects.filter(pk=model.pk).update(**approve) == 0


def test_history_is_never_changed_and_words_are_only_decided_and_undone(owner_connection):
    rows = owner_connection.execute(
        """
        SELECT table_name, column_name FROM information_schema.column_privileges
         WHERE grantee = 'mash_app' AND privilege_type = 'UPDATE'
           AND table_name IN ('people_record', 'people_withdrawal', 'people_matchmodel', 'people_link', 'people_merge',
                              'people_personchange', 'people_statement', 'people_fact')"""
    ).fetchall()
    decided = {"verdict", "decided_by", "decided_at", "undone_by", "undone_at"}
    assert set(rows) == {("people_statement", column) for column in decided} | {
        ("people_fact", "undone_by"),
        ("people_fact", "undone_at"),
        ("people_matchmodel", "approved_by"),
        ("people_matchmodel", "approved_at"),
        ("people_matchmodel", "in_force_from"),
    }
    deletable = owner_connection.execute(
        """
        SELECT table_name FROM information_schema.role_table_grants
         WHERE grantee = 'mash_app' AND privilege_type = 'DELETE' AND table_name LIKE 'people_%'"""
    ).fetchall()
    assert {name for (name,) in deletable} == {"people_link", "people_merge"}


def test_nobody_approves_the_model_that_they_made(world):
    manager, machine = world.actor("manager"), Actor.service("matching")
    with acting(manager, TUESDAY):
        own = keep_model(by=manager, at=TUESDAY, version="1", body={}, automatic=8)
        made = keep_model(by=machine, at=TUESDAY, version="2", body={}, automatic=9)
        refused = approve_model(by=manager, at=TUESDAY, model=own, in_force_from=TUESDAY)
        assert isinstance(refused, Refused)
        assert refused.code == "people:model:own"
        assert model_in_force(TUESDAY) is None
        assert approve_model(by=manager, at=TUESDAY, model=made, in_force_from=TUESDAY) == made
        assert model_in_force(TUESDAY) == made
        assert model_in_force(TUESDAY - timedelta(seconds=1)) is None
        again = approve_model(by=manager, at=TUESDAY, model=made, in_force_from=TUESDAY)
        assert isinstance(again, Refused)
    with acting(world.actor("screener"), TUESDAY):
        lacking = approve_model(by=world.actor("screener"), at=TUESDAY, model=own, in_force_from=TUESDAY)
    assert isinstance(lacking, Refused)
