"""The demo's police send, both sides sign, and schools are told; played again nothing changes."""

from datetime import timedelta

from tests.integration.demo.conftest import UNTIL

from mash.casework.encompass.queries import by_day as notices_by_day
from mash.casework.encompass.queries import total
from mash.casework.notifications import queries
from mash.demo import force
from mash.demo.personas import actors
from mash.foundation.visibility import acting


def test_the_force_sends_and_schools_are_told(county):
    force.play(until=UNTIL)
    force.play(until=UNTIL)
    last = UNTIL.date()
    with acting(actors()["manager.county"], UNTIL):
        days = queries.by_day(last - timedelta(days=force.DAYS), last, UNTIL)
        states = [one.state for one in days]
        sums = [one.total for one in days]
        notices = total(notices_by_day(last - timedelta(days=force.DAYS), last, UNTIL))
    assert {"missing", "open", "force-signed", "signed", "difference"} <= set(states)
    assert sum(one.duplicates for one in sums) >= 1
    assert sum(one.corrected for one in sums) >= 1
    assert sum(one.rejected for one in sums) == 1
    assert all(one.adds_up for one in sums if one.batches)
    assert notices["read"] == 2
    assert notices["all"] > 2
