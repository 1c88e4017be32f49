"""Record a question to the desk, on one page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mash.casework.consultations import actions
from mash.foundation.kernel import Refused, public_id
from mash.interfaces.web.access import page
from mash.interfaces.web.consultations.forms import PersonForm, QuestionForm
from mash.interfaces.web.desk.lists import chosen_desk, desks_of
from mash.interfaces.web.request import HttpRequest

RECORD = "consultations:consultation:record"
PEOPLE = 3


@page("permission", RECORD, methods=["GET", "POST"], unlogged="a blank form: nobody stands on it yet")
def new(request: HttpRequest) -> HttpResponse:
    """One page: danger first, who asks, what about, the advice. Sent twice it is one."""
    desks = desks_of(request.actor)
    desk = chosen_desk(request, desks)
    data, today = request.POST if request.method == "POST" else None, request.at.date()
    form = QuestionForm(data, at=request.at, population=desk.population, initial={"once": public_id()})
    people = [PersonForm(data, prefix=f"person{number}", today=today) for number in range(1, PEOPLE + 1)]
    refused: Refused | None = None
    if request.method == "POST":
        named = form.data.get("named") == "yes"
        fine = all([form.is_valid(), *(one.is_valid() for one in people if named)])
        found = tuple(who for one in people if named and one.is_valid() and (who := one.person()) is not None)
        if named and not found and people[0].is_valid():
            people[0].add_error("given", _("Enter a name, or a description where there is none"))
            fine = False
        if fine:
            done = actions.record(by=request.actor, at=request.at, desk=desk, asked=form.asked(found))
            if not isinstance(done, Refused):
                messages.success(request, _("It is recorded as %(ref)s.") % {"ref": done.ref})
                return redirect("consultations:one", ref=done.ref)
            refused = done
    return render(
        request,
        "consultations/new.jinja",
        {
            "desk": desk,
            "desks": [
                {"text": one.name, "href": f"?desk={one.key}", "current": one == desk} for one in desks
            ],
            "form": form,
            "forms": people,
            "refused": refused,
        },
    )
