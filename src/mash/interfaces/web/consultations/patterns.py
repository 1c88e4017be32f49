"""What is asked again and again: by whom, about what, in which month; small counts are left out."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mash.casework.consultations import events, queries, rules
from mash.foundation.kernel.time import LONDON
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.consultations import presenters
from mash.interfaces.web.consultations.lists import VIEW
from mash.interfaces.web.counted import Shown, as_file, shown
from mash.interfaces.web.desk.lists import desks_of
from mash.interfaces.web.request import HttpRequest
from mash.registers.standards.queries import label

MONTHS: Final = 12


def _tables(request: HttpRequest) -> list[Shown]:
    """The tables of the page and of the file, with heads and rows in words."""
    at = request.at.astimezone(LONDON)
    months = presenters.months(at, MONTHS)
    since = datetime(int(months[0][:4]), int(months[0][5:]), 1, tzinfo=LONDON)
    facts = queries.patterns([one.pk for one in desks_of(request.actor)], since=since, until=request.at)

    def theme(code: str) -> str:
        return label("consultation-theme", code, at=request.at)

    def source(code: str) -> str:
        return label("source-of-referral", code, at=request.at)

    came = {
        "advice": _("Advice, no referral advised"),
        "made": _("Advised to refer, and it came or was made"),
        "not-made": _("Advised to refer, and not made"),
    }
    return [
        shown(
            _("What each asks about"),
            _("What about"),
            rules.crossed((each, one.source) for one in facts for each in one.themes),
            theme,
            source,
        ),
        shown(
            _("What is asked in each month"),
            _("What about"),
            rules.crossed(((each, one.month) for one in facts for each in one.themes), columns=months),
            theme,
            presenters.month_words,
        ),
        shown(_("What came of it"), _("Who asked"), rules.came_of_it(facts), source, came.__getitem__),
    ]


@page("permission", VIEW, unlogged="counts alone: nobody and no reference stands on it")
def patterns(request: HttpRequest) -> HttpResponse:
    """What was asked of the hub's desks in the last twelve months."""
    return render(
        request,
        "consultations/patterns.jinja",
        {"rooms": presenters.rooms("patterns"), "tables": _tables(request), "small": rules.SMALL},
    )


@page("permission", VIEW)
def as_csv(request: HttpRequest) -> HttpResponse:
    """The same tables as a file, to be fed back to schools and services."""
    tables = _tables(request)
    many = sum(len(one.rows) for one in tables)
    append(events.EXPORTED, by=request.actor, at=request.at, about=[], payload={"rows": many})
    return as_file(tables, "what-is-asked.csv")
