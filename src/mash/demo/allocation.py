"""The team in the demo: who can do what and whose training has run out, the rota with a gap, who is away, and offers declined."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random
from typing import Final

from mash.casework.allocation import actions, queries
from mash.casework.allocation.models import Offer
from mash.casework.cases.models import Case
from mash.demo.play import Stage
from mash.demo.play.post import settled
from mash.demo.play.stage import must
from mash.foundation.kernel import seeded
from mash.foundation.kernel.time import LONDON
from mash.foundation.visibility import acting
from mash.registers.agencies.models import Desk, Hub
from mash.registers.team import actions as team
from mash.registers.team.models import Competence
from mash.registers.team.queries import local_day
from mash.registers.team.rules import Told

MANAGER: Final = "manager.county"
SCREENER: Final = "screener.county-children"
DECIDER: Final = "decider.county-children"
DESK: Final = "county-children"
WRITTEN: Final = timedelta(days=250)
# Whose, which, the evidence, from whom, and for how many days from now on; negative is expired.
HELD: Final = (
    (SCREENER, "children", "Hub induction, passed", "The council’s training team", 400),
    (SCREENER, "welsh", "Speaks Welsh at home and at work", "Assessed by the translation unit", None),
    (SCREENER, "domestic-abuse", "Risk assessment course, three days", "Domestic abuse service", -20),
    (DECIDER, "children", "Advanced practitioner, eight years", "Practice lead", None),
    (DECIDER, "exploitation", "Two years on the exploitation team", "Its team manager", 45),
    (DECIDER, "unborn", "Pre-birth assessment course", "Maternity safeguarding", 200),
    ("practitioner.county", "children", "Field social worker, five years", "Locality manager", None),
    ("practitioner.county", "missing", "Return interviews, course passed", "Missing people coordinator", 300),
    ("screener.county-adults", "adults", "Hub induction, passed", "The council’s training team", 300),
    ("screener.county-adults", "sign-language", "Level 6 in British Sign Language", "Its awarding body", None),
    ("decider.county-adults", "self-neglect", "Multi-agency panel, two years", "Its chair", 500),
)  # fmt: skip
ASKED: Final = (
    SCREENER,
    "exploitation",
    "County lines course, passed last week",
    "Police training unit",
    720,
)


def play(*, stage: Stage) -> None:
    """Play what is not there yet."""
    with acting(stage.actors[MANAGER], stage.until):
        if Competence.objects.exists():
            return
    with seeded(Random(f"{stage.seed}:allocation")):
        _able(stage)
        _rota(stage)
        _away(stage)
        _offers(stage)


def _told(row: tuple[str, str, str, str, int | None], stage: Stage, at: datetime) -> Told:
    _who, code, evidence, source, days = row
    last = local_day(stage.until) + timedelta(days=days) if days is not None else None
    return Told(code, evidence, source, local_day(at), last)


def _able(stage: Stage) -> None:
    manager, at = stage.actors[MANAGER], stage.until - WRITTEN
    with settled(at=at, send=False), acting(manager, at):
        hub = Hub.objects.get(key="county")
        for row in HELD:
            said = _told(row, stage, at)
            must(team.record(by=manager, at=at, hub=hub, user=stage.users[row[0]], said=said))
    at = stage.until - timedelta(days=2)
    who = ASKED[0]
    with settled(at=at, send=False), acting(stage.actors[who], at):
        said = _told(ASKED, stage, at)
        must(team.ask(by=stage.actors[who], at=at, hub=hub, user=stage.users[who], said=said))


def _rota(stage: Stage) -> None:
    """Every day of three weeks around today, but for one afternoon that nobody took."""
    manager, at = stage.actors[MANAGER], stage.until - timedelta(days=14)
    today = local_day(stage.until)
    with settled(at=at, send=False), acting(manager, at):
        desk = Desk.objects.select_related("hub").get(key=DESK)
        for number in range(-7, 15):
            day = today + timedelta(days=number)
            for role, who in (("screener", SCREENER), ("decider", DECIDER), ("manager", MANAGER)):
                short = number == 3 and role == "decider"
                must(
                    team.do_duty(
                        by=manager,
                        at=at,
                        desk=desk,
                        user=stage.users[who],
                        role=role,
                        from_at=datetime.combine(day, time(8), LONDON),
                        until_at=datetime.combine(day, time(13 if short else 18), LONDON),
                    )
                )


def _away(stage: Stage) -> None:
    today = local_day(stage.until)
    at = stage.until - timedelta(days=5)
    for who, cover, first, last in (
        ("practitioner.county", SCREENER, 0, 3),
        ("decider.county-adults", DECIDER, 6, 12),
    ):
        by = stage.actors[who]
        with settled(at=at, send=False), acting(by, at):
            must(
                team.be_away(
                    by=by,
                    at=at,
                    hub=Hub.objects.get(key="county"),
                    user=stage.users[who],
                    cover=stage.users[cover],
                    from_day=today + timedelta(days=first),
                    until_day=today + timedelta(days=last),
                )
            )


def _offers(stage: Stage) -> None:
    """One case declined with a reason, one that waits for an answer now."""
    manager, at = stage.actors[MANAGER], stage.until - timedelta(minutes=5)
    with settled(at=at, send=False), acting(manager, at):
        free = list(
            Case.objects.filter(desk__key=DESK, closed_at=None, worker=None, state__in=queries.AT_WORK)
            .select_related("matter__hub", "matter__desk", "desk")
            .order_by("-urgency", "pk")[:2]
        )
        made = []
        for case, who in zip(free, (DECIDER, SCREENER), strict=False):
            made.append(must(actions.offer(by=manager, at=at, case=case, user=stage.users[who])))
    if not made:
        return
    at = stage.until - timedelta(minutes=2)
    with settled(at=at, send=False), acting(stage.actors[DECIDER], at):
        first = Offer.objects.select_related("matter").get(pk=made[0].pk)
        must(actions.answer(by=stage.actors[DECIDER], at=at, offer=first, takes=False, reason="too-much"))
