"""When a hub's desks are open: the hours of the week, the days that differ, and what a change moves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mash.casework.cases.queries.clocks import moves as clocks_moved
from mash.casework.sharing.queries import moves as answers_moved
from mash.foundation.kernel import Refused
from mash.foundation.kernel.time import LONDON
from mash.interfaces.web.access import page
from mash.interfaces.web.calendars import presenters
from mash.interfaces.web.calendars.forms import DayForm, WeekForm
from mash.interfaces.web.desk.lists import chosen_desk, desks_of, query
from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Desk
from mash.registers.clocks import actions
from mash.registers.clocks.errors import UnknownCalendarError
from mash.registers.clocks.models import Calendar as CalendarRow
from mash.registers.clocks.models import Recount
from mash.registers.clocks.queries import calendar_for, exceptional_days
from mash.registers.clocks.rules import Calendar, Kind, with_day, with_hours, with_usual_day

VIEW: Final = "clocks:calendar:view"
KEEP: Final = actions.KEEP
UNLOGGED: Final = "hours and counts alone"
SHOWN: Final = 5


def _desk(request: HttpRequest) -> tuple[Desk, Calendar | None]:
    desk = chosen_desk(request, desks_of(request.actor))
    try:
        return desk, calendar_for(desk.key, at=request.at)
    except UnknownCalendarError:
        return desk, None


def _kept(request: HttpRequest) -> tuple[Desk, Calendar]:
    desk, calendar = _desk(request)
    if calendar is None:
        raise Http404
    return desk, calendar


def _today(request: HttpRequest) -> date:
    return request.at.astimezone(LONDON).date()


def _room(request: HttpRequest, desk: Desk, name: str) -> dict[str, Any]:
    desks = desks_of(request.actor)
    here = [("hours", _("Opening hours"))]
    if may(request.actor, KEEP):
        here += [("day", _("A day that differs")), ("week", _("Hours of the week"))]
    said = query(desk=desk.key)
    return {
        "desk": desk,
        "desks": [
            {"text": one.name, "href": query(desk=one.key), "current": one == desk}
            for one in desks
            if len(desks) > 1
        ],
        "rooms": [
            {"text": words, "href": reverse(f"calendars:{each}") + said, "current": each == name}
            for each, words in here
        ]
        if len(here) > 1
        else [],
        "saves": reverse(f"calendars:{name}") + said,
    }


@page("permission", VIEW, unlogged=UNLOGGED)
def hours(request: HttpRequest) -> HttpResponse:
    """When the desk is open: this week's hours, planned ones, the days of the next year that differ."""
    desk, calendar = _desk(request)
    context = _room(request, desk, "hours")
    if calendar is not None:
        today = _today(request)
        counts = Recount.objects.filter(calendar__key=desk.key).order_by("-pk")[:SHOWN]
        context |= {
            "weeks": presenters.weeks_of(calendar, today),
            "days": presenters.days_of(calendar, exceptional_days(desk.key), today),
            "counted": presenters.counted(counts),
        }
    return render(request, "calendars/hours.jinja", context)


@page("permission", KEEP, methods=["GET", "POST"], unlogged=UNLOGGED)
def day(request: HttpRequest) -> HttpResponse:
    """Close or open the desk on one day, or give the day its usual hours back; what moves is shown before."""
    desk, calendar = _kept(request)
    seen = presenters.state_of(calendar)
    sent = request.POST.copy()
    form = DayForm(sent or None, initial={"seen": seen}, today=_today(request))
    moved: list[str] = []
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        on, differs = form.cleaned_data["day"], form.differs()
        saves = request.POST.get("do") == "save"
        told = [one for one in calendar.exceptional if one.day == on]
        if saves and differs in told:
            return _recorded(request, desk)  # pressed twice
        if differs is None and not told:
            form.add_error("what", _("That day has its usual hours already."))
        elif differs in told:
            form.add_error("what", _("That is so already."))
        elif _moved_on(form, sent, seen):
            pass
        elif saves:
            done = _record(request, desk.key, form)
            if not isinstance(done, Refused):
                return _recorded(request, desk)
            refused = done
        else:
            then = with_day(calendar, differs) if differs else with_usual_day(calendar, on)
            moved = _effects(request, desk, then, on, on + timedelta(days=1))
    return _asked(request, "day", desk, form=form, moved=moved, refused=refused)


def _record(request: HttpRequest, key: str, form: DayForm) -> object:
    said: dict[str, Any] = {
        "by": request.actor,
        "at": request.at,
        "key": key,
        "day": form.cleaned_data["day"],
    }
    differs = form.differs()
    if differs is None:
        return actions.restore_day(**said)
    said |= {"reason": form.cleaned_data["reason"], "opens": differs.opens, "closes": differs.closes}
    verb: Callable[..., object] = actions.open_on if differs.kind is Kind.OPEN else actions.close_on
    return verb(**said)


@page("permission", KEEP, methods=["GET", "POST"], unlogged=UNLOGGED)
def week(request: HttpRequest) -> HttpResponse:
    """Set the hours of the week from a day on; what moves is shown before."""
    desk, calendar = _kept(request)
    seen, today = presenters.state_of(calendar), _today(request)
    now = WeekForm.initial_of(presenters.in_force(calendar, today))
    sent = request.POST.copy()
    form = WeekForm(sent or None, initial={"seen": seen, **now}, today=today)
    moved: list[str] = []
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid() and not _moved_on(form, sent, seen):
        first, weekly = form.cleaned_data["from_day"], form.weekly()
        if not weekly:
            form.add_error("day_0", _("Enter the hours of at least one day."))
        elif request.POST.get("do") == "save":
            done = actions.set_calendar(
                by=request.actor,
                at=request.at,
                key=desk.key,
                title=desk.name,
                weekly=weekly,
                nation=calendar.nation,
                from_day=first,
            )
            if not isinstance(done, Refused):
                return _recorded(request, desk)
            refused = done
        else:
            moved = _effects(request, desk, with_hours(calendar, weekly, first), first, None)
    return _asked(request, "week", desk, form=form, moved=moved, refused=refused)


def _moved_on(form: DayForm | WeekForm, sent: QueryDict, seen: str) -> bool:
    """Whether somebody changed the hours since the page was opened; what is sent again is sent knowingly."""
    if form.cleaned_data["seen"] == seen:
        return False
    form.add_error(
        None, _("Somebody changed the hours since you opened this page. Look at them, then send yours again.")
    )
    sent["seen"] = seen
    return True


def _effects(request: HttpRequest, desk: Desk, then: Calendar, since: date, until: date | None) -> list[str]:
    recount = Recount(
        calendar=CalendarRow(key=desk.key),
        since=_midnight(since),
        until=_midnight(until) if until else None,
    )
    return presenters.effects(clocks_moved(recount, then), answers_moved(recount, desk, then), request.at)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=LONDON)


def _recorded(request: HttpRequest, desk: Desk) -> HttpResponse:
    messages.success(request, _("It is recorded. What is due is being counted anew."))
    return redirect(reverse("calendars:hours") + query(desk=desk.key))


def _asked(request: HttpRequest, name: str, desk: Desk, **said: Any) -> HttpResponse:
    return render(request, f"calendars/{name}.jinja", {**_room(request, desk, name), **said})
