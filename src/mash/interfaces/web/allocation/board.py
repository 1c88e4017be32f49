"""The manager's board: a desk's open cases in a column for each worker."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from mash.casework.allocation import queries
from mash.casework.cases import events
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.allocation import presenters
from mash.interfaces.web.desk import lists
from mash.interfaces.web.request import HttpRequest


@page("permission", "cases:case:assign")
def board(request: HttpRequest) -> HttpResponse:
    """Who has what, the most urgent of each; the ledger names all that are shown."""
    by, at = request.actor, request.at
    desks = lists.desks_of(by)
    desk = lists.chosen_desk(request, desks)
    found = queries.board(desk, at=at)
    append(
        events.LISTED,
        by=by,
        at=at,
        about=lists.shown(found.shown),
        payload={"queue": "allocation", "shown": len(found.shown)},
    )
    columns = presenters.columns(found, desk=desk.key, at=at, user=by.user)
    return render(
        request,
        "allocation/board.jinja",
        {
            "desk": desk,
            "desks": [
                {"text": one.name, "href": f"?desk={one.key}", "current": one == desk} for one in desks
            ],
            "columns": columns,
            "people": [(one.user, one.name) for one in found.columns if one.user is not None and one.here],
        },
    )
