"""A version tried on the cases of a period beside the one in force."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mash.casework.consultations.rules import SMALL, withheld
from mash.foundation.kernel.time import LONDON
from mash.interfaces.web.access import page
from mash.interfaces.web.request import HttpRequest
from mash.interfaces.web.standards import presenters
from mash.interfaces.web.standards.forms import PeriodForm
from mash.interfaces.web.standards.views import load
from mash.registers.clocks.queries import calendar_for
from mash.registers.standards import ports, words
from mash.registers.standards import trial as trials
from mash.registers.standards.actions.keep import DRAFT
from mash.registers.standards.errors import NoStandardError
from mash.registers.standards.queries import as_rules, standard_for
from mash.registers.standards.rules import Standard

QUARTER: Final = timedelta(days=91)


@page("permission", DRAFT, unlogged="counts alone: nobody and no reference stands on it")
def trial(request: HttpRequest, key: str, version: str) -> HttpResponse:
    """What would have been late and what would have been missing, beside the present standard."""
    one = load(key, version)
    today = request.at.astimezone(LONDON).date()
    initial = {"since": today - QUARTER, "until": today - timedelta(days=1)}
    asked = bool(request.GET)
    form = PeriodForm(request.GET if asked else None, initial=initial)
    period: dict[str, date] = initial
    if asked:
        period = form.cleaned_data if form.is_valid() else {}
    context: dict[str, Any] = {
        "version": one,
        "title": presenters.title(one),
        "form": form,
        "small": SMALL,
        "found": None,
    }
    hub = one.hub or request.actor.hub
    now = _present(one.population, hub, request.at)
    if period and now is not None:
        context |= _tried(now, as_rules(one), hub, (period["since"], period["until"]), request.at)
    return render(request, "standards/try.jinja", context)


def _present(population: str, hub: str, at: datetime) -> Standard | None:
    try:
        return standard_for(population, at=at, hub=hub)
    except NoStandardError:
        return None


def _tried(
    now: Standard, then: Standard, hub: str, period: tuple[date, date], at: datetime
) -> dict[str, Any]:
    since, until = period
    cases = ports.history(
        hub=hub,
        population=str(then.population),
        since=datetime.combine(since, time(), LONDON),
        until=datetime.combine(until + timedelta(days=1), time(), LONDON),
    )
    found = trials.tried(now, then, cases, cache(lambda desk: calendar_for(desk, at=at)), at=at)
    lates = _lates(found.lates)
    return {
        "found": found,
        "cases": found.cases if found.cases == 0 or found.cases >= SMALL else _("fewer than %d") % SMALL,
        "now": _("%(title)s, version %(version)s") % {"title": now.title, "version": now.version},
        "sentence": _sentence(found, lates),
        "lates": lates,
        "gaps": _table(
            (one.label, one.all, one.missing_now, one.missing_then) for one in found.gaps if one.all
        ),
    }


def _lates(found: Iterable[trials.Late]) -> list[list[str]]:
    return _table((words.step(one.step, one.rating), one.all, one.late_now, one.late_then) for one in found)


def _table(found: Iterable[tuple[str, int, int | None, int | None]]) -> list[list[str]]:
    """Each name with how many there were, and how many of them under each version.

    Few are said as few, and so is what would tell them: in its row with the rest of it, and in its column with the others.
    """
    lines = list(found)
    shown = [[name, _few(whole) if whole < SMALL else str(whole)] for name, whole, _now, _then in lines]
    for counts in ([one[2] for one in lines], [one[3] for one in lines]):
        known = [(row, count) for row, count in enumerate(counts) if count is not None]
        held = iter(withheld([[count, lines[row][1] - count] for row, count in known]))
        for row, count in enumerate(counts):
            if count is None:
                shown[row].append(_("Not asked"))
                continue
            kept = next(held)[0]
            shown[row].append(_few(count) if kept is None or lines[row][1] < SMALL else str(kept))
    return shown


def _few(count: int) -> str:
    return _("Few") if count else "0"


def _sentence(found: trials.Trial, table: list[list[str]]) -> str:
    """How many more or fewer would have been late, in words; the share alone where the sums would tell what the table does not."""
    steps, now, then = found.steps, found.late_now, found.late_then
    if steps < SMALL:
        return _("There are too few cases in this period to say.")
    more = then - now
    if 0 < abs(more) < SMALL or any(0 < one < SMALL or 0 < steps - one < SMALL for one in (now, then)):
        return _("With this standard about as many steps would have been late as now: the numbers are small.")
    if more == 0:
        return _("With this standard as many steps would have been late as now.")
    share = round(abs(more) * 100 / steps)
    if any(cell == _few(1) for row in table for cell in row[1:]):
        told = (
            _("With this standard %(share)d %% more of the steps would have been late.")
            if more > 0
            else _("With this standard %(share)d %% fewer of the steps would have been late.")
        )
        return told % {"share": share}
    words_of = (
        _(
            "With this standard %(share)d %% more of the steps would have been late: %(then)d of %(all)d, not %(now)d."
        )
        if more > 0
        else _(
            "With this standard %(share)d %% fewer of the steps would have been late: %(then)d of %(all)d, not %(now)d."
        )
    )
    return words_of % {"share": share, "then": then, "now": now, "all": steps}
