"""The desk's calls, and taking one."""

from __future__ import annotations

from typing import Final

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from mash.casework.calls import actions, events, queries
from mash.foundation.kernel import Ref, Refused, public_id
from mash.foundation.ledger import append
from mash.interfaces.web.access import page, refusal
from mash.interfaces.web.calls import presenters
from mash.interfaces.web.desk.lists import chosen_desk, desks_of
from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.rules import may

VIEW: Final = "calls:call:view"
TAKE: Final = "calls:call:take"
ROWS: Final = 50


@page("permission", VIEW)
def calls(request: HttpRequest) -> HttpResponse:
    """A queue of the desk, what is due first; the ledger names all that are shown."""
    by, at = request.actor, request.at
    desks = desks_of(by)
    desk = chosen_desk(request, desks)
    queue = request.GET.get("queue", "now")
    if queue not in presenters.QUEUES:
        raise Http404
    shown = Paginator(queries.of_desk(desk.pk, queue), ROWS).get_page(request.GET.get("page"))
    found = list(shown.object_list)
    append(
        events.LISTED,
        by=by,
        at=at,
        about=[Ref("call", one.ref) for one in found],
        payload={"queue": queue, "shown": len(found)},
    )
    key = desk.key if len(desks) > 1 else ""
    return render(
        request,
        "calls/list.jinja",
        {
            "desk": desk,
            "desks": [
                {"text": one.name, "href": f"?queue={queue}&desk={one.key}", "current": one == desk}
                for one in desks
            ],
            "queue_name": presenters.QUEUES[queue],
            "rooms": presenters.rooms(queue, desk_key=key, counts=queries.counts(desk.pk)),
            "rows": presenters.rows(found, at),
            "shown": shown,
            "base": f"?queue={queue}" + (f"&desk={key}" if key else ""),
            "once": public_id(),
            "takes": bool(may(by, TAKE)),
        },
    )


@page("permission", TAKE, methods=["POST"])
def take(request: HttpRequest) -> HttpResponse:
    """Take a call at the desk that the button names, in one press; two presses are one call."""
    desks = desks_of(request.actor)
    wanted = request.POST.get("desk", "")
    desk = next((one for one in desks if one.key == wanted), chosen_desk(request, desks))
    once = request.POST.get("once", "")
    if not (once.isascii() and once.isalnum() and 0 < len(once) <= 20):
        once = public_id()
    done = actions.take(by=request.actor, at=request.at, desk=desk, once=once)
    return refusal(request, TAKE, done) if isinstance(done, Refused) else redirect("calls:call", ref=done.ref)
