"""The sheet of a day: who is on duty at each hour, and what the telephone did where no switch says it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mash.foundation.kernel import Refused
from mash.interfaces.web.access import page
from mash.interfaces.web.demand.forms import PARTS, SheetForm
from mash.interfaces.web.demand.presenters import hour_words
from mash.interfaces.web.demand.room import WRITE, day_of, place, rooms, today
from mash.interfaces.web.desk.lists import query
from mash.interfaces.web.request import HttpRequest
from mash.oversight.demand import rules
from mash.oversight.demand.actions import Clash, save_sheet
from mash.oversight.demand.queries.sheet import figures_of, has_switch
from mash.oversight.demand.rules import Figures

DOES = {"save", "copy"}


@page("permission", WRITE, methods=["GET", "POST"], unlogged="numbers of people alone")
def sheet(request: HttpRequest) -> HttpResponse:
    """Write the day; or fill in who was on duty on the same day last week, without saving it."""
    day, now = day_of(request), today(request)
    allowed = rules.may_write(day, today=now)
    if not allowed:
        raise Http404
    where = place(request, day=day.isoformat())
    desk = where.desk
    made: dict[str, Any] = {
        "spans": rules.hours_of(day),
        "held": figures_of(desk.pk, day),
        "switch": has_switch(desk.pk, day),
        "at": request.at,
    }
    form = SheetForm(**made)
    said = query(desk=desk.key, day=day.isoformat())
    here = reverse("demand:sheet") + said
    refused: Refused | None = None
    verb = request.POST.get("do", "")
    if request.method == "POST":
        if verb not in DOES:
            raise Http404
        form = SheetForm(_copied(request, desk.pk, form) if verb == "copy" else request.POST, **made)
        if verb == "save" and form.is_valid():
            done = save_sheet(
                by=request.actor,
                at=request.at,
                desk=desk,
                day=day,
                hours={one.hour: form.figures(one) for one in form.spans},
                seen={one.hour: form.seen(one) for one in form.spans},
            )
            if not isinstance(done, Refused):
                messages.success(request, _("It is saved.") if done else _("Nothing was changed."))
                return redirect(here)
            refused = done
            if isinstance(done, Clash):
                form = _with_theirs(request, form, done, made)
    last_week = figures_of(desk.pk, day - timedelta(weeks=1))

    def link(days: int) -> str:
        other = day + timedelta(days=days)
        return query(desk=desk.key, day=other.isoformat()) if rules.may_write(other, today=now) else ""

    return render(
        request,
        "demand/sheet.jinja",
        {
            "rooms": rooms(request, "sheet", desk),
            "where": where,
            "desk": desk,
            "day": day,
            "form": form,
            "rows": _rows(form),
            "calls": any("offered" in form.parts(one) for one in form.spans),
            "switch": made["switch"],
            "refused": refused,
            "copies": any(one.staff is not None for one in last_week.values()),
            "copied": verb == "copy",
            "before": link(-1),
            "after": link(1),
            # The day is said: a page that was opened before midnight is saved for the day that it shows.
            "saves": here,
            "board": reverse("demand:board") + said,
        },
    )


def _rows(form: SheetForm) -> list[dict[str, Any]]:
    return [
        {
            "hour": hour_words(span),
            "seen": form[f"seen_{span.hour}"],
            "fields": [form[f"{part}_{span.hour}"] if part in form.parts(span) else None for part in PARTS],
        }
        for span in form.spans
    ]


def _copied(request: HttpRequest, desk: int, form: SheetForm) -> dict[str, Any]:
    """What was sent, with the people of the same day last week in each hour of which anything was written."""
    said = {name: request.POST.get(name, "") for name in form.fields}
    for hour, one in figures_of(desk, day_of(request) - timedelta(weeks=1)).items():
        if f"staff_{hour}" in said and one.staff is not None:
            said[f"staff_{hour}"] = str(one.staff)
    return said


def _with_theirs(request: HttpRequest, form: SheetForm, clash: Clash, made: dict[str, Any]) -> SheetForm:
    """What was typed, with what somebody else wrote said at each input: saved again, it is saved knowingly."""
    said = {name: request.POST.get(name, "") for name in form.fields}
    said |= {f"seen_{hour}": str(theirs) for hour, theirs in clash.held.items()}
    found = SheetForm(said, **made)
    found.is_valid()
    for hour, theirs in clash.held.items():
        found.add_error(f"staff_{hour}", _theirs(theirs))
    return found


def _theirs(theirs: Figures) -> str:
    said = {
        name: _("nothing") if number is None else str(number)
        for name, number in (
            ("staff", theirs.staff),
            ("offered", theirs.offered),
            ("answered", theirs.answered),
        )
    }
    return (
        _("Somebody else wrote meanwhile: on duty %(staff)s, offered %(offered)s, answered %(answered)s.")
        % said
    )
