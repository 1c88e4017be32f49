"""Tasks at a browser: somebody gives one on a case at 320 px without JavaScript, another finds it in their list and does it."""

from datetime import timedelta

import pytest
from tests.browser.people import Somebody
from tests.integration.agency.asking import ask, client
from tests.integration.disagreements.disagreeing import as_

from mash.casework.matters.models import Matter
from mash.foundation.kernel.time import now


@pytest.fixture
def somebody(site, open_page, check_axe):
    def sit(who, **browser):
        page = open_page(width=320, **browser)
        cookie = client(site.world, who).cookies["session"]
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site.url}])
        return Somebody(page, check_axe)

    return sit


@pytest.mark.parametrize("javascript", [True, False])
def test_a_task_is_given_found_and_done(site, somebody, javascript):
    request = ask(site.world, at=now())
    with as_(site.world, "screener", now()):
        matter = Matter.objects.get(requests__ref=request).ref
    screener = somebody("screener", javascript=javascript)
    screener.go(f"/cases/{matter}/")
    screener.follow("Give a task on this case")
    screener.press("Give the task")
    screener.sees("Say what is to be done")
    screener.write("What is to be done", "Ring the school.")
    screener.page.get_by_label("Who does it").select_option(label="Decider Person (Decision maker)")
    due = (now() + timedelta(days=1)).date()
    for label, value in {"Day": due.day, "Month": due.month, "Year": due.year}.items():
        screener.page.get_by_label(label, exact=True).fill(str(value))
    screener.press("Give the task")
    screener.sees("The task is given: Decider Person.")

    decider = somebody("decider", javascript=javascript)
    decider.go("/tasks/")
    decider.follow("Ring the school.")
    decider.press("Record it as done")
    decider.sees("Say what was done")
    decider.write("What was done", "Rang: she is in school.")
    decider.press("Record it as done")
    decider.sees("It is recorded as done.")
    police = somebody("police", javascript=javascript)
    police.go("/tasks/")
    police.sees("Answer a request")
