"""How often decisions went on without what the standard expects; small counts are left out."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mash.casework.cases.queries.deviations import deviations
from mash.casework.consultations.rules import SMALL, crossed
from mash.foundation.kernel.time import LONDON
from mash.interfaces.web.access import page
from mash.interfaces.web.consultations.presenters import months
from mash.interfaces.web.counted import Shown, shown
from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.roles import ROLES
from mash.registers.standards import words
from mash.registers.standards.queries import labels_of_minimums

MONTHS: Final = 12
COUNT: Final = "standards:deviation:view"


@page("permission", COUNT, unlogged="counts alone: nobody and no reference stands on it")
def counted(request: HttpRequest) -> HttpResponse:
    """The last twelve months: what was deviated from, by whom, at which rating, when, and under which version."""
    return render(request, "standards/deviations.jinja", {"tables": _tables(request), "small": SMALL})


def _tables(request: HttpRequest) -> list[Shown]:
    at = request.at.astimezone(LONDON)
    across = months(at, MONTHS)
    since = datetime(int(across[0][:4]), int(across[0][5:]), 1, tzinfo=LONDON)
    facts = deviations(request.actor.hub, since=since, until=request.at)
    labels = labels_of_minimums(request.actor.hub)

    def what(code: str) -> str:
        kind, _sep, name = code.partition(":")
        if kind == "timescale":
            return _("Late: %(step)s") % {"step": words.step(name)}
        return _("Missing: %(label)s") % {"label": labels.get(name, name)}

    def role(key: str) -> str:
        return str(ROLES[key].title) if key in ROLES else key

    def rating(key: str) -> str:
        return str(words.RATINGS[key]) if key else _("not rated")

    def itself(text: str) -> str:
        return text

    first = _("What")
    return [
        shown(_("By who decided"), first, crossed((one.what, one.role) for one in facts), what, role),
        shown(_("By rating"), first, crossed((one.what, one.rating) for one in facts), what, rating),
        shown(
            _("By month"),
            first,
            crossed(((one.what, one.month) for one in facts), columns=across),
            what,
            itself,
        ),
        shown(
            _("By the version that was deviated from"),
            first,
            crossed((one.what, one.standard) for one in facts),
            what,
            itself,
        ),
    ]
