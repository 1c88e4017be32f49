"""Candidates, cards and columns in words."""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mash.casework.allocation.models import Giving
from mash.casework.allocation.queries import Board, Column
from mash.casework.allocation.rules import Candidate
from mash.interfaces.web.components.words import uk_date, uk_datetime, uk_time
from mash.interfaces.web.desk import presenters as desk_words
from mash.registers.accounts.roles import ROLES
from mash.registers.standards.queries import label
from mash.registers.team.queries import local_day


def _until(moment: datetime, at: datetime) -> str:
    return uk_time(moment) if local_day(moment) == local_day(at) else uk_datetime(moment)


def _stands(one: Candidate) -> list[str]:
    """That they have it, are away, or were offered it."""
    found: list[str] = []
    if one.has_it:
        found.append(_("has it now"))
    if one.away_until:
        found.append(_("away until %(day)s") % {"day": uk_date(one.away_until)})
    if one.declined == "declined":
        found.append(_("declined it"))
    elif one.declined:
        found.append(_("was offered it and did not answer in time"))
    return found


def _with_family(one: Candidate) -> list[str]:
    """What was between them and these people."""
    if one.apart == "family":
        return [_("the family wishes for somebody else")]
    if one.apart:
        return [_("asked that somebody else works with this family")]
    if one.former_until:
        said = {"ref": one.former, "day": uk_date(one.former_until)}
        return [_("knows the family: had case %(ref)s until %(day)s") % said]
    return [_("knows the family: has case %(ref)s") % {"ref": one.former}] if one.former else []


def reasons(one: Candidate, at: datetime) -> list[str]:
    """What speaks for and against somebody, each in a sentence of its own."""
    found = [*_stands(one), *_with_family(one)]
    if one.duty_until:
        found.append(
            _("on duty until %(until)s (%(duty)s)")
            % {
                "until": _until(one.duty_until, at),
                "duty": label("duty-role", one.duty, at=at),
            }
        )
    if one.held:
        found.append(_("holds: %(what)s") % {"what": ", ".join(_held(*each, at) for each in one.held)})
    if one.missing:
        lacks = ", ".join(label("competence", code, at=at) for code in one.missing)
        found.append(_("does not hold: %(what)s") % {"what": lacks})
    if not one.own_desk:
        found.append(_("works at the hub’s other desk"))
    found.append(load(one.open, one.red, one.late))
    return found


def _held(code: str, until: date | None, at: datetime) -> str:
    name = label("competence", code, at=at)
    return _("%(what)s (until %(day)s)") % {"what": name, "day": uk_date(until)} if until else name


def load(opened: int, red: int, late: int) -> str:
    """`6 open, 2 red, 1 overdue`"""
    if not opened:
        return _("nothing open")
    parts = [ngettext("%(num)d open", "%(num)d open", opened) % {"num": opened}]
    if red:
        parts.append(_("%(num)d red") % {"num": red})
    if late:
        parts.append(_("%(num)d overdue") % {"num": late})
    return ", ".join(parts)


def people(ranked: list[Candidate]) -> list[tuple[str, str]]:
    """The candidates to choose from, in their order."""
    return [
        (str(one.user), f"{one.name} ({ROLES[one.role].title})" if one.role in ROLES else one.name)
        for one in ranked
    ]


def hints(ranked: list[Candidate], at: datetime) -> dict[str, str]:
    return {str(one.user): "; ".join(reasons(one, at)) for one in ranked}


def givings(rows: list[Giving], at: datetime) -> list[list[str]]:
    """To whom a case was given, when, by whom and why."""
    return [
        [
            uk_datetime(one.at),
            one.to.name if one.to else _("Nobody"),
            one.before.name if one.before else "-",
            one.get_how_display(),
            one.by_name,
            _why(one, at),
        ]
        for one in rows
    ]


def _why(one: Giving, at: datetime) -> str:
    said = label("allocation-reason", one.reason, at=at) if one.reason else ""
    return ": ".join(part for part in (said, one.words) if part) or "-"


def columns(board: Board, *, desk: str, at: datetime, user: int | None) -> list[dict[str, object]]:
    """The board's columns with their cards, the asker's desk counting the time."""
    rows = {one.ref: one for one in desk_words.rows(board.shown, desk=desk, at=at, user=user)}
    return [_column(one, board, rows, desk, at) for one in board.columns]


def _column(
    one: Column, board: Board, rows: dict[str, desk_words.Row], desk: str, at: datetime
) -> dict[str, object]:
    facts = []
    if one.away:
        facts.append(_("away until %(day)s") % {"day": uk_date(one.away.until_day)})
        if one.away.cover:
            facts.append(_("%(name)s covers") % {"name": one.away.cover.name})
    if one.duty:
        facts.append(_("on duty until %(until)s") % {"until": _until(one.duty.until_at, at)})
    if not one.here:
        facts.append(_("works here no more"))
    cards = []
    for case in one.cards:
        asked = board.asks[case.matter_id]
        missing = [code for code in asked if one.user is not None and code not in one.able]
        cards.append(
            {
                "row": rows[case.matter.ref],
                "version": case.version,
                "asks": ", ".join(label("competence", code, at=at) for code in asked),
                "missing": ", ".join(label("competence", code, at=at) for code in missing),
                "wished": case.matter_id in board.wished,
                "offered": board.offered.get(case.matter_id, ""),
            }
        )
    return {
        "user": "" if one.user is None else str(one.user),
        "name": one.name,
        "facts": ", ".join(facts),
        "load": load(one.load.open, one.load.red, one.load.late),
        "weight": one.load.weight,
        "cards": cards,
        "more": one.load.open - len(one.cards),
        "all": f"{reverse('desk:load')}?desk={desk}&worker={one.user or ''}",
    }
