"""A request that is answered with something under seal, told in a few lines."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.integration.agency.asking import ask
from tests.world import TUESDAY, World

from mash.casework.sharing.actions import answer
from mash.casework.sharing.models import Request
from mash.casework.sharing.rules import AnswerSaid, ItemSaid
from mash.foundation.kernel import Refused
from mash.foundation.visibility import acting

LATER = TUESDAY + timedelta(minutes=30)
SECRET = "A relative has told officers where the tools are kept."
OPEN = "Two calls to the house in March."
WHY = "The relative would be in danger."


def item(text: str = OPEN, handling: str = "case-agencies", **changes: str) -> ItemSaid:
    said = {
        "kind": "fact",
        "text": text,
        "happened_on": "2026-03",
        "handling": handling,
        "family_may_know": "no",
        "regime": "part-3",
        "standing": "victim",
        "sealed_reason": WHY if handling == "sealed" else "",
    }
    return ItemSaid(**{**said, **changes})


def sealed_item(**changes: str) -> ItemSaid:
    return item(SECRET, "sealed", **{"kind": "intelligence", **changes})


def says(subject: int, *items: ItemSaid, held: str = "disclosed", **changes: object) -> AnswerSaid:
    return AnswerSaid(
        **{"subject": subject, "held": held, "systems_searched": "Crime record", "items": items, **changes}
    )


def supply(world: World, ref: str, *items: ItemSaid, held: str = "disclosed", at: datetime = LATER):
    """Police answer for everyone asked about: these items of the first, nothing held of the others."""
    by = world.actor("police")
    with acting(by, at):
        request = Request.objects.get(ref=ref)
        first, *others = request.subjects.all()
        said = (says(first.pk, *items, held=held), *(says(one.pk, held="nothing-held") for one in others))
        return answer(by=by, at=at, request=request, answers=said)


def asked_and_answered(world: World, *items: ItemSaid, held: str = "disclosed") -> str:
    """A new case, and what police answer; returns the request's reference."""
    ref = ask(world)
    done = supply(world, ref, *items, held=held)
    assert not isinstance(done, Refused), done
    return ref


def matter_of(world: World, ref: str) -> str:
    with acting(world.actor("screener"), LATER):
        return Request.objects.select_related("matter").get(ref=ref).matter.ref
