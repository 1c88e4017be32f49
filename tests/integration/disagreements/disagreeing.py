"""A disagreement between the hub and the police about a request, told in a few lines."""

from contextlib import contextmanager
from datetime import datetime

from tests.integration.agency.asking import ask
from tests.world import TUESDAY, World

from mash.casework.disagreements import actions, queries
from mash.casework.disagreements.models import Disagreement
from mash.casework.disagreements.rules import Said
from mash.casework.sharing.queries import get_request
from mash.foundation.kernel import Refused
from mash.foundation.visibility import acting

LATE = Said(kind="missing-answer", what="Nothing has come in two days.", instead="An answer by tonight.")
CLOSED = Said(kind="decision", what="It was closed too low.", instead="A strategy discussion.", urgent=True)


@contextmanager
def as_(world: World, who: str, at: datetime = TUESDAY):
    by = world.actor(who)
    with acting(by, at):
        yield {"by": by, "at": at}


def done(result):
    assert not isinstance(result, Refused), result
    return result


def disagreed(
    world: World, who: str = "screener", at: datetime = TUESDAY, said: Said = LATE, request: str = ""
) -> str:
    """A disagreement about a request to the police; returns its reference."""
    request = request or ask(world, at=at)
    with as_(world, who, at) as common:
        return done(actions.open_about_request(**common, request=get_request(request), said=said)).ref


def fresh(ref: str) -> Disagreement:
    found = queries.get(ref)
    assert found is not None
    return found
