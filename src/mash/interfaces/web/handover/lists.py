"""The hub's hand-overs, or what is offered to an agency: not answered with the late first, and how the others ended."""

from __future__ import annotations

from typing import Final

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render

from mash.casework.handover import events, queries
from mash.casework.handover.rules import side_of
from mash.foundation.kernel import Actor, Ref
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.desk.lists import desks_of
from mash.interfaces.web.handover import presenters
from mash.interfaces.web.request import HttpRequest

VIEW: Final = "handover:handover:view"
ROWS: Final = 50


def agency_of(by: Actor) -> str:
    """The key of the agency for which the reader speaks; "" for the hub."""
    return by.agency if side_of(by.role) == "agency" else ""


@page("permission", VIEW)
def handovers(request: HttpRequest) -> HttpResponse:
    """A queue; the ledger names all that are shown."""
    by, at = request.actor, request.at
    queue = request.GET.get("queue", "waiting")
    if queue not in presenters.QUEUES:
        raise Http404
    agency = agency_of(by)
    hub = None if agency else desks_of(by)[0].hub_id
    found = queries.listed(queue, at=at, agency=agency, hub=hub)
    shown = Paginator(found, ROWS).get_page(request.GET.get("page"))
    listed = list(shown.object_list)
    append(
        events.LISTED,
        by=by,
        at=at,
        about=[Ref("hand-over", one.ref) for one in listed],
        payload={"queue": queue, "shown": len(listed)},
    )
    return render(
        request,
        "handover/list.jinja",
        {
            "rooms": presenters.rooms(queue, queries.counts(at=at, agency=agency, hub=hub)),
            "queue_name": presenters.QUEUES[queue],
            "of_agency": bool(agency),
            "rows": presenters.rows(listed, at),
            "shown": shown,
            "base": f"?queue={queue}",
        },
    )
