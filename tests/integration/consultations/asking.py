"""A telephone call to the desk, told in a few lines."""

from contextlib import contextmanager
from datetime import datetime

from tests.world import TUESDAY, World

from mash.casework.consultations import actions, queries
from mash.casework.consultations.models import Consultation
from mash.casework.consultations.rules import Asked, AskerSaid, Given, PersonNamed
from mash.foundation.kernel import Refused, public_id
from mash.foundation.visibility import acting

ROSA = PersonNamed(
    role="subject",
    said={
        "given_name": "Rosa",
        "family_name": "Bellweather",
        "born": {"day": 14, "month": 3, "year": 2017},
        "address": {"lines": "4 Tannery Row, Ostermarch", "postcode": "ZZ1 4AB"},
    },
)
MARLOW = AskerSaid(
    name="Edith Marlow",
    role="Designated safeguarding lead",
    agency="Tannery Row primary",
    phone="01632 960111",
    email="teacher@example.org",
)
REFER = Given(text="Refer today; tell her mother unless that is not safe.", refer=True, level=3)
KEEP = Given(text="Keep a record, and ask again on Friday.", refer=False, level=2)


def a_question(**changes) -> Asked:
    fields = {
        "once": public_id(),
        "named": True,
        "source": "2A",
        "asker": MARLOW,
        "themes": ("neglect", "threshold"),
        "question": "She came hungry three days in a row. Is that a referral?",
        "danger_now": "no",
        "consent": "not-yet",
        "people": (ROSA,),
        "meanwhile": "Breakfast at school.",
        "advice": REFER,
    }
    return Asked(**{**fields, **changes})


NO_NAMES = {"named": False, "people": (), "advice": KEEP}


@contextmanager
def as_(world: World, who: str, at: datetime = TUESDAY):
    by = world.actor(who)
    with acting(by, at):
        yield {"by": by, "at": at}


def done(result):
    assert not isinstance(result, Refused), result
    return result


def asked(
    world: World, who: str = "screener", at: datetime = TUESDAY, desk: str = "county-children", **changes
):
    """A question recorded; returns its reference."""
    with as_(world, who, at) as common:
        return done(actions.record(**common, desk=world.desks[desk], asked=a_question(**changes))).ref


def fresh(ref: str) -> Consultation:
    found = queries.get(ref)
    assert found is not None
    return found
