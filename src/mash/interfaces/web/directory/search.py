"""How do I reach them now? By agency, team, post or town, and for what."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from mash.interfaces.web.access import page
from mash.interfaces.web.directory import presenters
from mash.interfaces.web.directory.forms import SearchForm
from mash.interfaces.web.directory.room import VIEW, hubs_shown, rooms, whose
from mash.interfaces.web.request import HttpRequest
from mash.registers.directory.queries.entries import entries_of, entries_of_hub
from mash.registers.directory.queries.terms import labels, terms
from mash.registers.directory.rules import Entries, Post, local_day

HUB = "the-hub"
DEFAULT = "urgent"


@page("permission", VIEW, unlogged="how agencies are reached: nobody that a case is about stands on it")
def search(request: HttpRequest) -> HttpResponse:
    """Each agency with whom to reach now, and its teams; what was looked for narrows it."""
    at, here = request.at, whose(request)
    purposes = terms("purpose", at=at)
    choices = [(one.key, one.name) for one in here.agencies]
    form = SearchForm(
        request.GET or None,
        agencies=[(HUB, here.hub.name), *choices],
        purposes=[(one.code, one.label) for one in purposes],
    )
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    agency, what, words = (str(asked.get(name, "")) for name in ("agency", "what", "words"))
    known: dict[str, Entries] = {}
    if agency in {"", HUB}:
        known[HUB] = entries_of_hub(here.hub, at=at)
    chosen = [one for one in here.agencies if agency in {"", one.key}]
    known |= entries_of(chosen, hub=here.hub, at=at)
    said = labels("purpose")
    return render(
        request,
        "directory/search.jinja",
        {
            "rooms": rooms(request, "search"),
            "hubs": hubs_shown(request, here),
            "form": form,
            "hub": here.hub,
            "what": said.get(what or DEFAULT, ""),
            "groups": [
                group
                for key, one in known.items()
                if (group := _group(request, one, what=what, words=words, labels=said, opened=agency == key))
            ],
        },
    )


def _group(
    request: HttpRequest, known: Entries, *, what: str, words: str, labels: dict[str, str], opened: bool
) -> dict[str, Any] | None:
    """One agency as the page shows it; None where nothing of it was looked for."""
    at = request.at
    found = [one for one in known.posts if _matches(known, one, words)]
    if words and not found and words.casefold() not in known.agency.casefold():
        return None
    rows = [
        presenters.way_row(post, way, labels)
        for post in found
        for way in post.ways
        if way.on(local_day(at)) and (not what or not way.purposes or what in way.purposes)
    ]
    return {
        "name": known.agency,
        "reach": presenters.reach_rows(known, what=what or DEFAULT, at=at),
        "line": presenters.outlook_words(known, what=what or DEFAULT, at=at),
        "rows": rows,
        "teams": sorted({(one.team, reverse("directory:team", args=[one.team_ref])) for one in found}),
        "open": opened or bool(words) or bool(what),
    }


def _matches(known: Entries, post: Post, words: str) -> bool:
    text = f"{known.agency} {post.team} {post.title} {post.town}".casefold()
    return all(one in text for one in words.casefold().split())
