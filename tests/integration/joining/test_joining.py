"""Contacts about one incident: joined, parted and joined again, suggested and not, each as whoever asks sees it."""

import pytest
from tests.integration.joining.incident import Incident
from tests.world import a_worry

from mash.casework.joining import queries
from mash.casework.joining.actions import arrived_under, dismiss
from mash.casework.joining.models import Mark, Statement
from mash.casework.matters.actions import identify_subject, restrict
from mash.casework.matters.models import Subject
from mash.foundation.kernel import Refused
from mash.foundation.ledger.models import Entry

HOME = {"address": {"lines": "9 Mill Lane", "postcode": "ZZ2 5CD"}}


@pytest.fixture
def incident(world):
    return Incident(world)


def named(given, family="Fenn", role="subject", **said):
    one = type(a_worry().people[0])
    born = {"day": 1, "month": 2, "year": 2015}
    return (one(role=role, said={"given_name": given, "family_name": family, "born": born, **said}),)


def test_three_are_joined_one_is_parted_and_comes_back(incident):
    one, two, three = (incident.arrive(people=named("Ada")) for _ in range(3))
    assert incident.joined(one) == [one]
    assert isinstance(incident.join("teacher", one, two), Refused)
    assert isinstance(incident.join("screener", one, two, rationale=" "), Refused)
    state = incident.state(one)
    first = incident.join("screener", one, two, three)
    assert incident.joined(two) == [one, two, three]
    assert incident.join("screener", one, two, three) == "", "a second click does nothing"
    with incident.acting("screener"):
        assert Statement.objects.count() == 3, "each with each, so that no one holds the others together"
        together = queries.incident_of([three])
        assert (together.first, together.first.received_at) == (
            one,
            min(c.received_at for c in together.contacts),
        )
        assert {each.referrer.name for each in together.contacts} == {"Edith Marlow"}
        assert len({each.matter_id for each in together.contacts}) == 3, "each keeps its matter"
    # Who has an older page is told, and nothing is done.
    stale = incident.part("decider", one, state=state)
    assert (stale.code, incident.joined(one)) == ("joining:contact:changed", [one, two, three])
    assert incident.part("screener", one, reason="").code == "joining:contact:no-reason"
    second = incident.part("decider", one, reason="Another night.")
    assert incident.joined(one) == [one]
    assert incident.joined(two) == [two, three]
    assert incident.part("decider", one).code == "joining:contact:none"
    assert incident.suggested(one) == {}, "what was parted is not suggested"
    third = incident.join("screener", three, one)
    assert incident.joined(one) == [one, two, three]
    with incident.acting("screener"):
        acts = queries.said_of([one])
        assert [each.kind for each in acts] == ["joined", "parted", "joined"]
        assert [each.rationale for each in acts] == ["Both of Monday.", "Another night.", "Both of Monday."]
        assert acts[1].contacts[0] == one.ref
    with incident.acting("governance"):
        said = Entry.objects.filter(event__startswith="joining:", payload__act__in=[first, second, third])
        assert [each.payload["act"] for each in said.order_by("pk")] == [first] * 3 + [second] + [third] * 3
        assert {each.payload.get("ground") for each in said} == {"reason", None}
    # Nothing of it is ever changed, and nobody of another hub or of an agency learns of it.
    for who in ("city-screener", "health", "governance", "administrator"):
        with incident.acting(who):
            assert not Statement.objects.exists()
            assert not Mark.objects.exists()


def test_what_arrived_with_one_number_is_together_until_somebody_parts_it(incident):
    """A later one of the number joins the others and not the one that was taken out."""
    one, two = (incident.arrive(people=named(name), incident="N1") for name in ("Ada", "Ben"))
    assert incident.joined(one) == [one, two]
    told = incident.arrive(people=named("Cyn"))
    incident.join("screener", one, told)
    assert incident.part("screener", one, reason="A wrong number.")
    assert incident.joined(one) == [one]
    assert incident.joined(two) == [two, told], "they stay together though the one that joined them has left"
    three = incident.arrive(people=named("Dee"), incident="N1")
    assert incident.joined(three) == [two, told, three]
    assert incident.suggested(one) == {three.pk: ("number",)}
    refused = incident.join("screener", one, two, told, ground="number")
    assert refused.code == "joining:contact:no-number", "one of them shares no number"
    assert incident.join("screener", one, two, ground="number")
    with incident.acting("screener"):
        assert not Statement.objects.filter(contact__in=[one, told], other__in=[one, told]).last().evidence
    assert incident.joined(three) == [one, two, told, three]


def no_word_of_the_open_one(incident, one, hidden):
    """Who joins an open one with a restricted one, and parts them, leaves no entry by which the open one's readers know."""
    since = incident.tick()
    assert not isinstance(incident.join("manager", one, hidden), Refused)
    assert not isinstance(incident.part("manager", one), Refused)
    with incident.acting("manager") as (by, at):
        assert not isinstance(dismiss(by=by, at=at, contact=one, other=hidden, reason="No."), Refused)
        assert not arrived_under(by=by, at=at, contact=one, other=hidden)
    with incident.acting("governance"):
        entries = Entry.objects.filter(event__startswith="joining:", at__gte=since)
        refs = {each.ref for entry in entries for each in entry.mentions.all()}
        assert len(entries) >= 3
        assert hidden.ref in refs
        assert not {one.ref, one.matter.ref} & refs


def test_suggestions_say_why_and_leave_out_what_is_hidden_or_was_said_to_be_wrong(incident):
    one = incident.arrive(people=named("Ada", **HOME), worry="She spoke of log OMP-2026-00412.")
    harmer = named("Gil", role="source-of-harm")
    home = incident.arrive(people=named("Ben", **HOME) + harmer)
    alike = incident.arrive(people=named("Ada"))
    force = incident.arrive(
        people=named("Cyn"), content={"police": {"incident": "OMP/2026/00412", "reference": "P1"}}
    )
    other = incident.arrive(people=named("Dee") + harmer)
    answer = incident.arrive(people=(), worry=f"In answer to {one.ref.lower()}: he is safe.")
    elsewhere = incident.arrive(people=named("Ada", **HOME), hub="city")
    with incident.at(days=20):
        late = incident.arrive(people=named("Ada", **HOME))
    found = {
        home.pk: ("address",),
        alike.pk: ("described",),
        force.pk: ("quoted",),
        answer.pk: ("quoted",),
    }
    assert incident.suggested(one) == found
    assert incident.suggested(home) == {one.pk: ("address",), other.pk: ("described", "harm")}
    assert late.pk not in found, "three weeks later is another incident"
    assert set(incident.suggested(elsewhere, "city-screener")) == set()
    # A restricted one is suggested to nobody who is not named on it, and its joins are not to be seen.
    incident.join("manager", one, alike)
    assert incident.joined(one) == [one, alike]
    with incident.acting("manager") as (by, at):
        assert restrict(by=by, at=at, matter=alike.matter, restriction="restricted")
        assert restrict(by=by, at=at, matter=home.matter, restriction="restricted")
    assert incident.joined(one) == [one]
    assert incident.joined(one, "manager") == [one, alike]
    assert set(incident.suggested(one)) == {force.pk, answer.pk}
    assert set(incident.suggested(one, "manager")) == {home.pk, force.pk, answer.pk}
    with incident.acting("screener"):
        assert not Statement.objects.exists()
        assert queries.said_of([one]) == []
    with incident.acting("manager"):
        assert [each.kind for each in queries.said_of([one])] == ["joined"]
    no_word_of_the_open_one(incident, one, home)
    # Said to be wrong, it is gone until something new speaks for it.
    with incident.acting("screener") as (by, at):
        assert isinstance(dismiss(by=by, at=at, contact=one, other=force, reason=" "), Refused)
        made = dismiss(by=by, at=at, contact=one, other=force, reason="The log is of another street.")
        assert dismiss(by=by, at=at, contact=force, other=one, reason="Again.") == made
    assert set(incident.suggested(one)) == set(incident.suggested(force)) | {answer.pk} == {answer.pk}
    with incident.acting("screener") as (by, at):
        persons = [
            identify_subject(
                by=by, at=at, subject=Subject.objects.get(matter=one.matter_id), person=None, reason="new"
            ).person
        ]
        again = Subject.objects.get(matter=force.matter_id)
        assert identify_subject(by=by, at=at, subject=again, person=persons[0], reason="it is her")
    assert incident.suggested(one)[force.pk] == ("quoted", "person")
