"""What waits for whoever keeps entries: reported wrong, and not checked for too long; and reports by agency."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mash.foundation.kernel import Refused
from mash.interfaces.web.access import page
from mash.interfaces.web.directory.forms import PeriodForm, put
from mash.interfaces.web.directory.presenters import KINDS, known_words
from mash.interfaces.web.directory.room import KEEP, PERIOD, Whose, rooms, whose
from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.rules import may
from mash.registers.directory.actions import set_check_period
from mash.registers.directory.queries.entries import Task, reported, tasks
from mash.registers.directory.queries.terms import check_days

ROWS = 50
YEAR = timedelta(days=365)


def _mine(request: HttpRequest, here: Whose) -> Q:
    """The teams whose entries the reader keeps."""
    by = request.actor
    if by.role == "researcher":
        return Q(agency__key=by.agency)
    return Q(hub=here.hub) | Q(agency__in=[one.pk for one in here.agencies])


@page(
    "permission",
    KEEP,
    methods=["GET", "POST"],
    unlogged="how agencies are reached: nobody that a case is about stands on it",
)
def keep(request: HttpRequest) -> HttpResponse:
    """The entries to look at; a manager says here how often they are checked."""
    at, here = request.at, whose(request)
    periods = check_days(at=at)
    days = periods.get(here.hub.pk, periods.get(None, 0))
    sets = bool(may(request.actor, PERIOD))
    form = PeriodForm(request.POST if request.method == "POST" else None, initial={"days": days})
    if request.method == "POST":
        if not sets:
            raise Http404
        if form.is_valid():
            typed = form.cleaned_data["days"]
            number = int(typed) if typed.isascii() and typed.isdigit() else 0
            done = set_check_period(by=request.actor, at=at, hub=here.hub, days=number)
            if not isinstance(done, Refused):
                messages.success(request, _("It is saved."))
                return redirect("directory:keep")
            put(form, done.code, done.sentence)
    waits = tasks(_mine(request, here), at=at, days=days) if days else []
    shown = Paginator(waits, ROWS).get_page(request.GET.get("page"))
    counted = (
        reported([one.pk for one in here.agencies], since=at - YEAR, at=at)
        if not request.actor.agency or request.actor.hub
        else {}
    )
    return render(
        request,
        "directory/keep.jinja",
        {
            "rooms": rooms(request, "keep"),
            "rows": [_row(one) for one in shown.object_list],
            "shown": shown,
            "days": days,
            "form": form if sets else None,
            "counted": [
                [one.name, *(str(each) for each in counted.get(one.pk, (0, 0)))]
                for one in here.agencies
                if one.pk in counted
            ],
        },
    )


def _row(task: Task) -> list[Any]:
    way = task.way
    team = way.post.team
    return [
        {"href": reverse("directory:way", args=[way.public_id]), "text": f"{KINDS[way.kind]}: {way.value}"},
        f"{way.post.title}, {team.name}",
        team.agency.name if team.agency else team.hub.name if team.hub else "",
        known_words(wrong_at=task.wrong_at, checked_at=task.checked_at, written_at=task.written_at),
    ]
