"""What comes onto the list, what keeps it from it, and who learns of that."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from tests.integration.casework.sealing import item, sealed_item
from tests.integration.retention.old_cases import FAR, RETENTION, approved, closed, reviewed
from tests.world import a_worry, build

from mash.casework.cases.queries.picture import get_case
from mash.casework.intake.actions import receive
from mash.casework.matters.actions import identify_subject, restrict
from mash.casework.matters.models import Subject
from mash.foundation.kernel import Actor, Refused
from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting
from mash.oversight.retention import queries
from mash.oversight.retention.actions import (
    agree_to_lift,
    ask_to_lift,
    carry_out,
    decide,
    end_keeping,
    keep_for_sealed,
    note_seen,
    place_hold,
    propose,
    stop,
)
from mash.oversight.retention.models import Disposal, Due, Hold, SealedHold

SOON = FAR + timedelta(days=8)


@pytest.fixture
def world(world):
    world.clear("decider")
    return world


def listed(world, who: str, at=FAR) -> list[str]:
    with acting(world.actor(who), at):
        return [one.reference for one in queries.due()]


def rosa(world, ref: str):
    with acting(world.actor("manager"), FAR):
        return Subject.objects.select_related("person").filter(matter__ref=ref, role="subject").get().person


def new_worry(world, person, *, hub: str, who: str, at=FAR) -> str:
    """A new contact at a hub whose child is said to be somebody who is known."""
    with acting(Actor.draft(f"NEW-{hub}"), at):
        contact = receive(by=Actor.draft(f"NEW-{hub}"), at=at, arrival=a_worry(hub=hub))
    by = world.actor(who)
    with acting(by, at):
        case = get_case(contact.matter.ref)
        subject = case.matter.subjects.select_related("record", "matter").get(role="subject")
        done = identify_subject(by=by, at=at, subject=subject, person=person, reason="The same child")
        assert not isinstance(done, Refused), done
    return contact.matter.ref


def test_the_list_is_the_same_with_and_without_a_seal_and_the_leads_own(world):
    plain, sealed = closed(world), closed(world, item(), sealed_item())
    assert reviewed(FAR - timedelta(days=20 * 365)).added == 0
    assert reviewed() == reviewed().__class__(2, 2, 0)
    assert reviewed().added == 0
    for who, sees in (("governance", True), ("manager", True), ("city-screener", False), ("police", False),
                      ("administrator", False), ("adult-screener", True)):  # fmt: skip
        assert (set(listed(world, who)) == {plain, sealed}) is sees, who
    with acting(world.actor("governance"), FAR):
        one, other = (queries.rows_about(ref)[0] for ref in (plain, sealed))
        for row in (one, other):
            for name in ("id", "ref", "births"):
                row.pop(name)
        assert one == other
        assert "Rosa" not in str(queries.rows_about(plain))


def test_a_family_keeps_it_and_says_no_more_than_its_reader_may_know(world):
    matter = closed(world)
    made = approved(world, matter)
    child = rosa(world, matter)
    other = new_worry(world, child, hub="city", who="city-screener")
    lead, manager = world.actor("governance"), world.actor("manager")
    for by in (lead, manager):
        with acting(by, FAR):
            found = queries.schedule(matter, at=FAR)
            assert (found.family, found.due(queries.today(FAR))) == ((), True), "another hub's case is hidden"
    assert reviewed().left == 1
    with acting(lead, FAR):
        assert propose(by=lead, at=FAR, ref=matter).code == "retention:case:kept"
    with acting(RETENTION, SOON):
        assert carry_out(by=RETENTION, at=SOON, ref=made.ref).code == "retention:case:kept"
    with acting(lead, SOON):
        assert queries.get_disposal(made.ref).state == "kept"
        kept = Entry.objects.filter(event="retention:disposal:kept").get()
        assert other not in str(kept.payload)
    # One's own hub's case of the family is told, with what keeps it, and a restricted one to the lead alone.
    mine = new_worry(world, child, hub="county", who="screener")
    with acting(manager, FAR):
        restrict(by=manager, at=FAR, matter=get_case(mine).matter, restriction="restricted")
    with acting(world.actor("screener"), FAR):
        assert queries.schedule(matter, at=FAR).family == ()
    with acting(lead, FAR):
        ((how, found),) = queries.schedule(matter, at=FAR).family
        assert (how, found.facts.ref, found.facts.open_work) == ("person", mine, ("case",))
    with acting(RETENTION, FAR):
        assert {one.facts.ref for _how, one in queries.schedule(matter, at=FAR).family} == {mine, other}


def test_two_people_see_a_hold_and_two_lift_it(world):
    matter, other = closed(world), closed(world)
    lead, manager = world.actor("governance"), world.actor("manager")
    made = approved(world, matter)
    with acting(lead, FAR):
        said = {"by": lead, "at": FAR, "ref": matter}
        assert place_hold(**said, kind="whim", reason="x").code == "retention:hold:kind"
        assert place_hold(**said, kind="court", reason=" ").code == "retention:reason:missing"
        assert (
            place_hold(**said | {"ref": "7K2QM-9XPRT"}, kind="court", reason="x").code
            == "retention:case:missing"
        )
        hold = place_hold(**said, kind="court", reason="A claim.")
        assert place_hold(**said, kind="court", reason="Twice.").pk == hold.pk
        assert note_seen(by=lead, at=FAR, hold=hold).code == "retention:hold:own"
        assert decide(by=lead, at=FAR, disposal=made, approve=True).code.startswith("retention:disposal:")
    with acting(world.actor("screener"), FAR):
        assert [one.kind for one in queries.on_hold(matter)] == ["court"]
        by = world.actor("screener")
        assert place_hold(by=by, at=FAR, ref=matter, kind="court", reason="x").code == "accounts:role:lacks"
    with acting(manager, FAR):
        assert note_seen(by=manager, at=FAR, hold=hold)
        assert agree_to_lift(by=manager, at=FAR, hold=hold).code == "retention:hold:not-asked"
        assert ask_to_lift(by=manager, at=FAR, hold=hold, reason="Settled.")
        assert agree_to_lift(by=manager, at=FAR, hold=hold).code == "retention:hold:own"
        assert not Hold.objects.filter(pk=hold.pk, lifted_at__isnull=False).exists()
    assert reviewed().left == 2, "they live at one address"
    with acting(RETENTION, SOON):
        assert isinstance(carry_out(by=RETENTION, at=SOON, ref=made.ref), Refused)
    with acting(lead, FAR):
        assert agree_to_lift(by=lead, at=FAR, hold=hold)
        assert agree_to_lift(by=lead, at=FAR, hold=hold).code == "retention:hold:lifted"
    assert reviewed().added == 2
    assert set(listed(world, "governance")) == {matter, other}
    # A proposal is another's to decide, and either's to stop.
    with acting(lead, FAR):
        asked = propose(by=lead, at=FAR, ref=other)
        assert propose(by=lead, at=FAR, ref=other).pk == asked.pk
        assert decide(by=lead, at=FAR, disposal=asked, approve=True).code == "retention:disposal:own"
    with acting(manager, FAR):
        assert decide(by=manager, at=FAR, disposal=asked, approve=False).code == "retention:reason:missing"
        assert decide(by=manager, at=FAR, disposal=asked, approve=True)
        assert decide(by=manager, at=FAR, disposal=asked, approve=True).code == "retention:disposal:decided"
        assert stop(by=manager, at=FAR, disposal=asked)
        assert not stop(by=manager, at=FAR, disposal=asked)


def test_a_custodian_keeps_what_is_sealed_and_nobody_else_sees_it(world):
    matter = closed(world, item(), sealed_item())
    made = approved(world, matter)
    custodian = world.actor("decider")
    with acting(world.actor("manager"), FAR):
        by = world.actor("manager")
        assert not keep_for_sealed(by=by, at=FAR, matter=get_case(matter).matter, reason="x")
    with acting(custodian, FAR):
        hold = keep_for_sealed(by=custodian, at=FAR, matter=get_case(matter).matter, reason="A source lives.")
        assert isinstance(hold, SealedHold)
        assert [one.ref for one in queries.sealed_and_going()] == [made.ref]
    for who in ("manager", "governance", "screener"):
        with acting(world.actor(who), FAR):
            assert not queries.sealed_and_going().exists()
    before = listed(world, "governance")
    with acting(world.actor("governance"), FAR):
        assert not SealedHold.objects.exists()
        assert queries.schedule(matter, at=FAR).due(queries.today(FAR))
    with acting(RETENTION, SOON):
        assert carry_out(by=RETENTION, at=SOON, ref=made.ref).code == "retention:case:kept"
    assert listed(world, "governance") == before
    with acting(custodian, SOON):
        assert end_keeping(by=custodian, at=SOON, hold=hold)
    again = approved(world, matter, SOON)
    with acting(RETENTION, SOON + timedelta(days=8)):
        done = carry_out(by=RETENTION, at=SOON + timedelta(days=8), ref=again.ref)
        assert isinstance(done, Disposal), done
        assert not Due.objects.filter(reference=matter).exists()


@pytest.mark.usefixtures("own_database")
def test_a_new_referral_that_comes_at_the_same_time_keeps_it():
    world = build()
    matter = closed(world)
    made = approved(world, matter)
    child = rosa(world, matter)
    said, go_on = threading.Event(), threading.Event()

    def refer():
        try:
            with transaction.atomic():
                new_worry(world, child, hub="city", who="city-screener", at=SOON)
                said.set()
                go_on.wait(30)
        finally:
            connection.close()

    thread = threading.Thread(target=refer)
    thread.start()
    assert said.wait(60)
    # The disposal meets the locks of the referral, which commits a moment later.
    threading.Timer(1.0, go_on.set).start()
    with acting(RETENTION, SOON):
        done = carry_out(by=RETENTION, at=SOON, ref=made.ref)
    thread.join(30)
    assert isinstance(done, Refused), done
    assert rosa(world, matter).given_name == "Rosa"
