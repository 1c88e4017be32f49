"""What is open by break-glass, what waits for review, and what was seen through it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import connection
from django.db.models import Count, Q, QuerySet

from mash.casework.access import rules
from mash.casework.access.models import Attempt, BreakGlass, Browsing, Closeness
from mash.casework.matters.models import Matter
from mash.foundation.kernel import Actor
from mash.foundation.kernel.ids import read_reference
from mash.foundation.ledger.models import Entry
from mash.foundation.ledger.queries import present
from mash.foundation.visibility import as_service
from mash.registers.accounts.models import ApiToken, Seat, User
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Desk
from mash.registers.clocks.queries import calendar_for
from mash.registers.clocks.rules import Clock
from mash.registers.standards.errors import NoStandardError
from mash.registers.standards.queries import standard_for
from mash.registers.standards.rules import Step, clock

PAGE = 50
USES_SHOWN = 90
"""Days back that an agency's list of uses reaches."""


@dataclass(frozen=True, slots=True)
class Use:
    """What somebody of a hub did on one day with what an agency had answered: who by role, for which request and why.

    `broken` says that they were there by break-glass.
    """

    day: date
    hub: str
    role: str
    event: str
    request: str
    purpose: str
    ground: str
    broken: bool
    times: int


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that was done on the matter while it was open by break-glass."""

    number: int
    at: datetime
    sentence: str
    purpose: str


def clock_of(desk: Desk, step: Step, *, at: datetime, stopped: datetime | None = None) -> Clock:
    """The clock of a step of break-glass that begins at `at`, by the standard then in force at that desk."""
    try:
        timing = standard_for(desk.population, at=at, hub=desk.hub.key).timing(step)
    except NoStandardError:
        timing = None
    return clock(timing or rules.SILENT[step], calendar_for(desk.key, at=at), started=at, stopped=stopped)


def review_clock(glass: BreakGlass) -> Clock:
    """The clock of its review."""
    return clock_of(glass.desk, Step.REVIEW_BREAK_GLASS, at=glass.at, stopped=glass.reviewed_at)


# What the log says that somebody looked for who is here by break-glass.
BREAK_GLASS: Final = "break-glass"


def glass_of(by: Actor, matter: Matter, *, at: datetime) -> BreakGlass | None:
    """The break-glass by which the actor sees a matter now. Only who is not of its hub, or named on a restricted one, can
    be there by it.
    """
    beyond = by.hub != matter.hub.key or matter.restriction != "open"
    return live(user=by.user, matter=matter, at=at) if beyond and by.user is not None else None


def live(*, user: int, matter: Matter, at: datetime) -> BreakGlass | None:
    """The break-glass by which the user sees a matter now."""
    return BreakGlass.objects.filter(user_id=user, matter=matter, at__lte=at, until_at__gt=at).first()


def ended(*, user: int, ref: str, at: datetime) -> BreakGlass | None:
    """The last break-glass by which the user saw this matter, where it has ended."""
    return BreakGlass.objects.filter(user_id=user, matter_ref=ref, until_at__lte=at).order_by("-at").first()


def own(*, user: int) -> list[BreakGlass]:
    """A user's own, the latest first."""
    return list(BreakGlass.objects.filter(user_id=user).order_by("-at", "-pk")[:PAGE])


def to_review() -> list[BreakGlass]:
    """All that wait for a verdict and that the lead sees, the first due first."""
    return list(_all().filter(reviewed_at__isnull=True).order_by("due_at", "pk"))


def reviewed() -> list[BreakGlass]:
    """The latest that have a verdict."""
    return list(_all().filter(reviewed_at__isnull=False).order_by("-reviewed_at", "-pk")[:PAGE])


def _all() -> QuerySet[BreakGlass]:
    return BreakGlass.objects.select_related("hub", "desk__hub")


def tries() -> list[Attempt]:
    """The latest tries that opened nothing: of people of the lead's hub, and at its cases."""
    return list(Attempt.objects.select_related("user").order_by("-at", "-pk")[:PAGE])


def get_glass(ref: str) -> BreakGlass | None:
    """The break-glass of that reference, as far as the asker sees it."""
    return _all().filter(ref=ref).first()


def seen_through(glass: BreakGlass) -> list[Seen]:
    """What the ledger says that the user saw and did of the matter while it lasted, in its order."""
    seats = Seat.objects.filter(user=glass.user_id).values_list("pk", flat=True)
    tokens = ApiToken.objects.filter(seat__user=glass.user_id).values_list("pk", flat=True)
    actors = [*(f"seat:{number}" for number in seats), *(f"token:{number}" for number in tokens)]
    entries = Entry.objects.filter(
        mentions__kind="matter",
        mentions__ref=glass.matter_ref,
        actor__in=actors,
        at__gte=glass.at,
        at__lte=glass.until_at,
    ).order_by("at", "pk")
    return [Seen(one.pk, one.at, present(one).sentence, one.purpose) for one in entries.distinct()]


def close_to(*, user: int) -> list[Closeness]:
    """What a user declared of themselves and still holds, the latest first."""
    rows = Closeness.objects.filter(user_id=user, ended_at__isnull=True)
    return list(rows.order_by("-at", "-pk"))


def all_close() -> list[Closeness]:
    """What holds of others as far as the asker sees it: a lead all of their hub's, a manager what they recorded."""
    rows = Closeness.objects.filter(ended_at__isnull=True).select_related("user")
    return list(rows.order_by("user__name", "-at", "-pk"))


def colleagues(by: Actor, *, at: datetime) -> list[User]:
    """Everybody else with a seat at the asker's hub."""
    seats = Seat.objects.filter(hub__key=by.hub, from_at__lte=at).exclude(until_at__lte=at)
    return list(
        User.objects.filter(pk__in=seats.values("user_id")).exclude(pk=by.user or 0).order_by("name", "pk")
    )


def matter_to_name(reference: str, *, by: Actor) -> Matter | None:
    """A matter of the asker's hub that they may say somebody is close to: a lead any of them, others what they see."""
    ref = read_reference(reference)
    if "\x00" in ref:
        return None
    if not may(by, "access:closeness:end"):
        return Matter.objects.filter(ref=ref).first()
    with as_service("glass"):
        return Matter.objects.filter(ref=ref, hub__key=by.hub).first()


def browsing_to_review() -> list[Browsing]:
    """Patterns that wait for a lead, the oldest first."""
    return list(Browsing.objects.filter(reviewed_at__isnull=True).order_by("at", "pk"))


def browsing_counted() -> dict[str, dict[str, int]]:
    """By pattern: how often it was raised, genuine, and a false alarm."""
    rows = Browsing.objects.values("pattern").annotate(
        raised=Count("pk"),
        genuine=Count("pk", filter=Q(verdict="genuine")),
        false_alarms=Count("pk", filter=Q(verdict="false-alarm")),
    )
    return {
        row["pattern"]: {name: row[name] for name in ("raised", "genuine", "false_alarms")} for row in rows
    }


def get_browsing(ref: str) -> Browsing | None:
    """One pattern, as far as the asker sees it."""
    return Browsing.objects.filter(ref=ref).first()


def uses_of_answers(*, at: datetime, request: str = "", page: int = 1) -> tuple[list[Use], bool]:
    """One page of what became of the asking agency's own answers, the latest first, and whether more follow.

    Of one request from its answer on; of all of them in the last USES_SHOWN days.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT day, hub, role, event, request, purpose, ground, broken, times"
            " FROM mash.who_used_our_answers(%s, %s, %s, %s)",
            [request, at - timedelta(days=USES_SHOWN), PAGE + 1, (page - 1) * PAGE],
        )
        rows = [Use(*row) for row in cursor.fetchall()]
    return rows[:PAGE], len(rows) > PAGE
