"""The room of opening hours: what a change would move, then the change; wrong answers; two managers at once."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from tests.integration.cases_web import steps
from tests.integration.cases_web.conftest import BACKEND, Room, arrive
from tests.integration.cases_web.steps import text

from mash.foundation.kernel.time import LONDON, now
from mash.foundation.visibility import acting
from mash.registers.clocks.models import Closure, OpeningHours, Recount

pytestmark = pytest.mark.django_db


class Calendars:
    def __init__(self, world, who):
        self.world, self.who = world, who
        self.client = Client()
        self.client.force_login(world.users[who], backend=BACKEND)

    def get(self, page=""):
        return self.client.get(f"/calendars/{page}")

    def seen(self, page="day"):
        return re.search(r'name="seen"[^>]*value="(\w+)"', self.get(page).content.decode())[1]

    def day(self, on, what="closed", do="save", **said):
        filled = {"day-day": on.day, "day-month": on.month, "day-year": on.year}
        return self.client.post(
            "/calendars/day",
            {"seen": self.seen(), "what": what, "reason": "Training", "do": do, **filled, **said},
        )


@pytest.fixture
def manager(world):
    return Calendars(world, "manager")


def today():
    return now().astimezone(LONDON).date()


def next_weekday():
    day = today() + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


def rows(world, model, who="manager"):
    with acting(world.actor(who), now()):
        return list(model.objects.order_by("pk"))


def test_it_shows_what_a_day_moves_and_then_records_it_once(world, manager):
    room = Room(world, arrive())
    steps.identify(room)
    steps.rate(room)
    looked = text(manager.day(next_weekday(), do="look"))
    assert "Nothing is recorded yet." in looked
    assert "time limit" in looked
    assert not rows(world, Closure)
    for _click in range(2):
        manager.day(next_weekday())
    (closed,) = rows(world, Closure)
    assert (closed.day, closed.kind, closed.reason) == (next_weekday(), "closed", "Training")
    page = text(manager.get())
    assert "Training" in page
    assert "being counted" in page
    again = text(manager.day(next_weekday(), do="look"))
    assert "That is so already." in again
    assert manager.day(next_weekday(), what="usual").status_code == 302
    assert len(rows(world, Recount)) == 2


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({"what": "open"}, "Enter from when"),
        ({"what": "closed-part", "opens": "5pm", "closes": "9am"}, "Enter a time after the first"),
        ({"what": "closed", "reason": ""}, "Say why"),
        ({"what": "usual"}, "has its usual hours already"),
        ({"what": ""}, "Choose what is different"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(world, manager, said, answer):
    assert answer in text(manager.day(next_weekday(), **said))
    assert not rows(world, Closure)


def test_a_day_out_of_reach_is_refused(manager):
    assert "within the last year or the next two" in text(manager.day(today() + timedelta(days=2000)))


def test_the_hours_of_the_week_are_set_from_a_day_and_a_stale_page_is_told(world, manager):
    first = today() + timedelta(days=30)
    said = {"from_day-day": first.day, "from_day-month": first.month, "from_day-year": first.year}
    said |= {f"day_{number}": "8am to 12:30, 13:30-18:00" for number in range(5)}
    wrong = manager.client.post(
        "/calendars/week", {**said, "seen": manager.seen("week"), "day_2": "whenever"}
    )
    assert "Enter hours like 9am to 5pm" in text(wrong)
    shut = {**said, **{f"day_{number}": "" for number in range(7)}}
    assert "at least one day" in text(
        manager.client.post("/calendars/week", {**shut, "seen": manager.seen("week")})
    )
    seen = manager.seen("week")
    manager.day(next_weekday())
    stale = manager.client.post("/calendars/week", {**said, "seen": seen, "do": "save"})
    assert "Somebody changed the hours" in text(stale)
    assert "8am to 12:30" in stale.content.decode(), "what was typed stands"
    fresh = re.search(r'name="seen"[^>]*value="(\w+)"', stale.content.decode())[1]
    assert manager.client.post("/calendars/week", {**said, "seen": fresh, "do": "save"}).status_code == 302
    planned = [
        one for one in rows(world, OpeningHours) if one.valid_from == first and one.withdrawn_at is None
    ]
    assert {(str(one.opens), str(one.closes)) for one in planned} == {
        ("08:00:00", "12:30:00"),
        ("13:30:00", "18:00:00"),
    }
    page = text(manager.get())
    assert "08:00 to 12:30, 13:30 to 18:00" in page


def test_others_read_and_do_not_set(world):
    screener = Calendars(world, "screener")
    assert "09:00 to 17:00" in text(screener.get())
    assert screener.get("day").status_code == 403
    assert Calendars(world, "health").get().status_code == 403
