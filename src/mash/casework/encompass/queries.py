"""What may be asked of notices to schools; the database leaves out what the asker does not see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from mash.casework.encompass.models import Message, Notice
from mash.casework.encompass.rules import Standing, standing

LONDON: Final = ZoneInfo("Europe/London")
KEPT: Final = timedelta(days=14)
"""So long after the school has opened a notice stands among what is to be done."""
_LIST: Final = ("matter", "subject__record", "school", "message")


@dataclass(frozen=True, slots=True)
class Stands:
    """A notice and where it stands."""

    notice: Notice
    standing: Standing


def message_of(notice: Notice) -> Message | None:
    """What the school was told, where it was."""
    return getattr(notice, "message", None)


def stands(notice: Notice, now: datetime) -> Stands:
    """Where one notice stands."""
    told = message_of(notice)
    return Stands(
        notice,
        standing(
            state=notice.state,
            due_at=notice.due_at,
            read=told is not None and told.read_at is not None,
            called=notice.call == "spoke",
            now=now,
        ),
    )


def every() -> QuerySet[Notice]:
    """Every notice that the asker sees."""
    return Notice.objects.select_related(*_LIST)


def to_do(now: datetime) -> list[Stands]:
    """What somebody has to do, the soonest first: proposals, and what nobody has read as the school opens."""
    # By when the school opens, which may be weeks after the notice came: one of July is due in September.
    open_ones = every().filter(state__in=["proposed", "sent"], due_at__gte=now - KEPT)
    found = [stands(one, now) for one in open_ones.order_by("due_at", "pk")]
    return [one for one in found if one.standing in {"proposed", "late", "call", "sent"}]


def done(now: datetime, most: int) -> list[Stands]:
    """The latest that need nothing more."""
    found = [stands(one, now) for one in every().order_by("-proposed_at", "-pk")[: most * 2]]
    return [one for one in found if one.standing not in {"proposed", "late", "call", "sent"}][:most]


def get_notice(ref: str) -> Notice | None:
    """A notice; None where there is none or the asker does not see it."""
    return (
        Notice.objects.select_related(*_LIST, "matter__desk", "matter__hub", "contact", "hub")
        .filter(ref=ref)
        .first()
    )


def of_matter(matter: int) -> list[Notice]:
    """The notices of a matter, in the order of its people."""
    return list(every().filter(matter=matter).order_by("subject__place", "pk"))


def received() -> QuerySet[Message]:
    """What the asker's own school was told, the latest first."""
    return Message.objects.select_related("hub").filter(withdrawn_at__isnull=True)


def by_day(first: date, last: date, now: datetime) -> list[tuple[date, dict[str, int]]]:
    """For each day in England, the latest first, how many notices were proposed and how they stand now."""
    begin = datetime.combine(first, time(), LONDON)
    end = datetime.combine(last + timedelta(days=1), time(), LONDON)
    counts: dict[date, dict[str, int]] = {}
    for one in every().filter(proposed_at__gte=begin, proposed_at__lt=end):
        day = counts.setdefault(one.proposed_at.astimezone(LONDON).date(), {})
        found = stands(one, now).standing
        day["all"] = day.get("all", 0) + 1
        day[found] = day.get(found, 0) + 1
        told = message_of(one)
        if found == "read" and told is not None and told.read_at is not None and told.read_at <= one.due_at:
            day["in-time"] = day.get("in-time", 0) + 1
    return sorted(counts.items(), reverse=True)


def total(days: Sequence[tuple[date, dict[str, int]]]) -> dict[str, int]:
    """The sum of these days."""
    found: dict[str, int] = {}
    for _day, counts in days:
        for name, count in counts.items():
            found[name] = found.get(name, 0) + count
    return found
