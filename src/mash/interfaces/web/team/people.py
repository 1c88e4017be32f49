"""Everybody in the hub's team today."""

from __future__ import annotations

from collections import defaultdict

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from mash.interfaces.web.access import page
from mash.interfaces.web.request import HttpRequest
from mash.interfaces.web.team import presenters
from mash.interfaces.web.team.room import APPROVE, ASK, COLLEAGUES, VIEW, hub_of, rooms
from mash.registers.accounts.rules import may
from mash.registers.team import queries


@page("permission", ASK, unlogged=COLLEAGUES)
def people(request: HttpRequest) -> HttpResponse:
    """Who is on duty and who is away; to managers what each is able to do, and what waits for them.

    Who is not of the hub's desks is shown their own page.
    """
    at, hub = request.at, hub_of(request)
    if not may(request.actor, VIEW):
        return redirect("team:me")
    approves = bool(may(request.actor, APPROVE))
    away = queries.away(hub, at=at)
    duties: dict[int, list[str]] = defaultdict(list)
    for duty in queries.on_duty(hub, at=at):
        duties[duty.user_id].append(presenters.duty(duty, at))
    able: dict[int, list[dict[str, object]]] = defaultdict(list)
    soon = queries.soon_days(at=at)
    waits, ends = [], []
    for row in queries.competences(hub) if approves else ():
        shown = {**presenters.competence(row, soon, at), "who": row.user.name, "user": row.user_id}
        if shown["standing"] in {"held", "soon", "expired"}:
            able[row.user_id].append(shown)
        if shown["standing"] in {"soon", "expired"}:
            ends.append(shown)
        if shown["standing"] == "asked" and row.user_id != request.actor.user:
            waits.append(shown)
    return render(
        request,
        "team/people.jinja",
        {
            "rooms": rooms(request, "people"),
            "hub": hub,
            "approves": approves,
            "waits": waits,
            "ends": ends,
            "people": [
                {
                    "name": seat.user.name,
                    "href": reverse("team:person", args=[seat.user_id]) if approves else "",
                    "place": presenters.place(seat),
                    "duty": "; ".join(duties[seat.user_id]),
                    "away": presenters.absence(away[seat.user_id]) if seat.user_id in away else "",
                    "able": able[seat.user_id],
                }
                for seat in queries.members(hub, at=at)
            ],
        },
    )
