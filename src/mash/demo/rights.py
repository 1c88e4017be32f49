"""A request for what is held about somebody, under way in the demo, and the question to an agency that it waits for."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from mash.casework.matters.models import Subject
from mash.casework.sharing.models import Item
from mash.casework.sharing.rules import ADULT
from mash.demo import personas
from mash.demo.county.text import PLAIN, Marks, Where
from mash.demo.hidden import story_of
from mash.demo.play.post import settled
from mash.demo.play.stage import must
from mash.foundation.kernel import Actor
from mash.foundation.kernel.time import LONDON
from mash.foundation.visibility import acting
from mash.oversight.rights import actions
from mash.oversight.rights.models import Passage, RightsRequest, Sight

LEAD: Final = "governance.county"
# At whose desk somebody is looked for, and as what: an adult asks for themself, a parent for a child.
SEEN_BY: Final = (
    ("screener.county-adults", "subject"),
    ("screener.county-children", "parent"),
    ("screener.county-children", "subject"),
)
BEFORE: Final = timedelta(days=6)


def play(*, until: datetime, marks: Marks = PLAIN) -> None:
    """Play it once, six days before the county's year ends, about somebody of whom an agency has disclosed something."""
    actors = personas.actors()
    lead = actors[LEAD]
    at = until - BEFORE
    with acting(lead, until):
        if RightsRequest.objects.exists():
            return
    whom = None
    for who, role in SEEN_BY:
        with acting(actors[who], until):
            whom = whom or _whom(at, role)
    if whom is None:
        return
    with settled(at=at, send=False), acting(lead, at):
        _play(whom, lead, at, marks)


def _whom(at: datetime, role: str) -> dict[str, str] | None:
    """Somebody with a name and a date of birth, about whom an agency has disclosed something by then."""
    told = Item.objects.filter(answer__at__lt=at).values("answer__about__subject")
    found = (
        Subject.objects.filter(pk__in=told, role=role, matter__restriction="open")
        .exclude(person__isnull=True)
        .exclude(person__date_of_birth__isnull=True)
        .select_related("person")
        .order_by("-matter__opened_at", "-pk")
        .first()
    )
    if found is None or found.person is None or found.person.date_of_birth is None:
        return None
    return {
        "given_name": found.person.given_name,
        "family_name": found.person.family_name,
        "born": found.person.date_of_birth.isoformat(),
        "nhs_number": found.person.nhs_number,
    }


def _is_a_child(whom: dict[str, str], at: datetime) -> bool:
    born = date.fromisoformat(whom["born"])
    return (at.year - born.year) - ((at.month, at.day) < (born.month, born.day)) < ADULT


def _play(whom: dict[str, str], lead: Actor, at: datetime, marks: Marks) -> None:
    child = _is_a_child(whom, at)
    text = marks.at(Where(hub=lead.hub, by=LEAD))
    request = must(
        actions.receive(
            by=lead,
            at=at,
            kind="access",
            route="parent" if child else "self",
            asked_by=f"{'Lea' if child else whom['given_name']} {whom['family_name']}",
            asked_as=text("rights", "The mother") if child else "",
            reach_by=text("rights", "By post, to the address on the letter"),
            about=whom,
            scope=text(
                "rights",
                "Please send me everything that you hold about my child."
                if child
                else "Please send me everything that you hold about me, and who has looked at it.",
            ),
            received_on=at.astimezone(LONDON).date() - timedelta(days=2),
            authority=text("rights", "The birth certificate names her.") if child else "",
        )
    )
    must(
        actions.accept(
            by=lead,
            at=at,
            request=request,
            how="document",
            authority=text("rights", "Passport and a bill, seen."),
        )
    )
    people = must(actions.find_people(by=lead, at=at, request=request))
    if not people:
        return
    must(actions.name_person(by=lead, at=at, request=request, person=people[0].public_id))
    must(actions.search(by=lead, at=at, request=request))
    for sight in Sight.objects.filter(request=request).exclude(grant=None).select_related("grant"):
        story = story_of(sight.grant.matter_id) if sight.grant else ""
        marks.hears(story, given=LEAD, until=sight.until_at.isoformat())
        marks.hears(story, answers=lead.hub)
    items = list(Passage.objects.filter(request=request, kind="item").order_by("pk"))
    if items:
        must(actions.consult(by=lead, at=at, request=request, agency=items[0].agency, passages=items))
