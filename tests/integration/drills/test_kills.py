"""A few kills, in every run; the long drill is tests/long/test_kills.py."""

import random

from tests.integration.drills.killing import drill

KILLS = 3
NO_CLOCK = 150
"""Seconds: how fast it is back is for the long drill to say, beside which nothing runs."""


def test_no_acknowledged_referral_is_lost_or_doubled_by_a_kill(running):
    drill(running, kills=KILLS, seed=random.randrange(10**6), within=NO_CLOCK)
