"""Write who is on duty on a day, hour by hour, and what the telephone did where no switch says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import connection, transaction

from mash.foundation.kernel import Actor, Refused, Verdict
from mash.foundation.kernel.time import LONDON
from mash.foundation.ledger import append, refuse
from mash.oversight.demand import events, rules
from mash.oversight.demand.models import Hour
from mash.oversight.demand.queries.sheet import figures_of, has_switch
from mash.oversight.demand.rules import NOTHING, Figures
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Desk

WRITE: Final = "demand:sheet:write"


@dataclass(frozen=True, slots=True)
class Clash(Refused):
    """Somebody else has written these hours differently meanwhile; `held` is what stands of each."""

    held: Mapping[int, Figures]


@transaction.atomic
def save_sheet(
    *,
    by: Actor,
    at: datetime,
    desk: Desk,
    day: date,
    hours: Mapping[int, Figures],
    seen: Mapping[int, Figures],
) -> list[int] | Refused:
    """Write the hours of a day that were changed: which they are. `seen` is what the page had shown of each hour.

    Two people may write different hours of one day at once. Where both write one hour, the second is refused and told
    what stands, and nothing of theirs is written.
    """
    allowed: Verdict = may(by, WRITE)
    if allowed and desk.hub.key != by.hub:
        allowed = Refused("demand:sheet:other-hub", rules.other_hub())
    if allowed:
        allowed = rules.may_write(day, today=at.astimezone(LONDON).date())
    if isinstance(allowed, Refused):
        return refuse(WRITE, allowed, by=by, at=at)
    with connection.cursor() as cursor:
        # Of two who save at once the second waits here, and then sees what the first has written.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [f"demand:{desk.pk}:{day}"])
    held = figures_of(desk.pk, day)
    changes, clashes = rules.merged(hours, seen, held)
    if clashes:
        clash = Clash(
            "demand:sheet:changed", rules.changed(), {hour: held.get(hour, NOTHING) for hour in clashes}
        )
        refuse(WRITE, Refused(clash.code, clash.sentence), by=by, at=at)
        return clash
    spans = {one.hour: one for one in rules.hours_of(day)}
    switch = has_switch(desk.pk, day)
    for hour, said in changes.items():
        fault = (
            rules.wrong(said, spans[hour], at=at, switch=switch, before=held.get(hour, NOTHING))
            if hour in spans
            else ("staff", rules.no_hour())
        )
        if fault is not None:
            return refuse(WRITE, Refused("demand:sheet:wrong", fault[1]), by=by, at=at)
    for hour, said in changes.items():
        written = {
            "staff": said.staff,
            "offered": said.offered,
            "answered": said.answered,
            "by": str(by),
            "by_name": by.name,
            "at": at,
        }
        if not Hour.objects.filter(desk=desk, day=day, hour=hour).update(**written):
            Hour.objects.create(desk=desk, hub_id=desk.hub_id, day=day, hour=hour, **written)
    if changes:
        append(
            events.SHEET_SAVED,
            by=by,
            at=at,
            about=[],
            payload={
                "desk": desk.key,
                "day": day.isoformat(),
                "hours": [f"{hour}:{said}" for hour, said in sorted(changes.items())],
            },
        )
    return sorted(changes)
