"""An open case of the screener's, and a contact that comes in on it, told in a few lines."""

from contextlib import contextmanager
from datetime import datetime, timedelta

from tests.integration.agency.asking import a_case
from tests.world import TUESDAY, World, a_worry

from mash.casework.cases.models import Case
from mash.casework.cases.queries.picture import get_case
from mash.casework.intake.actions import receive
from mash.casework.intake.models import Contact
from mash.casework.matters.actions import identify_subject
from mash.casework.updates import actions, queries
from mash.casework.updates.models import Update
from mash.foundation.kernel import Actor, Refused
from mash.foundation.visibility import acting
from mash.registers.people.models import Person

LATER = TUESDAY + timedelta(hours=1)
WHY = "The same bruise, told by the nurse."


@contextmanager
def as_(world: World, who: str, at: datetime = LATER):
    by = world.actor(who)
    with acting(by, at):
        yield {"by": by, "at": at}


def done(result):
    assert not isinstance(result, Refused), result
    return result


def comes(at: datetime = LATER, **changes: object) -> str:
    """Another contact about Rosa and Tomas; returns its matter's reference."""
    with acting(Actor.draft("DRAFT"), at):
        return receive(by=Actor.draft("DRAFT"), at=at, arrival=a_worry(**changes)).matter.ref


def known(world: World, ref: str, at: datetime = LATER) -> None:
    """A screener says that its people are those of the case before."""
    with as_(world, "screener", at) as common:
        for subject in get_case(ref).matter.subjects.select_related("record", "matter"):
            born = subject.record.said["born"]["year"]
            person = Person.objects.filter(date_of_birth__year=born).first()
            done(identify_subject(**common, subject=subject, person=person, reason="Same number"))


def two(world: World, **changes: object) -> tuple[str, str]:
    """The open case and the contact's own, by their references; nobody has said that they belong together."""
    return a_case(world=world), comes(**changes)


def recognised(
    world: World, own: str, to: str, *, who: str = "screener", risk: str = "amber", at: datetime = LATER
):
    with as_(world, who, at) as common:
        return actions.recognise(
            **common,
            case=get_case(own),
            contact=Contact.objects.get(matter__ref=own),
            to=get_case(to),
            risk=risk,
            reason=WHY,
        )


def fresh(ref: str) -> Update:
    found = queries.get(ref)
    assert found is not None
    return found


def case(ref: str) -> Case:
    return get_case(ref)
