"""What agencies have supplied under seal at the hub, for cleared people; to everybody else the page does not exist."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from mash.casework.cases.queries.sealed import matches_at, supplied_to
from mash.casework.sharing import events
from mash.foundation.kernel import Ref
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.request import HttpRequest
from mash.oversight.retention.queries import sealed_and_going


@page("permission", "cases:case:view", cleared=True)
def sealed(request: HttpRequest) -> HttpResponse:
    """The latest first, without its content; the case's own page has that."""
    typed = request.GET.get("page", "1")
    number = max(int(typed), 1) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 1
    found, more = supplied_to(request.actor.hub, page=number)
    waiting = matches_at(request.actor.hub)
    if found or waiting:
        append(
            events.SEALED_VIEWED,
            by=request.actor,
            at=request.at,
            about=[
                *(Ref("sealed", one.answer.public_id) for one in found),
                *(Ref("sealed", one.public_id) for one in waiting),
            ],
            payload={"shown": len(found) + len(waiting)},
        )
    return render(
        request,
        "desk/sealed.jinja",
        {
            "rows": found,
            "waiting": waiting,
            "going": list(sealed_and_going()),
            "number": number,
            "more": more,
        },
    )
