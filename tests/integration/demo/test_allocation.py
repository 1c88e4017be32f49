"""The demo's team: some are able to do what others are not, training that ran out, a gap in the rota, somebody away."""

from datetime import timedelta

from tests.world import a_worry

from mash.casework.allocation.models import Offer
from mash.casework.intake.actions import receive
from mash.demo import allocation
from mash.foundation.kernel import Actor
from mash.foundation.visibility import acting
from mash.registers.agencies.models import Desk, Hub
from mash.registers.team import queries
from mash.registers.team.models import Competence


def test_the_countys_team(stage):
    at = stage.until - timedelta(hours=2)
    for _each in range(2):
        with acting(Actor.draft("DRAFT"), at):
            receive(by=Actor.draft("DRAFT"), at=at, arrival=a_worry())
    for _twice in range(2):
        allocation.play(stage=stage)
    at = stage.until
    with acting(stage.actors["manager.county"], at):
        hub, desk = (
            Hub.objects.get(key="county"),
            Desk.objects.select_related("hub").get(key="county-children"),
        )
        soon = queries.soon_days(at=at)
        stands = [queries.standing(one, soon, on=queries.local_day(at)) for one in Competence.objects.all()]
        assert {"held", "soon", "expired", "asked"} <= set(stands)
        assert len(queries.away(hub, at=at)) == 1
        assert {one.role for one in queries.on_duty(hub, at=at)} == {"screener", "decider", "manager"}
        said = sorted(Offer.objects.values_list("answer", flat=True))
        assert said == ["", "declined"]
        duties = queries.rota(desk, since=at, until=queries.horizon(at=at))
        gaps = queries.gaps(desk, duties, at=at)
        assert "decider" in {one.role for one in gaps}
