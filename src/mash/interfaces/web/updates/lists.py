"""Updates of the hub's open cases: what may be one, what is not read, what came back unread."""

from __future__ import annotations

from typing import Final

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render

from mash.casework.updates import events, queries
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
    about: list[Ref] = []
    context: dict[str, object] = {}
    if queue == "suggested":
        shown = Paginator(waiting, ROWS).get_page(request.GET.get("page"))
        listed = list(shown.object_list)
        about = [
            Ref("matter", ref)
            for one in listed
            for ref in (one.case.matter.ref, *(each.case.matter.ref for each in one.suggested))
        ]
        context = {"waiting": presenters.waiting_rows(listed), "many": len(listed)}
    else:
        shown = Paginator(queries.of_hub(hub, queue, user=by.user), ROWS).get_page(request.GET.get("page"))
        found = list(shown.object_list)
        about = [ref for one in found for ref in (Ref("update", one.ref), Ref("matter", one.matter.ref))]
        context = {"rows": presenters.rows(found, at), "many": len(found)}
    append(events.LISTED, by=by, at=at, about=about, payload={"queue": queue, "shown": context["many"]})
    return render(
        request,
        "updates/list.jinja",
        {
            **context,
            "may_notices": bool(may(by, "updates:notice:view")),
            "queue": queue,
            "queue_name": presenters.QUEUES[queue],
            "rooms": presenters.rooms(queue, counts=counts, recognises=recognises),
            "shown": shown,
            "base": f"?queue={queue}",
        },
    )
