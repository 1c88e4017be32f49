"""Look for patterns in what people open, raise a review for each, and say what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Max

from mash.casework.access import events, rules
from mash.casework.access.models import Browsing
from mash.casework.access.patterns import PATTERNS, Found, Opened, Threshold, find
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append, refuse
from mash.foundation.visibility import as_service
from mash.registers.accounts.models import User
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Desk
from mash.registers.clocks.errors import UnknownCalendarError
from mash.registers.clocks.queries import calendar_for
from mash.registers.clocks.rules import is_open
from mash.registers.standards.queries import codes

LIST = "browsing-pattern"
REVIEW = "access:browsing:review"


def thresholds(*, at: datetime) -> list[Threshold]:
    """The patterns that are looked for at `at`, with their figures; a code that no program knows is passed over."""
    found = []
    for one in codes(LIST, at=at):
        if one.code in PATTERNS:
            figures = {name: int(str(one.attributes.get(name, 1))) for name in ("days", "floor", "times")}
            found.append(Threshold(one.code, **figures))
    return found


@transaction.atomic
def look_for_patterns(*, by: Actor, at: datetime) -> list[Browsing]:
    """Hold what everybody opened against the patterns, and raise what is new; one a user and pattern at a time."""
    wanted = thresholds(at=at)
    if not wanted:
        return []
    since = at - timedelta(days=max(one.days for one in wanted))
    with as_service("glass"):
        opened = _opened(since, at)
        last = Browsing.objects.values("user_id", "hub_id", "pattern").annotate(until=Max("until"))
        looked_at = {(row["user_id"], row["hub_id"], row["pattern"]): row["until"] for row in last}
        waiting = set(
            Browsing.objects.filter(reviewed_at__isnull=True).values_list("user_id", "hub_id", "pattern")
        )
        hours = _Hours(Desk.objects.all(), at)
        found = find(opened, wanted, at=at, since=looked_at, is_open=hours.open)
        names = dict(User.objects.filter(pk__in=[one.user for one in found]).values_list("pk", "name"))
        raised = []
        for one in found:
            if (one.user, one.hub, one.pattern) in waiting:
                continue
            # Somebody with two roles at a hub is asked about once.
            waiting.add((one.user, one.hub, one.pattern))
            raised.append(_raise(one, names[one.user], by=by, at=at))
        return raised


class _Hours:
    """Whether any desk of a hub was open."""

    def __init__(self, desks: Iterable[Desk], at: datetime) -> None:
        self.calendars: dict[int, list[object]] = {}
        for desk in desks:
            try:
                self.calendars.setdefault(desk.hub_id, []).append(calendar_for(desk.key, at=at))
            except UnknownCalendarError:
                continue

    def open(self, hub: int, at: datetime) -> bool:
        known = self.calendars.get(hub, [])
        return not known or any(is_open(one, at) for one in known)  # type: ignore[arg-type] # calendars


def _opened(since: datetime, until: datetime) -> list[Opened]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT user_id, hub_id, role, matter, at, worked, namesake FROM mash.what_was_opened(%s, %s)",
            [since, until],
        )
        return [Opened(*row) for row in cursor.fetchall()]


def _raise(found: Found, name: str, *, by: Actor, at: datetime) -> Browsing:
    made = Browsing.objects.create(
        pattern=found.pattern,
        user_id=found.user,
        user_name=name,
        role=found.role,
        hub_id=found.hub,
        since=found.since,
        until=found.until,
        figures=dict(found.figures),
        matters=list(found.matters),
        at=at,
    )
    append(
        events.RAISED,
        by=by,
        at=at,
        about=_about(made),
        payload={"pattern": made.pattern, "count": len(found.matters)},
    )
    return made


def _about(one: Browsing) -> list[Ref]:
    return [
        Ref("browsing", one.ref),
        Ref("user", str(one.user_id)),
        *(Ref("matter", matter) for matter in one.matters),
    ]


@transaction.atomic
def settle(*, by: Actor, at: datetime, browsing: Browsing, verdict: str, reason: str) -> Browsing | Refused:
    """A lead says whether it was genuine or a false alarm, once, and never of themselves."""
    allowed = may(by, REVIEW)
    if allowed:
        allowed = rules.may_review(
            verdict=verdict,
            reason=reason,
            known=dict(Browsing.VERDICTS),
            own=browsing.user_id == by.user,
            reviewed=browsing.reviewed_at is not None,
        )
    about = [Ref("browsing", browsing.ref), Ref("user", str(browsing.user_id))]
    if not allowed:
        return refuse(REVIEW, allowed, by=by, at=at, about=about)
    done = Browsing.objects.filter(pk=browsing.pk, reviewed_at__isnull=True).update(
        verdict=verdict, verdict_reason=reason, reviewed_by=str(by), reviewed_by_name=by.name, reviewed_at=at
    )
    if not done:  # a colleague was faster
        return refuse(REVIEW, rules.reviewed_already(), by=by, at=at, about=about)
    append(
        events.SETTLED, by=by, at=at, about=about, payload={"pattern": browsing.pattern, "verdict": verdict}
    )
    return Browsing.objects.get(pk=browsing.pk)
