"""A hand-over at a browser, at 320 px: the hub offers, the agency refuses by keyboard, another accepts; the rest is said."""

import pytest
from tests.browser.people import Somebody
from tests.integration.agency.asking import a_case, client
from tests.integration.cases_web.steps import TEXTS
from tests.integration.standards.test_deviations import REASONS, decided

from mash.casework.cases.models import Decision
from mash.casework.cases.queries.picture import Picture
from mash.foundation.kernel.time import now


@pytest.fixture
def somebody(site, open_page, check_axe):
    def sit(who, *, keyboard=False, **browser):
        page = open_page(width=320, **browser)
        cookie = client(site.world, who).cookies["session"]
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site.url}])
        return Somebody(page, check_axe, keyboard)

    return sit


def test_a_decided_child_is_offered_refused_and_offered_again(site, somebody, monkeypatch):
    present = Picture.present
    monkeypatch.setattr(
        Picture,
        "present",
        lambda self, *args, **more: present(self, *args, **more) | {"agencies-answered": 2},
    )
    ref = a_case(now(), "amber", site.world)
    assert isinstance(decided(site.world, ref, at=now(), deviations=REASONS, considered=TEXTS), Decision)

    hub = somebody("decider", javascript=False)
    hub.go(f"/cases/{ref}/")
    hub.follow("Hand over")
    hub.press("Offer")
    hub.sees("Choose whom you hand over")
    hub.sees("Choose who receives this person")
    hub.page.get_by_role("radio").first.check()
    hub.page.get_by_label("To whom?").select_option(label="Ostermarch Community Health")
    hub.write("What the team is asked to do, and why", "Visit, and see how she eats.")
    hub.press("Offer")
    hub.sees("Until it is accepted the hub stays responsible.")

    nurse = somebody("health", keyboard=True)
    nurse.go("/handovers/")
    nurse.page.get_by_role("main").get_by_role("link").first.click()
    nurse.sees("Visit, and see how she eats.")
    nurse.press("We have read it")
    nurse.sees("Accept or refuse it in time.")
    nurse.reach(nurse.page.locator("summary", has_text="It is refused"))
    nurse.page.keyboard.press("Enter")
    nurse.press("Refuse")
    nurse.sees("Choose why it is refused")
    nurse.choose("The person is not in our area")
    nurse.write("Why, so that the hub can act on it", "She is registered in the city.")
    nurse.press("Refuse")
    nurse.sees("The refusal is recorded.")

    hub.go(f"/cases/{ref}/")
    hub.follow("Hand over")
    hub.page.get_by_role("main").get_by_role("listitem").get_by_role("link").first.click()
    hub.sees("She is registered in the city.")
    hub.follow("Offer this person to another team")
    hub.page.get_by_label("To whom?").select_option(label="Ostermarch schools")
    hub.press("Offer")
    hub.sees("Offered.")
    link = hub.page.url

    screener = somebody("screener")
    screener.go(f"/cases/{ref}/")
    screener.follow("Hand over")
    screener.go(link.removeprefix(site.url))
    screener.page.locator("summary", has_text="It is accepted").click()
    screener.write("The worker who has it from now on", "Ms Brook, pastoral lead")
    screener.write("How that worker is reached", "01632 960 777")
    screener.write("Who told you, and how", "The head, by telephone")
    screener.press("Record the acceptance")
    screener.sees("Ms Brook, pastoral lead")
