"""Reading round tables: lists of a hub and of an agency, one, those of a matter, open actions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet
from django.utils import formats

from mash.casework.roundtables import people, rules, times
from mash.casework.roundtables.models import Action, Invitation, Meeting, Person

QUEUES: Final = ("coming", "minutes", "done")
_LONDON: Final = ZoneInfo("Europe/London")


def listed(queue: str, *, hub: int | None = None) -> QuerySet[Meeting]:
    """A queue as whoever asks sees it: what comes next first, of what is done the latest."""
    found = _of(hub).filter(_in(queue)).select_related("desk")
    return found.order_by("meets_at", "pk") if queue != "done" else found.order_by("-meets_at", "-pk")


def counts(*, hub: int | None = None) -> dict[str, int]:
    """How many are in each queue."""
    found = _of(hub).aggregate(**{one: Count("pk", filter=_in(one)) for one in QUEUES})
    return {key: int(value) for key, value in found.items()}


def _of(hub: int | None) -> QuerySet[Meeting]:
    return Meeting.objects.all() if hub is None else Meeting.objects.filter(hub_id=hub)


def _in(queue: str) -> Q:
    return {
        "coming": Q(state__in=["called", "sitting"]),
        "minutes": Q(state="ended") | Q(state="approved", circulated_at__isnull=True),
        "done": Q(state="off") | Q(state="approved", circulated_at__isnull=False),
    }[queue]


def today(hub: int, *, at: datetime) -> QuerySet[Meeting]:
    """A hub's meetings of this day that are still to be or sit."""
    begins = datetime.combine(times.today(at), datetime.min.time(), _LONDON)
    return Meeting.objects.filter(
        hub_id=hub,
        state__in=["called", "sitting"],
        meets_at__gte=begins,
        meets_at__lt=begins + timedelta(days=1),
    )


def get(ref: str) -> Meeting | None:
    """One, or None alike for a hidden one and none. Its matter is not read: an agency does not see it."""
    return Meeting.objects.select_related("hub", "desk__hub", "chair", "minute_taker").filter(ref=ref).first()


def invited(meeting: Meeting) -> list[Invitation]:
    """Those whose invitation stands, as whoever asks sees them: an agency sees its own."""
    rows = Invitation.objects.filter(meeting=meeting, withdrawn_at__isnull=True)
    return list(rows.select_related("agency", "user").order_by("pk"))


def places(found: Iterable[Invitation]) -> list[rules.Place]:
    """What a quorum is counted from."""
    return [rules.Place(one.seat, one.says, one.came) for one in found]  # type: ignore[arg-type] # a model's choices


def undecided(meeting: Meeting, *, at: datetime) -> list[int]:
    """The persons for whom its minutes still need a decision: whom the hub is worried about, where its kind decides."""
    kind = people.kind_of(meeting.kind, at=at)
    if kind is None or kind.attributes.get("decides") != "yes":
        return []
    rows = Person.objects.filter(meeting=meeting, subject__role="subject", outcomes__isnull=True)
    return list(rows.values_list("pk", flat=True))


def of_matter(matter: int) -> QuerySet[Meeting]:
    """Those of a matter, the latest first."""
    return Meeting.objects.filter(matter_id=matter).order_by("-meets_at", "-pk")


def actions(*, agency: str = "", hub: int | None = None, done: bool = False) -> QuerySet[Action]:
    """An agency's actions, or all that a hub follows: open with what is due first, or the latest done."""
    found = Action.objects.filter(agency__key=agency) if agency else Action.objects.filter(hub_id=hub or 0)
    found = found.filter(done_at__isnull=not done).select_related("meeting", "agency")
    return found.order_by("-done_at", "-pk") if done else found.order_by("due_on", "pk")


def overdue(hub: int, *, at: datetime) -> QuerySet[Action]:
    """A hub's overdue actions, whoever owns them."""
    return Action.objects.filter(hub_id=hub, done_at__isnull=True, due_on__lt=times.today(at))


def carried_over(meeting: Meeting) -> QuerySet[Action]:
    """What earlier meetings of the same matter left open."""
    found = Action.objects.filter(matter_id=meeting.matter_id, done_at__isnull=True)
    return found.exclude(meeting=meeting).select_related("meeting", "agency").order_by("due_on", "pk")


def moment(at: datetime | None) -> str:
    """A time written out, in London's."""
    if at is None:
        return ""
    here = at.astimezone(_LONDON)
    return f"{formats.date_format(here, 'j F Y')}, {here:%H:%M}"


def on_day(day: date) -> str:
    return formats.date_format(day, "j F Y")
