"""What the room's pages share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.models import Seat
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Hub

VIEW: Final = "team:team:view"
ASK: Final = "team:competence:ask"
APPROVE: Final = "team:competence:approve"
KEEP: Final = "team:rota:keep"
COLLEAGUES: Final = (
    "colleagues, their duties and what they are able to do: nobody that a case is about stands on it"
)


def hub_of(request: HttpRequest) -> Hub:
    """The reader's own hub. Raises Http404 for a seat at none."""
    found = Hub.objects.prefetch_related("desks").filter(key=request.actor.hub).first()
    if found is None:
        raise Http404
    return found


def rooms(request: HttpRequest, here: str) -> list[dict[str, object]]:
    """The pages of the room."""
    pages = [
        *([("people", _("The team")), ("rota", _("Who is on duty"))] if may(request.actor, VIEW) else []),
        ("me", _("What I am able to do")),
    ]
    return [{"text": text, "href": reverse(f"team:{name}"), "current": name == here} for name, text in pages]


def choices(seats: Iterable[Seat], *, but: int | None = None) -> list[tuple[str, str]]:
    """People to choose from, by name."""
    return [(str(one.user_id), one.user.name) for one in seats if one.user_id != but]
