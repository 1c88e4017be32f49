"""Packages in the demo: one sent, read and acknowledged; one for a family that waits for a second person; one being made."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import cycle
from typing import Final

from mash.casework.disclosure import actions
from mash.casework.disclosure.actions.send import How
from mash.casework.disclosure.models import Package
from mash.casework.disclosure.offers import current_items, offers
from mash.casework.disclosure.queries import get_package
from mash.casework.matters.models import Matter
from mash.demo import personas
from mash.demo.county.text import PLAIN, Marks, Text, Where
from mash.demo.hidden import story_of
from mash.demo.play.post import settled
from mash.demo.play.stage import must
from mash.foundation.documents.redaction import paragraphs
from mash.foundation.kernel import Actor
from mash.foundation.visibility import acting, become
from mash.registers.agencies.models import Agency

MAKER: Final = "screener.county-children"
SENDER: Final = "decider.county-children"
RECEIVER: Final = "researcher.county-council-childrens"
RECIPIENT: Final = "county-council-childrens"
_PAGE: Final = How(frozenset({"page"}))


def play(*, until: datetime, marks: Marks = PLAIN) -> None:
    """Play what is not there yet, before the county's year ends; the cases are the newest of which agencies told something."""
    maker = personas.actors()[MAKER]
    with acting(maker, until):
        if Package.objects.exists():
            return
        told = [one.ref for one in _told(until)]
    # A young county has few such cases: then one has several packages.
    for ref, made in zip(cycle(told), (_sent, _for_family, _being_made), strict=False):
        at = until - timedelta(hours=3)
        with settled(at=at, send=True), acting(maker, at):
            matter = Matter.objects.select_related("hub", "desk").get(ref=ref)
            made(matter, maker, at, marks)


def _told(until: datetime) -> list[Matter]:
    """Cases with open items that a family may know of too, the newest first."""
    found = (
        Matter.objects.filter(
            case__desk__key="county-children", case__closed_at__isnull=True, opened_at__lt=until
        )
        .exclude(restriction="restricted")
        .order_by("-opened_at", "pk")
    )
    return [
        one
        for one in found[:200]
        if any(
            item.handling == "case-agencies"
            and item.family_may_know == "yes"
            and item.answer.at < until - timedelta(hours=3)
            for item in current_items(one)
        )
    ][:3]


def _make(
    matter: Matter, by: Actor, at: datetime, *, agency: Agency | None, recipient: str, message: str
) -> Package:
    package = must(
        actions.make(
            by=by,
            at=at,
            matter=matter,
            agency=agency,
            recipient=recipient,
            purpose="help-child",
            message=message,
            terms=["no-onward"],
        )
    )
    keys = [
        one.key
        for one in offers(matter, at=at)
        if one.kind == "contact"
        or (
            one.handling == "case-agencies"
            and one.family_may_know == "yes"
            and one.category != "intelligence"
        )
    ]
    package = must(actions.choose(by=by, at=at, package=package, version=package.version, keys=keys))
    return must(
        actions.redact(by=by, at=at, package=package, version=package.version, withheld=_to_withhold(package))
    )


def _to_withhold(package: Package) -> dict[tuple[int, int], str]:
    """The last paragraph of what was reported, where there is more than one of anything."""
    found = list(package.passages.order_by("place", "pk"))
    first = found[0]
    last = len(paragraphs(first.text)) - 1
    return {(first.pk, last): "source"} if last or len(found) > 1 else {}


def _written(marks: Marks, matter: Matter) -> Text:
    return marks.at(Where(story=story_of(matter.pk), hub=matter.hub.key))


def _sent(matter: Matter, by: Actor, at: datetime, marks: Marks) -> None:
    actors, story = personas.actors(), story_of(matter.pk)
    package = _make(
        matter,
        by,
        at,
        agency=Agency.objects.get(key=RECIPIENT),
        recipient=Agency.objects.get(key=RECIPIENT).name,
        message=_written(marks, matter)(
            "sent", "For your assessment. We have withheld what would show who told us."
        ),
    )
    sender, later = actors[SENDER], at + timedelta(minutes=20)
    become(sender, later)
    package = get_package(package.ref)
    done = actions.send(by=sender, at=later, package=package, version=package.version, how=_PAGE)
    if not isinstance(done, Package):
        return  # a county that was set up with other agreements than these
    marks.hears(story, received=RECIPIENT)
    receiver, read = actors[RECEIVER], at + timedelta(hours=1)
    become(receiver, read)
    must(actions.open_page(by=receiver, at=read, ref=package.ref))
    must(actions.acknowledge(by=receiver, at=read + timedelta(minutes=5), ref=package.ref))


def _for_family(matter: Matter, by: Actor, at: datetime, marks: Marks) -> None:
    package = _make(
        matter,
        by,
        at,
        agency=None,
        recipient="The mother",
        message=_written(marks, matter)(
            "hub", "This is what we have put together so far. Your worker will go through it with you."
        ),
    )
    must(actions.submit(by=by, at=at + timedelta(minutes=10), package=package, version=package.version))


def _being_made(matter: Matter, by: Actor, at: datetime, marks: Marks) -> None:
    del marks  # nothing is written in it yet
    agency = Agency.objects.get(key=RECIPIENT)
    _make(matter, by, at, agency=agency, recipient=agency.name, message="")
