"""Break-glass: one case, a few hours, a reason, an alert and a review; and no way to learn what is hidden."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.integration.agency.asking import client
from tests.integration.cases_web.steps import text

from mash.casework.access.actions import Whom, break_glass, declare_close, give_back, review
from mash.casework.access.models import Attempt, BreakGlass
from mash.casework.cases.models import Case, Note
from mash.casework.matters.actions import grant, restrict
from mash.casework.matters.models import Grant, Matter
from mash.foundation.kernel import Actor, Refused
from mash.foundation.kernel.ids import reference
from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Entry
from mash.foundation.outbox.models import Message
from mash.foundation.visibility import acting
from mash.registers.people.models import ProtectedAddress

FRIDAY = datetime(2026, 6, 12, 15, 59, tzinfo=UTC)
WHY = {"reason_code": "danger", "reason": "The police are at the door."}


def opens(world, who, ref, at=None, **changes):
    at = at or now()
    with acting(world.actor(who), at):
        return break_glass(by=world.actor(who), at=at, reference=ref, **{**WHY, **changes})


def sees(world, who, at=None):
    with acting(world.actor(who), at or now()):
        return Case.objects.count()


def test_it_opens_one_case_of_another_hub_for_four_hours_and_no_more(world, contact, ref):
    at = contact.received_at + timedelta(minutes=5)
    assert sees(world, "city-screener", at) == 0
    glass = opens(world, "city-screener", ref, at)
    assert glass.until_at == at + timedelta(hours=4)
    assert sees(world, "city-screener", at) == 1
    assert sees(world, "city-screener", glass.until_at - timedelta(seconds=1)) == 1
    assert sees(world, "city-screener", glass.until_at) == 0
    assert sees(world, "city-decider", at) == 0


def test_it_opens_a_restricted_case_within_the_hub(world, contact, ref):
    manager = world.actor("manager")
    with acting(manager, now()):
        restrict(by=manager, at=now(), matter=Matter.objects.get(ref=ref), restriction="restricted")
    assert sees(world, "decider") == 0
    assert isinstance(opens(world, "decider", ref.lower().replace("-", " ")), BreakGlass)
    assert sees(world, "decider") == 1
    assert sees(world, "screener") == 0
    page = client(world, "decider").get(f"/cases/{ref}/")
    assert "Rosa Bellweather" in text(page)
    assert "open to you by break-glass" in text(page)


def test_the_leads_of_the_cases_hub_are_told_at_once_by_reference_alone(world, ref):
    glass = opens(world, "city-screener", ref)
    with acting(Actor.service("worker"), now()):
        (message,) = Message.objects.filter(template="break_glass")
    assert message.to == "governance@example.org"
    assert message.reference == glass.ref != ref
    assert message.link == f"/governance/break-glass/{glass.ref}"
    assert message.created_at == glass.at
    with acting(world.actor("governance"), now()):
        entry = Entry.objects.get(event="access:glass:broken")
    assert entry.payload["told"] == 1
    assert "door" not in str(entry.payload) + entry.purpose


def test_two_clicks_open_once(world, ref):
    first, second = opens(world, "city-screener", ref), opens(world, "city-screener", ref)
    assert first.pk == second.pk
    with acting(Actor.service("glass"), now()):
        assert BreakGlass.objects.count() == Grant.objects.count() == 1


def test_what_one_may_see_anyway_is_not_opened_twice(world, ref):
    assert isinstance(opens(world, "screener", ref), Matter)
    with acting(Actor.service("glass"), now()):
        assert not BreakGlass.objects.exists()


def test_the_clock_of_the_review_is_one_working_day_of_the_desk(world, ref):
    # A Friday at one minute to five, local: due by Monday's close.
    glass = opens(world, "city-screener", ref, FRIDAY)
    assert glass.due_at == datetime(2026, 6, 15, 16, 0, tzinfo=UTC)
    assert glass.until_at == FRIDAY + timedelta(hours=4)


@pytest.mark.parametrize("who", ["governance", "administrator", "police", "teacher", "practitioner"])
def test_whose_role_has_no_break_glass_opens_nothing(world, ref, who):
    assert opens(world, who, ref).code == "accounts:role:lacks"
    assert sees(world, who) == 0


def test_it_needs_a_reason(world, ref):
    assert opens(world, "city-screener", ref, reason="  ").code == "access:glass:no-reason"
    assert opens(world, "city-screener", ref, reason_code="fun").code == "access:glass:no-code"
    assert sees(world, "city-screener") == 0


def test_it_is_given_back_by_its_user_alone(world, ref):
    glass = opens(world, "city-screener", ref)
    other = world.actor("city-decider")
    with acting(other, now()):
        assert isinstance(give_back(by=other, at=now(), glass=glass), Refused)
    assert sees(world, "city-screener") == 1
    me, at = world.actor("city-screener"), now()
    with acting(me, at):
        assert give_back(by=me, at=at, glass=glass).given_back_at == at
    assert sees(world, "city-screener", at) == 0
    with acting(me, at + timedelta(seconds=1)):
        again = give_back(by=me, at=at + timedelta(seconds=1), glass=glass)
    assert again.until_at == at


def test_whoever_is_here_for_a_time_reads_writes_a_note_and_passes_nothing_on(world, ref):
    opens(world, "city-manager", ref)
    me = world.actor("city-manager")
    with acting(me, now()):
        matter = Matter.objects.get(ref=ref)
        Note.objects.create(matter=matter, kind="note", text="-", by=str(me), by_name="-", at=now())
        given = grant(by=me, at=now(), matter=matter, user=world.users["city-decider"], reason="-")
        assert given.code == "matters:matter:read-only"
        assert restrict(by=me, at=now(), matter=matter, restriction="restricted").code == given.code
        mine = Grant.objects.get()
        with pytest.raises(ProgrammingError), transaction.atomic():
            Grant.objects.create(
                matter=matter, holder_kind="user", holder_id=me.user, reason="-", from_at=now(), until_at=None
            )
        assert Grant.objects.filter(pk=mine.pk).update(until_at=None) == 0
        assert BreakGlass.objects.update(verdict="justified", reviewed_at=now()) == 0
        with connection.cursor() as cursor:
            cursor.execute("UPDATE access_breakglass SET until_at = until_at + interval '1 year'")
            assert cursor.rowcount == 0
        assert not ProtectedAddress.objects.exists()


def test_nonexistent_and_forbidden_are_refused_in_the_same_words_by_the_same_statements(world, ref):
    me = world.actor("city-screener")
    with acting(me, now()):
        rosa = Whom("Rosa", "Bellweather", date(2017, 3, 14))
        declare_close(by=me, at=now(), user=world.users["city-screener"], relation="relative", whom=rosa)

    def tries(what):
        with acting(me, now()), CaptureQueriesContext(connection) as made:
            refused = break_glass(by=me, at=now(), reference=what, **WHY)
        verbs = [one["sql"].split("'")[0] for one in made if "SAVEPOINT" not in one["sql"]]
        return refused, verbs

    tries(reference())  # registers are read once
    missing, kept = tries(reference()), tries(ref)
    assert missing == kept
    assert missing[0].code == "access:glass:nothing"
    with acting(me, now()), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM access_attempt")
        assert cursor.fetchone() == (0,)
        # Nor do its own entries tell by their readers which of the two was true.
        cursor.execute(
            "SELECT DISTINCT payload::text, visible_to, purpose FROM ledger_entry WHERE event = 'ledger:action:refused'"
        )
        assert len(cursor.fetchall()) == 1
    with acting(world.actor("governance"), now()):
        assert Attempt.objects.get().typed == ref


def test_tries_are_limited_and_kept_for_the_leads(world, ref):
    for _ in range(5):
        assert opens(world, "city-screener", reference()).code == "access:glass:nothing"
    assert opens(world, "city-screener", ref).code == "access:glass:too-many"
    assert isinstance(opens(world, "city-decider", ref), BreakGlass)
    with acting(world.actor("city-lead"), now()):
        assert Attempt.objects.count() == 6
    assert text(client(world, "city-lead").get("/governance/break-glass")).count("City-screener Person") == 6
    later = now() + timedelta(hours=1, seconds=5)
    assert isinstance(opens(world, "city-screener", ref, later), BreakGlass)


def test_the_lead_reads_what_was_done_and_reviews_it_once(world, ref):
    browser = client(world, "city-screener")
    sent = browser.post("/break-glass/", {"reference": ref, **WHY})
    assert sent.status_code == 302
    shown = browser.get(f"/cases/{ref}/")
    assert "open to you by break-glass until" in text(shown)
    lead = client(world, "governance")
    with acting(world.actor("governance"), now()):
        glass = BreakGlass.objects.get()
    listed = text(lead.get("/governance/break-glass"))
    assert ref in listed
    assert "City-screener Person" in listed
    page = text(lead.get(f"/governance/break-glass/{glass.ref}"))
    assert "The police are at the door." in page
    assert "had the history on the screen" in page or "saw the case" in page
    assert " break-glass " in page
    for name in ("Bellweather", "Rosa", "Tannery"):
        assert name not in listed + page
    assert "Say why" in text(lead.post(f"/governance/break-glass/{glass.ref}", {"verdict": "justified"}))
    done = lead.post(f"/governance/break-glass/{glass.ref}", {"verdict": "justified", "reason": "Right."})
    assert done.status_code == 302
    again = lead.post(f"/governance/break-glass/{glass.ref}", {"verdict": "follow-up", "reason": "No."})
    assert "It has been reviewed already" in text(again)
    with acting(world.actor("governance"), now()):
        assert BreakGlass.objects.get().verdict == "justified"
    assert client(world, "city-lead").get(f"/governance/break-glass/{glass.ref}").status_code == 404


def test_an_overdue_review_is_shown(world, ref, monkeypatch):
    opens(world, "city-screener", ref, now() - timedelta(days=6))
    page = text(client(world, "governance").get("/governance/break-glass"))
    assert "1 review is overdue." in page
    assert "overdue by" in page


def test_ones_own_is_reviewed_by_somebody_else(world, ref):
    from tests.world import BEFORE, SETUP

    from mash.registers.accounts.actions import give_seat
    from mash.registers.accounts.queries import actor_of

    glass = opens(world, "city-screener", ref)
    with acting(SETUP, BEFORE):
        seat = give_seat(
            by=SETUP,
            at=BEFORE,
            user=world.users["city-screener"],
            role="governance",
            hub=world.hubs["county"],
        )
    me = actor_of(seat)
    with acting(me, now()):
        said = review(by=me, at=now(), glass=glass, verdict="justified", reason="I had to.")
        assert said.code == "access:glass:own"
        assert BreakGlass.objects.filter(pk=glass.pk).update(verdict="justified", reviewed_at=now()) == 0


def test_a_page_that_is_open_when_it_ends_says_so_and_keeps_the_text(world, ref):
    browser = client(world, "city-screener")
    browser.post("/break-glass/", {"reference": ref, **WHY})
    with acting(world.actor("city-screener"), now()):
        glass = BreakGlass.objects.get()
    assert browser.post(f"/break-glass/{glass.ref}/give-back").status_code == 302
    late = browser.post(f"/cases/{ref}/notes", {"kind": "note", "text": "Mother is safe with her sister."})
    assert late.status_code == 410
    assert "Break-glass has ended" in text(late)
    assert "Mother is safe with her sister." in text(late)
    assert browser.get(f"/cases/{reference()}/").status_code == 404
    assert client(world, "city-decider").get(f"/cases/{ref}/").status_code == 404


def test_a_wrong_reference_is_said_at_the_field_and_nothing_typed_is_lost(world):
    page = client(world, "city-screener").post("/break-glass/", {"reference": "7K2QM-9XPRT", **WHY})
    assert "Break-glass opens no case under this reference." in text(page)
    assert "The police are at the door." in text(page)
    odd = client(world, "city-screener").post("/break-glass/", {"reference": "x\x00y", **WHY})
    assert odd.status_code == 200
