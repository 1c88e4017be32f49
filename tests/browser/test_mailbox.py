"""The mailbox at a browser, at 320 px and by keyboard: a thread with an infected file, and what was set aside."""

import json

import pytest
from tests.browser.people import Somebody
from tests.integration.agency.asking import client
from tests.mail import TRUSTED, letter

from mash.foundation.adapters.antivirus import TEST_MARKER
from mash.foundation.kernel.time import now
from mash.interfaces.worker.housekeeping import scan_quarantined
from mash.interfaces.worker.mailbox import collect_mail


@pytest.fixture
def somebody(site, open_page, check_axe):
    def sit(who, *, keyboard=False, **browser):
        page = open_page(width=320, **browser)
        cookie = client(site.world, who).cookies["session"]
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site.url}])
        return Somebody(page, check_axe, keyboard)

    return sit


def test_a_thread_with_an_infected_file_and_what_was_set_aside(site, somebody, dovecot, clamd, settings):
    settings.MASH_CLAMD = clamd
    settings.MASH_MAILBOXES = json.dumps(
        [
            {
                "key": "children", "desk": "county-children", "address": "mash@hub.example.org", "trusts": TRUSTED,
                "url": dovecot.url("browser"), "ca": str(dovecot.ca),
            }
        ]
    )  # fmt: skip
    dovecot.put(
        "browser",
        letter(
            "Her name is Rosa Bellweather.\n\nShe came to school hungry.",
            message_id="<first@school.example.org>",
            files=(("drawing.txt", b"bad " + TEST_MARKER), ("note.txt", b"What she said.")),
        ),
        letter("It happened again today.", passes=False, In_Reply_To="<first@school.example.org>"),
        letter("<script>alert(1)</script> Is anybody there?", subject="From our system", Auto_Submitted="auto-generated"),
        letter("I am away.", subject="Away", Auto_Submitted="auto-replied"),
        letter("Buy now.", subject="An offer", List_Id="<offers.example.org>"),
    )  # fmt: skip
    collect_mail(at=now())
    scan_quarantined(at=now())

    screener = somebody("screener", keyboard=True)
    screener.go("/desk/")
    screener.menu("Mailbox")
    screener.sees("To settle, the oldest first")
    screener.follow("From our system")
    screener.sees("<script>alert(1)</script> Is anybody there?")
    screener.press("Record it")
    screener.sees("Choose what you make of it")
    screener.choose("Make it a contact", group="What do you make of it?")
    screener.press("Record it")
    screener.sees("Say why")
    screener.write("Why", "The housing system writes so.")
    screener.press("Record it")
    screener.sees("Nobody is named yet.")
    screener.go("/mailbox/")
    screener.follow("An offer")
    screener.choose("It is not for us", group="What do you make of it?")
    screener.write("Why", "An advertisement.")
    screener.press("Record it")
    screener.sees("Nothing waits for you.")
    screener.go("/mailbox/not-for-us")
    screener.sees("An automatic reply")

    # The case of the thread: who sent it, what came with it, what came after it, and the people it names.
    screener.go("/desk/?queue=attention")
    screener.follow("Name not known")
    screener.sees("The sender is verified: their own server sent it.")
    screener.sees("A virus was found in files that came with it")
    screener.sees("It happened again today.")
    screener.sees("The sender is not verified: anybody may have sent it in their name.")
    screener.follow("Everything as it was sent")
    screener.sees("drawing.txt")
    screener.sees("virus found")
    screener.page.get_by_role("link", name="drawing.txt").click()
    screener.sees("A virus was found in this file. It cannot be opened.")
    screener.page.go_back()
    screener.page.go_back()
    screener.follow("Add a person")
    screener.press("Add the person")
    screener.sees("Give a name, or describe them")
    screener.write("First name", "Rosa")
    screener.write("Last name", "Bellweather")
    screener.press("Add the person")
    screener.sees("The person is added.")
    screener.sees("Rosa Bellweather")

    decider = somebody("decider")
    assert decider.page.goto(f"{site.url}/mailbox/").status == 403
