"""A round table from its call to the acknowledged copy: who sees what, two writers at once, dissent that stays."""

from datetime import date

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction
from tests.integration.agency.asking import a_case
from tests.integration.roundtables.sitting import (
    HOUR,
    as_,
    call,
    done,
    fresh,
    held,
    invitation,
    said,
    sits,
    with_a_table,
    write,
)
from tests.world import SETUP, TUESDAY

from mash.casework.access.actions import Whom, declare_close
from mash.casework.cases.models import Case
from mash.casework.matters.actions import grant, restrict
from mash.casework.matters.models import Matter
from mash.casework.roundtables import actions, people, queries, rules
from mash.casework.roundtables.actions import EntrySaid
from mash.casework.roundtables.models import (
    Action,
    Copy,
    Correction,
    Entry,
    Former,
    Invitation,
    Meeting,
    Minutes,
    Person,
    Shown,
    View,
)
from mash.foundation.kernel import Actor
from mash.foundation.ledger.models import Entry as LedgerEntry
from mash.foundation.outbox.models import Message
from mash.foundation.visibility import acting
from mash.interfaces.worker.roundtables import chase_actions
from mash.registers.agreements.actions import leave
from mash.registers.agreements.models import Version
from mash.registers.standards.queries import standard_for
from mash.registers.standards.rules import Code

LATER = TUESDAY + 30 * HOUR


@pytest.fixture
def world(world):
    return with_a_table(world)


def told(template="round_table"):
    with acting(Actor.service("worker"), LATER):
        return [
            (one.to, one.reference, one.link)
            for one in Message.objects.filter(template=template).order_by("pk")
        ]


def seen(world, who, model=Meeting, at=LATER):
    with as_(world, who, at):
        return model.objects.count()


def test_it_is_called_and_answered_and_the_quorum_shows(world):
    ref = call(world)
    # The button pressed twice.
    with as_(world, "chair") as common:
        matter = Matter.objects.select_related("hub", "desk__hub").get(round_tables__ref=ref)
        again = actions.call(
            **common, matter=matter, said=said(matter, TUESDAY + HOUR), chair=world.users["chair"],
            minute_taker=world.users["minutes"],
        )  # fmt: skip
        assert again.ref == ref
        past = actions.call(
            **common, matter=matter, said=said(matter, TUESDAY - 48 * HOUR), chair=world.users["chair"],
            minute_taker=world.users["minutes"],
        )  # fmt: skip
        assert past.code == "roundtables:meeting:past"
        # Whoever takes the minutes may not chair a strategy discussion.
        wrong = actions.call(
            **common, matter=matter, said=said(matter, TUESDAY + 2 * HOUR), chair=world.users["minutes"],
            minute_taker=world.users["minutes"],
        )  # fmt: skip
        assert wrong.code == "roundtables:meeting:chair"
        away = actions.invite(**common, meeting=fresh(ref), user=world.users["city-screener"])
        assert away.code == "roundtables:invitation:no-seat"
        blind = actions.invite(**common, meeting=fresh(ref), user=world.users["practitioner"])
        assert blind.code == "roundtables:invitation:no-sight"
        found = queries.invited(fresh(ref))
        assert [one.seat for one in found] == ["authority", "", "police", "health"]
        assert rules.expected(fresh(ref).seats, queries.places(found)).empty == (
            "authority",
            "police",
            "health",
        )
    assert {one[0] for one in told()} == {
        "chair@example.org", "minutes@example.org", "police@example.org", "health@example.org",
    }  # fmt: skip
    assert {one[1:] for one in told()} == {(ref, f"/round-tables/{ref}/")}
    with as_(world, "police") as common:
        mine = invitation(ref, "police")
        empty = actions.answer(**common, invitation=mine, says="written")
        assert empty.code == "roundtables:invitation:contribution"
        self_ = actions.answer(
            **common,
            invitation=mine,
            says="phone",
            substitute="rosa  Bellweather, pupil",
            version=mine.version,
        )
        assert self_.code == "roundtables:invitation:about"
        done(actions.answer(**common, invitation=mine, says="phone", substitute="Sgt Hale, for DC Orr"))
        stale = actions.answer(**common, invitation=mine, says="comes", version=mine.version)
        assert stale.code == "roundtables:meeting:changed"
    with as_(world, "health") as common:
        done(
            actions.answer(
                **common,
                invitation=invitation(ref, "health"),
                says="written",
                contribution="Seen twice in May.",
            )
        )
        # Attendance is the hub's to take.
        with pytest.raises(ProgrammingError, match="takes attendance"), transaction.atomic():
            Invitation.objects.filter(agency=world.agencies["health"]).update(came="in-person")
    with as_(world, "minutes", TUESDAY + HOUR) as common:
        done(actions.answer(**common, invitation=invitation(ref, "chair"), says="comes"))
        quorum = rules.expected(fresh(ref).seats, queries.places(queries.invited(fresh(ref))))
        assert (quorum.empty, quorum.written) == (("health",), {"health"})
        done(actions.attend(**common, invitation=invitation(ref, "police"), came="phone", name="Sgt Hale"))
        done(actions.attend(**common, invitation=invitation(ref, "health"), came="written"))
        done(actions.attend(**common, invitation=invitation(ref, "chair"), came="in-person"))
        child = actions.attend(
            **common, invitation=invitation(ref, "minutes"), came="in-person", name="Tomas Bellweather"
        )
        assert child.code == "roundtables:invitation:about"
        short = actions.begin(**common, meeting=fresh(ref))
        assert short.code == "roundtables:meeting:no-quorum"
        done(actions.begin(**common, meeting=fresh(ref), without="The father is home at four."))
        assert fresh(ref).without_quorum == "The father is home at four."
        assert [one.kind for one in fresh(ref).steps.all()] == ["called", "began", "without"]


def test_moved_and_called_off_and_an_invitation_taken_back(world):
    ref = call(world)
    with as_(world, "police") as common:
        done(actions.answer(**common, invitation=invitation(ref, "police"), says="comes"))
    with as_(world, "chair") as common:
        to = {"meets_at": TUESDAY + 5 * HOUR, "how": "phone", "place": "01632 960100"}
        assert not actions.move(**common, meeting=fresh(ref), reason=" ", **to)
        done(actions.move(**common, meeting=fresh(ref), reason="The police cannot before two.", **to))
        # Whoever said that they come is asked again.
        assert invitation(ref, "police").says == ""
        done(actions.withdraw(**common, meeting=fresh(ref), invitation=invitation(ref, "health")))
        before = invitation(ref, "health")
    with as_(world, "health") as common:
        gone = actions.answer(**common, invitation=before, says="comes")
        assert gone.code == "matters:matter:read-only"
    assert seen(world, "health") == 0
    assert seen(world, "health", Shown) == 0
    assert seen(world, "police") == 1
    with as_(world, "chair") as common:
        persons = list(Person.objects.filter(meeting=fresh(ref)))
        done(
            actions.invite(**common, meeting=fresh(ref), agency=world.agencies["health"], persons=persons[:1])
        )
    assert (seen(world, "health"), seen(world, "health", Shown)) == (1, 1)
    with as_(world, "chair") as common:
        done(actions.call_off(**common, meeting=fresh(ref), reason="The family moved away last night."))
        assert fresh(ref).state == "off"
        assert not actions.begin(**common, meeting=fresh(ref))
        with pytest.raises(DatabaseError, match="fixed"), transaction.atomic():
            Meeting.objects.filter(ref=ref).update(state="called")


def test_who_sees_what(world):
    ref = call(world)
    for who, meetings in {
        "police": 1, "health": 1, "screener": 1, "chair": 1, "manager": 1, "teacher": 0, "city-screener": 0,
        "practitioner": 0, "governance": 0, "administrator": 0,
    }.items():  # fmt: skip
        assert seen(world, who) == meetings, who
    with as_(world, "police"):
        assert not Case.objects.exists()
        assert not Matter.objects.exists()
        assert not Person.objects.exists()
        assert [one.given["name"] for one in Shown.objects.all()] == ["Rosa Bellweather", "Tomas Bellweather"]
        assert [one.name for one in Invitation.objects.all()] == ["Ostermarch Police"]
    sits(world, ref)
    with as_(world, "minutes", TUESDAY + HOUR) as common:
        write(common, ref, "known", "Three calls in May.")
        done(
            actions.give(
                **common, meeting=fresh(ref), owner="DC Orr", what="Welfare check tonight.",
                due_on=date(2026, 6, 10), agency=world.agencies["police"],
            )
        )  # fmt: skip
        nobody = actions.give(
            **common, meeting=fresh(ref), owner="Head", what="Ring us.", due_on=date(2026, 6, 10),
            agency=world.agencies["school"],
        )  # fmt: skip
        assert nobody.code == "roundtables:meeting:missing"
        others = invitation(ref, "health").pk
    with as_(world, "police") as common:
        assert not Entry.objects.exists()
        assert Action.objects.count() == 1
        for words in (
            "meeting SET why = ''",
            "view SET text = ''",
            "shown SET given = '{}'",
            "minutes SET sha256 = ''",
        ):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                connection.cursor().execute(f"UPDATE roundtables_{words}")
        own = fresh(ref)
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Entry.objects.create(
                matter_id=own.matter_id, meeting=own, heading="known", text="x", audience="everyone", by="x",
                by_name="x", at=TUESDAY,
            )  # fmt: skip
        # A view is one's own: not another agency's.
        with pytest.raises(DatabaseError), transaction.atomic():
            View.objects.create(
                matter_id=own.matter_id, meeting=own, invitation_id=others, kind="view",
                text="x", by="x", by_name="x", at=TUESDAY,
            )  # fmt: skip
    assert seen(world, "health", Action) == 0
    whom = Whom("Rosa", "Bellweather", date(2017, 3, 14))
    with as_(world, "police") as common:
        done(declare_close(**common, user=world.users["police"], relation="relative", whom=whom))
    assert seen(world, "police") == 0
    assert seen(world, "police", Action) == 0
    with as_(world, "decider") as common:
        done(declare_close(**common, user=world.users["decider"], relation="relative", whom=whom))
    assert seen(world, "decider") == 0
    with as_(world, "chair") as common:
        close = actions.invite(**common, meeting=fresh(ref), user=world.users["decider"])
        assert close.code == "matters:matter:too-close"
    with as_(world, "manager") as common:
        matter = Matter.objects.get(round_tables__ref=ref)
        assert restrict(**common, matter=matter, restriction="restricted")
    assert (seen(world, "screener"), seen(world, "chair"), seen(world, "health")) == (0, 0, 1)
    with as_(world, "screener"):
        assert queries.counts(hub=world.hubs["county"].pk) == {"coming": 0, "minutes": 0, "done": 0}
        assert queries.get(ref) is None


def test_whoever_was_there_stays_among_those_who_were(world):
    ref = call(world)
    sits(world, ref)
    with as_(world, "chair") as common:
        there = invitation(ref, "police")
        assert there.came == "in-person"
        refused = actions.withdraw(**common, meeting=fresh(ref), invitation=there)
        assert refused.code == "roundtables:invitation:came"
        assert invitation(ref, "police").withdrawn_at is None


def test_who_sees_the_case_for_a_time_reads_and_writes_nothing(world):
    ref = call(world)
    sits(world, ref)
    with as_(world, "manager") as common:
        matter = Matter.objects.get(round_tables__ref=ref)
        until = TUESDAY + 24 * HOUR
        assert grant(
            **common, matter=matter, user=world.users["city-screener"], reason="a visit", until=until
        )
    with as_(world, "city-screener", TUESDAY + HOUR) as common:
        meeting = fresh(ref)
        said_ = EntrySaid(heading="known", text="I was here.")
        for tried in (
            actions.write(**common, meeting=meeting, said=said_),
            actions.suppose(**common, meeting=meeting, said=actions.Supposed(text="Maybe.")),
            actions.say(**common, invitation=invitation(ref, "police"), text="No.", said_by="Sgt Hale"),
            actions.end(**common, meeting=meeting),
        ):
            assert tried.code == "matters:matter:read-only"


def test_two_write_at_once_and_nothing_is_lost(world):
    ref = call(world)
    sits(world, ref)
    at = TUESDAY + HOUR
    with as_(world, "minutes", at) as common:
        entry = write(common, ref, "known", "Three calls in May.")
        assert write(common, ref, "known", "Three calls in May.").pk == entry.pk
    with as_(world, "chair", at) as common:
        mine = EntrySaid(heading="known", text="Four calls in May, the police say.")
        done(actions.rewrite(**common, entry=entry, said=mine, version=1))
        other = write(common, ref, "analysis", "It gets worse.")
    with as_(world, "minutes", at) as common:
        theirs = EntrySaid(heading="known", text="Three calls in May, and one in June.")
        stale = actions.rewrite(**common, entry=entry, said=theirs, version=1)
        assert stale.code == "roundtables:meeting:changed"
        done(actions.rewrite(**common, entry=entry, said=theirs, version=2))
        assert [one.text for one in Former.objects.order_by("pk")] == [
            "Three calls in May.", "Four calls in May, the police say.",
        ]  # fmt: skip
        assert {one.pk for one in Entry.objects.all()} == {entry.pk, other.pk}
        named = EntrySaid(heading="known", text="An address.", audience="named")
        assert actions.write(**common, meeting=fresh(ref), said=named).code == "roundtables:entry:named"


def written_up(world, at):
    """A meeting held, with a dissent, a view read in, an annex for the police, and an action."""
    ref = held(world)
    with as_(world, "police", at) as common:
        mine = invitation(ref, "police")
        assert actions.say(**common, invitation=mine, text=" ").code == "roundtables:view:text"
        for _twice in range(2):
            done(actions.say(**common, invitation=mine, kind="dissent", text="We would remove them tonight."))
        assert View.objects.count() == 1
    with as_(world, "minutes", at) as common:
        theirs = invitation(ref, "health")
        assert actions.say(**common, invitation=theirs, text="We agree.").code == "roundtables:view:who"
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            View.objects.create(
                matter_id=theirs.matter_id, meeting_id=theirs.meeting_id, invitation=theirs, kind="view", text="x",
                by="x", by_name="x", at=at,
            )  # fmt: skip
        done(actions.say(**common, invitation=theirs, text="Level four.", level=4, said_by="Dr Lind"))
        write(
            common, ref, "known", "He has a firearm.", audience="named", named=(invitation(ref, "police").pk,)
        )
        write(common, ref, "plan", "Our own note.", audience="hub")
        rosa, _tomas = Person.objects.order_by("pk")
        write(common, ref, "voice", "I want to stay at Gran’s.", person=rosa)
        due = date(2026, 6, 12)
        done(
            actions.give(
                **common,
                meeting=fresh(ref),
                owner="DC Orr",
                what="Visit.",
                due_on=due,
                agency=world.agencies["police"],
            )
        )
        early = actions.circulate(**common, meeting=fresh(ref))
        assert early.code == "roundtables:minutes:unapproved"
        assert not actions.approve(**common, meeting=fresh(ref))
    return ref


def test_it_is_decided_approved_circulated_and_acknowledged(world):
    at = TUESDAY + 3 * HOUR
    ref = written_up(world, at)
    with as_(world, "manager", at) as common:
        assert actions.approve(**common, meeting=fresh(ref)).code == "roundtables:minutes:chair"
    with as_(world, "chair", at) as common:
        one = done(actions.approve(**common, meeting=fresh(ref)))
        assert done(actions.approve(**common, meeting=fresh(ref))).pk == one.pk
        assert bytes(one.pdf).startswith(b"%PDF")
        flat = str(one.data)
        for words in ("The bruise and the calls together.", "Our own note.", "He has a firearm.", "Dr Lind"):
            assert words in flat
        late = actions.write(**common, meeting=fresh(ref), said=EntrySaid(heading="known", text="More."))
        assert late.code == "roundtables:minutes:fixed"
        with pytest.raises(DatabaseError, match="fixed"), transaction.atomic():
            Entry.objects.filter(meeting=fresh(ref)).update(text="Nothing was said.")
    with as_(world, "minutes", at) as common:
        assert len(done(actions.circulate(**common, meeting=fresh(ref)))) == 2
        assert len(done(actions.circulate(**common, meeting=fresh(ref)))) == 2
    with as_(world, "health", at) as common:
        copy = Copy.objects.select_related("agency", "meeting").get()
        flat = str(copy.data)
        assert "We would remove them tonight." in flat, "dissent stands beside the decision for everybody"
        for words in ("firearm", "Our own note", "The bruise and the calls together", "Visit."):
            assert words not in flat
        assert not Minutes.objects.exists()
        assert f"{copy.due_at:%a}" == "Thu"
        assert done(actions.acknowledge(**common, copy=copy)).acknowledged_by_name == "Health Person"
        done(actions.correct(**common, meeting=fresh(ref), text="Dr Lind said level three."))
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Copy.objects.update(sha256="x")
    with as_(world, "police", at) as common:
        flat = str(Copy.objects.get().data)
        assert "He has a firearm." in flat
        assert "Visit." in flat
        assert not Correction.objects.exists()
        assert not done(actions.take_out(**common, meeting=fresh(ref))).acknowledged_at
        action = Action.objects.select_related("meeting").get()
        assert actions.finish(**common, action=action, evidence=" ").code == "roundtables:action:evidence"
    with as_(world, "minutes", at) as common:
        done(actions.correct(**common, meeting=fresh(ref), text="Four calls, not three."))
    assert seen(world, "police", Correction) == 1
    assert seen(world, "health", Correction) == 2
    with as_(world, "governance", LATER):
        entries = LedgerEntry.objects.filter(mentions__kind="round-table", mentions__ref=ref)
        events = {one.event.removeprefix("roundtables:") for one in entries}
    assert events >= {
        "meeting:called", "invitation:sent", "meeting:began", "entry:written", "outcome:recorded", "meeting:ended",
        "view:given", "action:given", "minutes:approved", "minutes:circulated", "minutes:acknowledged",
        "minutes:corrected",
    }  # fmt: skip


def test_actions_are_chased_and_carried_over(world):
    ref = call(world)
    sits(world, ref)
    at = TUESDAY + HOUR
    with as_(world, "minutes", at) as common:
        due = date(2026, 6, 9)
        for agency in (world.agencies["police"], None):
            done(
                actions.give(
                    **common, meeting=fresh(ref), owner="Somebody", what="Visit.", due_on=due, agency=agency
                )
            )
        past = actions.give(**common, meeting=fresh(ref), owner="X", what="Y", due_on=date(2026, 6, 8))
        assert past.code == "roundtables:action:past"
        before = len(told("round_table_action"))
    assert chase_actions(at=TUESDAY + 5 * HOUR) == 0
    assert chase_actions(at=TUESDAY + 24 * HOUR) == 2
    assert chase_actions(at=TUESDAY + 25 * HOUR) == 0
    assert {one[0] for one in told("round_table_action")[before:]} == {
        "police@example.org", "chair@example.org", "minutes@example.org",
    }  # fmt: skip
    with as_(world, "police", LATER) as common:
        action = Action.objects.select_related("meeting").get()
        finished = done(actions.finish(**common, action=action, evidence="Log 114.", version=action.version))
        again = actions.finish(**common, action=action, evidence="Log 115.")
        assert (finished.evidence, again.code) == ("Log 114.", "roundtables:action:done")
    with as_(world, "chair", LATER):
        matter = Matter.objects.get(round_tables__ref=ref).ref
    second = call(world, LATER, matter=matter, why="The second.")
    with as_(world, "chair", LATER):
        assert [one.owner for one in queries.carried_over(fresh(second))] == ["Somebody"]
        assert [one.done_at for one in queries.carried_over(fresh(second))] == [None]


def test_an_agency_that_no_agreement_binds_is_not_told(world):
    ref = a_case(TUESDAY, "red", world)
    with acting(SETUP, TUESDAY):
        for version in Version.objects.filter(state="agreed"):
            done(
                leave(
                    by=SETUP,
                    at=TUESDAY,
                    version=version,
                    agency=world.agencies["health"],
                    ends=TUESDAY.date(),
                )
            )
    with as_(world, "chair") as common:
        matter = Matter.objects.select_related("hub", "desk__hub").get(ref=ref)
        refused = actions.call(
            **common, matter=matter, said=said(matter, TUESDAY + HOUR), chair=world.users["chair"],
            minute_taker=world.users["minutes"], agencies=[world.agencies["police"], world.agencies["health"]],
        )  # fmt: skip
        assert refused.code.startswith("sharing:clause:")
        # All or none.
        assert not Meeting.objects.exists()
    assert told() == []


@pytest.mark.django_db
def test_whose_seats_make_the_quorum_is_the_standards_to_say(world):
    children, adults = world.desks["county-children"], world.desks["county-adults"]
    for kind, desk, asked in (
        ("strategy", children, ("authority", "police", "health")),
        ("adult-planning", adults, ("authority", "police", "health")),
        ("professionals", children, ("authority",)),
        ("marac", adults, ("police", "advocate")),
    ):
        assert people.quorum_of(people.kind_of(kind, at=TUESDAY), desk, at=TUESDAY) == asked
    standard = standard_for("adults", at=TUESDAY, hub="county")
    assert standard.quorum("marac").seats == {"police", "independent-advocate"}
    # A kind of which the standard does not speak asks nobody.
    assert people.quorum_of(Code("huddle", "", "", 1, TUESDAY.date(), None), children, at=TUESDAY) == ()
