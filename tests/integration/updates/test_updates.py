"""A contact on an open case: recognised by a person, sent to whoever has the case, read or brought back, and undone."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from tests.integration.updates.updating import LATER, as_, case, comes, done, fresh, known, recognised, two
from tests.races import at_once
from tests.world import SETUP, TUESDAY

from mash.casework.access.actions import declare_close
from mash.casework.cases.actions import assign, claim, clear_attention, close, end_closings, reopen
from mash.casework.cases.models import Case, Clock, HiddenMatch
from mash.casework.intake.actions import give_feedback
from mash.casework.intake.models import Classification, Contact
from mash.casework.mailbox import ports as mailbox
from mash.casework.mailbox.models import Further
from mash.casework.matters.actions import restrict
from mash.casework.matters.models import Grant, Matter
from mash.casework.updates import actions, queries
from mash.casework.updates.models import NewConcern, Receipt, Update
from mash.foundation.kernel import Actor, Refused
from mash.foundation.ledger.models import Entry
from mash.foundation.outbox.models import Message
from mash.foundation.visibility import acting, as_service
from mash.interfaces.worker.updates import send_back_unread

DAY = timedelta(days=1)
SOON = LATER + timedelta(minutes=5)


def told(template="update_waits"):
    with acting(Actor.service("worker"), LATER + 60 * DAY):
        return [one.to.split("@")[0] for one in Message.objects.filter(template=template).order_by("pk")]


def desks(world):
    return [world.desks["county-children"].pk, world.desks["county-adults"].pk]


def test_suggested_then_accepted_read_closed_and_no_re_referral(world):
    to, own = two(world)
    with as_(world, "screener") as common:
        # Nobody has said who they are: they are described alike, and the machine decides nothing.
        (waiting,) = queries.at_hub(desks(world))
        assert (waiting.case.matter.ref, [one.why for one in waiting.suggested]) == (own, [("described",)])
        assert case(own).state == "new"
    known(world, own)
    with as_(world, "screener") as common:
        (only,) = queries.for_contact(case(own), desks(world))
        assert (only.case.matter.ref, only.why) == (to, ("person",))
        (waiting,) = queries.for_case(case(to), desks(world))
        assert waiting.case.matter.ref == own
        contact = Contact.objects.get(matter__ref=own)
        people = [one.person_id for one in case(own).matter.subjects.all() if one.role == "subject"]
        window = {"since": TUESDAY - DAY, "until": LATER + DAY}
        assert [one.contact for one in queries.re_referrals(people, **window)] == [contact.ref]
        stale = actions.recognise(
            **common, case=case(own), contact=contact, to=case(to), risk="amber", reason="x", version=99
        )
        assert stale.code == "updates:update:changed"
    made = done(recognised(world, own, to))
    assert done(recognised(world, own, to)).pk == made.pk
    with as_(world, "screener") as common:
        assert queries.at_hub(desks(world)) == []
        assert (case(own).state, case(own).due_step, case(own).urgency) == ("noted", "feedback", 5)
        assert Classification.objects.get().kind == "update"
        assert queries.re_referrals(people, **window) == []
        waits = {
            one.whom: (one.user and one.user.name, f"{one.due_at:%a %H:%M}")
            for one in fresh(made.ref).receipts.all()
        }
        # An amber one is to be read by the close of the next working day.
        assert waits == {"worker": ("Screener Person", "Wed 16:00"), "manager": (None, "Wed 16:00")}
        actions.opened(**common, update=fresh(made.ref))
        done(actions.read(**common, update=fresh(made.ref), will_do="Call the nurse."))
        done(actions.read(**common, update=fresh(made.ref), will_do="Call the nurse."))
    with as_(world, "unregistered", SOON) as common:
        assert actions.read(**common, update=fresh(made.ref)).code == "updates:receipt:not-yours"
    with as_(world, "manager", SOON) as common:
        done(actions.read(**common, update=fresh(made.ref)))
        by = {one.whom: (one.read_by_name, one.will_do) for one in fresh(made.ref).receipts.all()}
        assert by == {"worker": ("Screener Person", "Call the nurse."), "manager": ("Manager Person", "")}
        for words in ("receipt SET will_do = 'x'", "receipt SET read_at = NULL"):
            connection.cursor().execute(f"UPDATE updates_{words}")
        assert {one.will_do for one in Receipt.objects.all()} == {"Call the nurse.", ""}
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute("UPDATE updates_update SET reason = ''")
    assert sorted(told()) == ["manager", "screener"]
    assert send_back_unread(at=LATER + 3 * DAY) == 0
    with as_(world, "governance") as common:
        said = [
            one.event
            for one in Entry.objects.filter(mentions__kind="update", mentions__ref=made.ref).order_by("pk")
        ]
        assert said == [
            "updates:update:accepted",
            "updates:update:viewed",
            "updates:receipt:read",
            "ledger:action:refused",
            "updates:receipt:read",
        ]


def test_it_closes_as_every_case_does_and_opened_again_it_is_no_update(world):
    to, own = two(world)
    with as_(world, "screener") as common:
        # The open case was to be closed when the contact came.
        Case.objects.filter(matter__ref=to).update(state="decided")
        first = Contact.objects.get(matter__ref=to)
        done(give_feedback(**common, contact=first, outcome="We visit.", reason="Thank you."))
        done(close(**common, case=case(to)))
    made = done(recognised(world, own, to))
    # The referrer is told, and the contact's own case closes as every case does: with the clearance step.
    with as_(world, "screener", SOON) as common:
        contact = Contact.objects.get(matter__ref=own)
        assert close(**common, case=case(own)).code == "cases:case:referrer-waits"
        done(
            give_feedback(
                **common, contact=contact, outcome="It joins what we do already.", reason="Thank you."
            )
        )
        asked = done(close(**common, case=case(own)))
        assert case(own).closed_at is None
    with acting(Actor.service("worker"), asked.due_at):
        assert end_closings(at=asked.due_at) == 2
    with as_(world, "screener", asked.due_at) as common:
        assert case(own).state == "closed"
        assert (case(to).state, case(to).closed_at, case(to).attention) == ("decided", None, "update")
        done(clear_attention(**common, case=case(to), reason="I read it now."))
        assert close(**common, case=case(to)).code == "updates:update:unread"
    with as_(world, "manager", asked.due_at) as common:
        done(restrict(**common, matter=Matter.objects.get(ref=to), restriction="restricted"))
    # Opened again by itself it is an update no more, also of a case that whoever opens it does not see.
    with as_(world, "screener", asked.due_at) as common:
        done(reopen(**common, case=case(own), reason="It is another child."))
        assert (case(own).state, case(own).urgency, queries.get(made.ref)) == ("new", 2, None)
    with as_(world, "manager", asked.due_at):
        assert (fresh(made.ref).state, fresh(made.ref).undone_reason) == ("undone", "It is another child.")
        assert not fresh(made.ref).receipts.filter(read_at__isnull=True, ended_at__isnull=True).exists()
    done(recognised(world, own, comes(TUESDAY), at=asked.due_at))


@pytest.mark.usefixtures("own_database")
def test_unread_it_comes_back_to_the_hub_once_and_another_takes_it(world):
    to, own = two(world, danger_now="yes")
    calm = recognised(world, own, to)
    assert calm.code == "updates:update:danger"
    made = done(recognised(world, own, to, risk="danger"))
    with as_(world, "screener"):
        due = {one.due_at for one in fresh(made.ref).receipts.all()}
    assert due == {LATER + timedelta(minutes=30)}
    assert send_back_unread(at=LATER + timedelta(minutes=30)) == 0
    late = LATER + timedelta(minutes=31)
    with as_(world, "manager", late) as common:
        done(actions.read(**common, update=fresh(made.ref)))
        assert queries.overdue(fresh(made.ref).hub_id).count() == 0
    before = len(told())
    number = made.pk
    service = Actor.service("updates")

    def back():
        with acting(service, late):
            return actions.send_back(by=service, at=late, number=number)

    # The manager has read it and the worker has not.
    assert sorted(at_once(2, lambda _place: back())) == [False, True]
    assert told()[before:] == ["manager"]
    with as_(world, "screener", late):
        hub = fresh(made.ref).receipts.get(whom="hub")
        assert (hub.step, hub.due_at) == (1, late + timedelta(minutes=30))
        assert queries.overdue(fresh(made.ref).hub_id).count() == 1
        assert [one.ref for one in queries.of_hub(fresh(made.ref).hub_id, "overdue")] == [made.ref]
    later = late + timedelta(minutes=31)
    assert send_back_unread(at=later) == 1
    assert set(told()[before + 1 :]) == {"decider", "manager", "screener", "unregistered"}
    assert send_back_unread(at=later) == 0
    later += timedelta(hours=2)
    assert send_back_unread(at=later) == 1
    # The last step stays overdue, and is said no more.
    assert send_back_unread(at=later + DAY) == 0
    with as_(world, "decider", later) as common:
        done(actions.read(**common, update=fresh(made.ref), will_do="I go there."))
        assert queries.overdue(fresh(made.ref).hub_id).count() == 0
        # The worker's own reading is theirs still.
        assert [one.ref for one in queries.of_hub(fresh(made.ref).hub_id, "unread")] == [made.ref]
    with as_(world, "unregistered", later) as common:
        assert actions.read(**common, update=fresh(made.ref)).code == "updates:receipt:read-already"


def test_nobody_has_the_case_somebody_is_away_and_the_case_moves_on(world):
    to, own = comes(TUESDAY), comes()
    made = done(recognised(world, own, to))
    with as_(world, "screener"):
        assert {(one.whom, one.step) for one in fresh(made.ref).receipts.all()} == {
            ("hub", 2),
            ("manager", 1),
        }
    assert set(told()) == {"decider", "manager", "screener", "unregistered"}
    with as_(world, "manager") as common:
        done(assign(**common, case=case(to), worker=world.users["practitioner"]))
        grant = Grant.objects.get(matter__ref=own)
        assert (grant.holder_id, grant.until_at) == (world.users["practitioner"].pk, None)
    with as_(world, "practitioner") as common:
        assert queries.get(made.ref) is not None
        assert Contact.objects.get(matter__ref=own).worry
        assert queries.of_hub(fresh(made.ref).hub_id, "mine", user=common["by"].user).count() == 1
    with as_(world, "screener") as common:
        done(actions.bring_back(**common, update=fresh(made.ref)))
        worker = fresh(made.ref).receipts.get(whom="worker")
        assert (worker.back_at, worker.read_at) == (LATER, None)
        done(claim(**common, case=case(to)))
        found = fresh(made.ref).receipts.filter(whom="worker").order_by("pk")
        assert [(one.user_id == common["by"].user, one.ended_at is None) for one in found] == [
            (False, False),
            (True, True),
        ]
        # What was lent to the worker before is theirs no more.
        assert Grant.objects.get(matter__ref=own).until_at == LATER
        done(actions.undo(**common, update=fresh(made.ref), reason="Another family of that name."))
    with as_(world, "practitioner"):
        assert queries.get(made.ref) is None
    with as_(world, "screener", SOON) as common:
        own_case = case(own)
        assert (own_case.state, own_case.due_step) == ("new", "rate")
        clock = Clock.objects.get(matter__ref=own, step="rate", stopped_at__isnull=True, replaced=False)
        # As from its receipt, however long it was taken for an update.
        assert clock.started_at == own_case.received_at
        assert Classification.objects.order_by("pk").last().kind == "referral"
        assert NewConcern.objects.get().reason == "Another family of that name."
        assert queries.at_hub(desks(world)) == []
        assert not Receipt.objects.filter(ended_at__isnull=True, read_at__isnull=True).exists()
        assert actions.undo(**common, update=fresh(made.ref), reason="x").code == "updates:update:undone"
        again = actions.read(**common, update=fresh(made.ref))
        assert again.code == "updates:update:undone"
    gone = world.seats["screener"]
    with acting(SETUP, SOON):
        gone.until_at = SOON
        gone.save(update_fields=["until_at"])
    made = done(recognised(world, own, to, who="decider", at=SOON + DAY))
    with as_(world, "decider", SOON + DAY):
        # Whoever had the case works here no more: it is the hub's at once.
        assert {one.whom for one in fresh(made.ref).receipts.all()} == {"hub", "manager"}


def test_more_mail_about_an_update_is_read_again(world):
    to, own = two(world)
    made = done(recognised(world, own, to))
    for who in ("screener", "manager"):
        with as_(world, who) as common:
            done(actions.read(**common, update=fresh(made.ref)))
    with as_(world, "manager") as common:
        done(assign(**common, case=case(to), worker=world.users["decider"]))
    before, service = len(told()), Actor.service("mailbox")
    with acting(service, SOON), as_service("intake"):
        contact = Contact.objects.get(matter__ref=own)
        further = Further.objects.create(
            matter_id=contact.matter_id,
            contact=contact,
            message="M1",
            received_at=SOON,
            text="He is at home now.",
        )
        for hears in mailbox.on_joined:
            hears(further, service, SOON)
    with as_(world, "screener", SOON):
        waits = {one.whom: one.user for one in fresh(made.ref).receipts.all() if one.read_at is None}
        # Whoever has the case now, who never had a reading of it.
        assert waits == {"worker": world.users["decider"], "manager": None}
    assert sorted(told()[before:]) == ["decider", "manager"]


def test_a_new_concern_is_not_suggested_again(world):
    to, own = two(world)
    with as_(world, "screener") as common:
        contact = Contact.objects.get(matter__ref=own)
        words = {"contact": contact, "case": case(own)}
        assert not actions.new_concern(**common, **words, reason=" ")
        made = done(actions.new_concern(**common, **words, reason="Another thing.", suggested=1))
        assert done(actions.new_concern(**common, **words, reason="Again")).pk == made.pk
        assert (queries.at_hub(desks(world)), queries.for_case(case(to), desks(world))) == ([], [])
        assert case(own).state == "new"
        itself = actions.recognise(**common, **words, to=case(own), risk="red", reason="x")
        assert itself.code == "updates:update:itself"
    with as_(world, "police") as common:
        assert not Case.objects.exists()


def test_a_hidden_case_is_not_learned_of_and_its_update_is_not_lost(world):
    to, own = two(world)
    world.clear("manager")
    with as_(world, "manager") as common:
        done(assign(**common, case=case(to), worker=world.users["practitioner"]))
        done(restrict(**common, matter=Matter.objects.get(ref=to), restriction="restricted"))
    known_before = len(told())
    with as_(world, "screener") as common:
        # They meet the contact, and no suggestion.
        assert queries.at_hub(desks(world)) == []
        assert queries.for_contact(case(own), desks(world)) == []
        assert not HiddenMatch.objects.exists()
        before = case(own)
    with as_(world, "manager") as common:
        (waiting,) = queries.at_hub(desks(world))
        assert waiting.suggested[0].case.matter.ref == to
    made = done(recognised(world, own, to, who="manager"))
    with as_(world, "screener") as common:
        after = case(own)
        assert (after.state, after.version, after.due_step) == (before.state, before.version, before.due_step)
        assert (queries.get(made.ref), Update.objects.count(), Receipt.objects.count()) == (None, 0, 0)
        assert not Classification.objects.exists()
        assert not NewConcern.objects.exists()
        # Their own decision on it stands beside, and meets nothing.
        done(
            actions.new_concern(
                **common, contact=Contact.objects.get(matter__ref=own), case=after, reason="New."
            )
        )
    with as_(world, "governance") as common:
        said = {one.event for one in Entry.objects.filter(mentions__kind="matter", mentions__ref=own)}
        assert not {one for one in said if one.startswith("updates:update:a")}
    with as_(world, "manager") as common:
        # Its worker would have to be lent the contact, which tells the hub who works on what.
        assert {one.whom for one in fresh(made.ref).receipts.all()} == {"hub", "manager"}
        assert not Grant.objects.filter(matter__ref=own).exists()
        done(actions.read(**common, update=fresh(made.ref), will_do="Seen."))
    assert set(told()[known_before:]) == {"manager"}


def test_who_sees_it(world):
    to, own = two(world)
    made = done(recognised(world, own, to))
    for who, sees in {
        "decider": True, "adult-screener": True, "city-screener": False, "police": False, "practitioner": False,
        "administrator": False,
    }.items():  # fmt: skip
        with as_(world, who):
            assert (queries.get(made.ref) is not None) is sees, who
    with as_(world, "unregistered") as common:
        # Close to somebody in the contact, they may not have the update of a case that they might have.
        done(
            declare_close(
                **common,
                user=world.users["unregistered"],
                relation="relative",
                matter=Matter.objects.get(ref=own),
            )
        )
    with as_(world, "unregistered"):
        assert (case(to).state, queries.get(made.ref), Receipt.objects.count()) == ("rated", None, 0)
    # Kept to named people afterwards, the contact takes the update out of sight with it.
    with as_(world, "manager") as common:
        done(restrict(**common, matter=Matter.objects.get(ref=own), restriction="restricted"))
    with as_(world, "decider"):
        assert (queries.get(made.ref), Receipt.objects.count()) == (None, 0)
    with as_(world, "manager"):
        assert queries.get(made.ref) is not None
    # It comes back to nobody who would find nothing there, and the open case's readers learn of nothing.
    before = len(told())
    assert send_back_unread(at=LATER + 3 * DAY) == 1
    assert told()[before:] == ["manager"]
    with as_(world, "governance"):
        (entry,) = Entry.objects.filter(event="updates:receipt:went-back")
        assert [(one.kind, one.ref) for one in entry.mentions.all()] == [("update", made.ref)]


@pytest.mark.usefixtures("own_database")
def test_two_screeners_at_once(world):
    to, own = two(world)
    other = comes(TUESDAY)

    def one(place):
        found = recognised(world, own, (to, other)[place])
        return found.code if isinstance(found, Refused) else "accepted"

    said = at_once(2, one)
    assert sorted(said) == ["accepted", "updates:update:under-way"]
    with as_(world, "screener"):
        assert Update.objects.count() == 1
