"""The step that every answer waits for, for cleared people alone: to everybody else these pages do not exist."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mash.foundation.kernel import Ref, Refused
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.components.words import uk_datetime
from mash.interfaces.web.request import HttpRequest
from mash.interfaces.web.rights.forms import CustodyForm
from mash.oversight.rights import actions, events
from mash.oversight.rights.models import Custody
from mash.registers.accounts.rules import is_custodian

VIEW = "cases:case:view"
SHOWN = 200


def _saw(request: HttpRequest, shown: list[Custody]) -> None:
    if shown:
        append(
            events.CUSTODY_VIEWED,
            by=request.actor,
            at=request.at,
            about=[Ref("sealed", one.public_id) for one in shown],
        )


@page("permission", VIEW, cleared=True)
def waiting(request: HttpRequest) -> HttpResponse:
    """Answers that wait for a custodian's look, the oldest first. There is one for each request that is answered."""
    rows = list(Custody.objects.filter(looked_at__isnull=True).order_by("found_at", "pk")[:SHOWN])
    _saw(request, rows)
    return render(
        request,
        "rights/waiting.jinja",
        {
            "rows": [
                [
                    {"href": reverse("rights:custody", args=[one.public_id]), "text": one.rights_ref},
                    one.handler_name,
                    uk_datetime(one.found_at),
                    _("Something") if one.hidden or one.sealed else _("Nothing"),
                ]
                for one in rows
            ]
        },
    )


@page("permission", VIEW, methods=["GET", "POST"], cleared=True)
def custody(request: HttpRequest, custody: str) -> HttpResponse:
    """One: what is hidden from whoever prepares the answer, and what the custodian makes of it."""
    one = Custody.objects.filter(public_id=custody).first()
    if one is None:
        raise Http404
    hidden = bool(one.hidden or one.sealed)
    form = CustodyForm(request.POST if request.method == "POST" else None, at=request.at, hidden=hidden)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        done = actions.look(by=request.actor, at=request.at, custody=one, **form.cleaned_data)
        if not isinstance(done, Refused):
            messages.success(request, _("It is recorded."))
            return redirect("rights:waiting")
        refused = done
    _saw(request, [one])
    return render(
        request,
        "rights/custody.jinja",
        {"one": one, "form": form, "refused": refused, "custodian": is_custodian(request.actor)},
    )
