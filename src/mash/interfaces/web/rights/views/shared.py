"""What the room's views have in common."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404

from mash.foundation.kernel import Ref
from mash.foundation.ledger import append
from mash.interfaces.web.request import HttpRequest
from mash.oversight.rights import events
from mash.oversight.rights.models import RightsRequest

WORK = "rights:request:work"


def find(ref: str) -> RightsRequest:
    """The hub's own request; any other looks like one that does not exist."""
    found = RightsRequest.objects.select_related("hub").filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def saw(request: HttpRequest, one: RightsRequest, matters: Iterable[str] = (), shown: int = 0) -> None:
    """One entry that names the request, its person, and every case of which something was on the page."""
    person = [Ref("person", one.person)] if one.person else []
    append(
        events.VIEWED,
        by=request.actor,
        at=request.at,
        about=[Ref("rights", one.ref), *person, *(Ref("matter", ref) for ref in set(matters) if ref)],
        payload={"shown": shown},
    )


def version(request: HttpRequest) -> int:
    """The version of the request on the page that was sent; -1 where it was tampered with, which is stale."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
