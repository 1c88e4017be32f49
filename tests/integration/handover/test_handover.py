"""From a decision to a team that has it: offered, refused, offered again, accepted, and who is responsible meanwhile."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from tests.integration.agency.asking import a_case, client
from tests.integration.cases_web.steps import TEXTS
from tests.integration.standards.test_deviations import REASONS, decided
from tests.world import TUESDAY, World

from mash.casework.cases.actions import close, end_closings
from mash.casework.cases.models import Case, Decision
from mash.casework.cases.queries.picture import Picture, get_case
from mash.casework.handover import actions, queries
from mash.casework.handover.actions import Offer
from mash.casework.handover.models import Handover
from mash.casework.handover.rules import Answer
from mash.casework.intake.actions import give_feedback
from mash.casework.matters.tasks import tasks_of
from mash.foundation.kernel import Actor, Refused
from mash.foundation.ledger.models import Entry
from mash.foundation.outbox.models import Message
from mash.foundation.visibility import acting
from mash.interfaces.worker.housekeeping import WORKER

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NOON = TUESDAY + 3 * HOUR
YES = Answer(accepts=True, worker="Jo Field", reach="01632 960 001")
NO = Answer(accepts=False, reason="not-the-threshold", text="We need an assessment first.")


@pytest.fixture
def ref(world, monkeypatch):
    """A case whose first child is decided about; its agencies count as having answered."""
    present = Picture.present
    monkeypatch.setattr(
        Picture,
        "present",
        lambda self, *args, **more: present(self, *args, **more) | {"agencies-answered": 2},
    )
    made = a_case(TUESDAY, "amber", world)
    assert isinstance(decided(world, made, deviations=REASONS, considered=TEXTS), Decision)
    return made


def offer(world: World, ref: str, *, at=NOON, who="decider", place=0, **said):
    by = world.actor(who)
    with acting(by, at):
        case = get_case(ref)
        subject = case.matter.subjects.order_by("place")[place]
        asked = Offer(
            **{"asks": "Visit, and say what help she needs.", "agency": world.agencies["health"]} | said
        )
        return actions.offer(by=by, at=at, case=case, subject=subject, said=asked)


def answered(world: World, found: Handover, said: Answer, *, who="health", at=NOON + HOUR, **more):
    by = world.actor(who)
    with acting(by, at):
        return actions.answer(by=by, at=at, handover=found, said=said, **more)


def told(template: str) -> list[tuple[str, str]]:
    with acting(Actor.service("worker"), NOON):
        return list(Message.objects.filter(template=template).order_by("pk").values_list("to", "reference"))


def sees(world: World, who: str) -> set[str]:
    with acting(world.actor(who), NOON):
        return set(Handover.objects.values_list("ref", flat=True))


def test_refused_and_offered_again_until_somebody_has_it(world, ref):
    first = offer(world, ref)
    assert isinstance(first, Handover)
    assert first.due_at == NOON.replace(hour=16, minute=0) + timedelta(
        days=1
    )  # one working day, by its close
    assert offer(world, ref).pk == first.pk  # the button was pressed twice
    assert offer(world, ref, agency=world.agencies["police"]).code == "handover:offer:already"
    assert told("hand_over") == [("health@example.org", first.ref)]
    with acting(world.actor("health"), NOON):
        assert [one.ref for one in tasks_of(world.actor("health"), NOON)] == [first.ref]
        assert not Case.objects.exists()
    assert sees(world, "health") == sees(world, "screener") == sees(world, "manager") == {first.ref}
    for who in ("police", "city-screener", "practitioner", "governance"):
        assert sees(world, who) == set()

    assert (
        answered(world, first, Answer(accepts=False, reason="made-up", text="x")).code
        == "handover:answer:reason"
    )
    assert answered(world, first, Answer(accepts=True, worker="Jo")).code == "handover:answer:reach"
    assert answered(world, first, NO, who="police").code == "matters:matter:read-only"
    assert answered(world, first, NO, version=7).code == "handover:handover:changed"
    refused = answered(world, first, NO, version=first.version)
    assert refused.state == "refused"
    assert answered(world, first, NO).pk == first.pk
    assert answered(world, first, YES).code == "handover:handover:answered"
    with acting(world.actor("decider"), NOON + HOUR):
        assert get_case(ref).attention == "handover-refused"

    again = offer(world, ref, agency=world.agencies["police"], at=NOON + 2 * HOUR)
    taken = answered(world, again, YES, who="police", at=NOON + 3 * HOUR)
    assert (taken.state, taken.worker) == ("accepted", "Jo Field")
    with acting(world.actor("governance"), NOON + 4 * HOUR):
        said = Entry.objects.filter(event__startswith="handover:", mentions__ref=ref).order_by("pk")
        kinds = [one.event for one in said.distinct()]
    assert [one.rpartition(":")[2] for one in kinds] == ["offered", "refused", "offered", "accepted"]


def test_the_case_stays_open_until_it_is_answered(world, ref):
    found = offer(world, ref)
    with acting(world.actor("decider"), NOON):
        case = get_case(ref)
        contact = case.matter.contacts.select_related("matter").get()
        give_feedback(
            by=world.actor("decider"), at=NOON, contact=contact, outcome="Early help", reason="Hungry."
        )
        refused = close(by=world.actor("decider"), at=NOON, case=get_case(ref))
        assert refused.code == "handover:close:unanswered"
        assert "the hub stays responsible" in refused.sentence
    assert not isinstance(answered(world, found, YES), Refused)
    with acting(world.actor("decider"), NOON + 2 * HOUR):
        asked = close(by=world.actor("decider"), at=NOON + 2 * HOUR, case=get_case(ref))
        assert not isinstance(asked, Refused)
    # Offered between asking and the end: it does not close over it.
    assert isinstance(offer(world, ref, at=NOON + 2 * HOUR, asks="And a check of her teeth."), Handover)
    with acting(Actor.service("clearing"), asked.due_at + HOUR):
        end_closings(at=asked.due_at + HOUR)
    with acting(world.actor("decider"), asked.due_at + HOUR):
        assert get_case(ref).state == "decided"


def test_what_the_hub_records_for_others_and_takes_back(world, ref):
    away = offer(world, ref, agency=None, authority="Another county, front door")
    assert (away.to, away.agency) == ("authority", None)
    assert answered(world, away, YES, who="screener").code == "handover:answer:said-by"
    said = Answer(accepts=True, worker="R Vale", reach="01632 960 009", said_by="R Vale by telephone")
    assert answered(world, away, said, who="screener").code == "handover:answer:receipt"
    by = world.actor("screener")
    with acting(by, NOON):
        empty = actions.withdraw(by=by, at=NOON, handover=away, text=" ")
        assert empty.code == "handover:withdraw:text"
        gone = actions.withdraw(by=by, at=NOON, handover=away, text="She is found here after all.")
        assert gone.state == "withdrawn"
    assert answered(world, away, said, who="screener").code == "handover:handover:answered"


def test_nobody_undecided_and_nothing_without_a_receiver_is_offered(world, ref):
    assert offer(world, ref, place=1).code == "handover:offer:undecided"
    assert offer(world, ref, asks="  ").code == "handover:offer:asks"
    assert offer(world, ref, agency=None, authority=" ").code == "handover:offer:to"


def test_the_database_keeps_each_side_to_its_own(world, ref):
    found = offer(world, ref)
    with acting(world.actor("health"), NOON):
        for change in ({"state": "withdrawn"}, {"due_at": NOON + 9 * HOUR}, {"said_by": "us"}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Handover.objects.filter(pk=found.pk).update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            Handover.objects.filter(pk=found.pk).update(asks="Nothing.")
    with acting(world.actor("screener"), NOON):
        for change in ({"state": "accepted", "answered_at": NOON}, {"acknowledged_at": NOON}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Handover.objects.filter(pk=found.pk).update(**change)
    with acting(world.actor("police"), NOON):
        assert not Handover.objects.filter(pk=found.pk).update(state="accepted")
    answered(world, found, YES)
    with acting(world.actor("health"), NOON), pytest.raises(DatabaseError), transaction.atomic():
        Handover.objects.filter(pk=found.pk).update(worker="Somebody else")


def test_the_worker_is_told_and_then_the_managers(world, ref):
    found = offer(world, ref)
    with acting(WORKER, found.warns_at):
        assert actions.tell_of_time(by=WORKER, at=found.warns_at) == 1
        assert actions.tell_of_time(by=WORKER, at=found.warns_at) == 0
    with acting(WORKER, found.due_at + HOUR):
        assert actions.tell_of_time(by=WORKER, at=found.due_at + HOUR) == 1
    assert told("time_runs_out") == [("screener@example.org", found.ref)]
    assert set(told("time_is_over")) == {
        ("screener@example.org", found.ref),
        ("manager@example.org", found.ref),
    }
    with acting(world.actor("screener"), found.due_at + HOUR):
        late = tasks_of(world.actor("screener"), found.due_at + HOUR)
        assert found.ref in {one.ref for one in late}
        hub = get_case(ref).matter.hub_id
        assert queries.counts(at=found.due_at + HOUR, hub=hub)["late"] == 1


def test_the_pages_do_it_and_keep_what_was_typed(world, ref):
    hub, agency, other = client(world, "decider"), client(world, "health"), client(world, "police")
    page = f"/handovers/case/{ref}"
    empty = hub.post(page, {"person": "", "to": "", "asks": "Visit her."}).content.decode()
    assert "Choose who receives this person" in empty
    assert "Visit her." in empty
    with acting(world.actor("decider"), NOON):
        place = get_case(ref).matter.subjects.order_by("place").first().place
    sent = hub.post(page, {"person": str(place), "to": "agency:health", "asks": "Visit her."})
    assert sent.status_code == 302
    link = sent["Location"]
    assert "the hub stays responsible" in hub.get(link).content.decode().lower().replace(
        "we stay", "the hub stays"
    )
    assert link.rpartition("/")[2] in hub.get(f"/cases/{ref}/").content.decode()
    assert other.get(link).status_code == client(world, "city-screener").get(link).status_code == 404
    shown = agency.get(link).content.decode()
    assert "Visit her." in shown
    assert ref not in shown
    assert link.rpartition("/")[2] in agency.get("/handovers/").content.decode()
    version = shown.split('name="version" value="')[1].split('"')[0]
    short = agency.post(
        link, {"do": "refuse", "version": version, "refuse-text": "Not ours."}
    ).content.decode()
    assert "Choose why it is refused" in short
    assert "Not ours." in short
    typed = {"do": "refuse", "version": version, "refuse-reason": "not-our-area", "refuse-text": "Not ours."}
    assert agency.post(link, typed).status_code == 302
    assert "Not ours." in hub.get(link).content.decode()
    for odd in ({"do": "burn"}, {"do": "accept", "version": "x"}):
        assert agency.post(link, odd).status_code == 404
