"""What an agency answers rests on a clause or on a recorded ground, thing by thing; under seal it leaves no trace beside it."""

from dataclasses import replace
from datetime import date, timedelta

from django.core.management import call_command
from django.db import connection
from tests.conftest import _default_connection
from tests.integration.agency.asking import DISCLOSED, NOTHING, an_item, ask, client, hidden, post
from tests.integration.agreements.test_asking import GROUND, police_leave
from tests.world import TUESDAY

from mash.casework.sharing import queries
from mash.casework.sharing.actions import answer
from mash.casework.sharing.models import Answer, Request, RequestSubject, SealedAnswer, Share
from mash.casework.sharing.rules import AnswerSaid, ItemSaid
from mash.foundation.kernel import Refused
from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting

ITEM = ItemSaid(
    kind="fact",
    category="incidents",
    text="Two calls to the house.",
    happened_on="2026",
    handling="case-agencies",
    family_may_know="yes",
    regime="part-3",
    standing="victim",
)
RUMOUR = replace(ITEM, kind="intelligence", category="intelligence", text="A car is seen there at night.")
GRADED = {"source_grade": "2", "information_grade": "c", "kept_until": date(2031, 1, 5)}


def told(world, ref, *items, who="police", held="disclosed", without=None):
    by = world.actor(who)
    with acting(by, TUESDAY):
        request = queries.get_request(ref)
        first, *others = request.subjects.all()
        return answer(
            by=by,
            at=TUESDAY,
            request=request,
            answers=(
                AnswerSaid(subject=first.pk, held=held, systems_searched="Crime record", items=items),
                *(AnswerSaid(subject=one.pk, held="nothing-held", systems_searched="All") for one in others),
            ),
            without_clause=without,
        )


def seen(world, who):
    with acting(world.actor(who), TUESDAY):
        return [
            (one.outcome, one.source, one.recipient, one.mode, one.clauses)
            for one in Share.objects.order_by("pk")
        ]


def refusals(world, ref):
    with acting(world.actor("governance"), TUESDAY):
        return Entry.objects.filter(
            event="ledger:action:refused", mentions__kind="request", mentions__ref=ref
        ).count()


HUBS = ("clause", "hub", "police", "content", ["1"])


def test_an_answer_stays_tied_to_its_clauses_and_the_agency_sees_its_own(world):
    ref = ask(world)
    assert isinstance(told(world, ref, ITEM, replace(ITEM, text="A third.")), list)
    mine = ("clause", "police", "hub", "content", ["11"])
    assert seen(world, "screener") == seen(world, "governance") == [HUBS, mine]
    assert seen(world, "police") == [mine]
    assert seen(world, "health") == seen(world, "city-screener") == []
    with acting(world.actor("governance"), TUESDAY):
        entry = Entry.objects.get(event="sharing:request:answered")
    assert entry.payload["clauses"] == ["hub-schedule:1:11"]
    told(world, ref, ITEM, replace(ITEM, text="A third."))
    assert len(seen(world, "screener")) == 2, "the same again shares nothing"


def test_that_something_is_held_is_shared_too_and_nothing_held_is_nothing(world):
    assert told(world, ask(world), held="held")
    assert seen(world, "police") == [("clause", "police", "hub", "existence", ["6"])]
    assert told(world, ask(world, agency="health"), who="health", held="nothing-held")
    assert seen(world, "health") == []


def test_what_no_clause_permits_is_not_sent_and_on_a_duty_it_is(world):
    ref = ask(world)
    refused = told(world, ref, ITEM, replace(RUMOUR, **GRADED))
    assert isinstance(refused, Refused)
    assert refused.code == "sharing:clause:mode"
    assert refusals(world, ref) == 1
    assert seen(world, "police") == []
    with acting(world.actor("screener"), TUESDAY):
        assert not Answer.objects.exists()
    weak = told(world, ref, RUMOUR, without=replace(GROUND, power="ca2004-s10"))
    assert isinstance(weak, Refused)
    assert weak.code == "sharing:ground:power"
    assert isinstance(told(world, ref, ITEM, RUMOUR, without=GROUND), list)
    # What a clause permits still rests on it; the ground is for the rest alone.
    assert seen(world, "police") == [
        ("clause", "police", "hub", "content", ["11"]),
        ("ground", "police", "hub", "content", []),
    ]
    with acting(world.actor("governance"), TUESDAY):
        share = Share.objects.get(outcome="ground")
        assert (share.reference, share.categories, share.power) == (ref, ["intelligence"], "ca2004-s16la")
        assert share.review_by.date() == (TUESDAY + timedelta(days=1)).date()
        assert Entry.objects.filter(event="sharing:ground:answered").count() == 1


def test_a_lapsed_signature_stops_routine_answers(world):
    ref = ask(world)
    police_leave(world)
    refused = told(world, ref, ITEM)
    assert isinstance(refused, Refused)
    assert refused.code == "sharing:clause:source-not-signed"
    assert isinstance(told(world, ref, ITEM, without=GROUND), list)


def test_the_police_say_what_their_clause_asks_for(world):
    ref = ask(world)
    with acting(world.actor("screener"), TUESDAY):
        Request.objects.update(ground="s47")
    for missing in GRADED:
        refused = told(
            world, ref, replace(RUMOUR, **{**GRADED, missing: "" if missing != "kept_until" else None})
        )
        assert isinstance(refused, Refused), missing
        assert refused.code == "sharing:clause:records"
        assert "asks the police to say more of it" in refused.sentence
    assert isinstance(told(world, ref, replace(RUMOUR, **GRADED)), list)
    assert seen(world, "police")[-1] == ("clause", "police", "hub", "content", ["10"])


def test_under_seal_the_ground_is_sealed_with_it(world):
    world.clear("decider")
    ref = ask(world)
    sealed = replace(RUMOUR, handling="sealed", sealed_reason="A source is in danger.")
    refused = told(world, ref, sealed, held="held")
    assert isinstance(refused, Refused)
    assert refused.code == "sharing:sealed:clause"
    assert refusals(world, ref) == 0, "nobody meets the refusal on the request"
    assert isinstance(told(world, ref, sealed, held="held", without=GROUND), list)
    assert seen(world, "screener") == [HUBS, ("clause", "police", "hub", "existence", ["6"])]
    with acting(world.actor("police"), TUESDAY):
        kept = SealedAnswer.objects.get().rests_on
    assert (kept["clauses"], kept["power"], kept["reason"]) == ([], "ca2004-s16la", GROUND.reason)


def test_the_page_says_what_each_thing_rests_on_and_takes_the_ground_at_its_fields(world):
    ref, police = ask(world), client(world, "police")
    graded = an_item(
        1,
        kind="intelligence",
        category="intelligence",
        text="A car.",
        source_grade="2",
        information_grade="c",
    )
    assert post(police, ref, 1, {**DISCLOSED, **graded}).status_code == 302
    assert post(police, ref, 2, NOTHING).status_code == 302
    page = police.get(f"/requests/{ref}/check")
    said = page.content.decode()
    assert "clause 11 of Schedule for the multi-agency safeguarding hub, version 1" in said
    assert "Crime and Disorder Act 1998, section 115" in said
    assert "No clause permits some of it" in said
    for ground, wanted in (
        ({}, "Choose the duty or danger"),
        ({"power": "ca1989-s47"}, "Say why it is necessary"),
    ):
        again = police.post(f"/requests/{ref}/check", {**hidden(page), **ground}).content.decode()
        assert wanted in again
        with acting(world.actor("police"), TUESDAY):
            assert not Answer.objects.exists()
    whole = {
        "power": "ca1989-s47",
        "necessity": "The only sign of who comes.",
        "recipient_checked": "The hub's own desk.",
        "without_clause": "The children are there tonight.",
    }
    sent = police.post(f"/requests/{ref}/check", {**hidden(page), **whole}, follow=True).content.decode()
    assert "Answer sent" in sent
    lead = client(world, "governance").get("/agreements/grounds/").content.decode()
    assert ref in lead
    assert "Ostermarch Police told the hub" in lead


def test_intelligence_without_a_grading_is_an_error_at_its_field(world):
    ref, police = ask(world), client(world, "police")
    page = post(police, ref, 1, {**DISCLOSED, **an_item(0, kind="intelligence", regime="")})
    assert page.status_code == 200
    said = page.content.decode()
    assert said.count("Intelligence needs its grading") >= 2
    assert "Choose the law under which you hold it" in said
    assert (
        "Under which law"
        not in post(client(world, "health"), ask(world, agency="health"), 1, NOTHING).content.decode()
    )


def test_requests_sent_before_are_answered_under_clauses_too(world, own_database):
    ref = ask(world)
    with _default_connection(own_database.owner_dsn):
        call_command("migrate", "sharing", "0005", verbosity=0)
        from mash.cli.migration import migrate

        migrate(verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("SET mash.projecting = 'on'")
            cursor.execute("SELECT asked_by_role, asked_by_desk FROM sharing_request")
            assert cursor.fetchall() == [("screener", "county-children")]
    with acting(world.actor("police"), TUESDAY):
        assert {tuple(one.populations) for one in RequestSubject.objects.all()} == {("children",)}
    assert isinstance(told(world, ref, ITEM), list)
