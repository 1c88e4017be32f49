"""A school is told of domestic abuse at a child's home and reads it, at a browser."""

import pytest
from tests.browser.people import Somebody
from tests.integration.agency.asking import client
from tests.integration.encompass.schools import SCHOOL, agree, flagged, open_schools
from tests.integration.notifications.conftest import Force

from mash.foundation.kernel.time import now


@pytest.fixture
def somebody(site, open_page, check_axe):
    def sit(who, *, keyboard=False, **browser):
        page = open_page(width=320, **browser)
        cookie = client(site.world, who).cookies["session"]
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site.url}])
        return Somebody(page, check_axe, keyboard)

    return sit


def test_a_school_is_told_and_reads_it(site, somebody, tmp_path):
    open_schools(site.world)
    force = Force(site.world)
    force.at = now()
    force.take(flagged(tmp_path / "night.csv", (1, SCHOOL, {}), (3, "", {})))

    desk = somebody("screener", keyboard=True)
    desk.go("/encompass/")
    desk.follow("Bryn Family1")
    desk.sees("The school cannot be told by a notice.")
    agree(site.world)
    desk.go(desk.page.url)
    desk.press("Tell the school")
    desk.sees("Confirm it, or do not send it")
    desk.choose("They may be tired, or not have eaten")
    desk.choose("I have checked: nobody at the school")
    desk.press("Tell the school")
    desk.sees("Not yet")

    school = somebody("keyadult", javascript=False)
    school.go("/encompass/received/")
    school.sees("Not read yet")
    school.follow(school.page.locator("td a").first.inner_text())
    school.heading("There was domestic abuse at this child’s home")
    somebody("keyadult").go(school.page.url)  # with scripts, for axe
    school.sees("They may be tired, or not have eaten")

    desk.go(desk.page.url)
    desk.sees("Read by the school")
    desk.choose("Spoke to the key adult", group="What did the call to the school come to?")
    desk.press("Record the call")
    desk.press("Withdraw it")
    desk.sees("Withdrawn")
    assert school.page.reload().status == 404
    desk.follow("The case")
    desk.follow("Tell a child’s school of domestic abuse at home")
    desk.follow("Bryn Family1")
    desk.go("/encompass/counts/")
    desk.sees("All days together")
