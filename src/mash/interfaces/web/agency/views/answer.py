"""The answer about one person: written, saved as it is, left and taken up again. Nothing typed is lost."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mash.casework.sharing.actions import save_working
from mash.casework.sharing.models import Request, RequestSubject
from mash.foundation.kernel import Refused, public_id
from mash.interfaces.web.access import page
from mash.interfaces.web.agency import presenters, working
from mash.interfaces.web.agency.forms import MAX_ITEMS, ItemForm, PersonForm
from mash.interfaces.web.agency.views.shared import (
    cleared_people,
    find,
    form_of,
    judged,
    open_to_answer,
    saw,
)
from mash.interfaces.web.agency.working import Typed, item_prefix, of_person
from mash.interfaces.web.autosaved import CONFLICT, Saved, is_current
from mash.interfaces.web.components.values import DateParts
from mash.interfaces.web.request import HttpRequest


def _subject(asked: Request, number: int) -> RequestSubject:
    people = list(asked.subjects.all())
    if not 1 <= number <= len(people):
        raise Http404
    return people[number - 1]


def _mark(asked: Request, number: int) -> str:
    """A short print of what is kept of one person, by which a page knows whether somebody else has saved since."""
    typed = of_person(asked.working, number)
    text = json.dumps([typed.fields, typed.items], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _current(request: HttpRequest, asked: Request, number: int, *, by_itself: bool = False) -> bool:
    people = cast("Mapping[str, Mapping[str, object]]", asked.working.get("people") or {})
    kept = people.get(str(number)) or {}
    saved = Saved(
        asked.version, str(kept.get("page", "")), left=bool(kept.get("left")), seen=_mark(asked, number)
    )
    return is_current(request.POST, saved, by_itself=by_itself)


def _save(request: HttpRequest, asked: Request, number: int, typed: Typed, *, left: bool) -> int | Refused:
    kept = working.with_person(
        asked.working, number, typed, page=request.POST.get("page", ""), left=left, by=request.actor.name
    )
    return save_working(by=request.actor, at=request.at, request=asked, working=kept, version=asked.version)


@page("permission", "sharing:request:answer", methods=["POST"])
def autosave(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Keep what is typed, without judging it: 204 when it is on disk, 409 when it may not be."""
    asked = find(ref, hold=True)
    _subject(asked, number)
    if not open_to_answer(asked) or not _current(request, asked, number, by_itself=True):
        return HttpResponse(status=CONFLICT)
    saved = _save(request, asked, number, working.from_post(request.POST), left=False)
    return HttpResponse(status=CONFLICT if isinstance(saved, Refused) else 204)


@page("permission", "sharing:request:answer", methods=["GET", "POST"])
def answer(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """The page of one person; `action` says which button was pressed."""
    asked = find(ref, hold=request.method == "POST")
    _subject(asked, number)
    if request.method != "POST":
        if not open_to_answer(asked):
            return redirect("agency:request", ref)
        typed = of_person(asked.working, number)
        if request.GET.get("judge"):
            return _judged_page(request, asked, number, typed)
        return _page(request, asked, number, typed)
    typed = working.from_post(request.POST)
    if not open_to_answer(asked):
        return _page(
            request,
            asked,
            number,
            typed,
            alert=_("This request was answered or withdrawn meanwhile. Your text is kept on this page only."),
            status=CONFLICT,
        )
    if not _current(request, asked, number):
        theirs = of_person(asked.working, number)
        return _page(
            request,
            asked,
            number,
            typed,
            differences=presenters.differences(typed, theirs, request.at),
            stale=True,
            status=CONFLICT,
        )
    return _pressed(request, asked, number, typed)


def _pressed(request: HttpRequest, asked: Request, number: int, typed: Typed) -> HttpResponse:
    here = reverse("agency:answer", args=[asked.ref, number])
    action, _dash, which = request.POST.get("action", "continue").partition("-")
    if action == "remove" and which.isdecimal() and len(which) < 4 and int(which) < len(typed.items):
        del typed.items[int(which)]
    if action == "add" and len(typed.items) < MAX_ITEMS:
        typed.items.append({})
    # An item is expected with "disclosed": without one the next page load offers the first.
    if action == "continue" and typed.fields.get("held") == "disclosed" and not typed.items:
        typed.items.append({})
    saved = _save(request, asked, number, typed, left=True)
    if isinstance(saved, Refused):
        return _page(request, asked, number, typed, alert=saved.sentence, status=CONFLICT)
    if action == "save":
        messages.success(request, _("Saved. You or a colleague can carry on later."))
        return redirect("agency:request", asked.ref)
    if action in {"add", "remove"}:
        return redirect(f"{here}#{f'item-{len(typed.items)}' if action == 'add' else 'items'}")
    return _continued(request, asked, number)


def _continued(request: HttpRequest, asked: Request, number: int) -> HttpResponse:
    """On to the next person when this one is complete, else the page again with its errors."""
    posted = working.from_post(request.POST)
    person, items = judged(request, asked, posted)
    if not (person.is_valid() and all(one.is_valid() for one in items)):
        return _judged_page(request, asked, number, posted)
    if number < asked.subjects.count() and not request.POST.get("back_to_check"):
        return redirect("agency:answer", asked.ref, number + 1)
    return redirect("agency:check", asked.ref)


def _judged_page(request: HttpRequest, asked: Request, number: int, typed: Typed) -> HttpResponse:
    """The page with an error at each field that has one."""
    written = Typed(typed.fields, typed.written)
    person, items = judged(request, asked, written)
    if not items and typed.fields.get("held") == "disclosed":
        written.items.append({})
        items = [
            ItemForm(
                prefix=item_prefix(0),
                form=form_of(asked),
                at=request.at,
                cleared=cleared_people(request, asked),
            )
        ]
    return _page(request, asked, number, written, forms=(person, items))


def _page(
    request: HttpRequest,
    asked: Request,
    number: int,
    typed: Typed,
    *,
    forms: tuple[PersonForm, list[ItemForm]] | None = None,
    differences: list[presenters.Difference] | None = None,
    stale: bool = False,
    alert: str = "",
    status: int = 200,
) -> HttpResponse:
    person, items = forms or _unjudged(request, asked, typed)
    subject = _subject(asked, number)
    saw(request, [asked])
    return render(
        request,
        "agency/answer.jinja",
        {
            "asked": asked,
            "number": number,
            "of": asked.subjects.count(),
            "name": subject.given.get("name", ""),
            "rows": presenters.person_rows(subject.given),
            "question": asked.question,
            "cover": form_of(asked).cover,
            "person": person,
            "items": items,
            "forms": [person, *items],
            "page_id": public_id(),
            "version": asked.version,
            "seen": _mark(asked, number),
            "stale": stale,
            "differences": differences or [],
            "saved_by": asked.working.get("by", ""),
            "alert": alert,
            "full": len(items) >= MAX_ITEMS,
            "most": MAX_ITEMS,
            "back_to_check": bool(request.GET.get("judge") or request.POST.get("back_to_check")),
        },
        status=status,
    )


def _unjudged(request: HttpRequest, asked: Request, typed: Typed) -> tuple[PersonForm, list[ItemForm]]:
    form, cleared = form_of(asked), cleared_people(request, asked)
    person = PersonForm(asked=asked, form=form, at=request.at, initial=typed.fields)
    return person, [
        ItemForm(
            prefix=item_prefix(place),
            form=form,
            chosen=item.get("category", ""),
            at=request.at,
            cleared=cleared,
            initial={**item, **{name: _date_parts(item, name) for name in ("happened_on", "kept_until")}},
        )
        for place, item in enumerate(typed.items)
    ]


def _date_parts(item: Mapping[str, str], name: str) -> DateParts:
    day, month, year = (item.get(f"{name}-{part}", "") for part in ("day", "month", "year"))
    return DateParts(day, month, year, not_known=f"{name}-not_known" in item)
