"""Updates and notices at a browser, at 320 px without JavaScript: suggested, accepted, read; an enquiry begun elsewhere."""

import pytest
from tests.browser.people import Somebody
from tests.integration.agency.asking import a_case, client
from tests.integration.updates.updating import as_, comes, known

from mash.casework.updates.models import Update
from mash.foundation.kernel.time import now


@pytest.fixture
def somebody(site, open_page, check_axe):
    def sit(who, *, keyboard=False, **browser):
        page = open_page(width=320, **browser)
        cookie = client(site.world, who).cookies["session"]
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site.url}])
        return Somebody(page, check_axe, keyboard)

    return sit


def test_a_contact_is_an_update_of_an_open_case_and_is_read(site, somebody):
    to = a_case(at=now(), world=site.world)
    own = comes(now())
    known(site.world, own, now())
    screener = somebody("screener", javascript=False)
    screener.go("/updates/?queue=suggested")
    screener.follow(own)
    somebody("screener").go(screener.page.url)  # with scripts, for axe
    screener.press("This is an update")
    screener.sees("Choose the case")
    screener.sees("Say why it is an update")
    screener.page.get_by_label(f"{to}:").check()
    screener.choose("Red")
    screener.write("Why it is an update", "The nurse tells of the same bruise.")
    screener.press("This is an update")
    screener.sees(f"It is an update of case {to}.")
    screener.go(f"/cases/{own}/")
    screener.sees(f"this contact is an update of case {to}")
    with as_(site.world, "screener", now()):
        ref = Update.objects.get().ref

    manager = somebody("manager", keyboard=True)
    manager.go("/updates/")
    manager.follow(ref)
    manager.write("What you will do", "I ask the nurse for her notes.")
    manager.press("I have read it")
    manager.sees("It is recorded that you have read it.")
    manager.sees("I ask the nurse for her notes.")
    screener.go(f"/updates/{ref}")
    screener.page.locator("summary", has_text="It is no update").click()
    screener.press("Make it a new concern")
    screener.sees("Say why it is a new concern")
    screener.write("Why it is a new concern", "Another Rosa.")
    screener.press("Make it a new concern")
    screener.sees("It is a new concern, with its clocks as from when it came.")


def test_an_enquiry_begun_elsewhere_is_taken_in_and_acknowledged(somebody):
    screener = somebody("screener", javascript=False)
    screener.go("/updates/notices/")
    screener.follow("Take a notice in")
    screener.sees("An enquiry under section 47 was begun elsewhere")
    screener.press("Record the notice")
    screener.sees("Choose which team began it")
    screener.write("First name", "Rosa")
    screener.write("Last name", "Bellweather")
    screener.choose("No")
    screener.page.get_by_label("Which team began it?").select_option("locality")
    screener.write("Authority or team that tells it", "Vale locality team")
    screener.write("The social worker", "Noor Abbott")
    screener.write("Their telephone number", "01632 960555")
    began = screener.page.get_by_role("group", name="When was it begun?")
    for part, value in {"Day": "1", "Month": "6", "Year": "2026"}.items():
        began.get_by_label(part).fill(value)
    screener.write("Why it was begun", "A fracture that nobody can explain.")
    screener.press("Record the notice")
    screener.sees("The notice is recorded, with a case of its own.")
    screener.write("Whom you told that it came, and how", "Rang her back.")
    screener.press("Record that they know")
    screener.sees("It is acknowledged.")
    somebody("screener").go(screener.page.url)
    screener.follow("Open the case")
    screener.sees("Speak to them before another is begun")
    screener.follow("Record a notice from another area or team")
    screener.follow("A child is placed here by another authority")
    screener.press("Record the notice")
    screener.sees("Choose whom it is about")
