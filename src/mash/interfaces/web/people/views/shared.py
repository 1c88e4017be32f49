"""What the pages of this room share: finding the person, and the one entry in the ledger."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mash.foundation.kernel import Actor, Ref
from mash.foundation.ledger import append
from mash.foundation.ledger.events import Event
from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.rules import may
from mash.registers.people import events
from mash.registers.people.models import Address, Person, Statement

SEARCH = "people:person:search"
JOIN = "people:person:join"
SPLIT = "people:person:split"
REVIEW = "people:pair:review"


def person_or_404(ref: str) -> Person:
    """The person as the asker may know them. Raises Http404."""
    found = Person.objects.filter(public_id=ref).first()
    if found is None:
        raise Http404
    return found


def statement_or_404(ref: str) -> Statement:
    found = Statement.objects.filter(public_id=ref).select_related("person", "other").first()
    if found is None:
        raise Http404
    return found


def addresses_of(people: Iterable[Person]) -> list[Address]:
    """Where they live and lived, what is current first."""
    found = Address.objects.filter(person__in=list(people))
    unique = {(one.lines, one.postcode, one.until_on): one for one in found.order_by("pk")}
    return sorted(unique.values(), key=lambda one: (one.until_on is not None, -(one.pk or 0)))


def homes_of(people: Iterable[Person]) -> dict[int, list[Address]]:
    """Where each of these lives now, by number; one query."""
    found: dict[int, list[Address]] = {one.pk: [] for one in people}
    for home in Address.objects.filter(person__in=found, until_on__isnull=True).order_by("-pk"):
        found[home.person_id].append(home)
    return found


def shown(
    request: HttpRequest, *about: Iterable[Ref], event: Event = events.VIEWED, **payload: object
) -> None:
    """The response's one entry in the ledger, naming everyone on it."""
    refs = list(dict.fromkeys(ref for some in about for ref in some))
    append(event, by=request.actor, at=request.at, about=refs, payload=payload)


def refs(people: Iterable[Person | None]) -> list[Ref]:
    return [Ref("person", one.public_id) for one in people if one is not None]


# Words, the route, and the permission that shows it.
_WORK = (
    (_("Pairs to review"), "people:review", REVIEW),
    (_("Splits that wait for a second person"), "people:waiting", SEARCH),
    (_("Models that records are compared by"), "people:models", "people:model:approve"),
)


def links_for(actor: Actor) -> list[tuple[str, str]]:
    """Where the actor goes on from the search: words and address."""
    return [(str(text), reverse(name)) for text, name, permission in _WORK if may(actor, permission)]
