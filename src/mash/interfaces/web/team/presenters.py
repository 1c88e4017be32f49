"""Colleagues, duties and competences in words."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.interfaces.web.components.words import uk_date, uk_datetime, uk_time
from mash.registers.accounts.models import Seat
from mash.registers.accounts.roles import ROLES
from mash.registers.standards.queries import label
from mash.registers.team.models import Absence, Competence, Duty
from mash.registers.team.queries import local_day, standing

STANDING: dict[str, tuple[str | Promise, str]] = {
    "asked": (gettext_lazy("Waits for a manager"), "yellow"),
    "refused": (gettext_lazy("Not approved"), "red"),
    "ended": (gettext_lazy("Ended"), "grey"),
    "later": (gettext_lazy("Begins later"), "blue"),
    "expired": (gettext_lazy("Expired"), "red"),
    "soon": (gettext_lazy("Expires soon"), "orange"),
    "held": (gettext_lazy("Held"), "green"),
}


def days(from_day: date, until_day: date | None) -> str:
    if until_day is None:
        return _("from %(day)s") % {"day": uk_date(from_day)}
    return _("%(first)s to %(last)s") % {"first": uk_date(from_day), "last": uk_date(until_day)}


def place(seat: Seat) -> str:
    title = str(ROLES[seat.role].title) if seat.role in ROLES else seat.role
    return f"{title}, {seat.desk.name}" if seat.desk else title


def absence(one: Absence) -> str:
    """`1 June 2026 to 5 June 2026, covered by ...`"""
    spell = days(one.from_day, one.until_day)
    if one.cover is None:
        return _("%(days)s, nobody covers") % {"days": spell}
    return _("%(days)s, %(name)s covers") % {"days": spell, "name": one.cover.name}


def duty(one: Duty, at: datetime) -> str:
    words = {"role": label("duty-role", one.role, at=at), "desk": one.desk.name}
    same = local_day(one.until_at) == local_day(at)
    until = uk_time(one.until_at) if same else uk_datetime(one.until_at)
    return _("%(role)s, %(desk)s, until %(until)s") % {**words, "until": until}


def competence(row: Competence, soon: dict[str, int], at: datetime) -> dict[str, object]:
    """One competence as the page shows it."""
    how = standing(row, soon, on=local_day(at))
    text, colour = STANDING[how]
    decided = (
        _("%(name)s, %(when)s") % {"name": row.decided_by_name, "when": uk_date(row.decided_at)}
        if row.decided_at
        else ""
    )
    return {
        "ref": row.public_id,
        "name": label("competence", row.code, at=at),
        "evidence": row.evidence,
        "source": row.source,
        "days": days(row.from_day, row.until_day),
        "standing": how,
        "words": text,
        "colour": colour,
        "decided": decided,
        "why": row.decided_why,
    }
