"""From the ledger's views to a lead's verdict: who opened what that was no part of their work."""

import pytest
from tests.integration.agency.asking import client
from tests.integration.cases_web.conftest import arrive
from tests.integration.cases_web.steps import text
from tests.world import SETUP

from mash.casework.access import patterns
from mash.casework.access.actions import browsing, look_for_patterns, settle
from mash.casework.access.models import Browsing
from mash.casework.access.patterns import MANY, SURNAME, Threshold
from mash.foundation.kernel import Actor
from mash.foundation.kernel.time import now
from mash.foundation.visibility import acting
from mash.registers.accounts.models import User

WORKER = Actor.service("worker")


@pytest.fixture(autouse=True)
def _few(monkeypatch):
    few = [Threshold(MANY, days=7, floor=3, times=2), Threshold(SURNAME, days=30, floor=1)]
    monkeypatch.setattr(browsing, "thresholds", lambda *, at: few)


def looks():
    with acting(WORKER, now()):
        return look_for_patterns(by=WORKER, at=now())


def test_the_shipped_thresholds_are_data(world, monkeypatch):
    monkeypatch.undo()
    with acting(WORKER, now()):
        found = browsing.thresholds(at=now())
    assert {one.pattern for one in found} == set(patterns.PATTERNS)
    assert all(one.floor >= 1 and one.days >= 1 for one in found)


def test_many_cases_that_are_no_work_are_raised_once_and_settled(world):
    refs = [arrive().matter.ref for _ in range(4)]
    nosy, busy = client(world, "screener"), client(world, "decider")
    for ref in refs:
        assert nosy.get(f"/cases/{ref}/").status_code == 200
        assert busy.get(f"/cases/{ref}/").status_code == 200
        assert busy.post(f"/cases/{ref}/claim").status_code == 302
    nosy.post(f"/cases/{refs[0]}/notes", {"kind": "note", "text": "Rang back."})
    (found,) = looks()
    assert (found.pattern, found.user_id) == (MANY, world.users["screener"].pk)
    assert found.matters == sorted(refs[1:])
    assert looks() == []
    lead = client(world, "governance")
    listed = text(lead.get("/governance/browsing"))
    assert "Opened 3 cases in 7 days in which they had no part" in listed
    page = text(lead.get(f"/governance/browsing/{found.ref}"))
    assert refs[1] in page
    for name in ("Bellweather", "Rosa", "Tannery"):
        assert name not in listed + page
    done = lead.post(
        f"/governance/browsing/{found.ref}", {"verdict": "false-alarm", "reason": "Training day."}
    )
    assert done.status_code == 302
    with acting(world.actor("governance"), now()):
        assert Browsing.objects.get().verdict == "false-alarm"
    from mash.casework.access.queries import browsing_counted

    with acting(world.actor("governance"), now()):
        assert browsing_counted() == {MANY: {"raised": 1, "genuine": 0, "false_alarms": 1}}
    assert looks() == []
    assert client(world, "city-lead").get(f"/governance/browsing/{found.ref}").status_code == 404
    with acting(world.actor("screener"), now()):
        assert not Browsing.objects.exists()
        again = settle(by=world.actor("screener"), at=now(), browsing=found, verdict="genuine", reason="-")
        assert again.code == "accounts:role:lacks"


def test_ones_own_last_name_is_raised_without_saying_whose(world, ref):
    with acting(SETUP, now()):
        User.objects.filter(pk=world.users["decider"].pk).update(name="Ada bellweather")
    client(world, "decider").get(f"/cases/{ref}/")
    client(world, "screener").get(f"/cases/{ref}/")
    (found,) = looks()
    assert (found.pattern, found.user_id, found.matters) == (SURNAME, world.users["decider"].pk, [ref])
    assert "ellweather" not in str(found.figures)


def test_nobody_but_the_service_asks_what_was_opened(world, ref):
    from django.db import connection

    client(world, "decider").get(f"/cases/{ref}/")
    with acting(world.actor("governance"), now()), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM mash.what_was_opened('-infinity', 'infinity')")
        assert cursor.fetchall() == []
