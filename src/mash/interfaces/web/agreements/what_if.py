"""Who could see what, and what a draft would change: asked of the clauses, and of nobody's case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mash.casework.sharing.queries import asks_of, real_shares
from mash.foundation.kernel import Ref
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.agreements.forms import WhatIfForm
from mash.interfaces.web.agreements.views import DRAFT, load, looked
from mash.interfaces.web.request import HttpRequest
from mash.registers.agreements import events
from mash.registers.agreements.models import Version
from mash.registers.agreements.queries import as_rules, questions, rulebook, today
from mash.registers.agreements.rules import Answer, Ask, Mode, Party, Rulebook, changes
from mash.registers.agreements.words import MODES, Names, explain, who_could

YEAR: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Line:
    """One question in words, its answer and why; `who` could permit what is not permitted."""

    source: str
    recipient: str
    permitted: bool
    why: str
    who: list[str]


@page("permission", "agreements:agreement:ask-what-if")
def ask(request: HttpRequest) -> HttpResponse:
    """Who could receive this about somebody, from whom, and by which clause; and who could not, and why."""
    hub = request.actor.hub
    form = WhatIfForm(request.GET or None, at=request.at, hub=hub)
    permitted: list[Line] = []
    refused: list[Line] = []
    asked = bool(request.GET) and form.is_valid()
    if asked:
        said = form.cleaned_data
        day = form.day_or(today(request.at))
        names = Names.read(at=request.at)
        about = frozenset(said["about"])
        book = rulebook()
        found = questions(
            book=book,
            hub=hub,
            day=day,
            at=request.at,
            categories=[said["category"]],
            about=[about],
            purposes=[said["purpose"]],
            modes=[Mode(said["mode"])],
            source=said["source"],
        )
        answered = [(one, book.decide(one)) for one in found]
        permitted = _lines([one for one in answered if one[1]], names)
        refused = _lines([one for one in answered if not one[1]], names)
        append(
            events.ASKED,
            by=request.actor,
            at=request.at,
            about=[Ref("hub", hub)],
            payload={
                "category": said["category"],
                "about": sorted(about),
                "purpose": said["purpose"],
                "mode": said["mode"],
            },
        )
    return render(
        request,
        "agreements/what_if.jinja",
        {"form": form, "asked": asked, "permitted": permitted, "refused": refused},
    )


def _lines(answered: Iterable[tuple[Ask, Answer]], names: Names) -> list[Line]:
    """A line for each pair of an agency and a recipient; the hub's seats that get the same answer stand together."""
    found: dict[tuple[str, str, str], list[str]] = {}
    who: dict[tuple[str, str, str], list[str]] = {}
    for one, answer in answered:
        kept = "hub" if one.recipient.kind == "hub" else one.recipient.agency
        key = (names.party(one.source), kept, explain(answer, replace(one, recipient=_shared(one)), names))
        found.setdefault(key, []).append(names.party(one.recipient))
        who.setdefault(key, list(who_could(answer, one, names)))
    return [
        Line(source, "; ".join(recipients), not who[key], why, who[key])
        for key, recipients in found.items()
        for source, _kept, why in [key]
    ]


def _shared(one: Ask) -> Party:
    """The recipient without what tells the hub's seats apart, so that equal answers read alike."""
    recipient = one.recipient
    return replace(recipient, role="", desk="") if recipient.kind == "hub" else recipient


@page("permission", DRAFT)
def effects(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """What this version would change were it in force and signed by all: what would be permitted, and what not any more."""
    version = load(key, number)
    day = today(request.at)
    now, would = rulebook(), supposed(version, day)
    # Seats are told apart by whatever either of the two tells apart.
    both = Rulebook((*now.versions, *would.versions))
    categories, purposes = _touched(version, now, would, day)
    asked = questions(
        book=both,
        hub=request.actor.hub,
        day=day,
        at=request.at,
        categories=categories,
        purposes=purposes,
    )
    gained: Counter[tuple[str, ...]] = Counter()
    lost: Counter[tuple[str, ...]] = Counter()
    names = Names.read(at=request.at)
    for one, was, _would in changes(now, would, asked):
        kind = (
            names.party(one.source),
            names.party(_shared(one)),
            names.of("categories", one.category),
            names.of("purposes", one.purpose),
            str(MODES[one.mode]),
        )
        (lost if was else gained)[kind] += 1
    looked(request, version)
    return render(
        request,
        "agreements/effects.jinja",
        {
            "version": version,
            "replayed": replayed(would, since=request.at - YEAR, day=day, hub=request.actor.hub),
            "gained": [list(one) for one in gained],
            "lost": [list(one) for one in lost],
            "columns": [
                {"text": _("From")},
                {"text": _("To")},
                {"text": _("Information")},
                {"text": _("For what")},
                {"text": _("How much")},
            ],
        },
    )


def replayed(would: Rulebook, *, since: datetime, day: date, hub: str) -> dict[str, int]:
    """What the hub really shared since then, asked of another rulebook: `all`, `stopped` of those under a clause, and
    `covered` of those without one. Each decision counts once, and is permitted when it is for everyone it was about.
    """
    found = {"all": 0, "stopped": 0, "covered": 0}
    for share, count in real_shares(since=since):
        found["all"] += count
        permitted = all(would.decide(one) for one in asks_of(share, day=day, hub=hub))
        if share.outcome == "clause" and not permitted:
            found["stopped"] += count
        elif share.outcome == "ground" and permitted:
            found["covered"] += count
    return found


def _touched(
    version: Version, now: Rulebook, would: Rulebook, day: date
) -> tuple[frozenset[str], frozenset[str]]:
    """The categories and purposes of the clauses that differ; nothing, for all, where other agencies would be bound."""
    key = version.agreement.key
    was, then = ([one for one in book.in_force(day) if one.agreement == key] for book in (now, would))
    if [set(one.signatures) for one in was] != [set(one.signatures) for one in then]:
        return frozenset(), frozenset()
    said = [
        {replace(clause, number="", why="") for one in found for clause in one.clauses}
        for found in (was, then)
    ]
    differ = said[0] ^ said[1]
    # No clause differs: a question of no category asks nothing.
    categories = {one for clause in differ for one in clause.categories} or {""}
    return frozenset(categories), frozenset(one for clause in differ for one in clause.purposes)


def supposed(version: Version, day: date) -> Rulebook:
    """The rulebook as it would be with this version in the place of the present one, signed by all its parties."""
    draft = as_rules(version, starts=day, signed=True)
    others = [one for one in rulebook().versions if one.agreement != draft.agreement or not one.in_force(day)]
    return Rulebook((*others, draft))
