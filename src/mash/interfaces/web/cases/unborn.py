"""What is known of a child who is not born yet, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mash.casework.families.models import Outcome
from mash.casework.families.queries import Unborn, facts_of
from mash.casework.families.rules import SORROW, weeks_and_days
from mash.interfaces.web.cases import words
from mash.interfaces.web.components.words import uk_date, uk_datetime
from mash.registers.standards.queries import label


@dataclass(frozen=True, slots=True)
class UnbornShown:
    """What is known of a child who is, or was, not born yet, in words. `ended` says how it ended, and then nothing else."""

    expected: str
    gestation: str
    alerts: tuple[str, ...]
    due: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    ended: str
    sorrow: bool


def gestation_words(days: int) -> str:
    """Weeks and days, as maternity care says them."""
    weeks, rest = weeks_and_days(days)
    found = ngettext("%(n)d week", "%(n)d weeks", weeks) % {"n": weeks}
    return f"{found}, {ngettext('%(n)d day', '%(n)d days', rest) % {'n': rest}}" if rest else found


def unborn_shown(one: Unborn, names: Mapping[int, str], at: datetime) -> UnbornShown:
    """What is known of an unborn child, and what to look at, in words; `names` are those of the case by number."""
    ended = one.outcome if one.over else None
    known = one.latest
    mother = names.get(known.mother_id or 0, "") if known else ""
    booked = ""
    if known is not None:
        parts = [str(words.YES_NO[known.booked])]
        parts += [uk_date(known.booked_on)] if known.booked_on else []
        days = facts_of(known).days_when_booked
        parts += (
            [_("at %(weeks)s") % {"weeks": gestation_words(days)}] if known.booked == "yes" and days else []
        )
        booked = ", ".join(parts)
    rows = (
        (_("Expected"), uk_date(one.expected_on) if one.expected_on else _("Not known")),
        (_("Who says so"), label("expected-date-source", known.source, at=at) if known else ""),
        (_("Mother"), mother),
        (_("Booked for maternity care"), booked),
        (_("Seen by antenatal care"), str(words.YES_NO[known.care]) if known else ""),
        (_("Recorded"), f"{known.by_name}, {uk_datetime(known.at)}" if known else ""),
    )
    return UnbornShown(
        expected=uk_date(one.expected_on) if one.expected_on else "",
        gestation=gestation_words(one.gestation) if one.gestation and one.gestation > 0 else "",
        alerts=tuple(label("unborn-alert", each, at=at) for each in one.alerts),
        due=tuple(
            _("%(what)s: by %(when)s")
            % {"what": label("unborn-step", each.code, at=at), "when": uk_date(each.on)}
            + (f" ({_('this day has passed')})" if each.over else "")
            for each in one.due
        ),
        rows=tuple((key, value) for key, value in rows if value),
        ended=_ended_words(ended) if ended else "",
        sorrow=ended is not None and ended.kind in SORROW,
    )


def _ended_words(ended: Outcome) -> str:
    said = str(words.ENDED[ended.kind])
    return f"{said}, {uk_date(ended.on)}" if ended.on else said
