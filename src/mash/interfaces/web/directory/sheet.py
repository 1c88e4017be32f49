"""The wall sheet: everybody of a hub's directory on paper, for when the system is down."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mash.foundation.documents.render import Template
from mash.foundation.documents.render import render as document
from mash.foundation.kernel import Ref
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.components.words import uk_datetime
from mash.interfaces.web.directory import presenters
from mash.interfaces.web.directory.room import VIEW, Whose, hubs_shown, rooms, whose
from mash.interfaces.web.request import HttpRequest
from mash.registers.directory import events
from mash.registers.directory.queries.entries import entries_of, entries_of_hub
from mash.registers.directory.queries.terms import labels
from mash.registers.directory.rules import Entries, local_day


def _sections(request: HttpRequest, here: Whose) -> list[dict[str, Any]]:
    at, said = request.at, labels("purpose")
    known = [entries_of_hub(here.hub, at=at), *entries_of(here.agencies, hub=here.hub, at=at).values()]
    return [
        {
            "heading": one.agency,
            "switchboard": one.switchboard,
            "rows": [[f"{post.team}: {row[0]}", *row[1:]] for post, row in _rows(request, one, said)],
        }
        for one in known
        if one.posts or one.switchboard
    ]


def _rows(request: HttpRequest, known: Entries, said: dict[str, str]) -> list[tuple[Any, list[object]]]:
    day = local_day(request.at)
    return [
        (post, presenters.way_row(post, way, said, reports=False))
        for post in known.posts
        if post.on(day)
        for way in sorted(post.ways, key=lambda one: one.place)
        if way.on(day)
    ]


@page("permission", VIEW, unlogged="how agencies are reached: nobody that a case is about stands on it")
def sheet(request: HttpRequest) -> HttpResponse:
    """The sheet as a page to print."""
    here = whose(request)
    return render(
        request,
        "directory/sheet.jinja",
        {
            "rooms": rooms(request, "sheet"),
            "hubs": hubs_shown(request, here),
            "hub": here.hub,
            "sections": _sections(request, here),
            "now": request.at,
        },
    )


@page("permission", VIEW)
def as_pdf(request: HttpRequest) -> HttpResponse:
    """The sheet as a tagged PDF. That it was taken out is in the ledger."""
    here = whose(request)
    sections = _sections(request, here)
    append(
        events.EXPORTED,
        by=request.actor,
        at=request.at,
        about=[Ref("hub", here.hub.key)],
        payload={"hub": here.hub.key, "rows": sum(len(one["rows"]) for one in sections)},
    )
    hub = here.hub
    phones = hub.phone + (
        _(" (out of hours: %(phone)s)") % {"phone": hub.out_of_hours_phone} if hub.out_of_hours_phone else ""
    )
    made = document(
        Template.WALL_SHEET,
        {
            "service": hub.name,
            "title": _("How to reach whom"),
            "reference": uk_datetime(request.at),
            "phone": hub.phone,
            "note": _(
                "In danger now: 999. The hub: %(phones)s. Printed %(when)s: numbers change, so print it anew each month."
            )
            % {"phones": phones, "when": uk_datetime(request.at)},
            "head": [_("Team and post"), _("How"), _("When"), _("For what"), _("Note"), _("Checked")],
            "sections": sections,
        },
        language="en-gb",
        at=request.at,
    )
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="how-to-reach-whom-{hub.key}.pdf"'
    return response
