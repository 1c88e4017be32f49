"""Each closing waits for the clearance step, and what was found for it is not to be told from when it ends."""

from datetime import timedelta

import pytest
from tests.integration.agency.asking import client
from tests.integration.casework.sealing import asked_and_answered, item, matter_of
from tests.integration.casework.test_sealed import ask_again, decided
from tests.world import TUESDAY, a_worry

from mash.casework.access.actions import declare_close
from mash.casework.cases.actions import (
    claim,
    clear_match,
    close,
    end_closings,
    may_be_known,
    protect,
    reopen,
)
from mash.casework.cases.models import Case, Closing, Decision, HiddenMatch, Note
from mash.casework.cases.queries.looks import who_has_looked
from mash.casework.cases.queries.picture import get_case
from mash.casework.intake.actions import give_feedback, receive
from mash.casework.matters.actions import restrict
from mash.casework.matters.models import Matter, Subject
from mash.foundation.kernel import Actor, Refused
from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting, as_service

pytestmark = pytest.mark.django_db
WORKER = Actor.service("worker")
ASKED = TUESDAY + timedelta(hours=2)


@pytest.fixture
def world(world):
    world.clear("decider")
    world.clear("screener")
    return world


def hidden_case(world):
    """A restricted case of somebody; returns (its matter's reference, the number of its record)."""
    with acting(Actor.draft("HIDDEN"), TUESDAY):
        contact = receive(by=Actor.draft("HIDDEN"), at=TUESDAY, arrival=a_worry())
    manager = world.actor("manager")
    with acting(manager, TUESDAY):
        case = get_case(contact.matter.ref)
        record = Subject.objects.filter(matter=case.matter).first().record_id
        restrict(by=manager, at=TUESDAY, matter=case.matter, restriction="restricted")
    return contact.matter.ref, record


def ready(world) -> str:
    """A decided case whose referrer is told; returns its matter's reference."""
    ref = asked_and_answered(world, item())
    matter = matter_of(world, ref)
    ask_again(world, matter)
    made = decided(world, matter)
    assert isinstance(made, Decision), made
    by = world.actor("manager")
    with acting(by, ASKED):
        contact = get_case(matter).matter.contacts.select_related("matter__desk", "referrer").get()
        assert not isinstance(
            give_feedback(by=by, at=ASKED, contact=contact, outcome="x", reason="y"), Refused
        )
    return matter


def ask_to_close(world, matter, at=ASKED):
    by = world.actor("manager")
    with acting(by, at):
        done = close(by=by, at=at, case=get_case(matter))
    assert isinstance(done, Closing), done
    return done


def match(world, matter, hidden):
    with acting(WORKER, ASKED):
        contact = "AAAAA-AAAAA"
        assert may_be_known(by=WORKER, at=ASKED, contact=contact, matter=matter, records=[hidden[1]]) == 1


def end(at):
    with acting(WORKER, at):
        return end_closings(at=at)


def seen_by_manager(world, matter, at=ASKED):
    with acting(world.actor("unregistered"), at):
        case = Case.objects.filter(matter__ref=matter).values().get()
        entries = [(one.at, one.who, one.sentence) for one in who_has_looked(matter)[0]]
        notes = list(Note.objects.filter(matter__ref=matter).values_list("text", flat=True))
        closings = list(Closing.objects.filter(matter__ref=matter).values("due_at", "ended_at", "outcome"))
    return case, entries, notes, closings


def test_a_closing_ends_at_the_same_minute_with_and_without_a_match(world):
    hidden = hidden_case(world)
    matter = ready(world)
    asked = ask_to_close(world, matter)
    assert asked.due_at.minute % 15 == 0
    assert asked.due_at - ASKED >= timedelta(hours=2)
    before = seen_by_manager(world, matter)
    match(world, matter, hidden)
    assert seen_by_manager(world, matter) == before, "a match moves nothing that others see"
    assert end(asked.due_at - timedelta(seconds=1)) == 0
    by = world.actor("decider")
    with acting(by, ASKED):
        (found,) = HiddenMatch.objects.all()
        assert clear_match(by=by, at=ASKED, match=found, outcome="nothing", said="Another child.")
    assert seen_by_manager(world, matter) == before
    assert end(asked.due_at) == 1
    case, entries, _, closings = seen_by_manager(world, matter, asked.due_at)
    assert (case["state"], case["closed_at"]) == ("closed", asked.due_at)
    assert closings[0]["outcome"] == "closed"
    assert "Manager Person closed the case" in str(entries)


def test_while_nobody_has_looked_every_closing_of_the_hub_waits_alike(world):
    hidden = hidden_case(world)
    matter, other = ready(world), ready(world)
    due = ask_to_close(world, matter).due_at
    ask_to_close(world, other)
    match(world, matter, hidden)
    assert end(due + timedelta(hours=5)) == 0
    by = world.actor("decider")
    with acting(by, due):
        clear_match(by=by, at=due, match=HiddenMatch.objects.get(), outcome="nothing", said="Another child.")
    assert end(due + timedelta(hours=5)) == 2


def test_what_nobody_looks_at_does_not_stop_the_hub_for_ever(world):
    hidden = hidden_case(world)
    matter, other = ready(world), ready(world)
    due = ask_to_close(world, matter).due_at
    ask_to_close(world, other)
    match(world, matter, hidden)
    assert end(due + timedelta(days=3, minutes=-1)) == 0
    assert end(due + timedelta(days=3)) == 1
    with acting(world.actor("manager"), due):
        open_still = Closing.objects.filter(ended_at__isnull=True).values_list("matter__ref", flat=True)
        assert list(open_still) == [matter]


def test_another_contact_that_leads_to_the_same_hidden_case_is_looked_at_again(world):
    hidden, matter = hidden_case(world), ready(world)
    match(world, matter, hidden)
    by = world.actor("decider")
    with acting(by, ASKED):
        clear_match(
            by=by, at=ASKED, match=HiddenMatch.objects.get(), outcome="nothing", said="Another child."
        )
    with acting(WORKER, ASKED):
        may_be_known(by=WORKER, at=ASKED, contact="BBBBB-BBBBB", matter=matter, records=[hidden[1]])
    with acting(by, ASKED):
        assert HiddenMatch.objects.filter(cleared_at__isnull=True).count() == 1


def test_whoever_is_close_to_the_hidden_case_learns_nothing_from_the_match(world):
    hidden, matter = hidden_case(world), ready(world)
    decider, lead = world.actor("decider"), world.actor("governance")
    with acting(lead, ASKED):
        with as_service("glass"):
            secret = Matter.objects.get(ref=hidden[0])
        made = declare_close(
            by=lead, at=ASKED, user=world.users["decider"], relation="relative", matter=secret
        )
    assert not isinstance(made, Refused), made
    match(world, matter, hidden)
    with acting(decider, ASKED):
        assert not HiddenMatch.objects.exists()
    with acting(world.actor("screener"), ASKED):
        assert HiddenMatch.objects.count() == 1


def test_a_match_is_seen_by_the_cleared_and_cleared_by_a_custodian_once(world):
    hidden, matter = hidden_case(world), ready(world)
    match(world, matter, hidden)
    match_again = lambda: may_be_known(  # noqa: E731 - one line
        by=WORKER, at=ASKED, contact="AAAAA-AAAAA", matter=matter, records=[hidden[1]]
    )
    with acting(WORKER, ASKED):
        assert match_again() == 0
    for who in ("manager", "unregistered", "adult-decider", "governance", "police", "city-decider"):
        with acting(world.actor(who), ASKED):
            assert not HiddenMatch.objects.exists(), who
            assert not Entry.objects.filter(event__startswith="cases:hidden").exists(), who
    with acting(world.actor("screener"), ASKED):
        found = HiddenMatch.objects.get()
        assert found.hidden == hidden[0]
        refused = clear_match(by=world.actor("screener"), at=ASKED, match=found, outcome="nothing", said="x")
        assert refused.code == "cases:hidden:not-custodian"
    by = world.actor("decider")
    with acting(by, ASKED):
        assert not clear_match(by=by, at=ASKED, match=found, outcome="nothing", said=" ")
        assert clear_match(by=by, at=ASKED, match=found, outcome="nothing", said="Another child.")
        assert clear_match(by=by, at=ASKED, match=found, outcome="see-me", said="x").code.endswith("already")


def test_see_me_keeps_the_case_open_at_once_and_says_whom_to_see(world):
    hidden, matter = hidden_case(world), ready(world)
    asked = ask_to_close(world, matter)
    match(world, matter, hidden)
    by = world.actor("decider")
    with acting(by, ASKED):
        assert clear_match(
            by=by, at=ASKED, match=HiddenMatch.objects.get(), outcome="see-me", said="It is the same child."
        )
    case, _, notes, closings = seen_by_manager(world, matter)
    assert (case["state"], case["attention"]) == ("decided", "see-custodian")
    assert closings[0]["outcome"] == "kept-open"
    assert "See Decider Person before this case is closed" in str(notes)
    assert "same child" not in str(notes)
    assert hidden[0] not in str(notes)
    assert end(asked.due_at) == 0


def test_a_case_that_changed_stays_open_and_says_so(world):
    matter, other = ready(world), ready(world)
    asked = ask_to_close(world, matter)
    ask_to_close(world, other)
    by = world.actor("manager")
    with acting(by, ASKED):
        assert not isinstance(claim(by=by, at=ASKED, case=get_case(matter)), Refused)
        assert not isinstance(reopen(by=by, at=ASKED, case=get_case(other), reason="More is known"), Refused)
    assert end(asked.due_at) == 1
    case, *_, closings = seen_by_manager(world, matter, asked.due_at)
    assert (case["state"], case["attention"]) == ("decided", "closing-ended")
    assert closings[0]["outcome"] == "changed"
    case, *_, closings = seen_by_manager(world, other, asked.due_at)
    assert (case["state"], case["attention"], case["due_step"]) == ("rated", "", "decide")
    assert closings[0]["outcome"] == "changed"


def test_immediate_protection_waits_for_none_of_it(world):
    hidden, matter = hidden_case(world), ready(world)
    ask_to_close(world, matter)
    match(world, matter, hidden)
    by = world.actor("manager")
    with acting(by, ASKED):
        case = get_case(matter)
        done = protect(
            by=by, at=ASKED, case=case, subject=case.matter.subjects.first(), rationale="Danger now."
        )
    assert isinstance(done, Decision)


def test_a_custodian_looks_on_a_page_that_others_do_not_have(world):
    hidden, matter = hidden_case(world), ready(world)
    match(world, matter, hidden)
    page, custodian = f"/cases/{matter}/sealed/matches", client(world, "decider")
    for who in ("manager", "unregistered"):
        assert client(world, who).get(page).status_code == 404, who
        assert client(world, who).get("/desk/sealed").status_code == 404, who
    assert hidden[0] in custodian.get("/desk/sealed").content.decode()
    assert "may be about somebody in" in custodian.get(page).content.decode()
    assert "Only cleared people read this" in client(world, "screener").get(page).content.decode()
    empty = custodian.post(page, {"outcome": "nothing", "said": ""})
    assert "Say what you made of it" in empty.content.decode()
    with acting(world.actor("decider"), now()):
        shown = HiddenMatch.objects.get().public_id
    said = {"outcome": "see-me", "said": "The same child."}
    assert "look at it again" in custodian.post(page, said | {"shown": "another"}).content.decode()
    assert custodian.post(page, said | {"shown": shown}).status_code == 302
    assert custodian.post(page, said | {"shown": shown}).status_code == 302, "pressed twice"
    shown = client(world, "unregistered").get(f"/cases/{matter}/").content.decode()
    assert "Somebody asks to be seen before this case is closed" in shown
    assert "The same child." not in shown
    with acting(world.actor("decider"), now()):
        assert HiddenMatch.objects.get().outcome == "see-me"
