"""Kill -9 of the web processes, the worker and PostgreSQL at any moment: no acknowledged referral is lost."""

import random

import pytest
from tests.integration.drills.killing import drill

pytestmark = pytest.mark.long
KILLS = 24


def test_twenty_four_kills_lose_no_acknowledged_referral_and_double_none(running):
    drill(running, kills=KILLS, seed=random.randrange(10**6))
