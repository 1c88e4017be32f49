"""The threshold guidance to read, and how worries of a kind were decided, in counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mash.casework.cases.queries.thresholds import Decided, decided
from mash.casework.consultations.rules import SMALL, crossed
from mash.foundation.kernel.time import LONDON
from mash.interfaces.web.access import page
from mash.interfaces.web.consultations.presenters import months
from mash.interfaces.web.counted import Shown, shown
from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.rules import may
from mash.registers.standards.queries import choices, codes, label, label_of
from mash.registers.standards.rules import Population

MONTHS: Final = 12
VIEW: Final = "standards:threshold:view"
COUNT: Final = "cases:threshold:count"


@page("permission", VIEW, unlogged="guidance and counts alone: nobody and no reference stands on it")
def guidance(request: HttpRequest) -> HttpResponse:
    """What may be seen at each level, of one worry or of all, and below it how such worries were decided."""
    populations = (Population.CHILDREN.value, Population.ADULTS.value)
    population = request.GET.get("population", "")
    if population not in populations:
        population = populations[0]
    worries = choices(f"abuse-type-{population}", at=request.at)
    about = request.GET.get("about", "")
    if about not in dict(worries):
        about = ""
    said = {"concerns": about} if about else {}
    levels = [
        (
            label_of(one),
            [
                label_of(each)
                for each in codes(
                    "threshold-indicator", at=request.at, level=int(one.code), populations=population, **said
                )
            ],
        )
        for one in codes("level-of-need", at=request.at)
    ]
    counts = bool(may(request.actor, COUNT))
    context = {
        "population": population,
        "populations": [
            (populations[0], _("Children"), population == populations[0]),
            (populations[1], _("Adults"), population == populations[1]),
        ],
        "worries": worries,
        "about": about,
        "levels": levels,
        "counts": counts,
        "tables": _tables(request, population, about) if counts else [],
        "small": SMALL,
    }
    return render(request, "standards/thresholds.jinja", context)


def _tables(request: HttpRequest, population: str, about: str) -> list[Shown]:
    first = months(request.at.astimezone(LONDON), MONTHS)[0]
    since = datetime(int(first[:4]), int(first[5:]), 1, tzinfo=LONDON)
    facts = decided(request.actor.hub, population=population, concern=about, since=since, until=request.at)
    in_order = [one.code for one in codes("level-of-need", at=request.at)]

    def level(code: str) -> str:
        return label("level-of-need", code, at=request.at) if code else _("no level was said")

    def route(code: str) -> str:
        return label("route", code, at=request.at)

    def pairs(key: Callable[[Decided], tuple[str, str]]) -> Counter[tuple[str, str]]:
        found: Counter[tuple[str, str]] = Counter()
        for one, count in facts.items():
            found[key(one)] += count
        return found

    return [
        shown(
            _("The level that the referrer suggested, and the level decided"),
            _("Suggested"),
            crossed(
                pairs(lambda one: (str(one.suggested or ""), str(one.level))).elements(), columns=in_order
            ),
            level,
            level,
        ),
        shown(
            _("The route taken, and the level decided"),
            _("Route"),
            crossed(pairs(lambda one: (one.route, str(one.level))).elements(), columns=in_order),
            route,
            level,
        ),
    ]
