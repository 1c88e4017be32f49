"""What the desk's pages share: the desks that a seat may choose from, and the places of a list."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import Http404

from mash.casework.cases.models import Case
from mash.casework.cases.queries.worklist import PAGE
from mash.foundation.kernel import Actor, Ref
from mash.interfaces.web.request import HttpRequest
from mash.registers.agencies.models import Desk

# These roles see single cases that they were given, and not their hub's.
BY_GRANT = frozenset({"practitioner"})


def desks_of(by: Actor) -> list[Desk]:
    """The desks of the actor's hub. Raises Http404 for a hub without one."""
    found = list(Desk.objects.filter(hub__key=by.hub).select_related("hub"))
    if not found:
        raise Http404
    return found


def chosen_desk(request: HttpRequest, desks: list[Desk]) -> Desk:
    """The desk that the address names, else the seat's own, else the hub's first."""
    wanted = request.GET.get("desk", "") or request.actor.desk
    return next((one for one in desks if one.key == wanted), desks[0])


def granted_to(by: Actor) -> int | None:
    return by.user if by.role in BY_GRANT else None


def place(total: int, number: str | None) -> Page[int]:
    """The page of a list of `total` rows that the address asks for; the nearest one where there is no such."""
    return Paginator(range(total), PAGE).get_page(number)


def query(**said: str) -> str:
    """A query string of what is not empty, to append "&page=" to."""
    return "?" + urlencode({key: value for key, value in said.items() if value})


def shown(cases: list[Case]) -> list[Ref]:
    return [Ref("matter", one.matter.ref) for one in cases]
