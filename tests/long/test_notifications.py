"""5,000 notifications with all that is planted in them, by file and by API, cut off and doubled; every one is accounted for."""

import pytest
from tests.integration.notifications import flood
from tests.integration.notifications.conftest import force
from tests.integration.notifications.test_api import System, sends
from tests.races import at_once

from mash.foundation.kernel.time import now
from mash.interfaces.worker.notifications import take_waiting

pytestmark = pytest.mark.long
__all__ = ["force"]


def test_five_thousand_by_file_killed_ten_times_add_up(world, own_database, force, tmp_path):
    flood.by_file(force, tmp_path, own_database.app_dsn, many=5_000, kills=10, seed=5)


def test_five_thousand_by_api_each_call_twice_at_once_add_up(world, own_database, force):
    system = System(force)
    flood.by_api(force, sends(system), at_once, lambda: take_waiting(at=now()), many=5_000, size=250, seed=6)
