"""The index and restricted matters: what is hidden leads nobody to a person, and whoever is cleared is told of a match."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.index import until
from tests.integration.casework.test_main_job import arrive, minutes
from tests.integration.people.test_finding import (  # noqa: F401 - pytest finds the fixtures here
    ROSA_MISSPELT,
    index,
    names,
    world,
)
from tests.world import a_worry

from mash.casework.access.actions import declare_close
from mash.casework.cases.models import Case, Note
from mash.casework.cases.queries.looks import who_has_looked
from mash.casework.matters.actions import grant, identify_subject, record_birth, restrict
from mash.casework.matters.models import FurtherRecord, Grant, Subject
from mash.foundation.kernel import Actor
from mash.foundation.outbox.models import Message
from mash.foundation.visibility import acting
from mash.interfaces.worker import matching
from mash.interfaces.worker.consumers import Happened
from mash.registers.people.clusters.arrivals import approve_model, keep_model
from mash.registers.people.finding import ask
from mash.registers.people.finding.links import IndexAwayError
from mash.registers.people.finding.queries import known
from mash.registers.people.matching.start import start_model
from mash.registers.people.matching.words import values_of
from mash.registers.people.models import Link
from mash.registers.people.queries import search, search_typed

# ruff: noqa: F811 - a fixture is named where it is asked for
pytestmark = pytest.mark.usefixtures("own_database")
ELSEWHERE = {
    "given_name": "Rosa",
    "family_name": "Bellweather",
    "address": {"lines": "7 Quarry Bank", "postcode": "ZZ9 8XY"},
}


def another(draft, said):
    return arrive(draft=draft, people=[replace(a_worry().people[0], said=said, protected_address=None)])


def test_the_index_leads_nobody_by_what_a_restricted_matter_says(world, index):
    """A child in an open case and in a restricted one that tells another address."""
    second = another("second", ELSEWHERE)
    by = world.actor("manager")
    with acting(by, minutes(10)):
        rosa = Subject.objects.filter(matter=world.case.matter).order_by("place").first().person
        subject = Subject.objects.select_related("record", "matter").get(matter=second.matter)
        assert identify_subject(by=by, at=minutes(10), subject=subject, person=rosa, reason="same")
        assert restrict(by=by, at=minutes(10), matter=second.matter, restriction="restricted")
    until(lambda: [one for one in ask.find(values_of(ELSEWHERE)) if one.key == subject.record_id])
    hidden = {"address": "7 Quarry Bank", "postcode": "ZZ9 8XY"}
    for who, expected in [("screener", []), ("city-screener", []), ("manager", ["Rosa Bellweather"])]:
        with acting(world.actor(who), minutes(11)):
            assert names(known(hidden, limit=5)) == expected, who
            assert names(search(lines="7 Quarry Bank", postcode="ZZ9 8XY")) == expected, who
    with acting(world.actor("city-screener"), minutes(11)):
        found = known(ROSA_MISSPELT, limit=5)
        assert names(found)[0] == "Rosa Bellweather"
        assert "same address" in found[0].reasons


def test_the_index_leads_nobody_by_a_birth_that_a_restricted_matter_says(world, index):
    expected = {"day": 1, "month": 1, "year": 2026}
    first, second = (
        another(name, {"family_name": "Quill", "phone": "01632 960999", "expected": expected})
        for name in ("second", "third")
    )
    by, child = world.actor("manager"), None
    with acting(by, minutes(10)):
        for matter in (first.matter, second.matter):
            subject = Subject.objects.select_related("record", "matter").get(matter=matter)
            child = identify_subject(
                by=by, at=minutes(10), subject=subject, person=child, reason="same"
            ).person
        assert restrict(by=by, at=minutes(10), matter=second.matter, restriction="restricted")
        born = {"born_on": date(2026, 1, 5), "given_name": "Ottilie", "sex": "female"}
        assert isinstance(record_birth(by=by, at=minutes(10), subject=subject, **born), FurtherRecord)
        (said,) = [
            one.record for one in FurtherRecord.objects.filter(subject=subject).select_related("record")
        ]
    asked = {"given_name": "Ottilie", "family_name": "Quill", "date_of_birth": "2026-01-05"}
    until(lambda: [one for one in ask.find(asked) if one.key == said.pk])
    for who in ("screener", "city-screener"):
        with acting(world.actor(who), minutes(11)):
            found = search_typed("Ottilie Quill 5 1 2026", today=date(2026, 2, 1))
            assert "Ottilie" not in " ".join(map(str, found))
            reasons = {reason for one in (*found, *known(asked, limit=5)) for reason in one.reasons}
            assert not reasons & {"same name", "same first name", "same date of birth"}, who
    with acting(by, minutes(11)):
        best = known(asked, limit=5)[0]
        assert best.person.pk == child.pk
        assert "same date of birth" in best.reasons


@pytest.fixture
def hidden(world):
    """Rosa's case, restricted to the manager."""
    by = world.actor("manager")
    with acting(by, minutes(10)):
        assert restrict(by=by, at=minutes(10), matter=world.case.matter, restriction="restricted")
    return world.case.matter


def received(contact, at):
    return Happened({"contact": contact.ref, "matter": contact.matter.ref}, minutes(at))


def weigh(contact, at=20):
    """As the worker does, which tries again while the index is not ready."""

    def handled():
        try:
            with acting(matching.WORKER, minutes(at)):
                matching.weigh_contacts([received(contact, at)])
        except IndexAwayError:
            return False
        return True

    until(handled, seconds=30)


def of_case(world, matter, who="manager"):
    """Attention and notes as somebody sees them; None where they see no case."""
    by = world.actor(who)
    with acting(by, minutes(30)):
        case = Case.objects.filter(matter=matter).first()
        return case and (case.attention, [one.text for one in Note.objects.filter(matter=matter)])


def rows(owner_connection):
    """How many rows of each table there are, without those that the ledger and the outbox always gain."""
    owner_connection.rollback()
    owner_connection.execute("SET mash.projecting = 'on'")
    names = owner_connection.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    ).fetchall()
    return {
        name: owner_connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
        for (name,) in names
        if name.partition("_")[0] in {"cases", "people", "matters", "intake", "sharing"}
    }


def looks(world, matter, who):
    with acting(world.actor(who), minutes(31)):
        return [one.sentence for one in who_has_looked(matter.ref)[0]]


def messages():
    with acting(matching.WORKER, minutes(30)):
        return list(
            Message.objects.filter(template="look_again").order_by("to").values_list("to", "reference")
        )


def test_who_is_cleared_is_told_of_a_match_and_the_asker_is_not(world, hidden, index, owner_connection):
    contact = arrive(draft="again")
    seen_before = of_case(world, contact.matter, "screener"), looks(world, contact.matter, "screener")
    before = rows(owner_connection)
    weigh(contact)
    attention, (note,) = of_case(world, hidden)
    assert attention == "may-be-known"
    assert contact.ref in note
    gained = {name: number - before[name] for name, number in rows(owner_connection).items()}
    assert {name: number for name, number in gained.items() if number} == {
        "cases_note": 1,
        "cases_hiddenmatch": 1,  # seen by custodians alone
    }
    assert (
        of_case(world, contact.matter, "screener"),
        looks(world, contact.matter, "screener"),
    ) == seen_before
    assert of_case(world, hidden, "screener") is None
    assert messages() == [], "it is on the manager's worklist"
    weigh(contact, at=21)
    assert len(of_case(world, hidden)[1]) == 1, "told once"


def test_of_a_stranger_nobody_is_told(world, hidden, index):
    contact = another("stranger", {"given_name": "Zebedee", "family_name": "Quillfeather"})
    weigh(contact)
    assert of_case(world, hidden) == ("", [])


def test_of_an_open_case_nobody_is_told_this_way(world, index):
    weigh(arrive(draft="again"))
    assert of_case(world, world.case.matter) == ("", [])


def test_who_left_a_closed_case_is_written_to(world, hidden, index):
    with acting(world.actor("manager"), minutes(11)):
        Case.objects.filter(matter=hidden).update(state="closed", closed_at=minutes(11))
    weigh(arrive(draft="again"))
    assert messages() == [(world.users["manager"].email, hidden.ref)]


def test_the_manager_is_written_to_where_nobody_is_named_any_more(world, hidden, index):
    with acting(world.actor("manager"), minutes(11)):
        Grant.objects.filter(matter=hidden).update(until_at=minutes(12))
    weigh(arrive(draft="again"))
    assert messages() == [(world.users["manager"].email, hidden.ref)]
    assert of_case(world, hidden) is None, "told that there is something, and not what"


def test_who_is_close_to_somebody_in_it_does_not_count_as_named(world, hidden, index):
    manager, decider = world.actor("manager"), world.actor("decider")
    with acting(manager, minutes(11)):
        grant(by=manager, at=minutes(11), matter=hidden, user=world.users["decider"], reason="cleared")
        Grant.objects.filter(holder_id=world.users["manager"].pk).update(until_at=minutes(12))
    with acting(decider, minutes(12)):
        me = world.users["decider"]
        declare_close(by=decider, at=minutes(12), user=me, relation="friend", matter=hidden)
    weigh(arrive(draft="again"))
    assert messages() == [(world.users["manager"].email, hidden.ref)]


def test_a_match_is_told_under_a_model_in_force_too(world, hidden, index):
    by = world.actor("manager")
    with acting(by, minutes(12)):
        start = start_model()
        machine = Actor.service("matching")
        model = keep_model(
            by=machine, at=minutes(12), version="start", body=start.body(), automatic=start.automatic_bits
        )
        assert approve_model(by=by, at=minutes(12), model=model, in_force_from=minutes(12))
    contact = arrive(draft="again")
    weigh(contact)
    assert of_case(world, hidden)[0] == "may-be-known"
    with acting(Actor.service("matching"), minutes(22)):
        assert Link.objects.exists()


def test_without_an_index_nothing_is_weighed_and_while_it_is_away_the_event_waits(
    world, hidden, settings, tmp_path
):
    contact = arrive(draft="again")
    settings.MASH_LOOKUP = ""
    weigh(contact)
    settings.MASH_LOOKUP = str(tmp_path / "nobody.sock")
    with pytest.raises(IndexAwayError), acting(matching.WORKER, minutes(20)):
        matching.weigh_contacts([received(contact, 20)])
    assert of_case(world, hidden) == ("", [])
