"""What an agency is asked, in queues."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render

from mash.casework.disagreements import queries as disagreements
from mash.casework.handover import queries as handovers
from mash.casework.roundtables import queries as tables
from mash.casework.sharing import queries
from mash.interfaces.web.access import page
from mash.interfaces.web.agency import presenters
from mash.interfaces.web.agency.paging import page_of
from mash.interfaces.web.agency.views.shared import saw
from mash.interfaces.web.request import HttpRequest
from mash.oversight.rights.models import Consultation


@page("permission", "sharing:request:view")
def inbox(request: HttpRequest) -> HttpResponse:
    """One page of a queue: `?state=open|waiting|acknowledged|answered|withdrawn&page=1`."""
    queue = request.GET.get("state", "open")
    if queue not in queries.QUEUES:
        raise Http404
    counts = queries.counts(agency=request.actor.agency)
    shown_page = page_of(counts[queue], queries.PAGE, request.GET.get("page"))
    found = queries.inbox(agency=request.actor.agency, queue=queue, at=request.at, page=shown_page.number)
    saw(request, [one.request for one in found.rows])
    return render(
        request,
        "agency/inbox.jinja",
        {
            "queues": presenters.queues(counts, queue),
            "queue": presenters.queue_words(queue),
            "rows": [presenters.inbox_row(one) for one in found.rows],
            "page": shown_page,
            "base": f"?state={queue}",
            "handovers": handovers.counts(at=request.at, agency=request.actor.agency)["waiting"],
            "disagreements": disagreements.counts(at=request.at, agency=request.actor.agency)["open"],
            "round_tables": tables.counts()["coming"],
            "may_be_given": Consultation.objects.filter(
                agency__key=request.actor.agency, state="sent"
            ).count(),
        },
    )
