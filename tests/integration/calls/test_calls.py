"""A call is kept as it was typed, loses nothing, ends once, and is seen as what came of it."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from tests.integration.calls.calling import CALLER, ROSA, as_, done, fresh, heard, taken
from tests.integration.consultations.asking import a_question
from tests.world import TUESDAY, a_worry

from mash.casework.access.actions import Whom, declare_close
from mash.casework.calls import actions, events, queries
from mash.casework.calls.models import Call, Step
from mash.casework.cases.models import Case
from mash.casework.intake.actions import receive
from mash.casework.intake.models import Contact
from mash.casework.matters.actions import restrict
from mash.casework.matters.models import Subject
from mash.foundation.kernel import Actor, Ref
from mash.foundation.ledger import append
from mash.foundation.ledger.models import Entry
from mash.foundation.outbox.models import Message
from mash.foundation.visibility import acting
from mash.interfaces.worker.calls import forget_calls, look_after_calls

MINUTE = timedelta(minutes=1)


def messages(template, at):
    with acting(Actor.service("worker"), at):
        return list(Message.objects.filter(template=template).order_by("pk"))


def entries(world, ref, at=TUESDAY + timedelta(days=9)):
    with as_(world, "governance", at):
        found = Entry.objects.filter(mentions__kind="call", mentions__ref=ref).order_by("pk")
        return [one.event.removeprefix("calls:") for one in found]


def test_nothing_that_was_saved_is_lost_and_an_ended_call_stays_as_it_was(world):
    with as_(world, "screener") as common:
        desk = world.desks["county-children"]
        call = done(actions.take(**common, desk=desk, once="PRESS1"))
        assert done(actions.take(**common, desk=desk, once="PRESS1")) == call
        for notes in ("She came", "She came hungry.", "", "She came hungry."):
            call = done(actions.save(**common, call=call, heard=heard(notes), version=call.version, page="A"))
        # What an empty save took away stands beside the notes.
        assert [one.text for one in call.steps.all()] == ["She came hungry."]
        late = actions.save(**common, call=call, heard=heard("Old."), version=call.version - 1)
        assert late.code == "calls:call:changed"
        made = done(actions.make_contact(**common, call=call, version=call.version, written=True))
        assert done(actions.make_contact(**common, call=call, version=1)) == made
        assert Contact.objects.count() == 1
        ended = fresh(call.ref)
        late = actions.save(**common, call=ended, heard=heard("Late."), version=ended.version)
        assert late.code == "calls:call:ended"
        for words, error in (
            ("calls_step SET text = ''", ProgrammingError),
            ("calls_call SET started_at = now()", ProgrammingError),
            ("calls_call SET notes = ''", IntegrityError),
        ):
            with pytest.raises(error), transaction.atomic():
                connection.cursor().execute(f"UPDATE {words}")
        assert (made.channel, made.kind, made.source, made.danger_now) == (
            "telephone",
            "referral",
            "2A",
            "no",
        )
        assert made.received_at == call.started_at
        assert made.worry.startswith("She came hungry.\n\nChildren present: yes")
        assert (made.referrer.name, made.referrer.phone) == ("Edith Marlow", "01632 960001")
        assert Subject.objects.select_related("record").get(matter=made.matter).record.said == ROSA["said"]
        assert Case.objects.get(matter=made.matter).state == "new"
        assert ended.contact == made
        assert queries.of_contacts([made]) == {made.pk: [ended]}
    with as_(world, "teacher") as common:
        assert (
            actions.take(**common, desk=world.desks["county-children"], once="X").code
            == "accounts:role:lacks"
        )
    assert entries(world, call.ref) == [
        "call:taken", "note:corrected", "contact:made", "written:asked", "call:ended",
        "ledger:action:refused", "ledger:action:refused",
    ]  # fmt: skip


def test_danger_makes_a_contact_at_once_of_whatever_is_known_and_the_call_goes_on(world):
    with as_(world, "screener") as common:
        call = done(actions.take(**common, desk=world.desks["county-children"], once="A"))
        made = done(actions.make_contact(**common, call=call, ends=False))
        assert done(actions.make_contact(**common, call=call, ends=False)) == made
        assert made.referrer.klass == "anonymous"
        assert "Danger now: not asked" in made.worry
        said = Subject.objects.select_related("record").get(matter=made.matter).record.said
        assert said["description"].startswith("Not known")
        call = fresh(call.ref)
        assert call.state == "live"
        late = heard("He has a knife.", danger_now="yes")
        call = done(actions.save(**common, call=call, heard=late, version=call.version))
        # Whoever works on the case is told at once, and sees what it does not have.
        assert Case.objects.get(matter=made.matter).attention == "call-danger"
        assert queries.more_than(fresh(call.ref), made) == queries.More([ROSA], "yes")
        append(events.VIEWED, **common, about=[Ref("call", call.ref)])
        other = done(actions.take(**common, desk=world.desks["county-children"], once="B"))
        early = done(actions.make_contact(**common, call=other, ends=False))
        other = done(actions.save(**common, call=other, heard=heard(), version=fresh(other.ref).version))
        assert not Case.objects.get(matter=early.matter).attention
        done(actions.make_contact(**common, call=other))
        assert Case.objects.get(matter=early.matter).attention == "further-call"
    with as_(world, "governance") as common:
        looked = Entry.objects.filter(event="calls:call:viewed", mentions__kind="matter")
        assert looked.filter(mentions__ref=made.matter.ref).count() == 1
    with as_(world, "manager") as common:
        assert restrict(**common, matter=made.matter, restriction="restricted")
    with as_(world, "screener") as common:
        # In the middle of a call nobody is cut off from it, and once it has ended it is its matter's alone.
        assert fresh(call.ref).notes == "He has a knife."
        again = done(actions.make_contact(**common, call=call, version=fresh(call.ref).version))
        assert again == made
        assert queries.get(call.ref) is None
    with as_(world, "manager"):
        assert Contact.objects.filter(channel="telephone").count() == 2
        assert (fresh(call.ref).outcome, [one.kind for one in fresh(call.ref).steps.all()]) == (
            "contact",
            ["contact", "ended"],
        )
    with as_(world, "decider"):
        assert queries.get(call.ref) is None
        assert not Step.objects.exclude(call=other.pk).exists()


def test_a_call_is_its_hubs_and_never_of_who_is_close(world):
    ref = taken(world, says=heard())
    for who in ("city-screener", "police", "teacher", "governance", "practitioner", "administrator"):
        with as_(world, who):
            assert queries.get(ref) is None, who
    whom = Whom("Rosa", "Bellweather", date(2017, 3, 14))
    for who in ("decider", "screener"):
        with as_(world, who) as common:
            assert queries.get(ref) is not None, who
            done(declare_close(**common, user=world.users[who], relation="relative", whom=whom))
    with as_(world, "decider"):
        assert queries.get(ref) is None
    with as_(world, "screener") as common:
        # Who takes the call goes on with it, and no longer once it has ended.
        call = fresh(ref)
        done(actions.end(**common, call=call, outcome="repeated", reason="The same as yesterday."))
        assert queries.get(ref) is None
        assert Step.objects.count() == 0
    later = taken(world, who="manager", says=heard())
    with as_(world, "decider"):
        assert queries.get(later) is None


def test_a_line_that_drops_is_called_back_and_a_person_decides_in_the_end(world):
    ref = taken(world, says=heard())
    at = TUESDAY + 5 * MINUTE
    with as_(world, "screener", at) as common:
        call = done(actions.drop(**common, call=fresh(ref)))
        assert (call.state, call.due_at) == ("dropped", at + 10 * MINUTE)
        assert done(actions.drop(**common, call=fresh(ref))).version == call.version
        call = done(actions.try_again(**common, call=call, reached=True, after=0))
        assert call.state == "live"
        done(actions.drop(**common, call=fresh(ref)))
        for times in range(3):
            for _twice in range(2):
                call = done(
                    actions.try_again(**common, call=fresh(ref), reached=False, after=times, text="Engaged.")
                )
        assert (call.state, call.tried) == ("unreached", 3)
        assert actions.try_again(**common, call=call, reached=False, after=0).code == "calls:call:changed"
        desk = world.desks["county-children"].pk
        assert queries.overdue([desk], at=at).count() == 1
        assert [one.ref for one in queries.of_desk(desk, "back")] == [ref]
        assert actions.end(**common, call=call, outcome="unreached", reason="").code == "calls:call:reason"
        made = done(actions.make_contact(**common, call=fresh(ref)))
        assert made.received_at == TUESDAY
        assert queries.counts(desk)["back"] == 0
        without = done(actions.take(**common, desk=world.desks["county-children"], once="B"))
        assert done(actions.drop(**common, call=without)).state == "unreached"


def test_what_is_confirmed_in_writing_is_joined_by_its_reference_or_by_hand_and_chased_once_late(world):
    refs = [taken(world, says=heard()) for _each in range(3)]
    # Nobody asked whether it is safe: nothing goes to the address by itself, neither receipt nor reminder.
    unasked = taken(world, says=heard(caller={**CALLER, "klass": "public", "safe": ""}))
    with as_(world, "screener") as common:
        quiet = done(actions.make_contact(**common, call=fresh(unasked), written=True))
        assert quiet.referrer.email == ""
        assert "teacher@example.org" in quiet.referrer.safe_to_contact
        for ref in refs:
            done(actions.make_contact(**common, call=fresh(ref), written=True))
    late = TUESDAY + timedelta(days=2)
    assert look_after_calls(at=late - MINUTE) == {}
    with acting(Actor.draft("DRAFT"), late - MINUTE):
        typed = refs[0].replace("-", "").lower()
        said = {"about_you": {"call_reference": typed}}
        for arrival in (a_worry(worry=f"As I said, {refs[2]}.", draft="A"), a_worry(content=said, draft="B")):
            wrote = receive(by=Actor.draft("DRAFT"), at=late - MINUTE, arrival=arrival)
    # Only what stands in the form's own field; what says it elsewhere is left to a person.
    assert look_after_calls(at=late) == {"joined": 1, "chased": 3}
    assert look_after_calls(at=late) == {}
    sent = messages("call_unconfirmed", late)
    assert [(one.reference, one.to) for one in sent] == [(ref, "teacher@example.org") for ref in refs[1:]]
    with as_(world, "screener", late) as common:
        first, second, third = (fresh(ref) for ref in refs)
        assert (first.written, first.confirmed_by) == ("arrived", wrote)
        wrote.refresh_from_db()
        assert wrote.incident
        assert wrote.incident == first.contact.incident
        own = actions.join(**common, call=second, contact=second.contact)
        assert own.code == "calls:written:before"
        assert wrote in [one.contact for one in queries.suggested(second)]
        done(actions.join(**common, call=second, contact=wrote))
        assert fresh(refs[1]).confirmed_by == wrote
        done(actions.give_up(**common, call=fresh(unasked), reason="She told it all."))
        done(actions.give_up(**common, call=third, reason="She told more by telephone."))
        assert actions.give_up(**common, call=third, reason="Again.").code == "calls:written:not-waiting"
    assert look_after_calls(at=late + timedelta(days=20)) == {}


def test_what_became_nothing_goes_in_its_time_and_advice_takes_its_call_with_it(world):
    ref, other, live = taken(world, says=heard()), taken(world, says=heard()), taken(world, says=heard())
    with as_(world, "screener") as common:
        question = a_question()
        made = done(actions.end_as_advice(**common, call=fresh(ref), asked=question))
        assert done(actions.end_as_advice(**common, call=fresh(ref), asked=question)) == made
        done(actions.end(**common, call=fresh(other), outcome="nobody", reason="Silence."))
    assert forget_calls(at=TUESDAY + timedelta(days=360)) == 0
    assert forget_calls(at=TUESDAY + timedelta(days=3660)) == 1
    with as_(world, "screener", TUESDAY + timedelta(days=2)):
        gone = fresh(other)
        assert (gone.notes, gone.caller, gone.people, gone.by_name) == ("", {}, [], "")
        assert gone.outcome == "nobody"
        assert {one.text for one in gone.steps.all()} == {""}
        assert fresh(live).caller == CALLER
        assert fresh(ref).notes
        # The call is seen as its advice is.
        assert fresh(ref).advice == made
    with as_(world, "city-screener"):
        assert Call.objects.count() == 0
