"""What leads, agencies and custodians do with a request, told in a few lines."""

from contextlib import contextmanager
from datetime import timedelta

from mash.foundation.kernel import Refused
from mash.foundation.kernel.time import now
from mash.foundation.visibility import acting
from mash.oversight.rights import actions
from mash.oversight.rights.actions.common import today
from mash.oversight.rights.models import Custody, RightsRequest
from mash.registers.people.models import Person

ROSA = {"given_name": "Rosa", "family_name": "Bellweather", "born": "2017-03-14"}


@contextmanager
def as_(world, who, at=None):
    by, at = world.actor(who), at or now()
    with acting(by, at):
        yield {"by": by, "at": at}


def done(result):
    assert not isinstance(result, Refused), result
    return result


def received(world, who="governance", **changes):
    with as_(world, who) as common:
        return done(
            actions.receive(
                **common,
                **{
                    "kind": "access",
                    "route": "self",
                    "asked_by": "Rosa Bellweather",
                    "reach_by": "By post to the address given",
                    "about": ROSA,
                    "scope": "Everything about me.",
                    "received_on": today(common["at"]) - timedelta(days=3),
                    **changes,
                },
            )
        )


def person_of(world):
    """The public id of the child whom the worry is about."""
    with as_(world, "screener"):
        return Person.objects.get(given_name="Rosa", family_name="Bellweather").public_id


def opened(world, who="governance", **changes):
    """Recorded, accepted, and said whom it is about."""
    request = received(world, who, **changes)
    person = person_of(world)
    with as_(world, who) as common:
        done(actions.accept(**common, request=request, how="known"))
        done(actions.name_person(**common, request=request, person=person))
    return request


def searched(world, who="governance", **changes):
    request = opened(world, who, **changes)
    with as_(world, who) as common:
        return done(actions.search(**common, request=request))


def custodian_looks(world, request, outcome="nothing", who="decider", **said):
    with as_(world, who) as common:
        for custody in Custody.objects.filter(rights_ref=request.ref):
            done(actions.look(**common, custody=custody, outcome=outcome, **said))


def fresh(world, request, who="governance"):
    with as_(world, who):
        return RightsRequest.objects.get(pk=request.pk)
