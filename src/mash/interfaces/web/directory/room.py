"""What the room's pages share: whose directory it is, who may keep what, and the ways between the pages."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Agency, Hub
from mash.registers.directory import rules
from mash.registers.directory.models import Team

VIEW = "directory:entry:view"
KEEP = "directory:entry:keep"
REPORT = "directory:way:report"
PERIOD = "directory:period:set"


@dataclass(frozen=True, slots=True)
class Whose:
    """The hub whose directory is read, its agencies by name, and the hubs that the reader may choose from."""

    hub: Hub
    agencies: list[Agency]
    hubs: list[Hub]


def whose(request: HttpRequest) -> Whose:
    """The reader's own hub, or the one that the address names of those that their agency works with.

    Whoever belongs to neither chooses from all. Raises Http404 where there is none.
    """
    by = request.actor
    found = Hub.objects.prefetch_related("agencies", "desks")
    if by.hub:
        found = found.filter(key=by.hub)
    elif by.agency:
        found = found.filter(agencies__key=by.agency)
    hubs = list(found)
    if not hubs:
        raise Http404
    hub = next((one for one in hubs if one.key == request.GET.get("hub")), hubs[0])
    return Whose(hub, list(hub.agencies.all()), hubs)


def hubs_shown(request: HttpRequest, here: Whose) -> list[dict[str, object]]:
    """The hubs to choose from, where there are several."""
    if len(here.hubs) < 2:
        return []
    return [
        {"text": one.name, "href": f"{request.path}?hub={one.key}", "current": one == here.hub}
        for one in here.hubs
    ]


def may_keep(request: HttpRequest, team: Team) -> bool:
    """Whether the reader keeps this team's entries; the team with its agency and hub."""
    by, agency = request.actor, team.agency
    return bool(may(by, KEEP)) and bool(
        rules.may_keep(
            by,
            agency=agency.key if agency else "",
            hub=team.hub.key if team.hub else "",
            hubs_of_agency={one.key for one in agency.hubs.all()} if agency else (),
        )
    )


def rooms(request: HttpRequest, here: str) -> list[dict[str, object]]:
    """The pages of the room."""
    pages = [
        ("search", _("Find")),
        ("sheet", _("Wall sheet")),
        *([("keep", _("To be looked at")), ("new", _("Add a team"))] if may(request.actor, KEEP) else []),
    ]
    return [
        {"text": text, "href": reverse(f"directory:{name}"), "current": name == here} for name, text in pages
    ]
