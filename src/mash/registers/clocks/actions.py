"""Setting calendars: the only code that writes them."""

from __future__ import annotations

from datetime import UTC, datetime, time
from itertools import pairwise
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from mash.foundation.kernel import ALLOWED, Ref, Refused
from mash.foundation.kernel.time import LONDON
from mash.foundation.ledger import append, refuse
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Desk

from .errors import OverlappingHoursError, UnknownCalendarError
from .events import CALENDAR_SET, DAY_CLOSED, DAY_OPENED, DAY_RESTORED
from .models import Calendar, Closure, OpeningHours, Recount
from .queries import REGISTER
from .rules import Kind, Nation, Weekly
from .rules.calendar import MIDNIGHT, ONE_DAY
from .versions import touch

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from mash.foundation.kernel import Actor, Verdict

KEEP = "clocks:calendar:keep"


def may_keep(by: Actor, key: str) -> Verdict:
    """Whether the actor sets the hours of this calendar: a manager those of their hub's desks, set-up all."""
    if by.kind == "service":
        return ALLOWED
    allowed = may(by, KEEP)
    if allowed and not Desk.objects.filter(key=key, hub__key=by.hub).exists():
        return Refused("clocks:calendar:other-hub", _("This calendar is not of your hub."))
    return allowed


def _count_anew(
    calendar: Calendar, since: date | None, until: date | None, *, by: Actor, at: datetime
) -> None:
    """Have what is due counted anew: the hours changed from one day's beginning to before another's, in London."""
    Recount.objects.create(
        calendar=calendar,
        since=_midnight(since) if since else datetime(1900, 1, 1, tzinfo=UTC),
        until=_midnight(until) if until else None,
        asked_at=at,
        asked_by=str(by),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON).astimezone(UTC)


@transaction.atomic
def set_calendar(
    *,
    by: Actor,
    key: str,
    title: str,
    weekly: Iterable[Weekly],
    at: datetime,
    nation: Nation | None = Nation.ENGLAND,
    from_day: date | None = None,
) -> Calendar | Refused:
    """Give a calendar these weekly hours from `from_day` on; None means that they always were.

    Makes the calendar when it is new; does nothing when the hours are so already. The validity of the given
    `Weekly` rows is not read: `from_day` says it. What is due on it is counted anew. Raises OverlappingHoursError.
    """
    allowed = may_keep(by, key)
    if not allowed:
        return refuse(KEEP, allowed, by=by, at=at, about=[Ref("calendar", key)])
    wanted = sorted({(each.weekday, each.opens, each.closes) for each in weekly})
    for (day, _opens, closes), (next_day, opens, _closes) in pairwise(wanted):
        if day == next_day and (closes == MIDNIGHT or opens < closes):
            raise OverlappingHoursError(f"weekday {day} has two spans that overlap at {opens:%H:%M}")
    if not wanted:
        # Whatever is due on a calendar that never opens again could not be worked out.
        never = Refused("clocks:calendar:never-open", _("Enter the hours of at least one day."))
        return refuse(KEEP, never, by=by, at=at, about=[Ref("calendar", key)])
    calendar, made = Calendar.objects.select_for_update().get_or_create(
        key=key, defaults={"title": title, "nation": nation or ""}
    )
    renamed = (calendar.title, calendar.nation) != (title, nation or "")
    in_force = calendar.hours.filter(withdrawn_at=None)
    if not made and not renamed and _same(in_force, wanted, from_day):
        return calendar
    if renamed:
        calendar.title, calendar.nation = title, nation or ""
        calendar.save(update_fields=["title", "nation"])
    _replace(calendar, wanted, from_day, by=by, at=at)
    if not made:
        _count_anew(calendar, from_day, None, by=by, at=at)
    touch(REGISTER)
    append(
        CALENDAR_SET,
        by=by,
        at=at,
        about=[Ref("calendar", key)],
        payload={"calendar": key, "from": from_day.isoformat() if from_day else None},
    )
    return calendar


def close_on(
    *,
    by: Actor,
    key: str,
    day: date,
    reason: str,
    at: datetime,
    opens: time | None = None,
    closes: time | None = None,
) -> Closure | Refused:
    """Close a calendar on one day, wholly or from `opens` to `closes`. Raises UnknownCalendarError."""
    return _except(Kind.CLOSED, by=by, key=key, day=day, reason=reason, at=at, opens=opens, closes=closes)


def open_on(
    *, by: Actor, key: str, day: date, opens: time, closes: time, reason: str, at: datetime
) -> Closure | Refused:
    """Open a calendar on one day besides its usual hours. Raises UnknownCalendarError."""
    return _except(Kind.OPEN, by=by, key=key, day=day, reason=reason, at=at, opens=opens, closes=closes)


@transaction.atomic
def restore_day(*, by: Actor, key: str, day: date, at: datetime) -> int | Refused:
    """Withdraw what was said of one day; returns how many closures and openings that were."""
    allowed = may_keep(by, key)
    if not allowed:
        return refuse(KEEP, allowed, by=by, at=at, about=[Ref("calendar", key)])
    calendar = Calendar.objects.select_for_update().filter(key=key).first()
    if calendar is None:
        raise UnknownCalendarError(key)
    rows = Closure.objects.filter(calendar__key=key, day=day, withdrawn_at=None)
    count = rows.update(withdrawn_at=at)
    if count:
        _count_anew(calendar, day, day + ONE_DAY, by=by, at=at)
        touch(REGISTER)
        about = [Ref("calendar", key)]
        append(DAY_RESTORED, by=by, at=at, about=about, payload={"calendar": key, "day": day.isoformat()})
    return count


def _same(
    in_force: Iterable[OpeningHours], wanted: list[tuple[int, time, time]], from_day: date | None
) -> bool:
    """Whether the rows in force say exactly this from that day on, with nothing else planned after it."""
    rows = [row for row in in_force if from_day is None or row.valid_to is None or row.valid_to > from_day]
    if any(row.valid_to is not None for row in rows):
        return False
    if any(row.valid_from is not None and (from_day is None or row.valid_from > from_day) for row in rows):
        return False
    return sorted((row.weekday, row.opens, row.closes) for row in rows) == wanted


def _replace(
    calendar: Calendar,
    wanted: list[tuple[int, time, time]],
    from_day: date | None,
    *,
    by: Actor,
    at: datetime,
) -> None:
    replaced = calendar.hours.filter(withdrawn_at=None)
    if from_day is not None:
        replaced = replaced.filter(Q(valid_to=None) | Q(valid_to__gt=from_day))
    kept = [
        (row.weekday, row.opens, row.closes, row.valid_from, from_day)
        for row in replaced
        if from_day is not None and (row.valid_from is None or row.valid_from < from_day)
    ]
    replaced.update(withdrawn_at=at)
    OpeningHours.objects.bulk_create(
        OpeningHours(
            calendar=calendar,
            weekday=weekday,
            opens=opens,
            closes=closes,
            valid_from=valid_from,
            valid_to=valid_to,
            recorded_at=at,
            recorded_by=str(by),
        )
        for weekday, opens, closes, valid_from, valid_to in [
            *kept,
            *((*each, from_day, None) for each in wanted),
        ]
    )


@transaction.atomic
def _except(
    kind: Kind,
    *,
    by: Actor,
    key: str,
    day: date,
    reason: str,
    at: datetime,
    opens: time | None,
    closes: time | None,
) -> Closure | Refused:
    allowed = may_keep(by, key)
    if not allowed:
        return refuse(KEEP, allowed, by=by, at=at, about=[Ref("calendar", key)])
    calendar = Calendar.objects.select_for_update().filter(key=key).first()
    if calendar is None:
        raise UnknownCalendarError(key)
    same = {"calendar": calendar, "day": day, "kind": kind.value, "opens": opens, "closes": closes}
    found = Closure.objects.filter(withdrawn_at=None, **same).first()
    if found is not None:
        return found
    row = Closure.objects.create(**same, reason=reason, recorded_at=at, recorded_by=str(by))
    _count_anew(calendar, day, day + ONE_DAY, by=by, at=at)
    touch(REGISTER)
    event = DAY_OPENED if kind is Kind.OPEN else DAY_CLOSED
    about = [Ref("calendar", key)]
    append(event, by=by, at=at, about=about, payload={"calendar": key, "day": day.isoformat()})
    return row
