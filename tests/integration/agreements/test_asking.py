"""Asking under a clause, asking without one, and not asking: each is kept with what it rests on."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from tests.integration.agency.asking import a_case, client
from tests.world import TUESDAY

from mash.casework.cases.actions import ask_agency
from mash.casework.cases.queries.picture import get_case
from mash.casework.matters.models import Matter
from mash.casework.sharing.actions import not_share, record_openness, review_share
from mash.casework.sharing.models import Request, Share, ShareReview
from mash.casework.sharing.queries import asks_of, real_shares
from mash.casework.sharing.rules import Ground
from mash.foundation.kernel import Refused
from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting
from mash.registers.agreements.actions import leave
from mash.registers.agreements.queries import get_version, rulebook

GROUND = Ground(
    power="ca2004-s16la",
    necessity="Only they know where the family is.",
    recipient_checked="Called back on the switchboard's number.",
    reason="The mother is on her way to the airport.",
)


@pytest.fixture
def matter(world):
    return a_case(TUESDAY, "amber", world)


def asked(world, matter, *, ground="below-s47", without=None, agency="police"):
    by = world.actor("screener")
    with acting(by, TUESDAY):
        case = get_case(matter)
        told = record_openness(by=by, at=TUESDAY, matter=case.matter, basis="told", who="mother")
        return ask_agency(
            by=by,
            at=TUESDAY,
            case=case,
            agency=world.agencies[agency],
            openness=told,
            subjects=list(case.matter.subjects.select_related("record")),
            ground=ground,
            purpose="To decide on next steps.",
            without_clause=without,
        )


def police_leave(world):
    by = world.actor("governance")
    with acting(by, TUESDAY):
        leave(
            by=by,
            at=TUESDAY,
            version=get_version("hub-schedule", 1),
            agency=world.agencies["police"],
            ends=TUESDAY.date(),
        )


def test_a_request_stays_tied_to_the_clause_that_permitted_it(world, matter):
    request = asked(world, matter)
    with acting(world.actor("screener"), TUESDAY):
        share = Share.objects.get()
        assert (share.outcome, share.request, share.recipient, share.clauses) == (
            "clause",
            request,
            "police",
            ["1"],
        )
        assert (share.agreement.agreement.key, share.agreement.number) == ("hub-schedule", 1)
        assert share.about == [["children"]]
    with acting(world.actor("governance"), TUESDAY):
        entry = Entry.objects.get(event="sharing:request:sent")
        assert entry.payload["clauses"] == ["hub-schedule:1:1"]


def test_no_clause_no_routine_request(world, matter):
    police_leave(world)
    refused = asked(world, matter)
    assert isinstance(refused, Refused)
    assert refused.code == "sharing:clause:recipient-not-signed"
    assert "Ostermarch Police is not bound" in refused.sentence
    with acting(world.actor("screener"), TUESDAY):
        assert Request.objects.count() == Share.objects.count() == 0


@pytest.mark.parametrize("changed", [{"power": "ca2004-s10"}, {"necessity": " "}, {"recipient_checked": ""}])
def test_without_a_clause_only_a_duty_or_danger_fully_recorded(world, matter, changed):
    police_leave(world)
    said = {name: getattr(GROUND, name) for name in Ground.__slots__} | changed
    refused = asked(world, matter, without=Ground(**said))
    assert isinstance(refused, Refused)
    assert refused.code.startswith("sharing:ground:")


def test_a_duty_is_never_stopped_by_a_lapsed_signature_and_the_lead_looks_the_next_working_day(world, matter):
    police_leave(world)
    assert isinstance(asked(world, matter, without=GROUND), Request)
    lead = world.actor("governance")
    with acting(lead, TUESDAY):
        share = Share.objects.get()
        # Wednesday at the close of the desk.
        assert share.review_by - TUESDAY > timedelta(hours=24)
        assert share.review_by.date() == (TUESDAY + timedelta(days=1)).date()
        assert not Matter.objects.exists()  # the lead sees the reference, and no case
        assert share.reference == matter
        nothing = review_share(by=lead, at=TUESDAY, share=share, verdict="right", comment=" ")
        assert nothing.code == "sharing:review:no-comment"
        done = review_share(by=lead, at=TUESDAY, share=share, verdict="right", comment="Plainly.")
        assert isinstance(done, ShareReview)
        again = review_share(by=lead, at=TUESDAY, share=share, verdict="wrong", comment="No.")
        assert again.code == "sharing:review:done"
        events = list(
            Entry.objects.filter(event__startswith="sharing:ground").values_list("event", flat=True)
        )
    assert sorted(events) == ["sharing:ground:reviewed", "sharing:ground:shared"]


def test_who_sees_decisions_to_share(world, matter):
    asked(world, matter)
    seen = {}
    for who in ("screener", "manager", "governance", "city-screener", "police", "health", "administrator"):
        with acting(world.actor(who), TUESDAY):
            seen[who] = Share.objects.count()
    assert seen == {
        "screener": 1,
        "manager": 1,
        "governance": 1,
        "city-screener": 0,
        "police": 0,
        "health": 0,
        "administrator": 0,
    }


def test_nobody_changes_a_decision_to_share(world, matter):
    asked(world, matter)
    with acting(world.actor("screener"), TUESDAY):
        for statement in ("UPDATE sharing_share SET outcome = 'ground'", "DELETE FROM sharing_share"):
            with pytest.raises(DatabaseError), transaction.atomic():
                connection.cursor().execute(statement)


def test_not_sharing_is_a_decision_with_its_reason(world, matter):
    by = world.actor("screener")
    with acting(by, TUESDAY):
        case = get_case(matter)
        said = {
            "by": by,
            "at": TUESDAY,
            "matter": case.matter,
            "agency": world.agencies["police"],
            "subjects": list(case.matter.subjects.select_related("record")),
            "ground": "below-s47",
        }
        assert not_share(**said, reason="").code == "sharing:not-shared:no-reason"
        made = not_share(**said, reason="It would tell the father where they are.")
        assert made.outcome == "not-shared"
    with acting(world.actor("governance"), TUESDAY):
        assert Entry.objects.filter(event="sharing:decision:not-shared").count() == 1


def test_what_was_shared_can_be_asked_of_another_rulebook(world, matter):
    asked(world, matter)
    with acting(world.actor("governance"), TUESDAY):
        ((share, count),) = real_shares(since=TUESDAY - timedelta(days=1))
        (one,) = asks_of(share, day=TUESDAY.date(), hub="county")
        assert count == 1
        assert rulebook().decide(one)
    police_leave(world)
    with acting(world.actor("governance"), TUESDAY):
        assert not rulebook().decide(one)


def test_not_sharing_has_a_page_and_stands_on_the_case(world, matter):
    screener = client(world, "screener")
    address = f"/cases/{matter}/not-asked"
    said = {"agency": "police", "subjects": "0", "ground": "below-s47"}
    assert "Say why it is not shared" in screener.post(address, said).content.decode()
    assert screener.post(address, said | {"reason": "He would learn where they are."}).status_code == 302
    shown = screener.get(f"/cases/{matter}/ask").content.decode()
    assert "He would learn where they are." in shown


def test_the_page_says_why_not_and_takes_the_ground(world, matter):
    police_leave(world)
    screener = client(world, "screener")
    page = screener.get(f"/cases/{matter}/ask").content.decode()
    assert "Not permitted: Ostermarch Police is not bound by the agreement" in page
    said = {
        "agencies": "police",
        "subjects": "0",
        "ground": "below-s47",
        "purpose": "To find them",
        "openness": "told",
        "who": "mother",
    }
    refused = screener.post(f"/cases/{matter}/ask", said)
    assert refused.status_code == 200
    assert "is not bound by the agreement" in refused.content.decode()
    part = screener.post(f"/cases/{matter}/ask", said | {"power": "vital-interests"}).content.decode()
    assert "Say why it is necessary and proportionate" in part
    assert "To find them" in part
    ground = {
        "power": "vital-interests",
        "necessity": "A life",
        "recipient_checked": "Called back",
        "without_clause": "Now",
    }
    sent = screener.post(f"/cases/{matter}/ask", said | ground)
    assert sent.status_code == 302
    lead = client(world, "governance")
    listed = lead.get("/agreements/grounds/").content.decode()
    assert matter in listed
    assert "To protect somebody" in listed
