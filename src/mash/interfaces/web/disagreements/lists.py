"""The hub's disagreements, or an agency's: open with the overdue first, overdue, ended."""

from __future__ import annotations

from typing import Final

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render

from mash.casework.disagreements import events, queries
from mash.casework.disagreements.rules import side_of
from mash.foundation.kernel import Actor, Ref
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.desk.lists import desks_of
from mash.interfaces.web.disagreements import presenters
from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.rules import may

VIEW: Final = "disagreements:disagreement:view"
PATTERNS: Final = "disagreements:pattern:view"
ROWS: Final = 50


def agency_of(by: Actor) -> str:
    """The key of the agency for which the reader speaks; "" for the hub."""
    return by.agency if side_of(by.role) == "agency" else ""


def hub_of(by: Actor) -> int | None:
    return None if agency_of(by) else desks_of(by)[0].hub_id


@page("permission", VIEW)
def disagreements(request: HttpRequest) -> HttpResponse:
    """A queue; the ledger names all that are shown."""
    by, at = request.actor, request.at
    queue = request.GET.get("queue", "open")
    if queue not in presenters.QUEUES:
        raise Http404
    agency, hub = agency_of(by), hub_of(by)
    found = queries.listed(queue, at=at, agency=agency, hub=hub)
    shown = Paginator(found, ROWS).get_page(request.GET.get("page"))
    listed = list(shown.object_list)
    append(
        events.LISTED,
        by=by,
        at=at,
        about=[Ref("disagreement", one.ref) for one in listed],
        payload={"queue": queue, "shown": len(listed)},
    )
    return render(
        request,
        "disagreements/list.jinja",
        {
            "rooms": presenters.rooms(
                queue,
                counts=queries.counts(at=at, agency=agency, hub=hub),
                patterns=bool(may(by, PATTERNS)),
            ),
            "queue_name": presenters.QUEUES[queue],
            "rows": presenters.rows(listed, at),
            "shown": shown,
            "base": f"?queue={queue}",
        },
    )
