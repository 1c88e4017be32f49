"""Who is cleared for the hub's sealed material: the lead sees it, gives it and ends it."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.foundation.kernel import Refused
from mash.foundation.kernel.time import LONDON
from mash.interfaces.web.access import page
from mash.interfaces.web.components.forms import DateField, GovForm, SelectField, TextField
from mash.interfaces.web.governance import presenters
from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.clearances import (
    clear_seat,
    clearances_of,
    cleared_at,
    end_clearance,
    may_be_cleared,
)
from mash.registers.accounts.models import Seat
from mash.registers.accounts.roles import ROLES
from mash.registers.accounts.rules import CUSTODIANS
from mash.registers.agencies.models import Hub

GIVE = "accounts:clearance:give"


class ClearForm(GovForm):
    """Clear one seat, with a reason, until a date or until it is ended."""

    seat = SelectField(label=gettext_lazy("Whom to clear"), missing=gettext_lazy("Choose a person"))
    reason = TextField(
        label=gettext_lazy("Why they need it"), max_length=300, missing=gettext_lazy("Say why they need it")
    )
    until = DateField(
        label=gettext_lazy("Until the end of"),
        help_text=gettext_lazy("Leave it empty where no end is known."),
        required=False,
        future=True,
    )


def _words(seat: Seat) -> str:
    return f"{seat.user.name}, {str(ROLES[seat.role].title).lower()}"


@page(
    "permission",
    GIVE,
    methods=["GET", "POST"],
    unlogged="colleagues' clearances: nobody whom a case is about",
)
def clearances(request: HttpRequest) -> HttpResponse:
    """Every clearance of the hub, and a form for a new one."""
    by, at = request.actor, request.at
    free = {str(one.pk): one for one in may_be_cleared(by.hub, at=at) if one.user_id != by.user}
    giving = request.method == "POST" and "end" not in request.POST
    form = ClearForm(request.POST if giving else None, today=at.astimezone(LONDON).date())
    form.offer("seat", [("", _("Choose")), *((key, _words(one)) for key, one in free.items())])
    rows = list(clearances_of(by.hub))
    if giving and form.is_valid():
        said = form.cleaned_data
        until = (
            datetime.combine(said["until"] + timedelta(days=1), time(0), tzinfo=LONDON)
            if said["until"]
            else None
        )
        done = clear_seat(by=by, at=at, seat=free[said["seat"]], reason=said["reason"], until=until)
        if not isinstance(done, Refused):
            messages.success(request, _("It is recorded."))
            return redirect("governance:clearances")
        form.add_error("seat", done.sentence)
    elif request.method == "POST" and not giving:
        chosen = next((one for one in rows if str(one.pk) == request.POST["end"]), None)
        if chosen is None:
            raise Http404
        end_clearance(by=by, at=at, clearance=chosen)
        messages.success(request, _("It is recorded."))
        return redirect("governance:clearances")
    return render(
        request,
        "governance/clearances.jinja",
        {
            "rooms": presenters.rooms("clearances"),
            "custodian": any(
                seat.role in CUSTODIANS for seat in cleared_at(Hub.objects.get(key=by.hub), at=at)
            ),
            "form": form,
            "rows": [
                {
                    "pk": one.pk,
                    "who": _words(one.seat),
                    "it": one,
                    "live": one.until_at is None or at < one.until_at,
                }
                for one in rows
            ],
        },
    )
