"""The grid of what waits for a rating: filtered, a row opened with what came before beside it, and rated in its place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mash.casework.access.queries import BREAK_GLASS, glass_of
from mash.casework.cases import events
from mash.casework.cases.actions import claim, look_at_history, rate
from mash.casework.cases.models import Case, Rating
from mash.casework.cases.queries import history_of
from mash.casework.cases.queries.picture import get_case, picture_of
from mash.casework.cases.queries.waiting import (
    PAGE,
    SHOWS,
    Offer,
    Waiting,
    Wanted,
    offer,
    rows_of,
    wanted_of,
)
from mash.casework.intake.models import Contact
from mash.foundation.kernel import Ref, Refused
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.cases.earlier import history_shown
from mash.interfaces.web.cases.views.common import version
from mash.interfaces.web.cases.views.triage import STALE, changed_since
from mash.interfaces.web.desk import lists
from mash.interfaces.web.desk.presenters import calendar_or_none
from mash.interfaces.web.request import HttpRequest
from mash.interfaces.web.triage import presenters
from mash.interfaces.web.triage.forms import KEYS, FilterForm, RowForm
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Desk

RATE = "cases:case:rate"
SAID = ("desk", "show", "channel", "source", "grade", "page")


@dataclass(frozen=True)
class Place:
    """Where somebody is in the grid: their desk, the filters and the page."""

    desk: Desk
    desks: list[Desk]
    said: Mapping[str, str]

    @cached_property
    def offered(self) -> Offer:
        """What waits, counted once, and not for a row that a script asks for."""
        return offer(self.desk.pk)

    @property
    def show(self) -> str:
        """What is asked for, else police notifications where any wait."""
        asked = self.said.get("show", "")
        if asked in SHOWS:
            return asked
        return "police" if self.offered.shows["police"] else "all"

    @property
    def wanted(self) -> Wanted:
        return Wanted(
            show=self.show,
            channel=self.said.get("channel", ""),
            source=self.said.get("source", ""),
            grade=self.said.get("grade", ""),
        )

    def query(self, **changes: str) -> str:
        """The query string of this place, with changes."""
        return lists.query(**{key: {**self.said, **changes}.get(key, "") for key in (*SAID, "open")})

    def href(self, **changes: str) -> str:
        return reverse("triage:grid") + self.query(**changes)


def place_of(request: HttpRequest, asked: QueryDict) -> Place:
    """The place that a query string names. Raises Http404 for what no filter offers."""
    desks = lists.desks_of(request.actor)
    wanted = asked.get("desk", "") or request.actor.desk
    desk = next((one for one in desks if one.key == wanted), desks[0])
    said = {key: asked.get(key, "") for key in SAID}
    if said["show"] not in {*SHOWS, ""} or any(len(one) > 100 or "\x00" in one for one in said.values()):
        raise Http404
    return Place(desk, desks, {key: value for key, value in said.items() if value})


def _place_sent(request: HttpRequest) -> Place:
    """The place from which a row was sent, by the query string that the row carries."""
    return place_of(request, QueryDict(request.POST.get("back", "")[:1000].lstrip("?")))


def _case(ref: str) -> Case:
    try:
        return get_case(ref)
    except (Case.DoesNotExist, ValueError):  # a NUL in it is no reference
        raise Http404 from None


def contact_of(case: Case) -> Contact:
    """The latest contact of a case, as a row of the grid reads it. Raises Http404 where none is to be seen."""
    found = (
        Contact.objects.filter(matter_id=case.matter_id)
        .select_related("matter__hub", "matter__case__worker")
        .order_by("received_at", "pk")
        .last()
    )
    if found is None:
        raise Http404
    return found


@page("permission", RATE)
def grid(request: HttpRequest) -> HttpResponse:
    """The waiting contacts, the most urgent first; `open` in the address opens a row without taking it."""
    opened = request.GET.get("open", "")
    case = _case(opened) if opened else None
    return show_grid(request, place_of(request, request.GET), case)


@page("permission", RATE, methods=["POST"])
def open_row(request: HttpRequest, ref: str) -> HttpResponse:
    """Open a row and take it, where nobody has it: two people do not work on one. `take_over` takes it from somebody."""
    case = _case(ref)
    place = _place_sent(request)
    over = bool(request.POST.get("take_over"))
    done: Case | Refused | None = None
    if case.worker_id != request.actor.user and (over or case.worker_id is None) and not case.rating:
        done = claim(by=request.actor, at=request.at, case=case, free_only=not over)
    if request.htmx:
        return show_row(request, place, _case(ref), refused=done if isinstance(done, Refused) else None)
    if isinstance(done, Refused):
        messages.warning(request, done.sentence)
    return redirect(f"{place.href(open=ref)}#row-{ref}")


@page("permission", RATE, methods=["POST"])
def rate_row(request: HttpRequest, ref: str) -> HttpResponse:
    """Rate one contact in its row; what was typed stays where somebody was quicker, or where more came meanwhile."""
    case = _case(ref)
    place = _place_sent(request)
    form = RowForm(request.POST, auto_id=f"{ref}_%s")
    refused: Refused | None = None
    if form.is_valid():
        said = form.cleaned_data
        last = Rating.objects.filter(matter=case.matter).last()
        again = last is not None and (last.by, last.rating, last.rationale) == (
            str(request.actor),
            said["rating"],
            said["rationale"],
        )
        done = (
            case
            if again
            else rate(
                by=request.actor, at=request.at, case=case, version=version(request), first=True, **said
            )
        )
        if not isinstance(done, Refused):
            words = _("%(ref)s is rated %(rating)s.") % {
                "ref": ref,
                "rating": str(dict(form.fields["rating"].choices)[said["rating"]]).lower(),  # type: ignore[attr-defined] # a choice field
            }
            return _gone(request, place, ref, words)
        refused = done
        if done.code == STALE:
            form.add_error("rationale", done.sentence)
    if request.htmx:
        return show_row(request, place, _case(ref), form=form, refused=refused)
    return show_grid(request, place, _case(ref), form=form, refused=refused)


def _gone(request: HttpRequest, place: Place, ref: str, words: str) -> HttpResponse:
    """The row leaves: a script is told what to say, a page without one goes on at the next row."""
    if request.htmx:
        answer = HttpResponse("")
        answer["HX-Trigger-After-Settle"] = json.dumps({"triage:done": {"ref": ref, "said": words}})
        return answer
    messages.success(request, words)
    following = request.POST.get("next", "")
    anchor = f"#row-{following}" if following.replace("-", "").isalnum() and following.isascii() else ""
    return redirect(f"{place.href()}{anchor}")


def show_row(
    request: HttpRequest,
    place: Place,
    case: Case,
    *,
    form: RowForm | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    """One open row, for the script that puts it into the grid."""
    found = rows_of([contact_of(case)], by=request.actor, at=request.at)
    opened = _opened(request, place, found[0], listed=found, form=form, refused=refused)
    return render(request, "triage/_open.jinja", {**_common(request, place), "opened": opened})


def show_grid(
    request: HttpRequest,
    place: Place,
    case: Case | None,
    *,
    form: RowForm | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    """The grid, with one row open; an open row that waits no more, or is on another page, stands above the others."""
    by, at = request.actor, request.at
    wanted = wanted_of(place.desk.pk, place.wanted)
    paginator = Paginator(wanted, PAGE)
    plain = not (place.said.get("channel") or place.said.get("source") or place.said.get("grade"))
    if plain:
        paginator.count = place.offered.shows[place.show]  # counted already, for the tabs
    where = paginator.get_page(place.said.get("page"))
    contacts = list(where.object_list)
    beside = (
        [contact_of(case)] if case and not any(one.matter_id == case.matter_id for one in contacts) else []
    )
    found = rows_of([*beside, *contacts], by=by, at=at)
    calendar = calendar_or_none(place.desk.key, at)
    waiting = next((one for one in found if case and one.contact.matter_id == case.matter_id), None)
    opened = _opened(request, place, waiting, listed=found, form=form, refused=refused) if waiting else None
    if opened is None:
        append(
            events.LISTED,
            by=by,
            at=at,
            about=presenters.shown(found),
            payload={"queue": "triage", "shown": len(found)},
        )
    rows = [(one.group, presenters.row(one, calendar=calendar, by=by, at=at)) for one in found[len(beside) :]]
    shows = {"police": _("Police notifications"), "other": _("Everything else"), "all": _("All")}
    filters = {key: place.said.get(key, "") for key in ("channel", "source", "grade")}
    if opened is not None:
        order = [one.ref for _group, one in rows]
        here = order.index(opened["row"].ref) if opened["row"].ref in order else -1
        opened["next"] = order[here + 1] if here + 1 < len(order) else ""
    form_of_filters = FilterForm(
        initial={**filters, "desk": place.desk.key},
        desks=[(one.key, one.name) for one in place.desks],
        offered=place.offered,
        at=at,
    )
    context = {
        **_common(request, place),
        "opened": opened,
        "show": place.show,
        "above": bool(beside),
        "groups": list(presenters.grouped(rows)),
        "where": where,
        "base": place.query(page=""),
        "left": paginator.count,
        "shows": [
            {
                "text": text,
                "href": place.query(show=key, page=""),
                "current": key == place.show,
                "count": place.offered.shows[key],
            }
            for key, text in shows.items()
        ],
        "filter": form_of_filters,
        "selected": [
            {
                "text": form_of_filters.words[key].get(value, value),
                "href": place.query(**{key: "", "page": ""}),
            }
            for key, value in filters.items()
            if value
        ],
        "safe": sum(bool(one.fits) for one in found),
    }
    return render(request, "triage/grid.jinja", context)


def _common(request: HttpRequest, place: Place) -> dict[str, Any]:
    return {
        "desk": place.desk,
        "back": place.query(),
        "keys": KEYS,
        "may_protect": may(request.actor, "cases:protection:start"),
    }


def _opened(
    request: HttpRequest,
    place: Place,
    waiting: Waiting,
    *,
    listed: list[Waiting],
    form: RowForm | None,
    refused: Refused | None,
) -> dict[str, Any]:
    """An open row with what came before; that it was on the screen is recorded, in the one entry of this page."""
    by, at, case = request.actor, request.at, waiting.case
    history = history_of(waiting.contact.matter, subjects=list(waiting.people))
    before = [Ref("matter", one.matter) for one in waiting.repeats.earlier]
    known = {*presenters.in_history(history), *before, Ref("matter", case.matter.ref)}
    also = [one for one in presenters.shown(listed) if one not in known]
    look_at_history(
        by=by,
        at=at,
        case=case,
        history=history,
        repeats=waiting.repeats,
        also=[Ref("contact", waiting.contact.ref), *also],
        purpose=BREAK_GLASS if glass_of(by, case.matter, at=at) else "",
    )
    calendar = calendar_or_none(place.desk.key, at)
    stale = refused is not None and refused.code == STALE
    # A mistake is put right as of the version that was read; whoever is told what changed goes on from the one of now.
    corrects = form is not None and refused is None
    return {
        "version": version(request) if corrects else case.version,
        "stale": _both_versions(request, case, form) if stale and form is not None else [],
        "row": presenters.row(waiting, calendar=calendar, by=by, at=at, worries=True),
        "history": history_shown(history, at),
        "unidentified": any(one.person_id is None for one in waiting.people),
        "form": form if form is not None else RowForm(auto_id=f"{case.matter.ref}_%s"),
        "refused": None if stale else refused,  # that stands at the field
    }


def _both_versions(request: HttpRequest, case: Case, form: RowForm) -> list[tuple[str, str, str]]:
    """What came since the row was opened, beside what was typed."""
    ratings = dict(form.fields["rating"].choices)  # type: ignore[attr-defined] # a choice field
    mine = f"{ratings.get(form.data.get('rating', ''), '')}: {form.data.get('rationale', '')}"
    changed = changed_since(picture_of(case, by=request.actor, at=request.at))
    return [(what, theirs, mine) for what, theirs, _none in changed]
