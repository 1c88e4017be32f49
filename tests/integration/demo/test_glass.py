"""The demo's lead has break-glass to review, patterns to look at, a request to answer, and old cases due, held and disposed of."""

import pytest
from tests.integration.demo.conftest import UNTIL

from mash.casework.access.models import BreakGlass, Browsing, Closeness
from mash.casework.disagreements.models import Disagreement
from mash.casework.disclosure.models import Delivery, Package
from mash.casework.roundtables.models import Meeting, View
from mash.casework.tasks.models import Todo
from mash.demo import seed
from mash.demo.personas import actors
from mash.foundation.kernel import Actor
from mash.foundation.visibility import acting
from mash.oversight.retention.models import Disposal, Due, Hold
from mash.oversight.rights.models import RightsRequest

pytestmark = pytest.mark.django_db


def test_the_lead_has_something_to_review(demo_installation, monkeypatch):
    monkeypatch.setattr(seed, "FIRST_CONTACTS", 30)
    monkeypatch.setattr(seed, "FIRST_SECONDS", 120.0)
    seeder = seed.Seeder(seed.Plan(seed="tests", until=UNTIL.isoformat(), referrals=400, canaries=False))
    seeder.set_up()
    seeder.first()
    with acting(Actor.service("glass"), UNTIL):
        found = list(BreakGlass.objects.order_by("-at"))
        assert [bool(one.verdict) for one in found] == [False, False, True]
        assert found[0].until_at > UNTIL > found[1].due_at
        assert Closeness.objects.count() == 1
        assert {one.verdict for one in Browsing.objects.filter(pattern="out-of-hours")} == {"false-alarm"}
    with acting(actors()["governance.county"], UNTIL):
        asked = RightsRequest.objects.get()
        assert asked.state == "open"
        assert asked.due_on > UNTIL.date()
        assert asked.consultations.get().state == "sent"
        assert asked.passages.exists()
    with acting(actors()["screener.county-children"], UNTIL):
        packages = {one.recipient_kind + " " + one.state for one in Package.objects.all()}
        assert packages == {"agency sent", "family checking", "agency draft"}
        assert Delivery.objects.get().acknowledged_at is not None
        disagreed = Disagreement.objects.order_by("opened_at")
        assert [(one.state, one.step > 1) for one in disagreed] == [
            ("open", True),
            ("settled", True),
            ("open", False),
        ]
    with acting(actors()["chair.county"], UNTIL):
        assert Meeting.objects.filter(circulated_at__isnull=False).exists()
        assert View.objects.filter(kind="dissent").exists()
    with acting(Actor.service("tasks"), UNTIL):
        assert [bool(one.done_at) for one in Todo.objects.order_by("at")] == [False, True, False]
    with acting(Actor.service("retention"), UNTIL):
        assert sorted(Disposal.objects.values_list("state", flat=True)) == ["done", "proposed"]
        assert Due.objects.count() == 2
        assert Hold.objects.filter(seen_at__isnull=False).count() == 1
