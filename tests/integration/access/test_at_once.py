"""Two clicks that arrive at the same moment."""

import threading

from django.db import connections
from tests.integration.cases_web.conftest import arrive

from mash.casework.access.actions import break_glass
from mash.casework.access.models import BreakGlass
from mash.casework.matters.models import Grant
from mash.foundation.kernel import Actor
from mash.foundation.kernel.time import now
from mash.foundation.outbox.models import Message
from mash.foundation.visibility import acting


def test_two_clicks_at_once_make_one_grant_and_one_alert(own_database, world):
    ref, me = arrive().matter.ref, world.actor("city-screener")
    together, made = threading.Barrier(4), []

    def click():
        together.wait(timeout=30)
        with acting(me, now()):
            made.append(
                break_glass(by=me, at=now(), reference=ref, reason_code="danger", reason="At the door.").pk
            )
        connections.close_all()

    clicks = [threading.Thread(target=click) for _ in range(4)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert len(made) == 4
    assert len(set(made)) == 1
    with acting(Actor.service("glass"), now()):
        assert BreakGlass.objects.count() == Grant.objects.count() == 1
    with acting(Actor.service("worker"), now()):
        assert Message.objects.filter(template="break_glass").count() == 1
