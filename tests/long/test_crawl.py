"""Twenty thousand requests as everybody, over everything: no mark meets whom it is not for."""

import logging

import pytest
from tests.crawler import Crawl
from tests.integration.proving.conftest import AT, county

from mash.demo import personas

__all__ = ["county"]
pytestmark = pytest.mark.long
REQUESTS = 20_000


def test_nobody_meets_what_is_not_for_them(county, capsys, caplog):
    caplog.set_level(logging.CRITICAL)
    crawl = Crawl.of(county.rows, [one.key for one in personas.personas()], at=AT)
    crawl.run(REQUESTS, {one.key: one.token for one in personas.personas() if one.token})
    with capsys.disabled():
        print(crawl.summary())  # noqa: T201 - the figure that the run is for
    assert crawl.leaks == []
    assert crawl.errors == []
    assert crawl.asked > 10_000
