"""How the hub's calls are answered, by the hour of the day, as telephone switches know it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mash.casework.calls import events, queries, rules
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.calls import presenters
from mash.interfaces.web.calls.room import VIEW
from mash.interfaces.web.counted import Shown, as_file
from mash.interfaces.web.desk.lists import desks_of
from mash.interfaces.web.request import HttpRequest

DAYS: Final = 28


def _tables(request: HttpRequest) -> list[Shown]:
    """One table a desk, of the last DAYS days."""
    since = request.at - timedelta(days=DAYS)
    head = [_("Hour"), _("Offered"), _("Answered"), _("Abandoned"), _("Mean wait"), _("Longest wait")]
    return [
        Shown(
            desk.name,
            head,
            [_row(one) for one in rules.by_hour(queries.offered([desk.pk], since=since, until=request.at))],
        )
        for desk in desks_of(request.actor)
    ]


def _row(one: rules.Hour) -> list[str]:
    return [
        f"{one.hour:02}:00 - {one.hour:02}:59",
        str(one.offered),
        str(one.answered),
        str(one.abandoned),
        _wait(one.mean_wait),
        _wait(one.longest_wait),
    ]


def _wait(seconds: int | None) -> str:
    """Minutes and seconds; a dash where no call was answered."""
    return "-" if seconds is None else f"{seconds // 60}:{seconds % 60:02}"


@page("permission", VIEW, unlogged="counts alone: nobody and no reference stands on it")
def door(request: HttpRequest) -> HttpResponse:
    """Offered, answered and abandoned calls of the last four weeks, and how long those waited who were answered."""
    return render(
        request,
        "calls/door.jinja",
        {"rooms": presenters.rooms("door"), "tables": _tables(request), "days": DAYS},
    )


@page("permission", VIEW)
def as_csv(request: HttpRequest) -> HttpResponse:
    """The same tables as a file."""
    tables = _tables(request)
    many = sum(len(one.rows) for one in tables)
    append(events.EXPORTED, by=request.actor, at=request.at, about=[], payload={"rows": many})
    return as_file(tables, "how-calls-are-answered.csv")
