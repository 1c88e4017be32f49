"""What every page about a case does: find it, show who it is about, and make its one entry in the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from mash.casework.access.queries import BREAK_GLASS, glass_of
from mash.casework.cases import events
from mash.casework.cases.actions import look_at_history, say_present
from mash.casework.cases.models import Case
from mash.casework.cases.queries import Picture, picture_of
from mash.casework.cases.queries.picture import get_case
from mash.casework.cases.repeats import Repeats
from mash.casework.matters.models import Subject
from mash.casework.updates.models import Notice
from mash.casework.updates.queries import about_people
from mash.foundation.kernel import Actor, Ref
from mash.foundation.ledger import append
from mash.foundation.ledger.events import Event
from mash.interfaces.web.cases.presenters import header, restricted_words
from mash.interfaces.web.updates.notice_words import lines
from mash.oversight.rights.queries.beside import beside


class Asked(HttpRequest):
    """A request as the middleware hands it on: it knows who asks, and when."""

    actor: Actor
    at: datetime


# A sign of life younger than this is not written again.
SEEN_LATELY = timedelta(minutes=1)
VIEW = "cases:case:view"


def load(request: Asked, ref: str) -> Picture:
    """The picture of the case as its reader sees it. Raises Http404 where there is none, or none for them."""
    try:
        case = get_case(ref)
    except Case.DoesNotExist:
        raise Http404 from None
    return picture_of(case, by=request.actor, at=request.at)


def subject_at(picture: Picture, place: int) -> Subject:
    """The subject named in that place. Raises Http404."""
    for one in picture.subjects:
        if one.place == place:
            return one
    raise Http404


def version(request: HttpRequest, name: str = "version") -> int:
    """The version of the case on the page that was sent; -1 where it was tampered with, which is stale."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def sent(request: Asked) -> QueryDict | None:
    """What was sent, even when it is nothing at all; None where the page is only opened."""
    return request.POST if request.method == "POST" else None


def persons_of(picture: Picture) -> list[int]:
    """The numbers of the persons who are known of the case."""
    return [one.person_id for one in picture.subjects if one.person_id]


def people_in(picture: Picture) -> list[Ref]:
    return [Ref("person", one.person.public_id) for one in picture.subjects if one.person is not None]


def show(
    request: Asked,
    template: str,
    picture: Picture,
    context: dict[str, Any],
    *,
    part: str,
    about: Iterable[Ref] = (),
    history: bool = False,
    repeats: Repeats | None = None,
    event: Event = events.VIEWED,
    tab: str = "",
    told: list[Notice] | None = None,
) -> HttpResponse:
    """Render a page of the case. It makes one entry, naming `about` and everyone of the case.

    `history` says that the page has the whole history on it: the first time this reader has this history on the
    screen, the entry is that of the history viewed, and a decision can follow. `repeats` is what the page shows of earlier
    contacts: likewise, and a rating can follow. `tab` is the one that is open where the entry must not say so. `told` is
    what other areas tell, where the page has read it.
    """
    by, at, case = request.actor, request.at, picture.case
    if told is None:
        told = about_people(persons_of(picture), matter=case.matter_id)
    before = {Ref("matter", one.matter) for one in (repeats.earlier if repeats else ())}
    named = [*about, *(Ref("notice", one.ref) for one in told)]
    shown = [*people_in(picture), *(one for one in named if one not in before)]
    new = repeats is not None and repeats.earlier and repeats.fingerprint not in picture.looked
    glass = glass_of(by, case.matter, at=at)
    purpose = BREAK_GLASS if glass else ""
    if new or (history and not picture.history_viewed):
        whole = picture.history if history else None
        look_at_history(by=by, at=at, case=case, history=whole, repeats=repeats, also=shown, purpose=purpose)
    else:
        held = in_history(picture) if history else ()
        refs = dict.fromkeys([Ref("matter", case.matter.ref), *shown, *held, *before])
        said = {"part": part, "case": case.matter.ref}
        payload = {key: said[key] for key in said if key in event.keys}
        append(event, by=by, at=at, about=refs, purpose=purpose, payload=payload)
    mine = next((one for one in picture.present_now if one.user_id == by.user), None)
    if mine is None or mine.seen_at < at - SEEN_LATELY:
        say_present(by=by, at=at, case=case)
    besides = beside(case.matter)
    found = {
        "beside": besides,
        "notices": lines(told, at),
        "restricted_use": restricted_words(picture, besides, at),
        "glass": glass,
        "head": header(picture, by=by, at=at, part=tab or part),
        "picture": picture,
        "case": case,
        "ref": case.matter.ref,
        "version": case.version,
        **context,
    }
    return render(request, template, found)


def in_history(picture: Picture) -> list[Ref]:
    """Every matter and person that the history shows."""
    history = picture.history
    return [
        *(Ref("matter", one.ref) for one in history.earlier),
        *(Ref("person", person.public_id) for person in history.persons),
    ]


def back(picture: Picture) -> HttpResponse:
    return redirect("cases:case", ref=picture.case.matter.ref)
