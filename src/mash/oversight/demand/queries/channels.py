"""Each channel from its own facts: what came by it, how long it waited, and what it turned out to be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from django.db import connection
from django.db.models import Count, Exists, F, Min, OuterRef, Q, Sum, Value
from django.db.models.functions import Concat, TruncDate

from mash.casework.calls.models import Call, Ring, Step
from mash.casework.cases.models import Case
from mash.casework.consultations.models import Advice, Consultation
from mash.casework.mailbox.queries import came, desks_screened, waiting
from mash.casework.matters.models import Subject
from mash.casework.notifications.models import Row as Sent
from mash.foundation.kernel.time import LONDON
from mash.oversight.demand import rules
from mash.oversight.demand.models import Hour
from mash.oversight.demand.queries.board import calendar_of
from mash.oversight.demand.queries.sheet import rang
from mash.oversight.demand.rules import ONE_DAY, Opening, Rung, Spread
from mash.registers.agencies.models import Desk

NOT_SAID: Final = ""


@dataclass(frozen=True, slots=True)
class Contacts:
    """Contacts by one channel. `kinds` counts what they were recorded to be, "" for not recorded yet; `to_rating` is working
    time from receipt, None where the desk has no calendar; `added` people whom the hub typed in after they arrived."""

    channel: str
    came: int
    kinds: Counter[str]
    to_rating: Spread | None
    closed: int | None
    waiting: int
    oldest: datetime | None
    added: int


@dataclass(frozen=True, slots=True)
class Telephone:
    """`calls` are of `days_known` days of which a switch or a person tells. The rest is of the calls that were noted."""

    calls: Rung | None
    days_known: int
    taken: int
    on_call: Spread
    dropped: int
    reached: int
    nothing: Counter[str]


@dataclass(frozen=True, slots=True)
class Mail:
    """Messages of the desk's mailboxes of which the reader may learn; None of all where there is none.

    What is no contact's is known to those alone who screen for the desk: None for others, and so is the sum of all.
    """

    received: int | None
    contacts: int
    joined: int
    aside: int | None
    not_for_us: int | None
    reasons: Counter[str]
    age: Spread
    waiting: int | None
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Bulk:
    """Rows that forces sent, and of those that are a contact, or repeat one, those whose case the reader sees. `age` is until a row was taken in; `put_right` were corrected by hand."""

    rows: int
    taken: int
    rejected: int
    repeats: int
    waiting: int
    age: Spread
    put_right: int


@dataclass(frozen=True, slots=True)
class Advised:
    """Questions to the desk: how many, of how many a referral was advised, and of how many a contact came."""

    asked: int
    advised: int
    referred: int


@dataclass(frozen=True, slots=True)
class Channels:
    """A desk over a time. A part is None where there is no fact of it."""

    contacts: tuple[Contacts, ...]
    telephone: Telephone | None
    mail: Mail | None
    bulk: Bulk | None
    advice: Advised | None
    by_kind: tuple[str, ...] = field(default=())


def channels(desk: Desk, *, since: datetime, until: datetime, at: datetime) -> Channels:
    """Every channel of a desk, as the actor sees it; a fixed number of statements, however much came."""
    contacts = _contacts(desk, since=since, until=until, at=at)
    kinds = Counter[str]()
    for one in contacts:
        kinds.update(one.kinds)
    return Channels(
        contacts,
        _telephone(desk.pk, since=since, until=until),
        _mail(desk, since=since, until=until),
        _bulk(desk.pk, since=since, until=until),
        _advice(desk.pk, since=since, until=until),
        tuple(sorted(kinds, key=lambda one: (one == NOT_SAID, -kinds[one], one))),
    )


# The first rating and the latest word on what it is, each read once for all: both are later than the contact is.
_CAME = """
SELECT c.channel, c.received_at, r.first, coalesce(k.kind, '')
  FROM intake_contact c JOIN matters_matter m ON m.id = c.matter_id
  LEFT JOIN (SELECT x.matter_id, min(x.at) AS first FROM cases_rating x WHERE x.at >= %(since)s GROUP BY x.matter_id) r
    ON r.matter_id = c.matter_id
  LEFT JOIN (SELECT DISTINCT ON (x.contact_id) x.contact_id, x.kind FROM intake_classification x
              WHERE x.at >= %(since)s ORDER BY x.contact_id, x.at DESC, x.id DESC) k
    ON k.contact_id = c.id
 WHERE m.desk_id = %(desk)s AND c.received_at >= %(since)s AND c.received_at < %(until)s
"""
_BY: Final = ("form", "telephone", "mail", "bulk")


def _contacts(desk: Desk, *, since: datetime, until: datetime, at: datetime) -> tuple[Contacts, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_CAME, {"desk": desk.pk, "since": since, "until": until})
        rows = cursor.fetchall()
    calendar = calendar_of(desk, at)
    days = (since.astimezone(LONDON).date(), at.astimezone(LONDON).date())
    opening = None
    if calendar is not None and not calendar.always:
        opening = Opening(calendar, *days)
    held: dict[str, list[tuple[datetime, datetime | None, str]]] = {one: [] for one in _BY}
    for channel, received, rated, kind in rows:
        held[channel].append((received, rated, kind))
    waits = {
        row["channel"]: row
        for row in Case.objects.filter(desk_id=desk.pk, state="new", closed_at__isnull=True)
        .order_by()
        .values(channel=F("matter__contacts__channel"))
        .annotate(many=Count("matter__contacts"), oldest=Min("matter__contacts__received_at"))
    }
    added = dict(
        Subject.objects.filter(
            matter__desk_id=desk.pk,
            matter__contacts__received_at__gte=since,
            matter__contacts__received_at__lt=until,
            # Those whom a person typed in from what it says, and no child of the family or birth that was added to the case.
            record__source=Concat(Value("contact:"), F("matter__contacts__ref")),
            record__received_at__gt=F("matter__opened_at"),
        )
        .order_by()
        .values_list("matter__contacts__channel")
        .annotate(many=Count("pk", distinct=True))
    )
    return tuple(
        Contacts(
            channel=channel,
            came=len(some),
            kinds=Counter(kind for _received, _rated, kind in some),
            to_rating=_to_rating(some, opening, always=calendar is not None and calendar.always),
            closed=sum(not opening.open_at(one[0]) for one in some) if opening else None,
            waiting=waits[channel]["many"] if channel in waits else 0,
            oldest=waits[channel]["oldest"] if channel in waits else None,
            added=added.get(channel, 0),
        )
        for channel, some in held.items()
    )


def _to_rating(
    some: Iterable[tuple[datetime, datetime | None, str]], opening: Opening | None, *, always: bool
) -> Spread | None:
    rated = [(received, first) for received, first, _kind in some if first is not None]
    if opening is not None:
        return rules.spread(opening.between(received, first) for received, first in rated)
    return rules.spread(first - received for received, first in rated) if always else None


def _telephone(desk: int, *, since: datetime, until: datetime) -> Telephone | None:
    switch = {
        row["day"]: Rung(row["many"], row["taken"])
        for row in Ring.objects.filter(desk_id=desk, offered_at__gte=since, offered_at__lt=until)
        .order_by()
        .values(day=TruncDate("offered_at", tzinfo=LONDON))
        .annotate(many=Count("pk"), taken=Count("pk", filter=Q(answered_at__isnull=False)))
    }
    calls, known = rules.rung(switch, _entered(desk, since, until), _quiet(desk, since, until))
    noted = Call.objects.filter(desk_id=desk, started_at__gte=since, started_at__lt=until)
    rows = list(noted.values_list("started_at", "ended_at", "outcome", "contact_id", "advice_id"))
    steps = Counter(
        dict(
            Step.objects.filter(
                call__desk_id=desk,
                call__started_at__gte=since,
                call__started_at__lt=until,
                kind__in=["dropped", "reached"],
            )
            .order_by()
            .values_list("kind")
            .annotate(many=Count("call", distinct=True))
        )
    )
    if calls is None and not rows:
        return None
    return Telephone(
        calls=calls,
        days_known=known,
        taken=len(rows),
        on_call=rules.spread(ended - begun for begun, ended, *_rest in rows if ended is not None),
        dropped=steps["dropped"],
        reached=steps["reached"],
        nothing=Counter(
            outcome
            for _begun, ended, outcome, contact, advice in rows
            if ended is not None and not contact and not advice
        ),
    )


def _quiet(desk: int, since: datetime, until: datetime) -> list[date]:
    """The days of which a switch tells to their end, or to the end of this time."""
    first, last = since.astimezone(LONDON).date(), until.astimezone(LONDON).date()
    told = rang(desk, first, last)
    days = (first + number * ONE_DAY for number in range((last - first).days + 1))
    return [
        day
        for day in days
        if (tells := rules.tells_until(day, told)) is not None and min(rules.bounds(day)[1], until) <= tells
    ]


def _entered(desk: int, since: datetime, until: datetime) -> dict[date, Rung]:
    """The calls of each day of which a person said anything."""
    first, last = since.astimezone(LONDON).date(), until.astimezone(LONDON).date()
    rows = (
        Hour.objects.filter(desk_id=desk, day__gte=first, day__lte=last, offered__isnull=False)
        .order_by()
        .values("day")
        .annotate(many=Sum("offered"), taken=Sum("answered"))
    )
    return {row["day"]: Rung(row["many"], row["taken"]) for row in rows}


def _mail(desk: Desk, *, since: datetime, until: datetime) -> Mail | None:
    found, waits = came(desk.pk, since=since, until=until), waiting(desk.pk)
    if not found and not waits.many:
        return None
    states = Counter(one.state for one in found)
    screens = desk.pk in desks_screened()
    return Mail(
        received=len(found) if screens else None,
        contacts=states["contact"],
        joined=states["joined"],
        aside=states["aside"] if screens else None,
        not_for_us=states["rejected"] if screens else None,
        reasons=Counter(one.reason for one in found if one.reason and screens),
        age=rules.spread(one.age for one in found if one.age is not None),
        waiting=waits.many if screens else None,
        oldest=waits.oldest,
    )


def _bulk(desk: int, *, since: datetime, until: datetime) -> Bulk | None:
    # What became a contact is counted with its cells, which are seen with the case; a row alone is the hub's.
    rows = (
        Sent.objects.filter(source__desk_id=desk, batch__at__gte=since, batch__at__lt=until)
        .filter(~Q(state=Sent.State.RECEIVED) | Q(sent__isnull=False))
        .filter(Q(earlier__isnull=True) | Q(earlier__sent__isnull=False))
        .order_by()
    )
    states = Counter(dict(rows.values_list("state").annotate(many=Count("pk"))))
    if not states:
        return None
    taken = rows.filter(state=Sent.State.RECEIVED).values_list("batch__at", "at")
    return Bulk(
        rows=states.total(),
        taken=states[Sent.State.RECEIVED],
        rejected=states[Sent.State.REJECTED],
        repeats=states[Sent.State.DUPLICATE],
        waiting=states[Sent.State.WAITING],
        age=rules.spread(max(end - begun, timedelta()) for begun, end in taken),
        put_right=rows.filter(sent__put_right__isnull=False).exclude(sent__put_right={}).count(),
    )


def _advice(desk: int, *, since: datetime, until: datetime) -> Advised | None:
    refer = Exists(Advice.objects.filter(consultation=OuterRef("pk"), refer=True))
    found = Consultation.objects.filter(desk_id=desk, asked_at__gte=since, asked_at__lt=until).aggregate(
        asked=Count("pk"),
        advised=Count("pk", filter=refer),
        referred=Count("pk", filter=Q(contact__isnull=False)),
    )
    return Advised(**found) if found["asked"] else None
