"""What is sealed or hidden and can be opened by nobody is not overlooked: those who can clear somebody hear of it."""

from datetime import timedelta

import pytest
from tests.integration.agency.asking import ask
from tests.integration.casework.sealing import item, matter_of, sealed_item, supply
from tests.integration.casework.test_closing import ASKED, WORKER, hidden_case, ready

from mash.casework.cases.actions import close, end_closings, may_be_known
from mash.casework.cases.models import Closing
from mash.casework.cases.queries.picture import get_case
from mash.casework.matters.actions import grant, restrict
from mash.casework.sharing.models import SealedItem
from mash.foundation.kernel import Refused
from mash.foundation.outbox.models import Message
from mash.foundation.visibility import acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(world):
    world.clear("decider")
    return world


def restricted(world, matter):
    by = world.actor("manager")
    with acting(by, ASKED):
        assert restrict(by=by, at=ASKED, matter=get_case(matter).matter, restriction="restricted")


def messages(template):
    with acting(WORKER, ASKED):
        return [
            (one.to.partition("@")[0], one.reference)
            for one in Message.objects.filter(template=template).order_by("to")
        ]


NEEDED = [("governance", ""), ("manager", "")]


def test_what_is_sealed_in_a_restricted_case_is_taken_and_whoever_can_clear_hears_of_it(world):
    ref = ask(world)
    matter = matter_of(world, ref)
    restricted(world, matter)

    done = supply(world, ref, item(), sealed_item())

    assert not isinstance(done, Refused), (
        "an agency does not learn from a refusal that the case is restricted"
    )
    assert messages("look_again") == [], "who is cleared and not named on the case hears nothing of it"
    assert messages("nobody_cleared") == NEEDED
    with acting(world.actor("decider"), ASKED):
        assert not SealedItem.objects.exists()

    by = world.actor("manager")
    with acting(by, ASKED):
        user = world.users["decider"]
        assert grant(by=by, at=ASKED, matter=get_case(matter).matter, user=user, reason="Named")
    with acting(world.actor("decider"), ASKED):
        assert SealedItem.objects.exists()
    supply(world, ref, item(), sealed_item(category="Another thing"))
    assert messages("look_again") == [("decider", ref)]
    assert messages("nobody_cleared") == NEEDED


def test_a_match_that_nobody_can_look_at_is_told_once_when_the_time_to_look_has_passed(world):
    _hidden, record = hidden_case(world)
    matter = ready(world)
    restricted(world, matter)
    with acting(WORKER, ASKED):
        may_be_known(by=WORKER, at=ASKED, contact="C1", matter=matter, records=[record])
    by = world.actor("manager")
    with acting(by, ASKED):
        asked = close(by=by, at=ASKED, case=get_case(matter))
    assert isinstance(asked, Closing), asked
    before = asked.due_at - timedelta(minutes=1)
    for at, expected in ((before, []), (asked.due_at, NEEDED), (asked.due_at + timedelta(days=5), NEEDED)):
        with acting(WORKER, at):
            assert end_closings(at=at) == 0
        assert messages("nobody_cleared") == expected, at
