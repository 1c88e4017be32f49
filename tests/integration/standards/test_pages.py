"""The room of the practice standard, page by page: who sees what, two at once, and how many statements it takes."""

import re
import tomllib
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.integration.agency.asking import a_case, client
from tests.integration.standards.keeping import (
    a_draft,
    a_time,
    in_force,
    judged,
    laid_open,
    say,
    seat_the_board,
)
from tests.world import BEFORE, SETUP, TUESDAY

from mash.foundation.visibility import acting
from mash.interfaces.web.standards.forms import LINE_FORMS
from mash.registers.standards import words
from mash.registers.standards.actions import DATA, load_standard
from mash.registers.standards.models import Timescale
from mash.registers.standards.queries import labels_of_minimums
from mash.registers.standards.rules import Basis, Of, Rating, Runs, Severity, StartsFrom, Step

DRAFT = "/standards/county-hub-children/1/"
AMBER = f"{DRAFT}times/decide.amber"


@pytest.fixture
def draft(world):
    seat_the_board(world)
    return a_draft(world)


def form(**changed):
    said = a_time(**changed)
    return {**said, "rating": said["rating"] or "any"}


def test_every_value_of_a_line_has_words():
    for known, said in (
        (Step, words.STEPS),
        (StartsFrom, words.STARTS),
        (Rating, words.RATINGS),
        (Runs, words.RUNS),
        (Basis, words.BASES),
        (Of, words.OFS),
        (Severity, words.SEVERITIES),
    ):
        assert {str(one) for one in known} <= set(said)
    assert set(LINE_FORMS) == set(words.PARTS)


def test_every_verb_that_ships_has_words(world):
    from mash.registers.standards.models import MinimumContent

    with acting(world.actor("manager"), TUESDAY):
        assert set(MinimumContent.objects.values_list("action", flat=True)) <= set(words.VERBS)


def test_everybody_in_a_hub_reads_it_and_nobody_else_does(world, draft):
    for who in ("screener", "practitioner", "governance", "board"):
        answer = client(world, who).get("/standards/county-children/1/")
        assert answer.status_code == 200
        assert "4 hours from receipt, past closing time" in answer.content.decode()
        assert client(world, who).get(DRAFT).status_code == 404
        assert client(world, who).get(f"{DRAFT}head").status_code in {403, 404}
    assert client(world, "police").get("/standards/").status_code == 403
    assert client(world, "manager").get("/standards/county-children/1/head").status_code == 404


def test_a_floor_stands_beside_its_field_and_the_text_is_kept(world, draft):
    lead = client(world, "manager")
    page = lead.post(f"{DRAFT}times/acknowledge.any", form(step="acknowledge", rating="", amount=2)).content
    assert b"This may be shorter, not longer." in page
    assert b'id="id_amount-error"' in page or b"amount-error" in page
    assert b"Our own." in page
    page = lead.post(f"{DRAFT}deciders/s47", {"route": "s47", "roles": ["manager"]}).content.decode()
    assert "The law keeps this route for a decision maker" in page
    page = lead.post(f"{DRAFT}deciders/s47", {"do": "remove"}).content.decode()
    assert "The law needs this route" in page


def test_two_at_once_see_both_texts_and_lose_none(world, draft):
    lead = client(world, "manager")
    seen = seen_on(lead.get(AMBER))
    assert lead.post(AMBER, form(amount=2, seen=seen)).status_code == 302
    page = lead.post(AMBER, form(amount=5, source="Mine.", seen=seen))
    text = page.content.decode()
    assert "A colleague has changed this" in text
    assert "Our own." in text
    assert "Mine." in text
    assert lead.post(AMBER, form(amount=5, source="Mine.", seen=seen_on(page))).status_code == 302
    with acting(world.actor("manager"), TUESDAY):
        assert Timescale.objects.get(standard=draft, step="decide", rating="amber").amount == 5
    # A line that a colleague took out meanwhile: the text stands in the form of a new one.
    seen = seen_on(lead.get(f"{DRAFT}times/feedback.any"))
    lead.post(f"{DRAFT}times/feedback.any", {"do": "remove", "seen": seen})
    page = lead.post(
        f"{DRAFT}times/feedback.any", form(step="feedback", rating="", source="Mine.", seen=seen)
    )
    assert "A colleague has taken this line out" in page.content.decode()
    assert "Mine." in page.content.decode()


def test_what_differs_is_said_in_words(world, draft):
    say(
        world,
        draft,
        "timescale",
        ("decide", "amber"),
        a_time(source="Oxfordshire: 1 working day to the final decision."),
    )
    page = client(world, "manager").get(f"{DRAFT}compare").content.decode()
    assert "Decide, amber: 1 working day → 2 working days" in page
    other = client(world, "manager").get(f"{DRAFT}compare?with=london-children:1").content.decode()
    assert "Practice standard for children, London-like, version 1" in other


def test_only_who_is_named_is_asked(world, draft):
    laid_open(world, draft)
    for who, asked in (("board", True), ("manager", False), ("screener", False)):
        page = client(world, who).get(DRAFT).content.decode()
        assert ("You are asked to approve it" in page) is asked
    page = client(world, "board").post(DRAFT, {"do": "judge", "verdict": "refused", "reason": ""})
    assert "Say why you do not approve it" in page.content.decode()
    assert (
        client(world, "board").post(DRAFT, {"do": "judge", "verdict": "approved", "reason": ""}).status_code
        == 302
    )
    assert "You are asked to approve it" not in client(world, "board").get(DRAFT).content.decode()
    judged(world, "board-health", draft)


def seen_on(answer):
    return re.search(r'name="seen" value="(\w*)"', answer.content.decode()).group(1)


def statements(who, path):
    who.get(path)
    with CaptureQueriesContext(
        connection,
    ) as found:
        answer = who.get(path)
    assert answer.status_code == 200
    return len(found), answer.content.decode()


def test_a_trial_asks_as_often_whatever_there_is_to_try(world, draft):
    lead = client(world, "manager")
    day = TUESDAY.date()
    parts = {"day": day.day, "month": day.month, "year": day.year}
    query = "&".join(
        f"{name}-{part}={number}" for name in ("since", "until") for part, number in parts.items()
    )
    a_case(TUESDAY, "amber", world)
    few, page = statements(lead, f"{DRAFT}try?{query}")
    assert "fewer than 5" in page
    cells = re.findall(r'numeric" data-label="[^"]*"><bdi dir="auto">([^<]*)<', page)
    assert cells
    assert set(cells) <= {"Few", "0"}
    for _ in range(6):
        a_case(TUESDAY, "amber", world)
    many, page = statements(lead, f"{DRAFT}try?{query}")
    assert many == few
    assert "Cases that you may see: 7" in page
    listed, _page = statements(lead, "/standards/")
    assert listed < few


def test_a_version_with_a_dot_has_its_page(world):
    document = tomllib.loads((DATA / "children.toml").read_text("utf-8"))
    with acting(SETUP, BEFORE):
        load_standard(document | {"version": "2026.1", "valid_from": date(2024, 1, 1)}, by=SETUP, at=BEFORE)
    for path in (
        "/standards/",
        "/standards/county-children/2026.1/",
        f"/cases/{a_case(TUESDAY, 'amber', world)}/",
    ):
        assert client(world, "manager").get(path).status_code == 200, path


def test_a_button_pressed_twice_is_one_result(world, draft):
    lead = client(world, "manager")
    for _ in range(2):
        again = lead.post("/standards/county-children/1/", {"do": "draft"})
        assert (again.status_code, again.get("Location")) == (302, DRAFT)
    head = lead.get(f"{DRAFT}head")
    said = {
        "title": "Ours", "why": "Because.", "source": "Ours.", "seen": seen_on(head),
        "valid_from-day": "1", "valid_from-month": "9", "valid_from-year": "2026",
    }  # fmt: skip
    for _ in range(2):
        assert lead.post(f"{DRAFT}head", said).status_code == 302
    seen = seen_on(lead.get(f"{DRAFT}times/feedback.any"))
    for _ in range(2):
        gone = lead.post(f"{DRAFT}times/feedback.any", {"do": "remove", "seen": seen})
        assert (gone.status_code, gone["Location"].split("#")[0]) == (302, DRAFT)
    users = [world.users[one].pk for one in ("board", "board-health")]
    for _ in range(2):
        done = lead.post(f"{DRAFT}approvers", {"users": users})
        assert (done.status_code, done["Location"]) == (302, DRAFT)
    assert lead.get(f"{DRAFT}approvers").status_code == 404


def test_what_a_time_may_start_from_is_what_is_offered(world, draft):
    page = client(world, "manager").get(f"{DRAFT}times/acknowledge.any").content.decode()
    assert '<option value="contact" selected' in page
    assert '<option value="closing"' not in page


def test_only_what_holds_or_held_for_the_hub_names_what_was_missing(world, draft):
    own = {
        "of": "decision", "code": "child-seen", "label": "Seen by a nurse", "severity": "expected", "gap": "Nobody.",
    }  # fmt: skip
    say(world, draft, "minimum", ("decision", "child-seen"), own)
    with acting(world.actor("manager"), TUESDAY):
        assert labels_of_minimums("county")["child-seen"].startswith("The child has been seen")
    laid_open(world, draft)
    for who in ("board", "board-health"):
        judged(world, who, draft)
    in_force(world, draft)
    with acting(world.actor("manager"), TUESDAY):
        assert labels_of_minimums("county")["child-seen"] == "Seen by a nurse"
        assert labels_of_minimums("city")["child-seen"].startswith("The child has been seen")
