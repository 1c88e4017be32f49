from datetime import datetime

import pytest

from mash.demo.county.calendar import LONDON
from mash.demo.county.year import year

UNTIL = datetime(2026, 11, 20, 16, 0, tzinfo=LONDON)


@pytest.fixture(scope="session")
def until():
    return UNTIL


@pytest.fixture(scope="session")
def a_year():
    return year("seven", until=UNTIL, referrals=1200)


@pytest.fixture(scope="session")
def worries(a_year):
    return list(a_year)


@pytest.fixture(scope="session")
def referred(worries):
    """The contacts that the published figures count."""
    return [worry for worry in worries if worry.desk == "children" and worry.kind == "referral"]
