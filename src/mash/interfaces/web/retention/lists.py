"""What is due, what is on hold, and how long cases are kept."""

from __future__ import annotations

from typing import Final

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mash.foundation.kernel import Ref
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.request import HttpRequest
from mash.interfaces.web.retention import presenters
from mash.interfaces.web.retention.forms import FindForm
from mash.oversight.retention import events, queries
from mash.registers.standards.queries import label

PLACE: Final = "retention:hold:place"
ROWS: Final = 50


@page("permission", PLACE)
def due(request: HttpRequest) -> HttpResponse:
    """What waits for a second person, what is due, and a case's schedule by its reference."""
    at = request.at
    form = FindForm(request.GET if "ref" in request.GET else None)
    if form.is_bound and form.is_valid():
        if queries.rows_about(form.reference):
            return redirect("retention:case", ref=form.reference)
        form.add_error("ref", _("There is no case with this reference."))
    shown = Paginator(queries.due(), ROWS).get_page(request.GET.get("page"))
    waiting = list(queries.under_way()[:ROWS])
    if shown.object_list or waiting:
        about = {Ref("matter", one.reference) for one in shown.object_list}
        about |= {Ref("matter", one.reference) for one in waiting}
        payload = {"shown": len(about)}
        append(events.LISTED, by=request.actor, at=at, about=about, payload=payload)
    return render(
        request,
        "retention/due.jinja",
        {
            "rooms": presenters.rooms("due"),
            "form": form,
            "rows": presenters.due_rows(shown.object_list, at),
            "shown": shown,
            "waiting": [(one, label("retention-class", one.klass, at=at)) for one in waiting],
        },
    )


@page("permission", PLACE)
def holds(request: HttpRequest) -> HttpResponse:
    """What is on hold now, the latest first."""
    found = list(queries.holds()[:200])
    if found:
        about = {Ref("matter", one.reference) for one in found}
        append(events.LISTED, by=request.actor, at=request.at, about=about, payload={"shown": len(found)})
    return render(
        request,
        "retention/holds.jinja",
        {
            "rooms": presenters.rooms("holds"),
            "holds": [presenters.hold_shown(one, request.actor, request.at) for one in found],
        },
    )


@page("permission", PLACE)
def classes(request: HttpRequest) -> HttpResponse:
    """The classes in force, with where each figure comes from."""
    return render(
        request,
        "retention/classes.jinja",
        {
            "rooms": presenters.rooms("classes"),
            "rows": presenters.classes(request.at),
        },
    )
