"""Who may have a case and why, what waits for somebody to take it, and the manager's board: of what the asker sees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Count, F, Q, QuerySet, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import RowNumber

from mash.casework.allocation import rules
from mash.casework.allocation.models import Giving, NearHome, Offer, Wish
from mash.casework.allocation.rules import Candidate, Waiting
from mash.casework.cases.actions.assign import WORKERS
from mash.casework.cases.models import Case
from mash.casework.intake.models import Contact
from mash.casework.matters.models import Grant, Matter, Subject
from mash.foundation.visibility import as_service
from mash.registers.standards.queries import codes
from mash.registers.team import queries as team
from mash.registers.team.rules import asked_for

if TYPE_CHECKING:
    from mash.registers.accounts.models import Seat
    from mash.registers.agencies.models import Desk, Hub
    from mash.registers.team.models import Absence, Duty

# As many of each column as a board shows before the whole list of one person.
CARDS: Final = 5
# States in which a case still waits for somebody to work on it.
AT_WORK: Final = ("new", "rated", "asking")
# So many of the most urgent are looked at for whoever asks for the next.
LOOKED_AT: Final = 50


@dataclass(slots=True)
class Load:
    """What somebody has open at the hub: how many, how many red, how many overdue, and how heavy by the hub's weights."""

    open: int = 0
    red: int = 0
    late: int = 0
    weight: int = 0
    ratings: dict[str, int] = field(default_factory=dict)


def loads(cases: QuerySet[Case], *, at: datetime) -> dict[int | None, Load]:
    """The load of each worker, by user, None for nobody; one query."""
    weights = {one.code: int(str(one.attributes["weight"])) for one in codes("case-weight", at=at)}
    found: dict[int | None, Load] = defaultdict(Load)
    rows = (
        cases.filter(closed_at__isnull=True)
        .order_by()
        .values_list("worker_id", "rating")
        .annotate(total=Count("pk"), late=Count("pk", filter=Q(due_at__lt=at)))
    )
    for worker, rating, total, late in rows:
        one = found[worker]
        one.open += total
        one.late += late
        one.red += total if rating == "red" else 0
        one.weight += total * weights.get(rating or "not-rated", 1)
        one.ratings[rating] = total
    return dict(found)


def asks(cases: Collection[Case], *, at: datetime) -> dict[int, dict[str, str]]:
    """The competences that each case asks for, by matter: the code, and the code of the rule that asks. Two queries."""
    wanted = [(one.code, one.attributes) for one in codes("competence-asked", at=at)]
    matters = [one.matter_id for one in cases]
    concerns: dict[int, set[str]] = defaultdict(set)
    spoken: dict[int, set[str]] = defaultdict(set)
    came = Contact.objects.filter(matter__in=matters)
    for matter, types, language in came.values_list("matter_id", "concern_types", "language"):
        concerns[matter].update(types)
        spoken[matter].add(language)
    people = Subject.objects.filter(matter__in=matters)
    for matter, language, interpreter in people.values_list(
        "matter_id", "record__said__language", "record__said__interpreter"
    ):
        spoken[matter].update(str(one) for one in (language, interpreter) if one)
    return {
        one.matter_id: asked_for(
            wanted,
            population=one.desk.population,
            concerns=concerns[one.matter_id],
            rating=one.rating,
            languages=spoken[one.matter_id],
        )
        for one in cases
    }


@dataclass(frozen=True, slots=True)
class Team:
    """A hub's people as they are now."""

    seats: list[Seat]
    able: dict[int, dict[str, date | None]]
    away: dict[int, Absence]
    duties: dict[int, Duty]


def team_of(hub: Hub, *, at: datetime) -> Team:
    """Four queries, however many people there are."""
    duties: dict[int, Duty] = {}
    for one in team.on_duty(hub, at=at):
        held = duties.get(one.user_id)
        if held is None or held.until_at < one.until_at:
            duties[one.user_id] = one
    seats = [one for one in team.members(hub, at=at) if one.role in WORKERS]
    able = {
        user: {code: row.until_day for code, row in held.items()}
        for user, held in team.able(hub, at=at).items()
    }
    return Team(seats, able, team.away(hub, at=at), duties)


def candidates(case: Case, *, at: datetime) -> list[Candidate]:
    """Who works at the case's hub, with what speaks for and against each; `case` with its matter and desk.

    Whoever asks sees the case. Of one that is kept to named people only those named are told. An earlier case is one
    that the asker sees too: of what is hidden nobody learns by it.
    """
    hub = case.matter.hub
    here = team_of(hub, at=at)
    asked = asks([case], at=at)[case.matter_id]
    held = loads(Case.objects.filter(desk__hub=hub), at=at)
    close, named = _kept_from(case.matter), _named(case.matter)
    before, declined, apart = _former(case), _declined(case), _apart(case)
    found = []
    for seat in here.seats:
        user = seat.user_id
        if named is not None and user not in named:
            continue
        load, gone, duty = held.get(user, Load()), here.away.get(user), here.duties.get(user)
        mine = here.able.get(user, {})
        ref, until = before.get(user, ("", None)) if user not in apart else ("", None)
        found.append(
            Candidate(
                user=user,
                name=seat.user.name,
                role=seat.role,
                close=user in close,
                away_until=gone.until_day if gone else None,
                declined=declined.get(user, ""),
                apart=apart.get(user, ""),
                held=tuple((one, mine[one]) for one in asked if one in mine),
                missing=tuple(one for one in asked if one not in mine),
                former=ref,
                former_until=team.local_day(until) if until else None,
                duty=duty.role if duty else "",
                duty_until=duty.until_at if duty else None,
                open=load.open,
                red=load.red,
                late=load.late,
                weight=load.weight,
                own_desk=seat.desk_id is None or seat.desk_id == case.desk_id,
                has_it=user == case.worker_id,
            )
        )
    return found


def ranked(case: Case, *, at: datetime) -> list[Candidate]:
    """Who is proposed for the case, the first first."""
    urgent = case.urgency <= 1 or (case.due_at is not None and case.due_at < at)
    return rules.rank(candidates(case, at=at), urgent=urgent)


def _kept_from(matter: Matter) -> set[int]:
    """The users who can never have the matter: they are, or are close to, somebody in it, or have a neighbour in it."""
    users: RawSQL = RawSQL(
        "ARRAY(SELECT p / 8 FROM unnest(matters_matter.hidden_from) AS p WHERE p %% 8 = 1)"
        " || mash.near_home(matters_matter.id)",
        (),
        output_field=ArrayField(BigIntegerField()),
    )
    found = Matter.objects.filter(pk=matter.pk).annotate(users=users).values_list("users", flat=True).first()
    return set(found or ())


def _named(matter: Matter) -> set[int] | None:
    """Who is named on a matter that is kept to named people; None for an open one."""
    if matter.restriction == "open":
        return None
    with as_service("attention"):
        named = Grant.objects.filter(matter=matter.pk, holder_kind="user", until_at__isnull=True)
        return set(named.values_list("holder_id", flat=True))


def _former(case: Case) -> dict[int, tuple[str, datetime | None]]:
    """Whose an earlier case of these people was, as far as the asker sees it: its reference, and when it was closed."""
    people = Subject.objects.filter(matter=case.matter_id, person__isnull=False).values("person")
    rows = (
        Case.objects.filter(matter__in=Subject.objects.filter(person__in=people).values("matter"))
        .exclude(pk=case.pk)
        .filter(worker__isnull=False)
        .order_by("received_at", "pk")
        .values_list("worker_id", "matter__ref", "closed_at")
    )
    return {int(worker): (ref, closed) for worker, ref, closed in rows if worker is not None}


def wishes(case: Case) -> QuerySet[Wish]:
    """What is wished of this case, and of earlier ones of these people, as far as the asker sees them."""
    people = Subject.objects.filter(matter=case.matter_id, person__isnull=False).values("person")
    theirs = Subject.objects.filter(person__in=people).values("matter")
    found = Wish.objects.filter(Q(matter=case.matter_id) | Q(matter__in=theirs))
    return found.select_related("user", "matter").order_by("at", "pk")


def _apart(case: Case) -> dict[int, str]:
    """Whose work with these people somebody wishes to end, by user."""
    return {user: whose for user, whose in wishes(case).values_list("user_id", "whose") if user is not None}


def _declined(case: Case) -> dict[int, str]:
    """Who was offered the case and declined it or did not answer."""
    found = Offer.objects.filter(matter=case.matter_id, answer__in=("declined", "lapsed"))
    return {user: answer for user, answer in found.values_list("user_id", "answer") if user is not None}


def open_offer(case: Case) -> Offer | None:
    return Offer.objects.filter(matter=case.matter_id, answer="").select_related("user").first()


def givings(case: Case) -> list[Giving]:
    """To whom the case was given, and why, in order."""
    return list(Giving.objects.filter(matter=case.matter_id).select_related("to", "before"))


def offers_to(user: int, *, at: datetime) -> list[Offer]:
    """What somebody is offered and has not answered, with the cases."""
    found = Offer.objects.filter(user=user, answer="", due_at__gt=at)
    return list(found.select_related("matter__case__desk", "matter__hub", "user"))


def near_home(user: int) -> list[NearHome]:
    """The postcodes that somebody named, for themselves alone."""
    return list(NearHome.objects.filter(user=user, ended_at=None))


def waits_for(user: int | None) -> QuerySet[Offer]:
    """What a page counts of somebody's offers."""
    return Offer.objects.filter(user=user, answer="")


def waiting(desk: Desk, *, user: int, at: datetime) -> list[Waiting]:
    """The most urgent cases of a desk that nobody has and nobody is offered, as rules.next_for takes them."""
    offered = Offer.objects.filter(answer="").exclude(user=user).values("matter")
    rows = list(
        Case.objects.filter(desk=desk, closed_at__isnull=True, worker__isnull=True, state__in=AT_WORK)
        .exclude(matter__in=offered)
        .annotate(neighbours=RawSQL("mash.near_home(cases_case.matter_id)", ()))
        .select_related("desk")
        .order_by("urgency", "due_at", "pk")[:LOOKED_AT]
    )
    asked = asks(rows, at=at)
    mine = team.able(desk.hub, at=at).get(user, {})
    return [
        Waiting(one.pk, one.urgency, one.due_at, sum(code not in mine for code in asked[one.matter_id]))
        for one in rows
        if user not in one.neighbours
    ]


@dataclass(slots=True)
class Column:
    """One worker's cases on a board; `user` None for nobody's. `here` is False for whoever left and still holds some."""

    user: int | None
    name: str
    here: bool = True
    away: Absence | None = None
    duty: Duty | None = None
    load: Load = field(default_factory=Load)
    cards: list[Case] = field(default_factory=list)
    able: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Board:
    """The columns, nobody's first, and what each shown case asks for, by matter."""

    columns: list[Column]
    asks: dict[int, dict[str, str]]
    offered: dict[int, str]
    wished: frozenset[int] = frozenset()

    @property
    def shown(self) -> list[Case]:
        return [case for column in self.columns for case in column.cards]


def board(desk: Desk, *, at: datetime) -> Board:
    """The desk's open cases by worker, the most urgent of each. As many queries however many cases there are."""
    here = team_of(desk.hub, at=at)
    held = loads(Case.objects.filter(desk=desk), at=at)
    first = Window(
        RowNumber(),
        partition_by=[F("worker_id")],
        order_by=[F("urgency").asc(), F("due_at").asc(), F("pk").asc()],
    )
    cards: dict[int | None, list[Case]] = defaultdict(list)
    rows = (
        Case.objects.filter(desk=desk, closed_at__isnull=True)
        .annotate(number=first)
        .filter(number__lte=CARDS)
        .select_related("matter", "worker", "desk")
        .order_by("urgency", "due_at", "pk")
    )
    for case in rows:
        cards[case.worker_id].append(case)
    columns = [Column(None, "", load=held.get(None, Load()), cards=cards[None])]
    for seat in here.seats:
        user = seat.user_id
        if user not in held and seat.desk_id not in {None, desk.pk}:
            continue  # of the hub's other desk
        columns.append(
            Column(
                user,
                seat.user.name,
                away=here.away.get(user),
                duty=here.duties.get(user),
                load=held.get(user, Load()),
                cards=cards[user],
                able=frozenset(here.able.get(user, {})),
            )
        )
    team_users = {one.user for one in columns}
    for gone, load in held.items():
        if gone is not None and gone not in team_users and cards[gone]:
            worker = cards[gone][0].worker
            columns.append(
                Column(gone, worker.name if worker else "", here=False, load=load, cards=cards[gone])
            )
    shown = [case for column in columns for case in column.cards]
    return Board(columns, asks(shown, at=at), _offered(shown), _wished(shown))


def _wished(cases: Collection[Case]) -> frozenset[int]:
    """The matters in which somebody wishes for another than whoever has the case now."""
    workers = {one.matter_id: one.worker_id for one in cases}
    found = Wish.objects.filter(matter__in=list(workers), user__isnull=False)
    rows = found.values_list("matter_id", "user_id")
    return frozenset(matter for matter, user in rows if workers[matter] == user)


def _offered(cases: Iterable[Case]) -> dict[int, str]:
    """To whom cases are offered now, by matter."""
    found = Offer.objects.filter(matter__in=[one.matter_id for one in cases], answer="")
    return {matter: name or "" for matter, name in found.values_list("matter_id", "user__name")}
