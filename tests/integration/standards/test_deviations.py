"""Decided without what is expected, or after its time: with a reason, kept, counted, and never in the way of protection."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from tests.integration.agency.asking import a_case, client
from tests.integration.cases_web.steps import TEXTS
from tests.integration.standards.keeping import (
    TOMORROW,
    a_draft,
    a_time,
    in_force,
    judged,
    laid_open,
    say,
    seat_the_board,
)
from tests.world import TUESDAY

from mash.casework.cases.actions import decide, look_at_history, protect
from mash.casework.cases.models import Decision, Deviation
from mash.casework.cases.queries import picture_of
from mash.casework.cases.queries.deviations import deviations
from mash.casework.cases.queries.picture import get_case
from mash.casework.cases.rules import DecisionSaid
from mash.foundation.kernel import Refused
from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting
from mash.oversight.rights.queries.gather import _work

NOON = TUESDAY + timedelta(hours=3)
LATE = TUESDAY + timedelta(days=8)
SEEN = ("minimum", "child-seen")
OTHER = ("minimum", "hypothesis-reviewed")
REASONS = {SEEN: "With her aunt until Friday; seen then.", OTHER: "Nothing speaks for another."}
GIVEN = {code: text for code, text in TEXTS.items() if code not in {"child-seen", "hypothesis-reviewed"}}


def decided(world, ref, *, at=NOON, considered=GIVEN, place=0, **said):
    by = world.actor("decider")
    with acting(by, at):
        case = get_case(ref)
        picture = picture_of(case, by=by, at=at)
        look_at_history(by=by, at=at, case=case, history=picture.history)
        subject = picture.worried_about[place]
        return decide(
            by=by,
            at=at,
            case=get_case(ref),
            said=DecisionSaid(
                subject=subject.pk,
                level=2,
                route="early-help",
                outcome="early-help",
                rationale="Hungry, and nobody at home.",
                considered=considered,
                **said,
            ),
        )


@pytest.fixture
def asked_for(world, monkeypatch):
    """An amber case whose two agencies count as having answered: what is expected is what is left."""
    from mash.casework.cases.queries.picture import Picture

    present = Picture.present
    monkeypatch.setattr(
        Picture,
        "present",
        lambda self, *args, **more: present(self, *args, **more) | {"agencies-answered": 2},
    )
    return a_case(TUESDAY, "amber", world)


def test_what_is_expected_may_be_left_out_with_a_reason_and_is_counted(world, asked_for):
    refused = decided(world, asked_for)
    assert refused.code == "cases:decision:deviation-child-seen"
    assert "Say why you go on." in refused.sentence
    assert decided(world, asked_for, deviations={SEEN: "x", OTHER: "  "}).code.endswith("hypothesis-reviewed")
    # A reason for what is required does not stand for it.
    short = {code: text for code, text in GIVEN.items() if code != "proportionality"}
    stays = decided(
        world, asked_for, considered=short, deviations=REASONS | {("minimum", "proportionality"): "x"}
    )
    assert stays.code == "cases:decision:proportionality"
    made = decided(world, asked_for, deviations=REASONS | {("minimum", "rationale"): "not asked"})
    assert isinstance(made, Decision), made
    with acting(world.actor("manager"), NOON):
        rows = list(Deviation.objects.values_list("kind", "code", "reason", "role", "rating", "standard"))
        standard = "county-children 1"
        assert rows == [(*key, text, "decider", "amber", standard) for key, text in REASONS.items()]
        facts = deviations("county", since=TUESDAY, until=LATE)
        assert [(one.what, one.month) for one in facts] == [
            ("minimum:child-seen", "2026-06"),
            ("minimum:hypothesis-reviewed", "2026-06"),
        ]
        assert deviations("city", since=TUESDAY, until=LATE) == []
    with acting(world.actor("governance"), NOON):
        payload = Entry.objects.get(event="cases:decision:deviated").payload
        assert payload == {
            "minimums": ["child-seen", "hypothesis-reviewed"],
            "steps": [],
            "version": "county-children.1",
        }
    with acting(world.actor("city-screener"), NOON):
        assert not Deviation.objects.exists()
    page = client(world, "manager").get(f"/cases/{asked_for}/").content.decode()
    assert "With her aunt until Friday; seen then." in page


def test_after_its_time_it_says_why_once(world, asked_for):
    full = GIVEN | {"child-seen": "Seen.", "hypothesis-reviewed": "Reviewed."}
    refused = decided(world, asked_for, at=LATE, considered=full)
    assert refused.code == "cases:decision:deviation-decide"
    assert "The time for this has passed: Decide." in refused.sentence
    late = {("timescale", "decide"): "The school was shut."}
    assert isinstance(decided(world, asked_for, at=LATE, considered=full, deviations=late), Decision)
    with acting(world.actor("manager"), LATE):
        assert set(Deviation.objects.values_list("kind", "code")) == set(late)


def test_protection_never_waits_for_a_reason(world):
    ref, by = a_case(TUESDAY, "red", world), world.actor("decider")
    with acting(by, LATE):
        case = get_case(ref)
        subject = case.matter.subjects.first()
        done = protect(by=by, at=LATE, case=case, subject=subject, rationale="He is at the door.")
        assert not isinstance(done, Refused)
        assert not Deviation.objects.exists()


def test_the_reason_is_asked_for_at_the_field_and_nothing_typed_is_lost(world, asked_for):
    decider = client(world, "decider")
    with acting(world.actor("decider"), NOON):
        place = get_case(asked_for).matter.subjects.filter(role="subject").first().place
    page = f"/cases/{asked_for}/decide/{place}"
    shown = decider.get(page).content.decode()
    assert "Or why you go on without it" in shown
    # By the clock of the pages the case came long ago.
    assert "The time for this has passed: Decide." in shown
    said = {"level": "2", "route": "early-help", "rationale": "Hungry, and nobody at home."}
    said |= {f"said-{code}": text for code, text in GIVEN.items()}
    answer = decider.post(page, said).content.decode()
    assert "Nobody has recorded seeing the child" in answer
    assert "say below why you go on without it" in answer
    assert "Hungry, and nobody at home." in answer
    whole = said | {
        "why-child-seen": "Seen on Friday.",
        "why-hypothesis-reviewed": "None.",
        "late-decide": "Shut.",
    }
    whole |= {"version": decider.get(page).content.decode().split('name="version" value="')[1].split('"')[0]}
    assert decider.post(page, whole).status_code == 302
    with acting(world.actor("manager"), LATE):
        assert Deviation.objects.count() == 3
    counted = client(world, "manager").get("/standards/deviations").content.decode()
    assert "Missing: The child has been seen, or their own words are recorded" in counted
    assert "Late: Decide" in counted
    assert ">few<" in counted
    assert client(world, "screener").get("/standards/deviations").status_code == 403


def test_no_reason_is_asked_for_what_is_required(world):
    ref = a_case(TUESDAY, "amber", world)
    with acting(world.actor("decider"), NOON):
        place = get_case(ref).matter.subjects.filter(role="subject").first().place
    page = client(world, "decider").get(f"/cases/{ref}/decide/{place}").content.decode()
    assert "Fewer than two agencies have answered." in page
    assert "why-agencies-answered" not in page
    assert "why-child-seen" in page
    case = client(world, "decider").get(f"/cases/{ref}/").content.decode()
    assert "Information from two or more agencies (0 of 2)" in case
    assert 'href="/standards/county-children/1/"' in case


def test_a_reason_is_never_changed(world, asked_for):
    decided(world, asked_for, deviations=REASONS)
    with acting(world.actor("decider"), NOON), pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute("UPDATE cases_deviation SET reason = 'Better'")


def test_a_case_keeps_the_version_of_the_day_on_which_it_came(world):
    seat_the_board(world)
    draft = a_draft(world)
    say(world, draft, "timescale", ("decide", "amber"), a_time(amount=5, starts_from="rating"))
    # The hub's own short names stand beside the form's own fields and replace none.
    for code in ("level", "version", "decide"):
        own = {"of": "decision", "code": code, "label": code, "severity": "expected", "gap": f"No {code}."}
        say(world, draft, "minimum", None, own)
    laid_open(world, draft)
    for who in ("board", "board-health"):
        judged(world, who, draft)
    in_force(world, draft, starts=TOMORROW)
    refs = [a_case(at, "amber", world) for at in (TUESDAY, TUESDAY + timedelta(days=1))]
    by = world.actor("decider")
    with acting(by, LATE):
        standards = [picture_of(get_case(ref), by=by, at=LATE).standard for ref in refs]
        assert [one.key for one in standards] == ["county-children", "county-hub-children"]
        due = [get_case(ref).matter.clocks.get(step="decide", replaced=False).due_at for ref in refs]
        assert (due[1] - due[0]).days >= 5
    # Rated two days after it came: this version counts from the rating.
    late = a_case(TUESDAY + timedelta(days=1), "amber", world, rated=TUESDAY + timedelta(days=3))
    with acting(by, LATE):
        clock = get_case(late).matter.clocks.get(step="decide", replaced=False)
        assert clock.started_at == TUESDAY + timedelta(days=3)
        place = get_case(refs[1]).matter.subjects.filter(role="subject").first().place
    page = client(world, "decider").get(f"/cases/{refs[1]}/decide/{place}")
    assert page.status_code == 200
    for name in ("level", "said-level", "version", "said-version", "why-decide", "late-decide"):
        assert f'name="{name}"' in page.content.decode(), name


def test_the_reason_is_given_to_who_asks_what_is_held(world, asked_for):
    made = decided(world, asked_for, deviations=REASONS)
    with acting(world.actor("manager"), NOON):
        assert any(REASONS[SEEN] in one.text for one in _work(made.matter, frozenset()))
