"""The demo's directory: somebody is reached at every agency, one stands in, one number is wrong, and stale entries wait."""

from django.db.models import Q

from mash.demo import directory
from mash.foundation.visibility import acting
from mash.registers.agencies.models import Hub
from mash.registers.directory.models import Way
from mash.registers.directory.queries.entries import entries_of, tasks
from mash.registers.directory.rules import reach


def test_the_countys_directory(stage):
    for _twice in range(2):
        directory.play(stage=stage)
    with acting(stage.actors["manager.county"], stage.until):
        hub = Hub.objects.get(key="county")
        known = entries_of(hub.agencies.all(), hub=hub, at=stage.until)
        first = {key: reach(one, what="request", at=stage.until)[0] for key, one in known.items()}
        waits = tasks(Q(agency__in=hub.agencies.all()), at=stage.until, days=183)
        many = Way.objects.count()
    assert first["health"].instead_of.title == "Named nurse on duty"
    assert first["housing"].basis == "switchboard"
    assert first["fire"].basis == "switchboard"
    assert first["police"].value == "01632 960 301"
    assert [one.wrong_at is not None for one in waits] == [True, False, False]
    assert many == 15
