"""The worklist by risk and clock, taking a case from it, and closed cases."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from mash.casework.allocation.queries import waits_for
from mash.casework.calls.queries import overdue as calls_overdue
from mash.casework.cases import events
from mash.casework.cases.actions import claim
from mash.casework.cases.models import Case
from mash.casework.cases.queries import closed as closed_cases
from mash.casework.cases.queries import counts
from mash.casework.cases.queries import worklist as page_of
from mash.casework.cases.queries.picture import get_case
from mash.casework.cases.queries.together import counted_together
from mash.casework.cases.queries.worklist import QUEUES
from mash.casework.consultations.queries import overdue as advice_overdue
from mash.casework.disagreements.queries import overdue as disagreements_overdue
from mash.casework.handover.queries import overdue as handovers_overdue
from mash.casework.roundtables.queries import overdue as actions_overdue
from mash.casework.roundtables.queries import today as tables_today
from mash.casework.updates.queries import overdue as updates_overdue
from mash.foundation.kernel import Actor, Refused, public_id
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.desk import lists, presenters
from mash.interfaces.web.desk.forms import RATINGS, FilterForm
from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Desk

VIEW = "cases:worklist:view"
CALLS = "calls:call:view"
ADVICE = "consultations:consultation:view"
HAND_OVERS = "handover:handover:view"
DISAGREEMENTS = "disagreements:disagreement:view"
UPDATES = "updates:update:read"
TABLES = "roundtables:meeting:view"
ACTIONS = "roundtables:invitation:answer"
OFFERS = "allocation:offer:answer"


@page("permission", VIEW)
def worklist(request: HttpRequest) -> HttpResponse:
    """The desk's open cases, most urgent first; the ledger names all that are shown."""
    by, at = request.actor, request.at
    desks = lists.desks_of(by)
    desk = lists.chosen_desk(request, desks)
    queue = request.GET.get("queue", "open")
    rating = request.GET.get("rating", "")
    if queue not in QUEUES or rating not in dict(RATINGS):
        raise Http404
    mine = lists.granted_to(by)
    held = counts(desk=desk.pk, at=at, user=by.user, rating=rating, granted_to=mine)
    where = lists.place(held[queue], request.GET.get("page"))
    cases = page_of(
        desk=desk.pk,
        at=at,
        user=by.user,
        queue=queue,
        rating=rating,
        page=where.number,
        granted_to=mine,
    ).cases
    append(
        events.LISTED,
        by=by,
        at=at,
        about=lists.shown(cases),
        payload={"queue": queue, "shown": len(cases)},
    )
    desk_said = desk.key if len(desks) > 1 else ""
    return render(
        request,
        "desk/worklist.jinja",
        {
            "desk": desk,
            "queue": queue,
            "queue_name": presenters.QUEUES[queue],
            "queues": [
                {
                    "text": name,
                    "href": lists.query(queue=key, rating=rating, desk=desk_said),
                    "current": key == queue,
                    "count": held[key],
                }
                for key, name in presenters.QUEUES.items()
            ],
            "filter": FilterForm(
                initial={"desk": desk.key, "rating": rating}, desks=[(one.key, one.name) for one in desks]
            ),
            "selected": [{"text": dict(RATINGS)[rating], "href": lists.query(queue=queue, desk=desk_said)}]
            if rating
            else [],
            "rows": presenters.rows(cases, desk=desk.key, at=at, user=by.user),
            "place": where,
            "base": lists.query(queue=queue, rating=rating, desk=desk_said),
            "overdue": _overdue(by, desk, at),
            "once": public_id(),
            "may_claim": bool(may(by, "cases:case:claim")),
            "may_assign": bool(may(by, "cases:case:assign")),
        },
    )


def _overdue(by: Actor, desk: Desk, at: datetime) -> dict[str, int]:
    """What else of the desk waits too long, by the room, as far as whoever asks works in it; one query."""
    rooms = {
        DISAGREEMENTS: disagreements_overdue(desk.hub_id, at=at),
        HAND_OVERS: handovers_overdue(desk.hub_id, at=at),
        UPDATES: updates_overdue(desk.hub_id),
        CALLS: calls_overdue([desk.pk], at=at),
        ADVICE: advice_overdue([desk.pk], at=at),
        TABLES: tables_today(desk.hub_id, at=at),
        OFFERS: waits_for(by.user),
        ACTIONS: actions_overdue(desk.hub_id, at=at),
    }
    found = counted_together({room: late for room, late in rooms.items() if may(by, room)})
    names = {ACTIONS: "actions"}
    return {names.get(room, room.partition(":")[0]): found.get(room, 0) for room in rooms}


def _back(request: HttpRequest, ref: str) -> str:
    """Where the list was, at the row; nowhere but on this site."""
    said = request.POST.get("back", "")
    if not said.startswith("/") or not url_has_allowed_host_and_scheme(said, allowed_hosts=None):
        said = reverse("desk:worklist")
    return f"{said.partition('#')[0]}#case-{ref}"


@page("permission", "cases:case:claim", methods=["POST"])
def take(request: HttpRequest) -> HttpResponse:
    """Take a case that nobody has, from the list; somebody else's is taken over on its own page."""
    ref = request.POST.get("ref", "")
    try:
        case = get_case(ref)
    except (Case.DoesNotExist, ValueError):
        raise Http404 from None
    by = request.actor
    if case.worker is not None and case.worker_id != by.user:
        messages.warning(
            request, _("%(name)s has %(ref)s already.") % {"name": case.worker.name, "ref": case.matter.ref}
        )
    elif case.worker_id != by.user:
        done = claim(by=by, at=request.at, case=case)
        if isinstance(done, Refused):
            messages.warning(request, done.sentence)
        else:
            messages.success(request, _("%(ref)s is yours.") % {"ref": case.matter.ref})
    return redirect(_back(request, case.matter.ref))


@page("permission", VIEW)
def closed(request: HttpRequest) -> HttpResponse:
    """Closed cases, the last closed first."""
    by, at = request.actor, request.at
    desks = lists.desks_of(by)
    desk = lists.chosen_desk(request, desks)
    typed = request.GET.get("page", "1")
    number = max(int(typed), 1) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 1
    found = closed_cases(desk=desk.pk, page=number, granted_to=lists.granted_to(by))
    append(
        events.LISTED,
        by=by,
        at=at,
        about=lists.shown(found.cases),
        payload={"queue": "closed", "shown": len(found.cases)},
    )
    return render(
        request,
        "desk/closed.jinja",
        {
            "desk": desk,
            "rows": presenters.rows(found.cases, desk=desk.key, at=at, user=by.user),
            "number": number,
            "more": found.more,
            "desks": [
                {"text": one.name, "href": f"?desk={one.key}", "current": one == desk} for one in desks
            ],
            "desk_query": f"&desk={desk.key}" if len(desks) > 1 else "",
        },
    )
