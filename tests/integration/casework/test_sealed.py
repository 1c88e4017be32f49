"""What is sealed is seen by the hub's cleared people and its agency; for everybody else it does not exist."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from tests.integration.agency.asking import ask
from tests.integration.casework.sealing import (
    LATER,
    OPEN,
    SECRET,
    asked_and_answered,
    item,
    matter_of,
    sealed_item,
    supply,
)
from tests.world import TUESDAY

from mash.casework.cases.actions import decide, instruct, look_at_history, rely
from mash.casework.cases.models import Case, Decision, Note, SealedAnnex
from mash.casework.cases.queries.looks import who_has_looked
from mash.casework.cases.queries.picture import get_case, picture_of
from mash.casework.cases.queries.sealed import sealed_in
from mash.casework.cases.rules import AnnexSaid, DecisionSaid
from mash.casework.matters.actions import restrict
from mash.casework.sharing.models import Answer, Item, Request, SealedAnswer, SealedItem, UnderWay
from mash.foundation.kernel import Actor, Refused
from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting
from mash.registers.accounts.clearances import clear_seat, end_clearance
from mash.registers.accounts.models import Clearance

pytestmark = pytest.mark.django_db
TABLES = ("sharing_sealedanswer", "sharing_sealeditem")
HUB_TABLES = ("cases_sealedannex", "cases_sealedreliance", "cases_sealedinstruction")


@pytest.fixture
def world(world):
    world.clear("decider")
    return world


def rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def seen(world, who: str, at=LATER) -> dict[str, int]:
    with acting(world.actor(who), at):
        return {table: rows(table) for table in (*TABLES, *HUB_TABLES)}


def test_only_the_cleared_of_the_hub_and_the_agency_have_its_rows(world):
    asked_and_answered(world, item(), sealed_item())
    for who in ("decider", "police"):
        assert [seen(world, who)[table] for table in TABLES] == [1, 1], who
    for who in (
        "screener",
        "manager",
        "unregistered",
        "adult-decider",
        "city-decider",
        "health",
        "governance",
        "administrator",
        "practitioner",
        "teacher",
    ):
        assert set(seen(world, who).values()) == {0}, who
    for actor in (
        Actor.public(),
        Actor.service("intake"),
        Actor.service("attention"),
        Actor.service("worker"),
    ):
        with acting(actor, LATER):
            assert [rows(table) for table in TABLES] == [0, 0], actor


def test_clearance_is_of_a_hub_and_a_time_and_never_a_machines(world):
    asked_and_answered(world, item(), sealed_item())
    world.clear("city-decider")
    assert set(seen(world, "city-decider").values()) == {0}
    seat = world.seats["decider"]
    with acting(world.actor("governance"), LATER):
        (clearance,) = Clearance.objects.filter(seat=seat)
        end_clearance(by=world.actor("governance"), at=LATER, clearance=clearance)
    assert seen(world, "decider", LATER + timedelta(seconds=1))["sharing_sealeditem"] == 0
    assert seen(world, "decider", LATER - timedelta(seconds=1))["sharing_sealeditem"] == 1
    with acting(Actor.service("setup"), TUESDAY):
        from mash.registers.accounts.actions import make_token
        from mash.registers.accounts.queries import actor_for_token

        token = make_token(by=Actor.service("setup"), at=TUESDAY, seat=seat, name="feed")
        machine = actor_for_token(token, at=LATER - timedelta(seconds=1))
    assert not machine.cleared
    with acting(machine, LATER - timedelta(seconds=1)):
        assert rows("sharing_item") == 1
        assert rows("sharing_sealeditem") == 0


def test_leads_clear_others_of_their_own_hub_and_nobody_else_does(world):
    lead = world.actor("governance")
    with acting(lead, LATER):
        own = clear_seat(by=lead, at=LATER, seat=world.seats["governance"], reason="x")
        other = clear_seat(by=lead, at=LATER, seat=world.seats["city-decider"], reason="x")
        role = clear_seat(by=lead, at=LATER, seat=world.seats["practitioner"], reason="x")
        done = clear_seat(by=lead, at=LATER, seat=world.seats["manager"], reason="Custodian")
        again = clear_seat(by=lead, at=LATER, seat=world.seats["manager"], reason="Custodian")
    codes = [one.code.rpartition(":")[2] for one in (own, other, role)]
    assert codes == ["own", "other-hub", "role"]
    assert done == again
    for who, seat in (("governance", "governance"), ("manager", "screener"), ("administrator", "screener")):
        with acting(world.actor(who), LATER), pytest.raises(DatabaseError), transaction.atomic():
            Clearance.objects.create(
                seat=world.seats[seat], hub=world.hubs["county"], reason="x", given_by="x", from_at=LATER
            )
    with acting(lead, LATER):
        assert {one.event for one in Entry.objects.filter(event__startswith="accounts:clearance")} == {
            "accounts:clearance:given"
        }


def test_a_cleared_person_does_not_see_it_in_a_matter_that_is_closed_to_them(world):
    world.clear("manager")
    ref = asked_and_answered(world, item(), sealed_item())
    manager, matter = world.actor("manager"), matter_of(world, ref)
    with acting(manager, LATER):
        restrict(by=manager, at=LATER, matter=get_case(matter).matter, restriction="restricted")
    assert seen(world, "decider")["sharing_sealeditem"] == 0
    assert seen(world, "manager")["sharing_sealeditem"] == 1
    assert seen(world, "police")["sharing_sealeditem"] == 1


def test_an_open_answer_beside_a_seal_is_an_ordinary_answer(world):
    ref = asked_and_answered(world, item(), sealed_item())
    with acting(world.actor("screener"), LATER):
        assert Request.objects.get(ref=ref).state == "answered"
        assert [one.text for one in Item.objects.all()] == [OPEN]
        assert Answer.objects.count() == 2
        entries = Entry.objects.filter(event="sharing:request:answered")
        assert not entries.exists()
    with acting(world.actor("governance"), LATER):
        (entry,) = Entry.objects.filter(event="sharing:request:answered")
        assert entry.payload["items"] == 1


def test_all_under_seal_leaves_the_request_waiting_and_lets_it_be_answered(world):
    ref = ask(world)
    with acting(world.actor("screener"), LATER):
        before = Request.objects.filter(ref=ref).values().get()
        cases = list(Case.objects.values())
    with acting(world.actor("police"), LATER):
        kept = Request.objects.get(ref=ref)
        UnderWay.objects.create(matter_id=kept.matter_id, request=kept, said={"by": "Ana"})
    by = world.actor("police")
    with acting(by, LATER):
        from tests.integration.casework.sealing import says

        from mash.casework.sharing.actions import answer

        request = Request.objects.get(ref=ref)
        first, second = request.subjects.all()
        said = (
            says(first.pk, sealed_item(), held="later"),
            says(second.pk, held="later", systems_searched=""),
        )
        assert answer(by=by, at=LATER, request=request, answers=said) == []
        assert UnderWay.objects.get().said == {"by": "Ana"}, "what was written stays to carry on from"
    with acting(world.actor("screener"), LATER):
        assert Request.objects.filter(ref=ref).values().get() == before
        assert list(Case.objects.values()) == cases
        assert rows("sharing_underway") == 0
    supply(world, ref, item(), sealed_item())
    with acting(world.actor("screener"), LATER):
        assert Request.objects.get(ref=ref).state == "answered"


def test_a_correction_of_what_is_sealed_alone_moves_nothing_that_others_see(world):
    ref = asked_and_answered(world, item(), sealed_item())
    matter = matter_of(world, ref)
    with acting(world.actor("screener"), LATER):
        before = (list(Answer.objects.values()), Request.objects.filter(ref=ref).values().get())
        looked = who_has_looked(matter)
    supply(world, ref, item(), sealed_item(sealed_reason="More is known now."), at=LATER + timedelta(hours=1))
    supply(world, ref, item(), at=LATER + timedelta(hours=2))
    with acting(world.actor("screener"), LATER):
        assert (list(Answer.objects.values()), Request.objects.filter(ref=ref).values().get()) == before
        assert who_has_looked(matter) == looked
    with acting(world.actor("decider"), LATER):
        assert SealedAnswer.objects.count() == 3
        assert not sealed_in(get_case(matter).matter).standing, "it was taken back"


@pytest.mark.parametrize(
    ("items", "held", "code"),
    [
        ((sealed_item(),), "nothing-held", "nothing-held"),
        ((sealed_item(),), "disclosed", "all-sealed"),
        ((item(), sealed_item(sealed_reason=" ")), "disclosed", "reason"),
    ],
)
def test_what_is_said_openly_is_true_by_itself(world, items, held, code):
    done = supply(world, ref := ask(world), *items, held=held)
    assert isinstance(done, Refused)
    assert done.code == f"sharing:sealed:{code}"
    matter = matter_of(world, ref)
    with acting(world.actor("screener"), LATER):
        assert not [one for one in who_has_looked(matter)[0] if "refused" in one.sentence]


def test_nothing_is_sealed_where_nobody_would_see_it(world):
    lead = world.actor("governance")
    with acting(lead, TUESDAY):
        end_clearance(by=lead, at=TUESDAY, clearance=Clearance.objects.get())
    done = supply(world, ask(world), item(), sealed_item())
    assert isinstance(done, Refused)
    assert done.code == "sharing:sealed:nobody-cleared"


def test_the_log_tells_of_it_to_the_cleared_alone(world):
    ref = asked_and_answered(world, item(), sealed_item())
    matter = matter_of(world, ref)
    for who in ("screener", "manager", "governance"):
        with acting(world.actor(who), LATER):
            assert not Entry.objects.filter(event__startswith="sharing:sealed").exists(), who
            assert "seal" not in str(who_has_looked(matter)) if who != "governance" else True
    with acting(world.actor("decider"), LATER):
        (entry,) = Entry.objects.filter(event="sharing:sealed:supplied")
        assert {one.kind for one in entry.mentions.all()} == {"sealed"}
    with pytest.raises(DatabaseError), acting(world.actor("decider"), LATER), connection.cursor() as cursor:
        cursor.execute(
            "SELECT mash.append('sharing:sealed:viewed', mash.actor(), '', '', mash.at(), '', '{}', %s, %s)",
            [["sealed", "matter"], ["X", matter]],
        )


def decided(world, matter: str, who: str = "decider", version: int | None = None):
    by, at = world.actor(who), LATER + timedelta(hours=1)
    with acting(by, at):
        case = get_case(matter)
        picture = picture_of(case, by=by, at=at)
        look_at_history(by=by, at=at, case=case, history=picture.history)
        asked_for = {one.code: "Said." for one in picture.standard.minimum("decision")}
        (child,) = picture.worried_about
        return decide(
            by=by,
            at=at,
            case=case,
            version=version,
            said=DecisionSaid(
                subject=child.pk,
                route="no-further-action",
                outcome="no-further-action",
                level=2,
                rationale="Seen and safe.",
                considered=asked_for,
            ),
        )


def test_a_decision_rests_on_it_and_shows_nothing_of_it(world):
    ref = asked_and_answered(world, item(), sealed_item())
    matter = matter_of(world, ref)
    answer_of_health = ask_again(world, matter)
    assert answer_of_health
    decision = decided(world, matter)
    assert isinstance(decision, Decision), decision
    with acting(world.actor("screener"), LATER):
        before = (list(Decision.objects.values()), list(Case.objects.values()), who_has_looked(matter))
    by, at = world.actor("decider"), LATER + timedelta(hours=2)
    with acting(by, at):
        (one,) = sealed_in(get_case(matter).matter).items
        said = AnnexSaid(
            items=(one.public_id,),
            text="Believed.",
            stands_without=False,
            originators_view="Agrees.",
            gist="There is a risk.",
        )
        made = rely(by=by, at=at, decision=decision, said=said)
        assert made == rely(by=by, at=at, decision=decision, said=said), "twice is once"
        assert isinstance(made, SealedAnnex)
    with acting(world.actor("screener"), LATER):
        assert before == (
            list(Decision.objects.values()),
            list(Case.objects.values()),
            who_has_looked(matter),
        )
    assert [seen(world, "decider")[table] for table in HUB_TABLES] == [1, 1, 0]
    assert {seen(world, "police")[table] for table in HUB_TABLES} == {0}, (
        "what the hub makes of it is the hub's"
    )
    assert {seen(world, "screener")[table] for table in HUB_TABLES} == {0}


def ask_again(world, matter: str) -> bool:
    """Health are asked too and hold nothing, so that two agencies have answered."""
    from tests.integration.casework.sealing import says

    from mash.casework.cases.actions import ask_agency
    from mash.casework.sharing.actions import answer
    from mash.casework.sharing.models import Openness

    by = world.actor("screener")
    with acting(by, LATER):
        case = get_case(matter)
        ref = ask_agency(
            by=by,
            at=LATER,
            case=case,
            agency=world.agencies["health"],
            subjects=list(case.matter.subjects.all())[:1],
            ground="below-s47",
            purpose="Next steps.",
            openness=Openness.objects.filter(matter=case.matter).get(),
        ).ref
    health = world.actor("health")
    with acting(health, LATER):
        request = Request.objects.get(ref=ref)
        (one,) = request.subjects.all()
        return bool(
            answer(by=health, at=LATER, request=request, answers=(says(one.pk, held="nothing-held"),))
        )


def test_only_whoever_decided_and_is_cleared_relies_on_it(world):
    ref = asked_and_answered(world, item(), sealed_item())
    matter = matter_of(world, ref)
    ask_again(world, matter)
    decision = decided(world, matter)
    with acting(world.actor("police"), LATER):
        public_id = SealedItem.objects.get().public_id
    said = AnnexSaid(items=(public_id,), text="x", stands_without=True, originators_view="x")
    world.clear("manager")
    expected = {"manager": "not-yours", "unregistered": "not-cleared", "screener": "lacks"}
    for who, code in expected.items():
        by = world.actor(who)
        with acting(by, LATER):
            done = rely(by=by, at=LATER, decision=decision, said=said)
        assert isinstance(done, Refused)
        assert done.code.endswith(code), done
    by = world.actor("decider")
    with acting(by, LATER):
        for changes in ({"items": ()}, {"items": ("X" * 16,)}, {"text": " "}, {"originators_view": ""}):
            from dataclasses import replace

            assert isinstance(
                rely(by=by, at=LATER, decision=decision, said=replace(said, **changes)), Refused
            )
    with acting(world.actor("screener"), LATER), pytest.raises(DatabaseError), transaction.atomic():
        SealedAnnex.objects.create(
            matter_id=decision.matter_id, decision=decision, text="x", stands_without=True, at=LATER
        )


def test_a_danger_to_workers_reaches_every_visitor_without_its_source(world):
    ref = asked_and_answered(world, item(), sealed_item())
    matter = matter_of(world, ref)
    by = world.actor("decider")
    with acting(by, LATER):
        case = get_case(matter)
        (one,) = sealed_in(case.matter).items
        named = instruct(by=by, at=LATER, case=case, item=one, text="Ostermarch POLICE say: go in pairs.")
        assert isinstance(named, Refused)
        done = instruct(by=by, at=LATER, case=case, item=one, text="Visit in pairs.")
        assert done == instruct(by=by, at=LATER, case=case, item=one, text="Visit in pairs.")
    with acting(world.actor("screener"), LATER):
        (note,) = Note.objects.filter(kind="worker-safety")
        assert (note.text, note.by_name) == ("Visit in pairs.", "Decider Person")
        assert SECRET not in str(list(Note.objects.values()))
        assert rows("cases_sealedinstruction") == 0
