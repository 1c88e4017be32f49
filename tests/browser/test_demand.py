"""Demand at a browser, at 320 px: one press marks a contact, one is sent elsewhere, a manager writes the day by keyboard."""

from datetime import timedelta

import pytest
from tests.browser.people import Somebody
from tests.integration.agency.asking import client
from tests.integration.calls.calling import as_
from tests.integration.cases_web.conftest import arrive

from mash.foundation.kernel.time import LONDON, now
from mash.oversight.demand.models import Mark, Misdirected
from mash.oversight.demand.queries.sheet import figures_of
from mash.oversight.demand.rules import Figures


@pytest.fixture
def somebody(site, open_page, check_axe):
    def sit(who, *, keyboard=False, **browser):
        page = open_page(width=320, **browser)
        cookie = client(site.world, who).cookies["session"]
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site.url}])
        return Somebody(page, check_axe, keyboard)

    return sit


def test_marked_with_one_press_and_sent_elsewhere(site, somebody):
    contact = arrive()
    for _more in range(4):  # as many as a letter to their sender takes
        arrive()
    screener = somebody("screener", javascript=False)
    address = f"/cases/{contact.matter.ref}/contacts"
    screener.go(address)
    screener.press(f"Told again, with nothing new contact {contact.ref}")
    screener.sees("It is recorded: a better answer earlier would have spared this")
    screener.press(f"Take back Told again, with nothing new, contact {contact.ref}")
    screener.sees("It is taken back.")
    screener.press(f"Something was missing or unclear in what we sent or asked contact {contact.ref}")
    with as_(site.world, "screener", now()):
        assert [one.kind for one in Mark.objects.filter(ended_at__isnull=True)] == ["unclear"]

    by_keys = somebody("screener", keyboard=True)
    by_keys.go(address)
    by_keys.follow("Record what it is")
    by_keys.choose("Misdirected")
    by_keys.write("Why", "Days missed at school and no more.")
    by_keys.press("Record it")
    by_keys.sees("Pass it on yourself and say who took it")
    by_keys.choose("Education or school attendance")
    by_keys.choose("The sender is told to send it there")
    by_keys.press("Record it")
    by_keys.sees("the sender is not only told to try elsewhere")
    by_keys.choose("We have passed it on, and somebody took it")
    by_keys.write("Who took it", "Ada Fenn, attendance team")
    by_keys.write("What the sender is told", "The attendance team has it.")
    by_keys.press("Record it")
    by_keys.sees("The case goes on to its decision as every other.")
    by_keys.sees("It belongs elsewhere: Education or school attendance.")
    with as_(site.world, "screener", now()):
        assert Misdirected.objects.get().taken_by == "Ada Fenn, attendance team"

    by_keys.menu("Demand")
    by_keys.heading("Today")
    by_keys.follow("What could have been spared")
    by_keys.follow("1", within=by_keys.page.get_by_role("table", name="For what reason"))
    by_keys.sees(contact.ref)
    by_keys.go("/demand/avoidable")
    by_keys.follow("What to ask of them")
    by_keys.heading("What we would ask of you")
    by_keys.sees("None of this asks you to hold back a worry.")


def test_a_manager_writes_who_is_on_duty(site, somebody):
    today = now().astimezone(LONDON).date()
    manager = somebody("manager", keyboard=True)
    manager.go(f"/demand/?day={today + timedelta(days=1)}&desk=county-children")
    manager.sees("Nobody has written who is on duty on this day.")
    manager.follow("Write who is on duty")
    manager.write("People on duty from 09:00", "four")
    manager.press("Save")
    manager.sees("Enter a whole number, like 4, or leave it empty.")
    field = manager.page.get_by_label("People on duty from 09:00")
    assert field.input_value() == "four"
    field.fill("4")
    manager.press("Save")
    manager.sees("It is saved.")
    manager.go(f"/demand/day?day={today + timedelta(days=8)}&desk=county-children")
    manager.press("Fill in the same day last week")
    manager.sees("Nothing is saved yet.")
    assert manager.page.get_by_label("People on duty from 09:00").input_value() == "4"
    with as_(site.world, "manager", now()):
        desk = site.world.desks["county-children"]
        assert figures_of(desk.pk, today + timedelta(days=1)) == {9: Figures(4)}
        assert figures_of(desk.pk, today + timedelta(days=8)) == {}
    manager.go("/demand/channels?desk=county-children")
    manager.follow("91 days")
    manager.heading("By channel, the last 91 days")
