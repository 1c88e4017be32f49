"""Who is on duty: two managers at once, what was typed, and what a switch knows already."""

from datetime import timedelta

from tests.integration.agency.asking import client
from tests.integration.calls.calling import as_, done
from tests.integration.cases_web.steps import text

from mash.casework.calls import actions as calls
from mash.foundation.adapters.telephony import CallRecord
from mash.foundation.kernel import Actor, Refused
from mash.foundation.kernel.time import LONDON, now
from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting
from mash.oversight.demand import rules
from mash.oversight.demand.actions import Clash, save_sheet
from mash.oversight.demand.models import Hour
from mash.oversight.demand.queries.sheet import figures_of
from mash.oversight.demand.rules import Figures


def test_two_at_once_write_different_hours_and_not_the_same(world):
    at = now()
    day = at.astimezone(LONDON).date() + timedelta(days=2)
    desk = world.desks["county-children"]
    with as_(world, "manager", at) as common:
        assert done(
            save_sheet(**common, desk=desk, day=day, hours={9: Figures(4), 10: Figures(5)}, seen={})
        ) == [9, 10]
        seen = figures_of(desk.pk, day)
        assert done(save_sheet(**common, desk=desk, day=day, hours={**seen, 9: Figures(6)}, seen=seen)) == [9]
        # The second had the page open all the while.
        other = {**seen, 9: Figures(2), 10: Figures(7)}
        clash = save_sheet(**common, desk=desk, day=day, hours=other, seen=seen)
        assert isinstance(clash, Clash)
        assert clash.held == {9: Figures(6)}
        assert figures_of(desk.pk, day) == {9: Figures(6), 10: Figures(5)}
        assert done(save_sheet(**common, desk=desk, day=day, hours={**seen, 10: Figures(7)}, seen=seen)) == [
            10
        ]
        for hours in ({9: Figures(6, 4, 5)}, {9: Figures(6, 4, 4)}, {24: Figures(1)}):
            assert isinstance(
                save_sheet(**common, desk=desk, day=day, hours=hours, seen={9: Figures(6)}), Refused
            ), hours
        far = day + timedelta(days=40)
        assert (
            save_sheet(**common, desk=desk, day=far, hours={9: Figures(1)}, seen={}).code
            == "demand:sheet:too-far"
        )
        abroad = save_sheet(
            **common, desk=world.desks["city-children"], day=day, hours={9: Figures(1)}, seen={}
        )
        assert abroad.code == "demand:sheet:other-hub"
    for who, many in {"screener": 2, "city-screener": 0, "governance": 0, "police": 0}.items():
        with as_(world, who, at) as common:
            assert Hour.objects.count() == many, who
            assert isinstance(
                save_sheet(**common, desk=desk, day=day, hours={9: Figures(1)}, seen={}), Refused
            ), who
    with as_(world, "governance", at):
        said = [
            one.payload["hours"] for one in Entry.objects.filter(event="demand:sheet:saved").order_by("pk")
        ]
    assert said == [["9:4::", "10:5::"], ["9:6::"], ["10:7::"]]


def test_the_page_keeps_what_was_typed_and_fills_in_last_week(world):
    at = now()
    today = at.astimezone(LONDON).date()
    desk = world.desks["county-children"]
    browser = client(world, "manager")
    address = f"/demand/day?desk=county-children&day={today - timedelta(days=1)}"
    # Whatever day it is when it is sent, it is of the day that it shows.
    page = browser.get("/demand/day?desk=county-children").content.decode()
    assert f'action="/demand/day?desk=county-children&amp;day={today}"' in page
    blank = {f"{part}_{n}": "" for part in ("staff", "offered", "answered") for n in range(24)}
    blank |= {f"seen_{n}": "::" for n in range(24)}
    typed = {**blank, "staff_9": "four", "offered_9": "3", "answered_9": "5", "staff_10": "7", "do": "save"}
    page = browser.post(address, typed)
    assert page.status_code == 200
    body = page.content.decode()
    assert "Enter a whole number, like 4" in body
    assert 'value="four"' in body
    page = browser.post(address, {**typed, "staff_9": "4"}).content.decode()
    assert "No more calls can be answered than were offered." in page
    answer = browser.post(address, {**typed, "staff_9": "4", "answered_9": "2"})
    assert answer.status_code == 302
    assert "It is saved." in text(browser.get(answer.url))
    # Sent from a page that was opened before: theirs is said, mine is kept, and the next press saves it.
    stale = {**blank, "staff_9": "1", "staff_10": "7", "do": "save"}
    page = browser.post(address, stale).content.decode()
    assert "Somebody else wrote meanwhile: on duty 4, offered 3, answered 2." in page
    assert 'value="4:3:2"' in page
    assert browser.post(address, {**stale, "seen_9": "4:3:2", "seen_10": "7::"}).status_code == 302
    with as_(world, "manager", at):
        assert figures_of(desk.pk, today - timedelta(days=1)) == {9: Figures(1), 10: Figures(7)}

    ahead = f"/demand/day?desk=county-children&day={today + timedelta(days=6)}"
    page = browser.get(ahead).content.decode()
    assert "Fill in the same day last week" in page
    assert 'name="offered_9"' not in page
    filled = browser.post(ahead, {**blank, "staff_11": "3", "do": "copy"}).content.decode()
    for words in (
        'name="staff_9" type="text" inputmode="numeric" value="1"',
        'value="7"',
        "Nothing is saved yet",
    ):
        assert words in filled, words
    assert 'name="staff_11" type="text" inputmode="numeric" value="3"' in filled
    with as_(world, "manager", at):
        assert figures_of(desk.pk, today + timedelta(days=6)) == {}
    for day, status in {
        "x": 404,
        str(today + timedelta(days=36)): 404,
        str(today - timedelta(days=32)): 404,
    }.items():
        assert browser.get(f"/demand/day?day={day}").status_code == status, day
    assert client(world, "screener").get("/demand/day").status_code == 403


def test_where_a_switch_tells_nobody_enters_calls(world):
    at = now()
    day = at.astimezone(LONDON).date() - timedelta(days=3)
    since, _until = rules.bounds(day)
    ring = CallRecord("1", "front", since + timedelta(hours=9), None, since + timedelta(hours=9, minutes=2))
    service, desk = Actor.service("calls"), world.desks["county-children"]
    with as_(world, "manager", at) as common:
        # Before any switch told of the day.
        done(save_sheet(**common, desk=desk, day=day, hours={9: Figures(None, 4, 3)}, seen={}))
    with acting(service, at):
        calls.take_in(by=service, at=at, source="S", records=[ring], desks={"front": desk})
    browser = client(world, "manager")
    for quiet in (day, day + timedelta(days=1), day + timedelta(days=2)):
        page = browser.get(f"/demand/day?desk=county-children&day={quiet}").content.decode()
        assert 'name="offered_9"' not in page, quiet
    assert (
        'name="offered_9"'
        in browser.get(f"/demand/day?desk=county-children&day={day - timedelta(days=1)}").content.decode()
    )
    page = browser.get(f"/demand/day?desk=county-children&day={day}").content.decode()
    assert "Calls are known from the telephone switch" in page
    assert 'name="offered_9"' not in page
    # What was entered stays beside what the switch tells.
    typed = {f"staff_{n}": "" for n in range(24)} | {f"seen_{n}": "::" for n in range(24)}
    typed |= {"staff_9": "2", "seen_9": ":4:3", "do": "save"}
    assert browser.post(f"/demand/day?desk=county-children&day={day}", typed).status_code == 302
    with as_(world, "manager", at) as common:
        assert figures_of(desk.pk, day) == {9: Figures(2, 4, 3)}
        said = save_sheet(
            **common, desk=desk, day=day, hours={9: Figures(1, 2, 1)}, seen={9: Figures(2, 4, 3)}
        )
        assert said.code == "demand:sheet:wrong"
