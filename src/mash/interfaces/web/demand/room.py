"""What the pages of the room share: the desk, the day and the time that are looked at, and the ways between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from mash.foundation.kernel.time import LONDON
from mash.interfaces.web.desk.lists import chosen_desk, desks_of, query
from mash.interfaces.web.request import HttpRequest
from mash.oversight.demand import rules
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Desk

VIEW: Final = "demand:board:view"
WRITE: Final = "demand:sheet:write"
PERIODS: Final = (28, 91, 365)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the asker is in the room: the desk, and the others of the hub with where they lead."""

    desk: Desk
    desks: list[dict[str, object]]


@dataclass(frozen=True, slots=True)
class Period:
    """So many days up to now: `since` is the midnight in London at which the first of them begins."""

    days: int
    since: datetime
    until: datetime


def place(request: HttpRequest, **said: str) -> Place:
    """The desk that the address names; `said` is kept in the links to the others."""
    desks = desks_of(request.actor)
    desk = chosen_desk(request, desks)
    links = [{"text": one.name, "href": query(desk=one.key, **said), "current": one == desk} for one in desks]
    return Place(desk, links if len(desks) > 1 else [])


def today(request: HttpRequest) -> date:
    return request.at.astimezone(LONDON).date()


def day_of(request: HttpRequest) -> date:
    """The day that the address names, within a year back and as far ahead as is written; today where it names none."""
    text, now = request.GET.get("day", ""), today(request)
    if not text:
        return now
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if not now - timedelta(days=rules.LOOKED_BACK) <= found <= now + timedelta(days=rules.AHEAD):
        raise Http404
    return found


def period_of(request: HttpRequest) -> Period:
    """The time that the address names: one of PERIODS, in whole days, today included."""
    text = request.GET.get("days", "")
    days = int(text) if text in {str(one) for one in PERIODS} else PERIODS[0]
    since, _until = rules.bounds(today(request) - timedelta(days=days - 1))
    return Period(days, since, request.at)


def periods(here: Period, desk: Desk) -> list[dict[str, object]]:
    """The ways to the other lengths of time."""
    return [
        {
            "text": _("%(days)s days") % {"days": one},
            "href": query(days=str(one), desk=desk.key),
            "current": one == here.days,
        }
        for one in PERIODS
    ]


def rooms(request: HttpRequest, here: str, desk: Desk) -> list[dict[str, object]]:
    """The pages of the room."""
    pages = [
        ("board", _("By hour")),
        ("channels", _("By channel")),
        ("avoidable", _("What could have been spared")),
        *([("sheet", _("Who is on duty"))] if may(request.actor, WRITE) else []),
    ]
    return [
        {
            "text": text,
            "href": reverse(f"demand:{name}") + query(desk=desk.key),
            "current": name == here,
        }
        for name, text in pages
    ]
