"""What is disagreed about, how high it goes and how it ends; small counts are left out. It feeds the learning record."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mash.casework.consultations.rules import SMALL, crossed
from mash.casework.disagreements import events, queries, rules
from mash.foundation.kernel.time import LONDON
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.consultations.presenters import months
from mash.interfaces.web.counted import Shown, as_file, shown
from mash.interfaces.web.disagreements import presenters
from mash.interfaces.web.disagreements.lists import PATTERNS, hub_of
from mash.interfaces.web.request import HttpRequest
from mash.registers.standards.queries import label

MONTHS: Final = 12


def _tables(request: HttpRequest) -> list[Shown]:
    at = request.at.astimezone(LONDON)
    first = months(at, MONTHS)[0]
    since = datetime(int(first[:4]), int(first[5:]), 1, tzinfo=LONDON)
    hub = hub_of(request.actor)
    facts = queries.facts([hub] if hub else [], since=since, until=request.at)

    def kind(code: str) -> str:
        return label("disagreement-kind", code, at=request.at)

    def end(code: str) -> str:
        said = {"open": _("Open"), "withdrawn": _("Withdrawn")}
        return said.get(code) or label("disagreement-outcome", code, at=request.at)

    def step(number: str) -> str:
        return _("Step %(step)s") % {"step": number}

    def opened(side: str) -> str:
        return _("Opened by the hub") if side == "hub" else _("Opened by the agency")

    def itself(name: str) -> str:
        return name

    return [
        shown(
            _("How each ended"),
            _("What about"),
            crossed((one.kind, rules.ends_as(one)) for one in facts),
            kind,
            end,
        ),
        shown(
            _("How high each went"),
            _("What about"),
            crossed((one.kind, str(one.step)) for one in facts),
            kind,
            step,
        ),
        shown(
            _("Between the hub and which agency"),
            _("Agency"),
            crossed((one.agency, one.opened_from) for one in facts),
            itself,
            opened,
        ),
    ]


@page("permission", PATTERNS, unlogged="counts alone: nobody and no reference stands on it")
def patterns(request: HttpRequest) -> HttpResponse:
    """What was disagreed about in the last twelve months."""
    return render(
        request,
        "disagreements/patterns.jinja",
        {
            "rooms": presenters.rooms("patterns", patterns=True),
            "tables": _tables(request),
            "small": SMALL,
        },
    )


@page("permission", PATTERNS)
def as_csv(request: HttpRequest) -> HttpResponse:
    """The same tables as a file, for the learning record."""
    tables = _tables(request)
    many = sum(len(one.rows) for one in tables)
    append(events.EXPORTED, by=request.actor, at=request.at, about=[], payload={"rows": many})
    return as_file(tables, "what-is-disagreed-about.csv")
