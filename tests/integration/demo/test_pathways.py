"""The demo's pathways: decided people are on theirs, some of them to the end."""

import pytest
from tests.integration.demo.conftest import UNTIL

from mash.casework.pathways.models import Pathway, Step
from mash.demo import pathways
from mash.demo.county.year import year
from mash.demo.play import play
from mash.demo.play.post import settled
from mash.foundation.visibility import acting

pytestmark = pytest.mark.django_db
MANY = 16
MEANS_ONE = {"strategy-s47", "assessment"}


def test_decided_people_are_on_their_pathways(stage):
    told = year("tests", until=UNTIL, referrals=1500)
    decided = [
        one
        for one in told
        if (one.desk_key, one.state) == ("county-children", "decided")
        and MEANS_ONE & {each.outcome for each in one.decisions}
    ]
    for worry in decided[:MANY]:
        with settled(at=worry.received_at, send=False):
            play(worry, stage)
    for _twice in range(2):
        pathways.play(stage=stage)
    with acting(stage.actors["manager.county"], stage.until):
        kinds = list(Pathway.objects.values_list("kind", flat=True))
        assert {"s17", "s47"} <= set(kinds)
        assert Pathway.objects.filter(ended_at__isnull=False).exclude(outcome="").exists()
        # No two went the same way from the same place while another was left.
        assert Step.objects.values("pathway__kind", "verb", "source").distinct().count() > 2 * len(set(kinds))
