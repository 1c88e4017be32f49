"""The whole way, as five people: a worry, its rating, two agencies' answers, the decision, and the answer back."""

import os
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.browser.people import Somebody, give_everyone_an_app
from tests.world import a_worry

from mash.casework.cases.actions import end_closings
from mash.casework.cases.models import Clock, Closing
from mash.casework.intake.actions import receive
from mash.casework.intake.arrival import PersonSaid
from mash.foundation.kernel import Actor
from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Entry
from mash.foundation.outbox.models import Message
from mash.foundation.visibility import acting

IMAGES = Path(__file__).parents[2] / "docs" / "images"
WORRY = "Alone at night again.\n\nNothing to eat in the house."
OUTCOME, REASON = "We begin an assessment.", "The need is not met without help."


@dataclass(frozen=True)
class Story:
    """What differs between a child's way and an adult's."""

    population: str
    whom: str
    first: str
    last: str
    year: str
    screener: str
    decider: str
    ground: str
    openness: str
    told: str
    history_gap: str
    level: str
    route: str
    considered: tuple[str, ...]
    deviations: tuple[str, ...]


CHILD = Story(
    population="children",
    whom="A child or a young person",
    first="Wilfred",
    last="Applegarth",
    year="2017",
    screener="screener",
    decider="decider",
    ground="Below s47",
    openness="They have been told that agencies will be asked",
    told="His mother",
    history_gap="You have not viewed the child's history since it last changed.",
    level="Level 3",
    route="Child in need assessment (section 17)",
    considered=(
        "Brothers, sisters and the household considered",
        "Why this is proportionate, and what less was considered",
        "Who in the family was told, or why not",
    ),
    deviations=(
        "The child has been seen, or their own words are recorded",
        "Another explanation has been considered",
    ),
)
ADULT = Story(
    population="adults",
    whom="An adult",
    first="Henrietta",
    last="Applegarth",
    year="1941",
    screener="adult-screener",
    decider="adult-decider",
    ground="Adult concern below s42",
    openness="They have agreed that agencies may be asked",
    told="Henrietta herself",
    history_gap="You have not viewed the adult's history since it last changed.",
    level="Level 3",
    route="Safeguarding enquiry (section 42)",
    considered=(
        "The household, and any children in it, considered",
        "The three parts of the section 42(1) test",
        "Why this is proportionate, and what less was considered",
        "The adult has been asked what outcome they want, or why not",
        "Capacity for this decision, and an advocate where needed",
    ),
    deviations=("Another explanation has been considered",),
)


class Way(NamedTuple):
    story: Story
    javascript: bool
    width: int
    keyboard: bool
    back_by: str


WAYS = [
    pytest.param(Way(CHILD, javascript=True, width=1280, keyboard=True, back_by="code"), id="child-js-1280-keyboard"),
    pytest.param(Way(ADULT, javascript=False, width=320, keyboard=False, back_by="passphrase"), id="adult-nojs-320"),
]  # fmt: skip


@pytest.fixture(params=WAYS)
def way(request):
    return request.param


@pytest.fixture(scope="module", autouse=True)
def _apps(site):
    give_everyone_an_app(site.world)


@pytest.fixture
def somebody(way, open_page, check_axe):
    """A person at their own browser; signed in when named."""

    def comes(who="", **changes):
        page = open_page(**{"width": way.width, "javascript": way.javascript, **changes})
        found = Somebody(page, read=check_axe, keyboard=way.keyboard)
        if who:
            found.sign_in(who)
        return found

    return comes


def test_a_worry_goes_the_whole_way_and_its_answer_comes_back(site, way, somebody):
    calmer = a_calmer_worry(way.story)
    reference, passphrase = tell(somebody(), way)
    case = take_up(somebody(way.story.screener), way.story, calmer)
    for agency, disclosing in (("police", True), ("health", False)):
        answer(somebody(agency), way.story, case, disclosing=disclosing)
    decide(somebody(way.story.decider), way.story, case, reference)
    wait_until_it_closes(site, way, case)
    read_the_answer(somebody(), way, reference, passphrase)

    everyone = [way.story.screener, way.story.decider]
    with acting(site.world.actor("governance"), now()):
        entries = Entry.objects.filter(mentions__ref=case)
        looked = set(entries.filter(event="cases:case:viewed").values_list("actor_name", flat=True))
        assert looked == {site.world.users[who].name for who in everyone}
        asked = Entry.objects.filter(mentions__kind="request", event__startswith="sharing:")
        assert {site.world.users[who].name for who in ("police", "health")} <= set(
            asked.values_list("actor_name", flat=True)
        )
        assert Entry.objects.filter(mentions__ref=reference, event="intake:feedback:read").exists()
    with acting(site.world.actor(way.story.decider), now()):
        clocks = Clock.objects.filter(matter__ref=case)
        assert clocks.exists()
        assert not clocks.filter(stopped_at=None, replaced=False).exists()


def a_calmer_worry(story):
    """Somebody else's, an hour earlier and without danger: what comes now stands above it."""
    at = now() - timedelta(hours=1)
    people = (PersonSaid(role="subject", said={"given_name": "Calm", "family_name": "Waters"}),)
    with acting(Actor.draft("CALM"), at):
        found = receive(
            by=Actor.draft("CALM"), at=at, arrival=a_worry(population=story.population, people=people)
        )
        return found.matter.ref


def tell(teacher, way):
    """Three short pages, checked and sent; returns the reference and the passphrase, if there is one."""
    story = way.story
    teacher.go("/")
    teacher.choose(story.whom)
    teacher.choose("Ostermarch")
    teacher.press("Start now")
    teacher.write("First name", story.first)
    teacher.write("Last name", story.last)
    teacher.write("Year", story.year)
    teacher.press("Continue")
    teacher.write("What are you worried about?", WORRY)
    teacher.choose("Yes", group="Is anyone in danger now?")
    picture_of(teacher, "form")
    teacher.press("Continue")
    teacher.choose("Through my work")
    teacher.write("Your job or role", "Teacher")
    teacher.write("Your name", "Edith Marlow")
    teacher.write("Telephone number", "01632 960 111")
    teacher.write("Email address", "edith@example.org")
    if way.back_by == "passphrase":
        teacher.choose("Send me no email")
    teacher.press("Continue")
    teacher.heading("Check your answers and send")
    teacher.sees("Nothing to eat in the house.")
    teacher.press("Send now")
    teacher.heading("We have received it")
    reference = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", teacher.page.locator(".govuk-panel").inner_text())[0]
    shown = teacher.page.locator(".mash-passphrase")
    return reference, shown.inner_text() if shown.count() else ""


def take_up(screener, story, calmer):
    """From the worklist: who it is, the rating, and two agencies asked; returns the case's reference."""
    name = f"{story.first} {story.last}"
    screener.menu("Worklist")
    rows = screener.page.locator("[data-mash-row]")
    hrefs = [one.get_attribute("href") for one in rows.all()]
    assert name in rows.first.inner_text()
    assert any(calmer in href for href in hrefs[1:])
    screener.follow(name)
    case = re.search(r"/cases/([0-9A-Z-]+)/", screener.page.url)[1]
    screener.press("Take this case")
    screener.sees("Alone at night again.")

    screener.follow("People", within=tabs(screener))
    screener.choose("Somebody not known before", group=name)
    screener.press("Confirm who they are")
    screener.sees("It is recorded who they are.")

    screener.follow("Rate", within=tabs(screener))
    screener.choose("Amber")
    screener.write("Why this rating", "Left alone before, and no food now.")
    screener.press("Save the rating")

    screener.follow("Ask agencies", within=tabs(screener))
    screener.choose("Ostermarch Police")
    screener.choose("Ostermarch Community Health")
    screener.choose(story.ground)
    screener.write("Purpose", "To decide what happens next.")
    screener.choose(story.openness)
    screener.write("Who was told or agreed", story.told)
    screener.press("Send the requests")
    screener.sees("The agencies are asked.")
    return case


def tabs(person):
    return person.page.get_by_role("navigation", name="This case")


def wait_until_it_closes(site, way, case):
    """Every closing takes its time, in which nobody does anything here."""
    with acting(site.world.actor(way.story.decider), now()):
        due = Closing.objects.get(matter__ref=case).due_at
    with acting(Actor.service("worker"), due):
        assert end_closings(at=due) == 1


def answer(researcher, story, case, *, disclosing):
    """From the inbox to the answer sent; the case itself is not there for an agency."""
    assert researcher.go(f"/cases/{case}/") in {403, 404}
    assert story.first not in researcher.page.content()
    name = f"{story.first} {story.last}"
    researcher.go("/requests/")
    row = researcher.page.locator("tr", has_text=name)
    researcher.follow(row.get_by_role("link").inner_text())
    assert case not in researcher.page.content()
    researcher.press("Acknowledge: we have it")
    researcher.follow(f"Answer about {name}")
    if disclosing:
        researcher.choose("Yes: we hold something and disclose it")
    else:
        researcher.choose("No: we searched and hold nothing")
    researcher.write("Which systems did you search?", "All of ours")
    researcher.choose("Certain" if disclosing else "Unsure, or nothing was found")
    if disclosing:
        item = researcher.page.locator("#item-1")
        if not item.count():
            researcher.press("Add an item")
        researcher.choose("Fact: seen, recorded or confirmed", within=item)
        researcher.select("Category", "Incidents and calls", within=item)
        researcher.write("Month", "3", within=item)
        researcher.write("Year", "2026", within=item)
        researcher.write("Information", "Two calls to the house.", within=item)
        researcher.select(
            "Under which law do you hold it?",
            "Law enforcement (Data Protection Act 2018, Part 3)",
            within=item,
        )
        researcher.select("What is the person in it?", "Victim, or thought to be", within=item)
        researcher.choose("The agencies in this case", within=item)
        researcher.choose("Yes", group="May the family or the adult know of it?", within=item)
    researcher.press("Continue")
    researcher.heading("Check your answers before you send them")
    researcher.press("Send the answers")
    researcher.sees("Answer sent. The hub sees it now.")


def decide(decider, story, case, reference):
    """The history first, then the decision, the answer to the referrer, and the end."""
    name = f"{story.first} {story.last}"
    decider.menu("Worklist")
    decider.follow(name)
    decider.sees("Two calls to the house.")
    decider.sees(story.history_gap)
    picture_of(decider, "case")
    decider.follow("History", within=tabs(decider))
    decider.follow("Overview", within=tabs(decider))
    assert not decider.page.get_by_text(story.history_gap).count()

    decider.follow("Decide", within=tabs(decider))
    decider.choose(story.level)
    decider.choose(story.route)
    decider.write("Rationale", "Neglect over months.")
    for label in story.considered:
        decider.write(label, "It was considered.")
    for label in story.deviations:
        decider.write(f"Or why you go on without it: {label}", "It is done tomorrow.")
    decider.press("Record the decision")
    decider.sees("The decision is recorded.")

    decider.follow("Close the case")
    decider.sees(f"Contact {reference}: the referrer is not answered yet.")
    decider.press("Close it")
    decider.sees("This was not done")

    decider.follow("Answer referrer", within=tabs(decider))
    decider.follow("Answer (")
    decider.choose("Yes", group="Tell the referrer?")
    decider.write("Outcome, in one sentence", OUTCOME)
    decider.write("Reason for the outcome", REASON)
    decider.press("Record it")
    decider.follow("Overview", within=tabs(decider))
    decider.follow("Close the case")
    decider.press("Close it")
    decider.sees("The case closes")


def read_the_answer(teacher, way, reference, passphrase):
    """Back with the reference and a code from the message, or the passphrase shown at sending."""
    teacher.go("/return")
    teacher.write("Your reference", reference)
    if way.back_by == "code":
        teacher.choose("Send a code")
        teacher.press("Continue")
        teacher.write("The code", code_sent())
    else:
        assert passphrase
        teacher.choose("Enter my passphrase")
        teacher.write("Your passphrase", passphrase)
    teacher.press("Continue")
    teacher.heading("The answer to your report")
    teacher.sees(OUTCOME)
    teacher.sees(REASON)
    teacher.sees("If you disagree")


def code_sent():
    with acting(Actor.service("worker"), now()):
        return Message.objects.filter(template="code").latest("pk").code


def picture_of(person, name):
    """A picture for the README, when asked for: the form on a phone, the case on a desktop."""
    width = {"form": 320, "case": 1280}[name]
    if os.environ.get("MASH_SCREENSHOTS") and person.page.viewport_size["width"] == width:
        IMAGES.mkdir(parents=True, exist_ok=True)
        person.page.set_viewport_size({"width": width, "height": {"form": 640, "case": 900}[name]})
        person.page.evaluate("window.scrollTo(0, 0)")
        person.page.screenshot(type="png", path=IMAGES / f"{name}.png")
