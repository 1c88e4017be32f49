"""Police notifications at a browser: a day is reconciled, a rejected row is put right and tried again."""

import pytest
from tests.browser.people import Somebody
from tests.integration.agency.asking import client
from tests.integration.notifications.conftest import Force, notification, write_csv

from mash.foundation.kernel.time import now
from mash.interfaces.worker.notifications import take_waiting


@pytest.fixture
def somebody(site, open_page, check_axe):
    def sit(who, *, keyboard=False):
        page = open_page(width=320)
        cookie = client(site.world, who).cookies["session"]
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site.url}])
        return Somebody(page, check_axe, keyboard)

    return sit


def test_a_day_is_reconciled_and_a_rejected_row_put_right(site, somebody, tmp_path):
    force = Force(site.world)
    force.at = now()
    rows = [notification(1), notification(1), notification(2, **{"PPN reference": ""})]
    force.take(write_csv(tmp_path / "monday.csv", rows))

    who = somebody("screener", keyboard=True)
    who.go("/notifications/")
    who.follow("Police notifications, ", within=who.page.locator("main"))
    who.sees("monday.csv")
    who.sees("The force’s reference is missing")
    who.follow("Row 4")
    who.heading("Row 4")
    who.write("PPN reference", "PPN-000002")
    who.press("Try again")
    who.sees("Waits")
    who.sees("Put right since")
    assert take_waiting(at=now()) == 1
    who.go(who.page.url)
    who.sees("The case that it became")

    police = somebody("police")
    police.go("/notifications/")
    police.follow("Police notifications, ", within=police.page.locator("main"))
    police.sees("monday.csv")
