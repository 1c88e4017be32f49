"""What came to a desk on one day, hour by hour: what was done of it, what waited, who was on duty, and what is usual."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.db.models import Count, Min, OuterRef, Q, Subquery
from django.db.models.functions import ExtractHour, Least, TruncDate

from mash.casework.calls.queries import offered
from mash.casework.calls.rules import by_hour as calls_by_hour
from mash.casework.cases.models import Case, Decision, Rating, Routing
from mash.casework.intake.models import Contact
from mash.foundation.kernel.time import LONDON
from mash.oversight.demand import rules
from mash.oversight.demand.queries.sheet import figures_of, rang, staff_on
from mash.oversight.demand.rules import NOTHING, Rung, Span, Stay
from mash.registers.agencies.models import Desk
from mash.registers.clocks.errors import UnknownCalendarError
from mash.registers.clocks.queries import calendar_for
from mash.registers.clocks.rules import Calendar, Kind, bank_holidays

CHANNELS: Final = tuple(code for code, _words in Contact.CHANNELS)


@dataclass(frozen=True, slots=True)
class Row:
    """One hour. None is that there is no fact: the hour is still to come, or nobody said it; of `usual` and `needed`, that no day
    tells. `needed` is how many people the usual takes, at the share that each usually has.
    """

    span: Span
    came: Mapping[str, int] | None
    calls: Rung | None
    rated: int | None
    waiting: int | None
    staff: int | None
    usual: float | None
    needed: int | None

    @property
    def arrivals(self) -> int | None:
        return None if self.came is None else sum(self.came.values())

    @property
    def each(self) -> float | None:
        """Arrivals for each person on duty; None where nobody is, or it is not said."""
        return self.arrivals / self.staff if self.staff and self.arrivals is not None else None


@dataclass(frozen=True, slots=True)
class Board:
    """A day at a desk. `weeks` are the days that `usual` is the median of; `holiday` that the day itself is a bank holiday.

    `share` is how much came on those days for each person on duty in an hour; None where nobody said who was. `switch` is that
    the desk has one on the day, also where it told of no call.
    """

    desk: Desk
    day: date
    rows: tuple[Row, ...]
    weeks: tuple[date, ...]
    switch: bool
    holiday: bool
    share: float | None
    unstaffed: tuple[Row, ...] = field(default=())

    @property
    def written(self) -> bool:
        """Whether anybody said who is on duty at any hour."""
        return any(one.staff is not None for one in self.rows)


def board(desk: Desk, day: date, *, at: datetime) -> Board:
    """The board of one day, of what the actor sees of the desk."""
    spans = rules.hours_of(day)
    since, until = rules.bounds(day)
    came = rules.by_hour(spans, _arrivals(desk.pk, since, until))
    stays = _stays(desk.pk, since, until)
    rated = rules.by_hour(spans, ((rated, None) for _stay, rated in stays if rated is not None))
    rung = {one.hour: one for one in calls_by_hour(offered([desk.pk], since=since, until=until))}
    written = figures_of(desk.pk, day)
    tells = rules.tells_until(day, rang(desk.pk, day, day))
    today = at.astimezone(LONDON).date()
    back = rules.same_weekdays(day, today=today, holidays=(), first=date.min)
    closed = holidays(calendar_of(desk, at), [day, *back])
    weeks = rules.same_weekdays(day, today=today, holidays=closed, first=_first(desk.pk))
    counts = _counted(desk.pk, weeks)
    usual = rules.usual(counts, weeks)
    share = rules.share_of(counts, staff_on(desk.pk, weeks))
    rows = []
    for span in spans:
        begun = span.start <= at
        said = written.get(span.hour, NOTHING)
        calls = None
        if one := rung.get(span.hour):
            calls = Rung(one.offered, one.answered, one.mean_wait)
        elif not rung and said.offered is not None and said.answered is not None:
            calls = Rung(said.offered, said.answered)
        elif begun and tells is not None and min(span.end, at) <= tells:
            calls = Rung(0, 0)
        rows.append(
            Row(
                span=span,
                came=Counter(came[span.hour]) if begun else None,
                calls=calls,
                rated=len(rated[span.hour]) if begun else None,
                waiting=rules.waiting_at((stay for stay, _rated in stays), min(span.end, at))
                if begun
                else None,
                staff=said.staff,
                usual=usual.get(span.hour),
                needed=rules.people_for(usual.get(span.hour), share),
            )
        )
    unstaffed = tuple(one for one in rows if one.staff == 0 and one.usual)
    return Board(desk, day, tuple(rows), tuple(weeks), tells is not None, day in closed, share, unstaffed)


def calendar_of(desk: Desk, at: datetime) -> Calendar | None:
    """The desk's calendar; None where it has none yet."""
    try:
        return calendar_for(desk.key, at=at)
    except UnknownCalendarError:
        return None


def holidays(calendar: Calendar | None, days: Iterable[date]) -> set[date]:
    """Those of these days that are bank holidays where the desk is, or on which it was closed for the whole day."""
    if calendar is None:
        return set()
    closed = {one.day for one in calendar.exceptional if one.kind is Kind.CLOSED and one.opens is None}
    nation = calendar.nation
    return {
        one
        for one in days
        if one in closed or (nation is not None and one in bank_holidays(nation, one.year))
    }


def _arrivals(desk: int, since: datetime, until: datetime) -> list[tuple[datetime, str]]:
    rows = Contact.objects.filter(matter__desk_id=desk, received_at__gte=since, received_at__lt=until)
    return list(rows.values_list("received_at", "channel"))


def _first(desk: int) -> date | None:
    """The day on which the first contact came to the desk: before it there is nothing that could be usual."""
    rows = Contact.objects.filter(matter__desk_id=desk).order_by("received_at")
    found = rows.values_list("received_at", flat=True).first()
    return found.astimezone(LONDON).date() if found else None


def _counted(desk: int, days: Iterable[date]) -> dict[date, dict[int, int]]:
    """How many contacts came on each of these days in each hour."""
    within = Q()
    for day in days:
        since, until = rules.bounds(day)
        within |= Q(received_at__gte=since, received_at__lt=until)
    if not within:
        return {}
    rows = (
        Contact.objects.filter(within, matter__desk_id=desk)
        .order_by()
        .values(day=TruncDate("received_at", tzinfo=LONDON), of_day=ExtractHour("received_at", tzinfo=LONDON))
        .annotate(many=Count("pk"))
    )
    found: dict[date, dict[int, int]] = {}
    for row in rows:
        found.setdefault(row["day"], {})[row["of_day"]] = row["many"]
    return found


def _stays(desk: int, since: datetime, until: datetime) -> list[tuple[Stay, datetime | None]]:
    """Every case that waited for its first rating at some time of this, and when it was rated.

    A case that was not closed before then is one of the open ones or of those closed since, which both have an index. It
    waits no more when it is first rated, decided on, routed with its class, or closed.
    """

    def first(rows: type[Rating | Decision | Routing]) -> Subquery:
        of_it = rows.objects.filter(matter=OuterRef("matter")).order_by()
        return Subquery(of_it.values("matter").annotate(first=Min("at")).values("first"))

    found = (
        Case.objects.filter(desk_id=desk, received_at__lt=until)
        .filter(Q(closed_at__isnull=True) | Q(closed_at__gte=since))
        .annotate(rated_at=first(Rating))
        .annotate(left=Least("rated_at", first(Decision), first(Routing), "closed_at"))
        .order_by()
    )
    return [
        # What was never new, such as a note on somebody's own case, never waited.
        (Stay(came, left or (None if state == "new" else came)), rated)
        for came, rated, left, state in found.values_list("received_at", "rated_at", "left", "state")
    ]
