"""Calls to a desk, taken and written down through their actions."""

from contextlib import contextmanager

from tests.world import TUESDAY, World, a_worry

from mash.casework.calls import actions, queries
from mash.casework.calls.models import Call
from mash.casework.calls.rules import Heard
from mash.casework.intake.actions import receive
from mash.casework.matters.actions import identify_subject
from mash.casework.matters.models import Subject
from mash.foundation.kernel import Actor, Refused, public_id
from mash.foundation.visibility import acting

ROSA = {
    "role": "subject",
    "said": {
        "given_name": "Rosa",
        "family_name": "Bellweather",
        "born": {"day": 14, "month": 3, "year": 2017},
    },
}
CALLER = {
    "klass": "professional", "source": "2A", "name": "Edith Marlow", "agency": "Tannery Row primary",
    "phone": "01632 960001", "email": "teacher@example.org", "safe": "yes",
}  # fmt: skip


def heard(notes: str = "She came hungry three days in a row.", **changes) -> Heard:
    fields = {
        "notes": notes,
        "typed": {"name": "Edith Marlow"},
        "caller": CALLER,
        "people": [ROSA],
        "danger_now": "no",
        "children": "yes",
    }
    return Heard(**{**fields, **changes})


@contextmanager
def as_(world: World, who: str, at=TUESDAY):
    by = world.actor(who)
    with acting(by, at):
        yield {"by": by, "at": at}


def done(result):
    assert not isinstance(result, Refused), result
    return result


def taken(
    world: World, who: str = "screener", at=TUESDAY, desk: str = "county-children", says: Heard | None = None
) -> str:
    """A call, with what was typed in it; returns its reference."""
    with as_(world, who, at) as common:
        call = done(actions.take(**common, desk=world.desks[desk], once=public_id()))
        if says is not None:
            done(actions.save(**common, call=call, heard=says, version=call.version))
    return call.ref


def fresh(ref: str) -> Call:
    found = queries.get(ref)
    assert found is not None
    return found


def a_known_child(world: World, at, *, person=None):
    """An open case of Rosa Bellweather, whom the index knows from then on; returns her subject in it."""
    with acting(Actor.draft("DRAFT"), at):
        made = receive(by=Actor.draft("DRAFT"), at=at, arrival=a_worry())
    with as_(world, "screener", at) as common:
        subject = Subject.objects.select_related("matter").get(matter=made.matter, role="subject")
        done(identify_subject(**common, subject=subject, person=person, reason="By name and birth."))
        return Subject.objects.select_related("matter", "person").get(pk=subject.pk)
