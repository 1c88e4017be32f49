"""Round tables in queues, and what was agreed at them: for the hub all of it, for an agency what it is invited to and owns."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mash.casework.roundtables import actions, events, queries
from mash.casework.roundtables.actions import ANSWER, VIEW
from mash.casework.roundtables.models import Action
from mash.foundation.kernel import Ref, Refused
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.desk.lists import desks_of
from mash.interfaces.web.request import HttpRequest
from mash.interfaces.web.roundtables import presenters
from mash.interfaces.web.roundtables.forms import FinishForm
from mash.interfaces.web.roundtables.ground import actions_offered, common, is_agency, refused_of, verb_of
from mash.registers.accounts.rules import may

ROWS = 50


def whose(request: HttpRequest) -> dict[str, Any]:
    """An agency by its key, or the reader's hub by its number."""
    by = request.actor
    return {"agency": by.agency} if is_agency(by) else {"hub": desks_of(by)[0].hub_id}


def _rooms(queue: str, mine: dict[str, Any]) -> list[dict[str, object]]:
    counts = queries.counts(hub=mine.get("hub"))
    return presenters.rooms(queue, counts, late=queries.actions(**mine).count())


@page("permission", VIEW)
def meetings(request: HttpRequest) -> HttpResponse:
    """A queue; the ledger names all that are shown."""
    queue = request.GET.get("queue", "coming")
    if queue not in presenters.QUEUES:
        raise Http404
    mine = whose(request)
    shown = Paginator(queries.listed(queue, hub=mine.get("hub")), ROWS).get_page(request.GET.get("page"))
    found = list(shown.object_list)
    append(
        events.LISTED,
        by=request.actor,
        at=request.at,
        about=[Ref("round-table", one.ref) for one in found],
        payload={"queue": queue, "shown": len(found)},
    )
    return render(
        request,
        "roundtables/list.jinja",
        {
            "rooms": _rooms(queue, mine),
            "queue_name": presenters.QUEUES[queue],
            "rows": presenters.rows(found),
            "shown": shown,
            "base": f"?queue={queue}",
        },
    )


@page("permission", VIEW, methods=["GET", "POST"])
def my_actions(request: HttpRequest) -> HttpResponse:
    """What is open, what is due first; and the form that says what was done."""
    mine, at = whose(request), request.at
    found = list(queries.actions(**mine)[:200])
    verb = verb_of(request, {"finish"})
    offered = actions_offered(found, queries.actions(**mine, done=True), request.POST.get("which", ""))
    form = FinishForm(
        request.POST if verb else None, actions=[(key, _offer(one)) for key, one in offered.items()]
    )
    done: object = None
    if verb and form.is_valid():
        chosen = offered[form.cleaned_data["which"]]
        done = actions.finish(**common(request), action=chosen, evidence=form.cleaned_data["evidence"])
        if not isinstance(done, Refused):
            messages.success(request, _("It is recorded as done."))
            return redirect("roundtables:actions")
    past = list(queries.actions(**mine, done=True)[:20])
    refs = dict.fromkeys(one.meeting.ref for one in (*found, *past))
    append(
        events.LISTED,
        by=request.actor,
        at=at,
        about=[Ref("round-table", one) for one in refs],
        payload={"queue": "actions", "shown": len(found) + len(past)},
    )
    return render(
        request,
        "roundtables/actions.jinja",
        {
            "rooms": _rooms("actions", mine),
            "open": presenters.action_rows(found, at),
            "done": presenters.action_rows(past, at),
            "form": form if found and may(request.actor, ANSWER) else None,
            "refused": refused_of(done),
        },
    )


def _offer(one: Action) -> str:
    what = one.what if len(one.what) < 80 else one.what[:77] + "…"
    return f"{one.meeting.ref}: {what}"
