"""A desk's open pathways by kind, state and clock: what is late first."""

from __future__ import annotations

from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from mash.casework.pathways import events, queries
from mash.casework.pathways.workflow import KINDS
from mash.foundation.kernel import Ref
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.desk.lists import chosen_desk, desks_of, query
from mash.interfaces.web.pathways import presenters
from mash.interfaces.web.pathways.forms import ListForm
from mash.interfaces.web.pathways.one import VIEW
from mash.interfaces.web.request import HttpRequest

ROWS: Final = 25


@page("permission", VIEW)
def pathways(request: HttpRequest) -> HttpResponse:
    """One page of them; the ledger names all that are shown."""
    by, at = request.actor, request.at
    desks = desks_of(by)
    desk = chosen_desk(request, desks)
    kinds = [one for one in KINDS.values() if desk.population in one.populations]
    others = [one for one in KINDS.values() if one not in kinds]
    counts = queries.counts(desk.pk, at=at)
    kinds += [one for one in others if one.key in counts]
    states: dict[str, str] = {}
    for one in kinds:
        for key, words in one.states.items():
            if key not in one.ends:
                states[key] = f"{states[key]} / {words}" if key in states else str(words)
    form = ListForm(request.GET, kinds=[(one.key, one.title) for one in kinds], states=list(states.items()))
    said: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    chosen = {key: str(said.get(key) or "") for key in ("kind", "state", "clock")}
    found = queries.listed(
        desk.pk, at=at, kind=chosen["kind"], state=chosen["state"], late=chosen["clock"] == "late"
    )
    shown = Paginator(found, ROWS).get_page(request.GET.get("page"))
    rows = list(shown.object_list)
    about = [Ref("pathway", one.ref) for one in rows] + [Ref("matter", one.matter.ref) for one in rows]
    about += [Ref("person", one.subject.person.public_id) for one in rows if one.subject.person]
    append(
        events.LISTED,
        by=by,
        at=at,
        about=list(dict.fromkeys(about)),
        payload={"queue": chosen["clock"] or "open", "shown": len(rows)},
    )
    base = {"desk": desk.key} | chosen
    return render(
        request,
        "pathways/list.jinja",
        {
            "desks": [
                {"text": one.name, "href": query(desk=one.key), "current": one == desk} for one in desks
            ],
            "desk": desk,
            "form": form,
            "counts": [[str(one.title), *map(str, counts.get(one.key, (0, 0)))] for one in kinds],
            "rows": [presenters.list_row(one, at) for one in rows],
            "shown": shown,
            "base": query(**base),
        },
    )
