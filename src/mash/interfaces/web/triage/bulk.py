"""The sheet of a safe class: the machine proposes, a named person picks and gives a reason for each person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mash.casework.cases import events
from mash.casework.cases.actions import route_all
from mash.casework.cases.models import Case
from mash.casework.cases.queries.picture import get_case
from mash.casework.cases.queries.waiting import SHEET, Waiting, Wanted, rows_of, safe_classes, wanted_of
from mash.casework.matters.models import Subject
from mash.foundation.kernel import Actor
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.cases.presenters import name_of
from mash.interfaces.web.cases.views.common import version
from mash.interfaces.web.cases.views.triage import STALE
from mash.interfaces.web.desk import lists
from mash.interfaces.web.desk.presenters import calendar_or_none
from mash.interfaces.web.request import HttpRequest
from mash.interfaces.web.triage import presenters
from mash.interfaces.web.triage.forms import SheetForm
from mash.interfaces.web.triage.views import RATE
from mash.registers.agencies.models import Desk
from mash.registers.standards.queries import label

CARDS = 20
"""So many cards are on a sheet: as many as somebody reads one by one."""


def _sheet(desk: Desk, *, by: Actor, at: datetime) -> list[Waiting]:
    """Those that wait and that nobody else has, with the classes that they fit."""
    found = rows_of(wanted_of(desk.pk, Wanted())[:SHEET], by=by, at=at)
    return [one for one in found if one.case.worker_id in {None, by.user}]


@page("permission", RATE, methods=["GET", "POST"])
def sheet(request: HttpRequest) -> HttpResponse:
    """The classes with what is in each, and the sheet of one; what is sent is done row by row, and told row by row."""
    by, at = request.actor, request.at
    desks = lists.desks_of(by)
    desk = lists.chosen_desk(request, desks)
    classes = safe_classes(at=at, population=desk.population)
    wanted = request.GET.get("class", classes[0].code if classes else "")
    klass = next((one for one in classes if one.code == wanted), None)
    if klass is None and (wanted or classes):
        raise Http404
    results: list[dict[str, Any]] = []
    sent = request.POST if request.method == "POST" else None
    wrong: SheetForm | None = None
    if sent is not None and klass is not None:
        picked = _picked(sent)
        form = SheetForm(sent, people=_people(picked), auto_id="sent-%s")
        if picked and form.is_valid():
            results = _done(request, form, picked, klass=klass)
        else:
            wrong = form
    found = _sheet(desk, by=by, at=at)
    fitting = [one for one in found if klass is not None and klass.code in {each.code for each in one.fits}]
    cards = fitting[:CARDS]
    typed = sent if sent is not None and (wrong or any(one["refused"] for one in results)) else None
    form = SheetForm(
        typed,
        people=[
            (one.contact.matter.ref, each.place, name_of(each)) for one in cards for each in one.worried_about
        ],
    )
    if typed is not None:
        form.full_clean()
    told = {one["ref"]: one["refused"] for one in results if one["stale"]}
    for ref in told.keys() & form.boxes.keys():
        form.add_error(form.boxes[ref][0][1], told[ref])
    if wrong is not None:
        if not wrong.picked:
            form.add_error(None, _("Pick at least one contact"))
        for field in wrong.errors.keys() - form.fields.keys():
            form.add_error(None, f"{wrong.fields[field].label}: {wrong.errors[field][0]}")
    append(
        events.LISTED,
        by=by,
        at=at,
        about=presenters.shown(cards),
        payload={"queue": "triage-safe", "shown": len(cards)},
    )
    calendar = calendar_or_none(desk.key, at)
    return render(
        request,
        "triage/safe.jinja",
        {
            "desk": desk,
            "classes": [
                {
                    "text": one.label,
                    "href": lists.query(desk=desk.key if len(desks) > 1 else "", **{"class": one.code}),
                    "current": one == klass,
                    "count": sum(one.code in {each.code for each in waiting.fits} for waiting in found),
                }
                for one in classes
            ],
            "klass": klass,
            "route": label("triage-route", klass.route, at=at) if klass else "",
            "rating": klass.rating if klass else "",
            "form": form,
            "picked": set(form.ticked),
            "cards": [
                {
                    "row": presenters.row(one, calendar=calendar, by=by, at=at),
                    "version": _version_read(request, one, told=set(told)),
                    "why": presenters.why_safe(one, klass) if klass else [],
                    "boxes": [field for _place, field in form.boxes.get(one.contact.matter.ref, ())],
                }
                for one in cards
            ],
            "more": len(fitting) - len(cards),
            "results": results,
            "kept": _kept(results, sent, {one.contact.matter.ref for one in cards}),
            "told": ngettext(
                "%(num)d contact was routed.", "%(num)d contacts were routed.", _through(results)
            )
            % {"num": _through(results)},
            "full": len(found) >= SHEET,
        },
    )


def _through(results: list[dict[str, Any]]) -> int:
    return sum(not one["refused"] for one in results)


def _picked(sent: QueryDict) -> dict[str, Case]:
    """The ticked cases by their reference, each once; one that the asker does not see is not among them."""
    found: dict[str, Case] = {}
    for ref in dict.fromkeys(sent.getlist("pick")[: CARDS * 2]):
        try:
            found[ref] = get_case(ref)
        except (Case.DoesNotExist, ValueError):
            continue
    return found


def _people(picked: dict[str, Case]) -> list[tuple[str, int, str]]:
    subjects = _subjects(picked)
    return [(ref, one.place, name_of(one)) for ref in picked for one in subjects[ref]]


def _subjects(picked: dict[str, Case]) -> dict[str, list[Subject]]:
    """Those we are worried about in each, in their places."""
    found: dict[str, list[Subject]] = {ref: [] for ref in picked}
    by_matter = {case.matter_id: ref for ref, case in picked.items()}
    rows = Subject.objects.filter(matter__in=by_matter, role="subject").select_related("record", "person")
    for one in rows.order_by("place"):
        found[by_matter[one.matter_id]].append(one)
    return found


def _version_read(request: HttpRequest, one: Waiting, *, told: set[str]) -> int:
    """The version that a card goes by: the one that was read before, until its reader was told of another."""
    ref, name = one.contact.matter.ref, f"version-{one.contact.matter.ref}"
    return version(request, name) if name in request.POST and ref not in told else one.case.version


def _done(
    request: HttpRequest, form: SheetForm, picked: dict[str, Case], *, klass: Any
) -> list[dict[str, Any]]:
    subjects = _subjects(picked)
    cases = [
        (
            picked[ref],
            {one.pk: form.reasons(ref)[one.place] for one in subjects[ref]} if ref in form.boxes else {},
            version(request, f"version-{ref}"),
        )
        for ref in picked
    ]
    results = route_all(by=request.actor, at=request.at, klass=klass, cases=cases)
    return [
        {
            "ref": ref,
            "title": one.case.title,
            "refused": one.refused.sentence if one.refused is not None else "",
            "stale": one.refused is not None and one.refused.code == STALE,
        }
        for ref, one in zip(picked, results, strict=True)
    ]


def _kept(results: list[dict[str, Any]], sent: QueryDict | None, on_sheet: set[str]) -> list[dict[str, Any]]:
    """What was typed for rows that did not go through and are not on the sheet any more."""
    if sent is None:
        return []
    return [
        {
            "ref": one["ref"],
            "texts": [sent[key] for key in sent if key.startswith(f"why-{one['ref']}-") and sent[key]],
        }
        for one in results
        if one["refused"] and one["ref"] not in on_sheet
    ]
