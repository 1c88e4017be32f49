"""The desk's questions: open, advised and waiting, overdue, all; and one by its reference."""

from __future__ import annotations

from typing import Final

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mash.casework.consultations import events, queries
from mash.casework.intake.models import Contact
from mash.foundation.kernel import Ref
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.consultations import presenters
from mash.interfaces.web.consultations.forms import FindForm
from mash.interfaces.web.desk.lists import chosen_desk, desks_of
from mash.interfaces.web.request import HttpRequest

VIEW: Final = "consultations:consultation:view"
ROWS: Final = 50


@page("permission", VIEW)
def questions(request: HttpRequest) -> HttpResponse:
    """A queue of the desk, what is due first; the ledger names all that are shown."""
    by, at = request.actor, request.at
    desks = desks_of(by)
    desk = chosen_desk(request, desks)
    queue = request.GET.get("queue", "open")
    if queue not in presenters.QUEUES:
        raise Http404
    form = FindForm(request.GET if "ref" in request.GET else None)
    if form.is_bound and form.is_valid():
        if queries.get(form.reference) is not None:
            return redirect("consultations:one", ref=form.reference)
        came = Contact.objects.select_related("matter").filter(ref=form.reference).first()
        if came is not None:
            return redirect("cases:contacts", ref=came.matter.ref)
        # A hidden one and none at all are answered alike.
        form.add_error("ref", _("There is no advice and no contact with this reference that you may see."))
    shown = Paginator(queries.of_desk(desk.pk, queue, at=at), ROWS).get_page(request.GET.get("page"))
    found = list(shown.object_list)
    append(
        events.LISTED,
        by=by,
        at=at,
        about=[Ref("consultation", one.ref) for one in found],
        payload={"queue": queue, "shown": len(found)},
    )
    key = desk.key if len(desks) > 1 else ""
    return render(
        request,
        "consultations/list.jinja",
        {
            "desk": desk,
            "desks": [
                {"text": one.name, "href": f"?queue={queue}&desk={one.key}", "current": one == desk}
                for one in desks
            ],
            "queue": queue,
            "queue_name": presenters.QUEUES[queue],
            "rooms": presenters.rooms(queue, desk_key=key, counts=queries.counts(desk.pk, at=at)),
            "rows": presenters.rows(found, at),
            "shown": shown,
            "base": f"?queue={queue}" + (f"&desk={key}" if key else ""),
            "form": form,
        },
    )
