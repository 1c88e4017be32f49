"""What others read of requests and answers. An agency sees its own requests; a hub those of its matters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Prefetch, Q, QuerySet

from mash.casework.matters.models import Matter
from mash.casework.sharing.models import Answer, Request, SealedAnswer, Share
from mash.foundation.kernel.time import LONDON
from mash.registers.accounts.models import Seat
from mash.registers.agencies.models import Desk, Hub
from mash.registers.agreements.queries import hub_party
from mash.registers.agreements.rules import HUB, Ask, Mode, Party
from mash.registers.clocks import counting
from mash.registers.clocks.models import Recount
from mash.registers.clocks.queries import calendar_for
from mash.registers.clocks.rules import Calendar, working_between
from mash.registers.standards.queries import standard_for
from mash.registers.standards.rules import Runs
from mash.registers.standards.rules import clock as clock_on

PAGE = 25

# An agency's queues, in the order of its work.
QUEUES: dict[str, tuple[str, ...]] = {
    "open": ("sent", "acknowledged"),
    "waiting": ("sent",),
    "acknowledged": ("acknowledged",),
    "answered": ("answered",),
    "withdrawn": ("withdrawn",),
}


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """What a request's clock says: whole minutes left (negative: late), counted in working time or not."""

    minutes: int | None
    working: bool
    state: str = ""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asked, and how to reach their hub; "" where it is not known."""

    name: str
    hub: str = ""
    phone: str = ""
    out_of_hours_phone: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request in an agency's inbox, with its clock; `names` are the people asked about."""

    request: Request
    time_left: TimeLeft
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page of a queue, from `number` 1."""

    rows: list[Asked]
    number: int
    more: bool


def population_of(request: Request) -> str:
    """Whose law the request rests on: `children` or `adults`."""
    return "adults" if request.ground in {"s42", "adult-below-s42"} else "children"


def counts(*, agency: str) -> dict[str, int]:
    """How many requests each of an agency's queues holds, in one query."""
    wanted = {key: Count("pk", filter=Q(state__in=states)) for key, states in QUEUES.items()}
    return Request.objects.filter(agency__key=agency).aggregate(**wanted)


def inbox(*, agency: str, queue: str, at: datetime, page: int = 1) -> Inbox:
    """One page of an agency's queue: what is due first stands first, what has ended latest first.

    Raises KeyError for a queue that is not in QUEUES.
    """
    ended = queue in {"answered", "withdrawn"}
    start = (page - 1) * PAGE
    found = list(
        Request.objects.filter(agency__key=agency, state__in=QUEUES[queue])
        .prefetch_related("subjects")
        .order_by(*(("-sent_at", "-pk") if ended else ("due_at", "pk")))[start : start + PAGE + 1]
    )
    left = times_left(found, at=at)
    rows = [
        Asked(one, left[one.pk], tuple(str(person.given.get("name", "")) for person in one.subjects.all()))
        for one in found[:PAGE]
    ]
    return Inbox(rows, page, len(found) > PAGE)


def get_request(ref: str) -> Request:
    """A request with its people and answers, oldest answer first. Raises Request.DoesNotExist, also when hidden."""
    return _whole(Request.objects.all()).get(ref=ref)


def hold_request(ref: str) -> Request:
    """The same, held until the transaction ends, so that two posts of one page come one after the other."""
    # First held, then read: what is joined to a row that was waited for is as it was before the wait.
    held = Request.objects.select_for_update().only("pk").get(ref=ref)
    return _whole(Request.objects.all()).get(pk=held.pk)


def _whole(requests: QuerySet[Request]) -> QuerySet[Request]:
    answers = Answer.objects.prefetch_related("items")
    sealed = SealedAnswer.objects.prefetch_related("items")
    return requests.select_related("agency", "under_way", "for_team").prefetch_related(
        "subjects", Prefetch("answers", answers), Prefetch("sealed_answers", sealed)
    )


def current_answers(request: Request) -> list[Answer]:
    """The answers that no later one supersedes; `request` comes from `get_request`."""
    answers = list(request.answers.all())
    gone = {one.supersedes_id for one in answers}
    return [one for one in answers if one.pk not in gone]


def current_sealed(request: Request) -> list[SealedAnswer]:
    """What stands under seal: not superseded, and not taken back; `request` comes from `get_request`."""
    sealed = list(request.sealed_answers.all())
    gone = {one.supersedes_id for one in sealed}
    return [one for one in sealed if one.pk not in gone and one.items.all()]


def asking_hub(request: Request) -> Hub | None:
    """The hub of the seat that sent the request; None where a service did."""
    return _hubs([request]).get(request.sent_by)


def asker(request: Request) -> Asker:
    """Who sent the request: the agency does not see the case, and so the hub is known by the sender's seat."""
    hub = _hubs([request]).get(request.sent_by)
    if hub is None:
        return Asker(request.sent_by_name)
    return Asker(request.sent_by_name, hub.name, hub.phone, hub.out_of_hours_phone)


def times_left(requests: Iterable[Request], *, at: datetime) -> dict[int, TimeLeft]:
    """Each request's clock by its number, on the calendar of the desk that asked. Queries do not grow with the list."""
    requests = list(requests)
    hubs = _hubs(requests)
    desks = {
        (desk.hub_id, desk.population): desk
        for desk in Desk.objects.filter(hub__in={hub.pk for hub in hubs.values()}).select_related("hub")
    }
    found = {}
    for request in requests:
        hub = hubs.get(request.sent_by)
        desk = desks.get((hub.pk, population_of(request))) if hub else None
        found[request.pk] = _time_left(request, desk, at=at)
    return found


def _time_left(request: Request, desk: Desk | None, *, at: datetime) -> TimeLeft:
    if request.state == "withdrawn":
        return TimeLeft(None, working=False, state="withdrawn")
    if request.answered_at is not None:
        missed = request.answered_at > request.due_at
        return TimeLeft(None, working=False, state="missed" if missed else "met")
    if desk is not None:
        standard = standard_for(desk.population, at=request.sent_at, hub=desk.hub.key)
        timing = standard.timing("answer_request", request.rating)
        if timing is not None and timing.runs is Runs.DESK:
            left = working_between(calendar_for(desk.key, at=at), at, request.due_at)
            return TimeLeft(_minutes(left.total_seconds()), working=True)
    return TimeLeft(_minutes((request.due_at - at.astimezone(LONDON)).total_seconds()), working=False)


def _minutes(seconds: float) -> int:
    """Whole minutes, towards less time left, so that the page never promises time that is not there."""
    return int(seconds // 60)


def _hubs(requests: Iterable[Request]) -> dict[str, Hub]:
    """The hub of each `sent_by` that is a seat."""
    seats = {
        int(number)
        for kind, _, number in (one.sent_by.partition(":") for one in requests)
        if kind == "seat" and number.isdigit()
    }
    rows = Seat.objects.filter(pk__in=seats, hub__isnull=False).select_related("hub")
    return {f"seat:{one.pk}": one.hub for one in rows if one.hub is not None}


def grounds(*, reviewed: bool = False, page: int = 1) -> list[Share]:
    """What was shared without a clause, a page of it: what is to be reviewed first, or what was reviewed last."""
    found = Share.objects.filter(outcome="ground", review__isnull=not reviewed).select_related("review")
    start = (page - 1) * PAGE
    return list(
        found.order_by(*(("-review__at",) if reviewed else ("review_by", "pk")))[start : start + PAGE + 1]
    )


def get_ground(public_id: str) -> Share | None:
    """One of them, or None, also when hidden."""
    return Share.objects.filter(public_id=public_id, outcome="ground").select_related("review").first()


def shares_of(matter: Matter) -> list[Share]:
    """Every decision to share or not about a matter, the latest first."""
    return list(
        Share.objects.filter(matter=matter).select_related("agreement__agreement").order_by("-at", "-pk")
    )


# What of a decision to share its answer depends on.
_FACTS = (
    "outcome",
    "source",
    "source_kind",
    "recipient",
    "recipient_kind",
    "recipient_role",
    "recipient_desk",
    "categories",
    "about",
    "mode",
    "purpose",
)


def real_shares(*, since: datetime) -> list[tuple[Share, int]]:
    """What was shared since then, alike decisions together: one of each, holding `_FACTS` alone, and how many there were."""
    alike = Share.objects.filter(at__gte=since).exclude(outcome="not-shared").values(*_FACTS)
    return [
        (Share(**{name: one[name] for name in _FACTS}), one["n"]) for one in alike.annotate(n=Count("pk"))
    ]


def asks_of(share: Share, *, day: date, hub: str) -> list[Ask]:
    """The questions of the clauses that a decision to share was, asked for another day."""
    source, recipient = (
        hub_party(role=share.recipient_role, desk=share.recipient_desk)
        if kind == HUB
        else Party(kind=kind, agency=key)
        for key, kind in ((share.source, share.source_kind), (share.recipient, share.recipient_kind))
    )
    return [
        Ask(
            source=source,
            recipient=recipient,
            about=frozenset(about),
            category=category,
            mode=Mode(share.mode),
            purpose=share.purpose,
            day=day,
            hub=hub,
        )
        for about in share.about
        for category in share.categories
    ]


def open_on(recount: Recount) -> QuerySet[Request]:
    """The requests without an answer that a change of a desk's hours can move."""
    found = Request.objects.filter(counting.within(recount, started="sent_at"))
    return found.filter(asked_by_desk=recount.calendar.key, state__in=["sent", "acknowledged"])


def due_of(request: Request, desk: Desk, calendar: Calendar) -> datetime | None:
    """When the answer is due as the standard sets it on these hours of the desk; None where that sets no time on them."""
    standard = standard_for(desk.population, at=request.sent_at, hub=desk.hub.key)
    timing = standard.timing("answer_request", request.rating)
    if timing is None:
        return None
    found = clock_on(timing, calendar, started=request.sent_at)
    return found.due if found.calendar.key == desk.key else None


def moves(recount: Recount, desk: Desk, calendar: Calendar) -> list[tuple[datetime, datetime]]:
    """When answers are due and when they would be on these hours, of the requests that the actor sees; only what moves, and
    never earlier than the agency was told."""
    found = [(one.due_at, due_of(one, desk, calendar)) for one in open_on(recount)]
    return [(due, then) for due, then in found if then is not None and then > due]
