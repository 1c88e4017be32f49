"""A few kills, in every run; the long drill is tests/long/test_kills.py."""

import random

from tests.integration.drills.killing import drill

KILLS = 3


def test_no_acknowledged_referral_is_lost_or_doubled_by_a_kill(running):
    drill(running, kills=KILLS, seed=random.randrange(10**6))
