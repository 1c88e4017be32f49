"""The school's side: what it was told, for whoever receives for it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mash.casework.encompass import queries
from mash.casework.encompass.actions import open_message
from mash.casework.encompass.actions.decide import HELPS
from mash.casework.encompass.permissions import READ
from mash.foundation.kernel import Refused
from mash.interfaces.web.access import page
from mash.interfaces.web.components.words import uk_datetime
from mash.interfaces.web.request import HttpRequest
from mash.registers.standards.queries import label


@page("permission", READ)
def received(request: HttpRequest) -> HttpResponse:
    """What the school was told, the latest first: no name before it is opened."""
    rows = [
        [
            {"href": reverse("encompass:message", args=[one.ref]), "text": one.ref},
            one.hub.name,
            uk_datetime(one.sent_at),
            _("Read by %(name)s") % {"name": one.read_by_name} if one.read_at else _("Not read yet"),
        ]
        for one in queries.received()[:100]
    ]
    return render(request, "encompass/received.jinja", {"rows": rows})


@page("permission", READ)
def message(request: HttpRequest, message: str) -> HttpResponse:
    """One notice; opening it tells the hub that it was read."""
    found = open_message(by=request.actor, at=request.at, ref=message)
    if found is None or isinstance(found, Refused):
        raise Http404
    return render(
        request,
        "encompass/message.jinja",
        {
            "message": found,
            "helps": [label(HELPS, code, at=found.sent_at) for code in found.helps],
            "facts": [
                {"key": _("Child"), "value": found.child},
                {"key": _("Date of birth"), "value": found.date_of_birth},
                {"key": _("When it happened"), "value": found.occurred},
                {"key": _("From"), "value": f"{found.hub.name}, {found.hub.phone}"},
                {"key": _("Read first by"), "value": f"{found.read_by_name}, {uk_datetime(found.read_at)}"},
            ],
        },
    )
