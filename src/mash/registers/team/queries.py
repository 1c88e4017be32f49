"""A hub's team as its people may read it. Competences are seen by the person and by managers: the database says so."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from mash.foundation.kernel.time import LONDON
from mash.registers.accounts.models import Seat
from mash.registers.clocks.queries import calendar_for
from mash.registers.standards.queries import codes
from mash.registers.team import rules
from mash.registers.team.actions.common import TEAM
from mash.registers.team.models import Absence, Competence, Duty

if TYPE_CHECKING:
    from mash.registers.agencies.models import Desk, Hub


def local_day(at: datetime) -> date:
    return at.astimezone(LONDON).date()


def members(hub: Hub, *, at: datetime) -> list[Seat]:
    """Everybody in the hub's team, once, by name, by the seat in which they do most; one query."""
    found = (
        Seat.objects.filter(hub=hub, role__in=TEAM, from_at__lte=at, user__is_active=True)
        .filter(Q(until_at__isnull=True) | Q(until_at__gt=at))
        .select_related("user", "desk")
        .order_by("user__name", "pk")
    )
    once: dict[int, Seat] = {}
    for seat in found:
        held = once.get(seat.user_id)
        if held is None or (held.role == "practitioner" and seat.role != "practitioner"):
            once[seat.user_id] = seat
    return list(once.values())


def soon_days(*, at: datetime) -> dict[str, int]:
    """How many days before it expires each competence is said to."""
    return {one.code: int(str(one.attributes.get("soon", 0))) for one in codes("competence", at=at)}


def standing(row: Competence, soon: dict[str, int], *, on: date) -> str:
    return rules.standing(
        row.state,
        row.from_day,
        row.until_day,
        ended=row.ended_at is not None,
        on=on,
        soon=soon.get(row.code, 0),
    )


def competences(hub: Hub) -> QuerySet[Competence]:
    """Everything that was asked for and held at the hub, as far as whoever asks sees it."""
    return Competence.objects.filter(hub=hub).select_related("user", "hub")


def able(hub: Hub, *, at: datetime) -> dict[int, dict[str, Competence]]:
    """What each person holds today, by user and code; one query."""
    on = local_day(at)
    held = (
        competences(hub)
        .filter(state=Competence.State.HELD, ended_at__isnull=True, from_day__lte=on)
        .filter(Q(until_day__isnull=True) | Q(until_day__gte=on))
        .order_by("from_day", "pk")
    )
    found: dict[int, dict[str, Competence]] = defaultdict(dict)
    for row in held:
        found[row.user_id][row.code] = row
    return dict(found)


def away(hub: Hub, *, at: datetime) -> dict[int, Absence]:
    """Who is away today, by user, with who covers; one query."""
    on = local_day(at)
    found = Absence.objects.filter(hub=hub, withdrawn_at=None, from_day__lte=on, until_day__gte=on)
    return {one.user_id: one for one in found.select_related("user", "cover", "hub")}


def away_now(user: int, hub: Hub, *, at: datetime) -> Absence | None:
    """The absence of one person today; None where they are here, or whoever asks may not know."""
    on = local_day(at)
    found = Absence.objects.filter(hub=hub, user=user, withdrawn_at=None, from_day__lte=on, until_day__gte=on)
    return found.select_related("cover").first()


def on_duty(hub: Hub, *, at: datetime) -> list[Duty]:
    """Who is on duty at the hub's desks at that moment; for every floor that asks who that is. One query."""
    found = Duty.objects.filter(hub=hub, withdrawn_at=None, from_at__lte=at, until_at__gt=at)
    return list(found.select_related("user", "desk", "hub"))


def rota(desk: Desk, *, since: datetime, until: datetime) -> list[Duty]:
    """The desk's duties that touch this time, those withdrawn too."""
    found = Duty.objects.filter(desk=desk, until_at__gt=since, from_at__lt=until)
    return list(found.select_related("user", "desk", "hub"))


def absences(hub: Hub, *, at: datetime) -> list[Absence]:
    """Absences that run or are to come, not those withdrawn."""
    found = Absence.objects.filter(hub=hub, withdrawn_at=None, until_day__gte=local_day(at))
    return list(found.select_related("user", "cover", "hub"))


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which a desk is open and nobody is on a duty that is needed."""

    role: str
    from_at: datetime
    until_at: datetime


def gaps(desk: Desk, duties: list[Duty], *, at: datetime) -> list[Gap]:
    """The needed duties that nobody does while the desk is open, from now on; of the rota that was read."""
    found: list[Gap] = []
    calendar = calendar_for(desk.key, at=at)
    for role in codes("duty-role", at=at, needed=True):
        last = local_day(at) + timedelta(days=int(str(role.attributes["days"])))
        day, spans = local_day(at), []
        while day <= last:
            spans += [(max(begins, at), ends) for begins, ends in calendar.spans(day) if ends > at]
            day += timedelta(days=1)
        held = [
            (one.from_at, one.until_at)
            for one in duties
            if one.role == role.code and one.withdrawn_at is None
        ]
        found += [Gap(role.code, begins, ends) for begins, ends in rules.uncovered(spans, held)]
    return sorted(found, key=lambda one: (one.from_at, one.role))


def horizon(*, at: datetime) -> datetime:
    """Until when gaps are looked for: the end of the last day that a duty's `days` names."""
    days = [int(str(one.attributes["days"])) for one in codes("duty-role", at=at, needed=True)]
    last = local_day(at) + timedelta(days=max(days, default=0) + 1)
    return datetime.combine(last, time(), LONDON)
