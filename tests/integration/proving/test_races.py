"""One round of each race of sharing; the long run has two hundred."""

from tests.races import RACES
from tests.world import build


def test_one_round_of_each_race(own_database):
    world = build()
    for who in ("decider", "screener"):
        world.clear(who)
    for number, race in enumerate(RACES):
        race.run(world, number)
