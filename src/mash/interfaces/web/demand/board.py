"""The board of a desk and a day, by the hour: what came, what was done, what waits, who is on duty, and what is usual."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.counted import as_file
from mash.interfaces.web.demand import presenters
from mash.interfaces.web.demand.chart import chart_of
from mash.interfaces.web.demand.room import VIEW, WRITE, day_of, place, rooms, today
from mash.interfaces.web.desk.lists import query
from mash.interfaces.web.request import HttpRequest
from mash.oversight.demand import events, rules
from mash.oversight.demand.queries.board import board as board_of
from mash.registers.accounts.rules import may


@page("permission", VIEW, unlogged="counts alone: nobody and no reference stands on it")
def board(request: HttpRequest) -> HttpResponse:
    """One day by the hour."""
    day, now = day_of(request), today(request)
    where = place(request, day=day.isoformat() if day != now else "")
    found = board_of(where.desk, day, at=request.at)
    begun = now - day < timedelta(days=rules.LOOKED_BACK)

    def link(days: int) -> str:
        return query(desk=where.desk.key, day=(day + timedelta(days=days)).isoformat())

    return render(
        request,
        "demand/board.jinja",
        {
            "rooms": rooms(request, "board", where.desk),
            "where": where,
            "board": found,
            "tables": presenters.in_two(presenters.hours(found)),
            "chart": chart_of(found),
            "share": presenters.tenth(found.share),
            "notes": presenters.notes(found),
            "before": link(-1) if begun else "",
            "after": link(1) if day < now + timedelta(days=rules.AHEAD) else "",
            "is_today": day == now,
            "csv": reverse("demand:csv") + link(0),
            "sheet": reverse("demand:sheet") + link(0)
            if may(request.actor, WRITE) and rules.may_write(day, today=now)
            else "",
        },
    )


@page("permission", VIEW)
def as_csv(request: HttpRequest) -> HttpResponse:
    """Every hour of the day as a file."""
    day = day_of(request)
    where = place(request)
    found = presenters.hours(board_of(where.desk, day, at=request.at), whole=True)
    payload = {"page": "board", "rows": len(found.rows)}
    append(events.EXPORTED, by=request.actor, at=request.at, about=[], payload=payload)
    return as_file([found], f"demand-{where.desk.key}-{day.isoformat()}.csv")
