"""A switch's records come in once, are corrected, and are their hub's figures."""

from datetime import timedelta

from tests.integration.agency.asking import client
from tests.integration.cases_web.steps import text

from mash.casework.calls import actions
from mash.casework.calls.models import Ring
from mash.foundation.adapters.telephony import CallRecord
from mash.foundation.kernel import Actor
from mash.foundation.kernel.time import now
from mash.foundation.visibility import acting

SERVICE = Actor.service("calls")


def test_records_come_in_once_and_show_how_calls_are_answered(world):
    at = now()
    day = (at - timedelta(days=2)).replace(hour=12, minute=0, second=0, microsecond=0)

    def one(number, wait, queue="front", *, gave_up=False):
        ended = day + timedelta(seconds=wait + (0 if gave_up else 200))
        return CallRecord(number, queue, day, None if gave_up else day + timedelta(seconds=wait), ended)

    def take_in(*records):
        desks = {"front": world.desks["county-children"]}
        with acting(SERVICE, at):
            return dict(actions.take_in(by=SERVICE, at=at, source="S", records=records, desks=desks))

    records = [one("1", 20), one("2", 100), one("3", 90, gave_up=True), one("4", 5, queue="elsewhere")]
    assert take_in(*records) == {"new": 3, "changed": 0, "same": 0, "left": 1}
    assert take_in(*records) == {"new": 0, "changed": 0, "same": 3, "left": 1}
    assert take_in(one("2", 40)) == {"new": 0, "changed": 1, "same": 0, "left": 0}
    browser = client(world, "screener")
    page = text(browser.get("/calls/door"))
    for words in ("County children", "0:30", "0:40"):
        assert words in page, words
    assert ",3,2,1,0:30,0:40" in browser.get("/calls/door.csv").content.decode()
    with acting(world.actor("city-screener"), at):
        assert Ring.objects.count() == 0
    assert "0:30" not in text(client(world, "city-screener").get("/calls/door"))
