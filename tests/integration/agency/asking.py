"""A request that two agencies have been sent, told in a few lines."""

from __future__ import annotations

from datetime import datetime

from django.test import Client
from tests.world import TUESDAY, World, a_worry

from mash.casework.cases.actions import ask_agency, claim, look_at_history, rate
from mash.casework.cases.queries import history_of
from mash.casework.cases.queries.picture import get_case
from mash.casework.cases.queries.repeats import repeats_for
from mash.casework.intake.actions import receive
from mash.casework.matters.actions import identify_subject
from mash.casework.sharing.actions import record_openness
from mash.casework.sharing.models import Request
from mash.foundation.kernel import Actor
from mash.foundation.visibility import acting

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def client(world: World, who: str) -> Client:
    """A browser in which `who` is signed in."""
    found = Client()
    found.force_login(world.users[who], backend=BACKEND)
    return found


def a_case(
    at: datetime = TUESDAY,
    rating: str = "amber",
    world: World | None = None,
    rated: datetime | None = None,
    **said: object,
):
    """A contact of two children, rated at once or at `rated`, `said` as in a_worry; returns the matter's reference."""
    with acting(Actor.draft("DRAFT"), at):
        contact = receive(by=Actor.draft("DRAFT"), at=at, arrival=a_worry(**said))
    if world is None:
        return contact.matter.ref
    by, at = world.actor("screener"), rated or at
    with acting(by, at):
        case = get_case(contact.matter.ref)
        claim(by=by, at=at, case=case)
        for subject in case.matter.subjects.select_related("record", "matter"):
            identify_subject(by=by, at=at, subject=subject, person=None, reason="Not known before")
        look(case, by=by, at=at)
        rate(by=by, at=at, case=case, rating=rating, rationale="Left alone at night, aged nine.")
    return contact.matter.ref


def look(case, *, by, at):
    """What came before is on the screen of whoever rates: the tests' families come up again and again."""
    history, repeats = history_of(case.matter), repeats_for(case.matter_id, at=at)
    look_at_history(by=by, at=at, case=case, history=history, repeats=repeats)


def ask(
    world: World, agency: str = "police", at: datetime = TUESDAY, rating: str = "amber", people: int = 2
) -> str:
    """Ask an agency about a new case's children; returns the request's reference."""
    matter = a_case(at, rating, world)
    by = world.actor("screener")
    with acting(by, at):
        case = get_case(matter)
        told = record_openness(by=by, at=at, matter=case.matter, basis="told", who="mother")
        asked = ask_agency(
            by=by,
            at=at,
            case=case,
            agency=world.agencies[agency],
            openness=told,
            subjects=list(case.matter.subjects.all())[:people],
            ground="below-s47",
            purpose="To decide on next steps.",
            question="Any calls to the house?",
        )
        assert isinstance(asked, Request), asked
        return asked.ref


def as_agency(world: World, who: str = "police", at: datetime = TUESDAY):
    return acting(world.actor(who), at)


def hidden(page) -> dict[str, str]:
    """The hidden inputs of a page, as a browser would send them back."""
    import re

    text = page.content.decode()
    return dict(
        re.findall(r'<input type="hidden" name="(version|seen|page|back_to_check)" value="([^"]*)"', text)
    )


NOTHING = {
    "held": "nothing-held",
    "systems_searched": "Crime record",
    "identity_confidence": "certain",
    "strengths": "",
    "worries": "",
    "level_suggested": "",
}


def an_item(number: int = 0, **changes: str) -> dict[str, str]:
    item = {
        "kind": "fact",
        "category": "incidents",
        "happened_on-day": "",
        "happened_on-month": "3",
        "happened_on-year": "2026",
        "text": "Two calls to the house.",
        "regime": "part-3",
        "standing": "victim",
        "handling": "case-agencies",
        "family_may_know": "yes",
        **changes,
    }
    return {f"item-{number}-{name}": value for name, value in item.items()}


DISCLOSED = {**NOTHING, "held": "disclosed", **an_item()}


def post(
    browser: Client, ref: str, number: int, fields: dict[str, str], action: str = "continue", *, page=None
):
    """Open the page of a person (or take `page`) and post it."""
    page = page or browser.get(f"/requests/{ref}/answer/{number}")
    return browser.post(f"/requests/{ref}/answer/{number}", {**hidden(page), **fields, "action": action})


def answered(browser: Client, ref: str, people: int = 2, first: dict[str, str] | None = None):
    """Answer for everyone and send; returns the page after it."""
    for number in range(1, people + 1):
        done = post(browser, ref, number, (first or DISCLOSED) if number == 1 else NOTHING)
        assert done.status_code == 302, done.content.decode()
    page = browser.get(f"/requests/{ref}/check")
    return browser.post(f"/requests/{ref}/check", hidden(page), follow=True)
