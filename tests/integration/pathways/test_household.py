"""Beside a child's enquiry the adults of the household are thought of first; and its times follow the desk's hours."""

from datetime import date, timedelta

import pytest
from tests.integration.pathways.test_pathways import DISCUSSED, HELD, as_, begun, read
from tests.world import SETUP

from mash.casework.cases.queries import picture_of
from mash.casework.intake.arrival import PersonSaid
from mash.casework.matters.actions import identify_subject
from mash.casework.matters.models import Subject
from mash.casework.pathways import actions, queries
from mash.casework.pathways.models import Clock
from mash.casework.pathways.rules import StepSaid
from mash.foundation.kernel import Refused
from mash.foundation.visibility import acting
from mash.interfaces.worker.recounting import count_due_times
from mash.registers.clocks.actions import close_on

pytestmark = pytest.mark.django_db
ENDED = StepSaid(verb="end", facts={"outcome": "not-substantiated", "why": "An accident, seen by others."})

MET = StepSaid(
    verb="test",
    facts={
        "needs": "yes",
        "needs_why": "Dementia.",
        "risk": "yes",
        "risk_why": "Money is gone.",
        "unable": "yes",
    }
    | {"unable_why": "She cannot tell who takes it.", "wishes": "expressed", "wanted": "To stay at home."},
)
MADE = StepSaid(
    verb="enquire",
    facts={
        "by_whom": "Her social worker",
        "made": "made",
        "scope": "Where the money went.",
        "agreed_by": "2026-07-01",
    }
    | {"capacity": "lacks", "decision_in_question": "Her money", "advocate": "independent"},
)
CONCLUDED = StepSaid(
    verb="end",
    facts={
        "abuse": "financial",
        "where": "home",
        "source": "known",
        "outcome": "reduced",
        "achieved": "fully",
    }
    | {"conclusion": "An attorney keeps her money."},
)


def somebody(role, name, year):
    return PersonSaid(
        role=role,
        said={
            "given_name": name,
            "family_name": "Bellweather",
            "born": {"day": 2, "month": 8, "year": year},
            "address": {"lines": "4 Tannery Row, Ostermarch", "postcode": "ZZ1 4AB"},
        },
    )


def identified(case, common):
    rows = Subject.objects.filter(matter=case.matter).select_related("record", "matter").order_by("place")
    for one in rows:
        done = identify_subject(**common, subject=one, person=None, reason="new")
        assert not isinstance(done, Refused), done


def took(common, made, said):
    done = actions.step(**common, pathway=read(made), said=said)
    assert not isinstance(done, Refused), done


def test_a_childs_enquiry_ends_when_the_adults_were_thought_of(world):
    people = (
        somebody("subject", "Rosa", 2017),
        somebody("parent", "Ada", 1990),
        somebody("sibling", "Tomas", 2019),
    )
    case, (made, _again) = begun(world, people=people)
    with as_(world, "decider") as common:
        identified(case, common)
        took(common, made, DISCUSSED)
        waits = actions.step(**common, pathway=read(made), said=ENDED)
        assert waits.code == "pathways:step:others"
        picture = picture_of(case, by=common["by"], at=HELD)
        (other,) = queries.others(read(made), picture, at=HELD)
        assert (other.age, other.open, str(other.person)) == ("adult", True, "Ada Bellweather")
        ada = other.person
        no = actions.consider(**common, pathway=read(made), person=ada, outcome="not", reason=" ")
        assert no.code == "pathways:person:outcome"
        said = [
            actions.consider(**common, pathway=read(made), person=ada, outcome="own-case", reason="Hers.")
            for _twice in range(2)
        ]
        assert said[0].pk == said[1].pk
        took(common, made, ENDED)


def test_an_adults_enquiry_from_its_test_to_its_end(world):
    people = (somebody("subject", "Grace", 1948), somebody("household", "Tomas", 2019))
    case, (made, _again) = begun(world, "adult-decider", "s42", population="adults", people=people)
    with as_(world, "adult-decider") as common:
        identified(case, common)
        grace = Subject.objects.select_related("person", "record").get(matter=case.matter, role="subject")
        child = Subject.objects.select_related("person", "record").get(matter=case.matter, role="household")
        wrong = actions.begin(**common, case=case, subject=child, kind="s42")
        assert wrong.code == "pathways:pathway:kind"
        assert actions.begin(**common, case=case, subject=grace, kind="s42").ref == made.ref
        assert actions.step(**common, pathway=read(made), said=MET).code == "pathways:step:others"
        # A pathway of his own is an answer.
        assert not isinstance(actions.begin(**common, case=case, subject=child, kind="s17"), Refused)
        took(common, made, MET)
        took(common, made, MADE)
        (clock,) = Clock.objects.filter(pathway=made, stopped_at=None)
        assert (clock.code, clock.fixed) == ("enquiry", True)
        assert isinstance(queries.may_close(case, common["by"], HELD), Refused)
        took(common, made, CONCLUDED)
        assert (read(made).state, read(made).outcome) == ("ended", "reduced")
        assert queries.may_close(case, common["by"], HELD)


def test_its_times_are_counted_anew_when_the_hours_change(world):
    _case, (made, _again) = begun(world)
    with as_(world, "decider") as common:
        assert not isinstance(actions.step(**common, pathway=read(made), said=DISCUSSED), Refused)
        was = Clock.objects.get(code="initial_conference").due_at
    with acting(SETUP, HELD):
        close_on(by=SETUP, key="county-children", day=date(2026, 6, 15), reason="Flooded", at=HELD)
    assert count_due_times(at=HELD + timedelta(minutes=1)) > 0
    with as_(world, "decider", HELD + timedelta(minutes=2)):
        assert Clock.objects.get(code="initial_conference").due_at == was + timedelta(days=1)
        assert read(made).due_at == was + timedelta(days=1)
