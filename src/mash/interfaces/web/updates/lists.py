"""Updates of the hub's open cases: what may be one, what is not read, what came back unread."""

from __future__ import annotations

from typing import Final

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render

from mash.casework.updates import events, queries
from mash.casework.updates.models import Update
from mash.casework.updates.queries import Waiting
from mash.foundation.kernel import Ref
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.desk.lists import desks_of
from mash.interfaces.web.request import HttpRequest
from mash.interfaces.web.updates import presenters
from mash.registers.accounts.rules import may

READ: Final = "updates:update:read"
RECOGNISE: Final = "updates:update:recognise"
ROWS: Final = 50


@page("permission", READ)
def updates(request: HttpRequest) -> HttpResponse:
    """A queue; the ledger names all that are shown."""
    by, at = request.actor, request.at
    recognises = bool(may(by, RECOGNISE))
    queue = request.GET.get("queue", "unread")
    if queue not in presenters.QUEUES or (queue == "suggested" and not recognises):
        raise Http404
    desks = desks_of(by)
    hub = desks[0].hub_id
    waiting = queries.at_hub([one.pk for one in desks]) if recognises else []
    counts = queries.counts(hub, user=by.user) | {"suggested": len(waiting)}
    about: list[Ref]
    shown: Page[Waiting] | Page[Update]
    if queue == "suggested":
        shown = some = Paginator(waiting, ROWS).get_page(request.GET.get("page"))
        listed = list(some.object_list)
        about = [
            Ref("matter", ref)
            for one in listed
            for ref in (one.case.matter.ref, *(each.case.matter.ref for each in one.suggested))
        ]
        rows, many = presenters.waiting_rows(listed), len(listed)
    else:
        found = queries.of_hub(hub, queue, user=by.user)
        shown = page_of = Paginator(found, ROWS).get_page(request.GET.get("page"))
        came = list(page_of.object_list)
        about = [ref for one in came for ref in (Ref("update", one.ref), Ref("matter", one.matter.ref))]
        rows, many = presenters.rows(came, at), len(came)
    append(events.LISTED, by=by, at=at, about=about, payload={"queue": queue, "shown": many})
    return render(
        request,
        "updates/list.jinja",
        {
            "rows": rows,
            "may_notices": bool(may(by, "updates:notice:view")),
            "queue": queue,
            "queue_name": presenters.QUEUES[queue],
            "rooms": presenters.rooms(queue, counts=counts, recognises=recognises),
            "shown": shown,
            "base": f"?queue={queue}",
        },
    )
