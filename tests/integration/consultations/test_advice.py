"""Advice is kept as it was given, waits for what it advised, is chased, and becomes a contact in one step."""

from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from tests.integration.consultations.asking import (
    KEEP,
    NO_NAMES,
    REFER,
    ROSA,
    a_question,
    as_,
    asked,
    done,
    fresh,
)
from tests.world import TUESDAY, a_worry

from mash.casework.access.actions import Whom, declare_close
from mash.casework.consultations import actions, queries
from mash.casework.consultations.models import Advice, Consultation
from mash.casework.consultations.rules import PersonNamed
from mash.casework.intake.actions import receive
from mash.casework.intake.models import Contact
from mash.casework.matters.actions import restrict
from mash.casework.matters.models import Subject
from mash.foundation.kernel import Actor, Refused
from mash.foundation.ledger.models import Entry
from mash.foundation.outbox.models import Message
from mash.foundation.visibility import acting
from mash.interfaces.worker.advice import chase_referrals, forget_advice

THURSDAY, LATER = TUESDAY + timedelta(days=2), TUESDAY + timedelta(days=20)


def messages():
    with acting(Actor.service("worker"), LATER):
        return list(Message.objects.order_by("pk"))


def entries(world, ref, at=LATER):
    with as_(world, "governance", at):
        return [
            one.event.removeprefix("consultations:")
            for one in Entry.objects.filter(mentions__kind="consultation", mentions__ref=ref).order_by("pk")
        ]


def test_what_was_advised_is_waited_for_and_added_to_and_never_rewritten(world):
    with as_(world, "screener") as common:
        question = a_question()
        first = done(actions.record(**common, desk=world.desks["county-children"], asked=question))
        again = done(actions.record(**common, desk=world.desks["county-children"], asked=question))
        assert again == first
        assert Consultation.objects.count() == 1
        found = fresh(first.ref)
        # Level 3 is expected by the close of the next working day.
        assert (found.state, f"{found.due_at:%a %H:%M}") == ("waiting", "Wed 16:00")
        assert (found.asker.name, found.asker.agency) == ("Edith Marlow", "Tannery Row primary")
        stale = actions.advise(**common, consultation=found, given=KEEP, version=found.version - 1)
        assert stale.code == "consultations:consultation:changed"
        done(actions.advise(**common, consultation=found, given=KEEP, version=found.version))
        found = fresh(first.ref)
        assert [(one.text, one.refer) for one in found.advice.all()] == [
            (REFER.text, True),
            (KEEP.text, False),
        ]
        assert found.state == "waiting"
        for words in (
            "consultations_advice SET text = 'Do nothing.'",
            "consultations_consultation SET question = 'Nothing.'",
        ):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                connection.cursor().execute(f"UPDATE {words}")
        nobody = actions.record(**common, desk=world.desks["county-children"], asked=a_question(people=()))
        assert nobody.code == "consultations:consultation:named"
    assert entries(world, first.ref) == [
        "consultation:recorded",
        "advice:given",
        "advice:given",
        "ledger:action:refused",
    ]


def test_advice_is_its_hubs_and_never_of_who_is_close(world):
    ref = asked(world)
    silent = asked(world, **NO_NAMES)
    for who in ("city-screener", "police", "teacher", "governance", "practitioner", "administrator"):
        with as_(world, who):
            assert queries.get(ref) is None, who
            assert Advice.objects.count() == 0, who
    with as_(world, "teacher") as common:
        refused = actions.record(**common, desk=world.desks["county-children"], asked=a_question())
        assert isinstance(refused, Refused)
    whom = Whom("Rosa", "Bellweather", date(2017, 3, 14))
    with as_(world, "decider") as common:
        assert queries.get(ref) is not None
        done(declare_close(**common, user=world.users["decider"], relation="relative", whom=whom))
    with as_(world, "decider"):
        assert queries.get(ref) is None
        assert queries.get(silent) is not None
        assert Advice.objects.count() == 1
    later = asked(world)
    with as_(world, "decider"):
        assert queries.get(later) is None


def test_a_contact_is_made_in_one_step_and_takes_its_advice_with_it(world):
    ref = asked(world)
    with as_(world, "screener") as common:
        made = done(actions.make_contact(**common, consultation=fresh(ref)))
        assert done(actions.make_contact(**common, consultation=fresh(ref))) == made
        assert Contact.objects.count() == 1
        subject = Subject.objects.select_related("record").get(matter=made.matter)
        assert subject.record.said == ROSA.said
        assert (made.kind, made.source, made.level_suggested) == ("referral", "2A", 3)
        assert (made.referrer.name, made.referrer.email) == ("Edith Marlow", "teacher@example.org")
        assert made.worry.startswith("She came hungry three days in a row.")
        assert "Breakfast at school." in made.worry
        found = fresh(ref)
        assert (found.state, found.outcome, found.contact) == ("ended", "made-here", made)
        assert [one.ref for one in queries.of_contacts([made])[made.pk]] == [ref]
        assert actions.part(**common, consultation=found, reason="No").code == "consultations:contact:own"
    with as_(world, "manager") as common:
        assert restrict(**common, matter=made.matter, restriction="restricted")
    with as_(world, "screener"):
        assert queries.get(ref) is None
        assert Advice.objects.count() == 0
    with as_(world, "manager"):
        assert queries.get(ref) is not None
    silent = asked(world, **NO_NAMES)
    with as_(world, "screener") as common:
        nobody = actions.make_contact(**common, consultation=fresh(silent))
        assert nobody.code == "consultations:contact:nobody"
        somebody = (PersonNamed(role="subject", said={"description": "A boy of about six"}),)
        done(actions.make_contact(**common, consultation=fresh(silent), people=somebody))
    assert "contact:made" in entries(world, ref)


def test_what_arrives_is_suggested_and_joined_and_can_be_parted(world):
    ref = asked(world)
    with acting(Actor.draft("DRAFT"), TUESDAY + timedelta(hours=1)):
        came = receive(by=Actor.draft("DRAFT"), at=TUESDAY + timedelta(hours=1), arrival=a_worry())
        other = receive(
            by=Actor.draft("DRAFT"),
            at=TUESDAY + timedelta(hours=2),
            arrival=a_worry(people=(), referrer=a_worry().referrer),
        )
    with as_(world, "screener", THURSDAY) as common:
        found = queries.suggested(fresh(ref))
        assert [(one.contact.ref, one.why.people, one.why.asker) for one in found] == [
            (came.ref, "born", True),
            (other.ref, "", True),
        ]
        done(actions.join(**common, consultation=fresh(ref), contact=other))
        assert (fresh(ref).state, fresh(ref).outcome) == ("ended", "arrived")
        done(actions.part(**common, consultation=fresh(ref), reason="It is about somebody else."))
        assert (fresh(ref).state, fresh(ref).contact, fresh(ref).matter) == ("waiting", None, None)
        assert [one.contact.ref for one in queries.suggested(fresh(ref))] == [came.ref]
        done(actions.join(**common, consultation=fresh(ref), contact=came))
        assert queries.suggested(fresh(ref)) == []
    with as_(world, "manager", THURSDAY) as common:
        assert restrict(**common, matter=fresh(ref).matter, restriction="restricted")
        kept = actions.part(**common, consultation=fresh(ref), reason="It is another's.")
        assert kept.code == "consultations:contact:restricted"
    assert chase_referrals(at=LATER) == 0
    steps = [one for one in entries(world, ref) if one.startswith("contact:")]
    assert steps == ["contact:joined", "contact:parted", "contact:joined"]


def test_what_does_not_arrive_is_chased_and_not_needed_is_looked_at_again(world):
    ref, silent = (
        asked(world),
        asked(world, **{**NO_NAMES, "advice": REFER, "once": "S1", "asker": a_question().asker}),
    )
    with as_(world, "screener"):
        assert queries.counts(world.desks["county-children"].pk, at=TUESDAY)["overdue"] == 0
    assert [chase_referrals(at=at) for at in (TUESDAY, THURSDAY, THURSDAY)] == [0, 2, 0]
    waits = [one for one in messages() if one.template == "advice_waits"]
    assert {one.reference for one in waits} == {ref, silent}
    assert {one.to for one in waits} == {"teacher@example.org"}
    with as_(world, "screener", THURSDAY) as common:
        desk = world.desks["county-children"].pk
        assert queries.counts(desk, at=THURSDAY)["overdue"] == 2
        assert queries.overdue([desk], at=THURSDAY).count() == 2
        assert {one.ref for one in queries.of_desk(desk, "overdue", at=THURSDAY)} == {ref, silent}
        told = {"consultation": fresh(silent), "outcome": "made-elsewhere"}
        assert actions.tell(**common, **told, text=" ").code == "consultations:outcome:text"
        done(actions.tell(**common, **told, text="To the city hub, by telephone."))
        assert (fresh(silent).state, fresh(silent).outcome) == ("ended", "made-elsewhere")
        done(
            actions.tell(**common, consultation=fresh(ref), outcome="not-needed", text="She has eaten since.")
        )
        assert fresh(ref).state == "second-look"
        own = actions.look(**common, consultation=fresh(ref), agrees=True, text="So it is.")
        assert own.code == "consultations:look:own"
    with as_(world, "decider", THURSDAY) as common:
        done(actions.look(**common, consultation=fresh(ref), agrees=False, text="Three days are three days."))
        assert fresh(ref).state == "waiting"
    # Two more times, and then it is the desk's alone.
    assert [chase_referrals(at=THURSDAY + timedelta(days=days)) for days in (5, 10, 15)] == [1, 1, 0]
    with as_(world, "decider", LATER) as common:
        made = done(actions.make_contact(**common, consultation=fresh(ref)))
        assert fresh(ref).contact == made
        rows = queries.patterns([desk], since=TUESDAY - timedelta(days=1), until=LATER)
        assert [(one.source, one.themes, one.month, one.advised, one.made) for one in rows] == [
            ("2A", ("neglect", "threshold"), "2026-06", True, True)
        ] * 2
    steps = entries(world, ref)
    assert steps.count("referral:chased") == 3
    assert steps[-1] == "contact:made"


def test_what_belongs_to_no_case_is_emptied_when_its_period_is_over(world):
    silent, named, waits = asked(world, **NO_NAMES), asked(world, advice=KEEP), asked(world)
    for years, words in ((1, [True, True, True]), (3, [False, True, True]), (7, [False, False, True])):
        at = TUESDAY.replace(year=TUESDAY.year + years)
        forget_advice(at=at)
        with as_(world, "screener", TUESDAY):
            kept = [bool(fresh(one).question) for one in (silent, named, waits)]
            assert kept == words, years
    with as_(world, "screener", TUESDAY):
        gone = fresh(named)
        assert (gone.asker.name, list(gone.people.all()), gone.advice.first().text) == ("", [], "")
        assert (gone.source, gone.themes) == ("2A", ["neglect", "threshold"])
