"""A telephone call by keyboard alone, with the browser killed in the middle of it; and one without JavaScript at 320 px."""

import os
import signal

import pytest
from tests.browser.conftest import QUIET
from tests.browser.people import Somebody
from tests.integration.agency.asking import client
from tests.integration.calls.calling import a_known_child, as_

from mash.casework.calls.models import Call
from mash.casework.intake.models import Contact
from mash.foundation.kernel.time import now


@pytest.fixture
def somebody(site, open_page, check_axe):
    def sit(who, *, keyboard=False, width=320, **browser):
        page = open_page(width=width, **browser)
        cookie = client(site.world, who).cookies["session"]
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site.url}])
        return Somebody(page, check_axe, keyboard)

    return sit


@pytest.fixture
def doomed(chromium, chromium_path, site, check_axe):
    """Somebody at a browser of their own, and what kills its process: nothing is asked, and nothing is said any more."""
    args = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    browser = chromium.browser_type.launch(executable_path=chromium_path, args=args)
    running = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    number = next(one["id"] for one in running if one["type"] == "browser")

    def sit(who):
        context = browser.new_context(
            base_url=site.url, viewport={"width": 1280, "height": 800}, locale="en-GB"
        )
        # Its own browser is new: the first page takes its time on a busy machine.
        context.set_default_timeout(30_000)
        cookie = client(site.world, who).cookies["session"]
        context.add_cookies([{"name": "session", "value": cookie.value, "url": site.url}])
        return Somebody(context.new_page(), check_axe, keyboard=True)

    yield sit, lambda: os.kill(number, signal.SIGKILL)
    if browser.is_connected():
        browser.close()


def test_from_ring_to_contact_by_keyboard_with_the_browser_killed(site, somebody, doomed):
    known = a_known_child(site.world, now())
    sit, kill = doomed
    officer = sit("screener")
    officer.go("/calls/")
    officer.press("Take a call")
    officer.sees("Not asked yet")
    officer.write("Number to call back", "01632 960001")
    officer.write("Notes", "She came hungry three days in a row, and ")
    officer.sees("Saved at")
    officer.write("Who may be meant?", "rosa bellweather")
    # Their history and their open case stand there before the call ends.
    officer.sees(known.matter.ref)
    officer.choose("No", group="Is anybody in danger now?")
    officer.page.get_by_role("navigation", name="Not asked yet").get_by_text(
        "Is anybody in danger now?"
    ).wait_for(state="detached")
    officer.write("Where are they now?", "At school")
    for _half_second in range(30):
        with as_(site.world, "screener", now()):
            if Call.objects.get().place == "At school":
                break
        officer.page.wait_for_timeout(500)
    # Nobody presses anything, nothing is asked before it goes, and all that was of the browser goes with it.
    kill()

    officer = somebody("screener", keyboard=True, width=1280)
    officer.go("/calls/")
    with as_(site.world, "screener", now()):
        ref = Call.objects.get().ref
    officer.follow(ref)
    page = officer.page
    assert page.get_by_label("Notes", exact=True).input_value() == "She came hungry three days in a row, and "
    assert page.get_by_label("Where are they now?").input_value() == "At school"
    assert page.get_by_label("Number to call back").input_value() == "01632 960001"
    officer.reach(page.get_by_label("Notes", exact=True))
    page.keyboard.press("Control+End")
    page.keyboard.type("cold.")
    officer.choose("Yes", group="Are children present?")
    officer.choose("Yes", group="Is it safe to call back?")
    officer.write("Their name", "Edith Marlow")
    officer.write("First name", "Rosa")
    officer.write("Last name", "Bellweather")
    officer.press("Read back and end")
    officer.heading("Read this to the caller")
    officer.sees("She came hungry three days in a row, and cold.")
    officer.press("End the call")
    officer.sees("Choose what becomes of the call")
    officer.choose("A contact, from everything above")
    officer.choose("I asked them to confirm in writing, and gave them the reference")
    officer.press("End the call")
    officer.sees("A contact was made of it")
    officer.sees("Confirmed in writing")
    with as_(site.world, "screener", now()):
        made = Contact.objects.get(channel="telephone")
        assert made.worry.startswith("She came hungry three days in a row, and cold.")
        assert made.referrer.name == "Edith Marlow"


def test_without_javascript_at_320_pixels(site, somebody):
    officer = somebody("screener", javascript=False)
    officer.go("/calls/")
    officer.press("Take a call")
    officer.write("Notes", "There is shouting. He has")
    officer.press("Save")
    officer.sees("Saved.")
    officer.write("Number to call back", "01632 960002")
    officer.choose("Yes", group="Is anybody in danger now?")
    officer.write("Who may be meant?", "Quillfeather")
    officer.press("Search")
    officer.sees("Nobody like this is known.")
    officer.sees("Somebody is in danger now.")
    assert officer.page.get_by_label("Notes", exact=True).input_value() == "There is shouting. He has"
    officer.press("Make it a contact now, and go on")
    officer.sees("What you note from here stays with it.")
    officer.press("The line dropped")
    officer.sees("Call back by")
    officer.press("Not reached")
    officer.press("I have them again")
    officer.press("Read back and end")
    officer.press("End the call")
    officer.sees("A contact was made of it")
    wide = officer.page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    assert not wide
    with as_(site.world, "screener", now()):
        assert Contact.objects.filter(channel="telephone").latest("pk").danger_now == "yes"
