"""The county's own standard in the demo: what ended, what holds, what is being compared; and decisions that deviate."""

import pytest
from tests.integration.demo.test_play import seen_by

from mash.casework.cases.models import Decision, Deviation
from mash.demo import standards
from mash.demo.play import play
from mash.registers.standards.models import PracticeStandard

pytestmark = pytest.mark.django_db


def test_there_is_a_past_version_one_in_force_and_a_draft_and_decisions_say_why_they_deviate(stage, worries):
    for _ in range(2):
        standards.play(stage=stage)
    with seen_by(stage, "manager.county"):
        first, second, draft = PracticeStandard.objects.filter(hub="county").order_by("version")
        assert (first.state, second.state, draft.state) == ("in_force", "in_force", "draft")
        assert first.valid_to == second.valid_from < stage.until.date()
        assert second.valid_to is None
        assert {one.verdict for one in second.approvals.all()} == {"approved"}
        assert first.timescales.get(step="decide", rating="green").amount == 3
        assert second.timescales.get(step="decide", rating="green").amount == 5
    chosen = [
        one for one in worries if one.kind == "referral" and one.state == "closed" and one.hub == "county"
    ]
    for worry in chosen[:8]:
        play(worry, stage)
    with seen_by(stage, "manager.county"):
        found = list(Deviation.objects.all())
        assert found
        assert all(one.reason.strip() and one.role for one in found)
        assert len(found) < 3 * Decision.objects.count()
