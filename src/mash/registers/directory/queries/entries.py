"""The entries of agencies and hubs as the rules read them, in a constant number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet

from mash.registers.accounts.models import Seat
from mash.registers.agencies.models import Agency, Hub
from mash.registers.clocks.queries import calendar_for, calendar_keys
from mash.registers.clocks.rules import is_open
from mash.registers.directory import rules
from mash.registers.directory.models import Holding, Post, StandIn, Team, Way, Wrong
from mash.registers.directory.rules import Entries, local_day


def hub_phone(hub: Hub, *, at: datetime) -> str:
    """The number that the hub itself is reached by then: out of hours its own, where it has one."""
    known = {key for key, _title in calendar_keys()}
    desks = [desk.key for desk in hub.desks.all() if desk.key in known]
    shut = bool(desks) and not any(is_open(calendar_for(key, at=at), at) for key in desks)
    return hub.out_of_hours_phone if shut and hub.out_of_hours_phone else hub.phone


def live_ways() -> QuerySet[Way]:
    """Ways that nobody has put right, each with when it was last checked and when it was first reported wrong."""
    wrong = Wrong.objects.filter(way=OuterRef("pk"), settled_at__isnull=True).order_by("at")
    return (
        Way.objects.filter(withdrawn_at__isnull=True)
        .annotate(last_check=Max("checks__at"), wrong_at=wrong.values("at")[:1])
        .order_by("place", "pk")
    )


def posts_of(teams: Q, *, at: datetime) -> QuerySet[Post]:
    """The posts of these teams that are there on that day, with ways, holders and stand-ins; six statements."""
    day = local_day(at)
    now = Q(from_day__lte=day) & (Q(until_day__isnull=True) | Q(until_day__gte=day))
    seats = Seat.objects.select_related("user")
    return (
        Post.objects.filter(teams, Q(until_day__isnull=True) | Q(until_day__gte=day))
        .filter(Q(team__until_day__isnull=True) | Q(team__until_day__gte=day), team__from_day__lte=day)
        .select_related("team__agency", "team__hub")
        .prefetch_related(
            Prefetch("ways", live_ways(), to_attr="live"),
            Prefetch(
                "holdings",
                Holding.objects.filter(now).prefetch_related(Prefetch("seat", seats)),
                to_attr="held",
            ),
            Prefetch(
                "stand_ins",
                StandIn.objects.filter(until_day__gte=day).select_related("other").order_by("pk"),
                to_attr="stood",
            ),
        )
        .order_by("team__name", "title", "pk")
    )


def as_post(post: Post, *, at: datetime) -> rules.Post:
    """A row of `posts_of` as the rules read it."""
    holding: Holding | None = next(iter(post.held), None)  # type: ignore[attr-defined] # to_attr above
    return rules.Post(
        ref=post.public_id,
        title=post.title,
        team=post.team.name,
        team_ref=post.team.public_id,
        town=post.team.town,
        holder=holding.name if holding else "",
        inbox=_inbox(holding.seat, post.team, at) if holding and holding.seat else "",
        from_day=post.from_day,
        until_day=min(filter(None, (post.until_day, post.team.until_day)), default=None),
        ways=tuple(as_way(one) for one in post.live),  # type: ignore[attr-defined] # to_attr above
        stand_ins=tuple(
            rules.StandIn(other=one.other.public_id, from_day=one.from_day, until_day=one.until_day)
            for one in post.stood  # type: ignore[attr-defined] # to_attr above
        ),
    )


def _inbox(seat: Seat, team: Team, at: datetime) -> str:
    """Where a message to this seat goes: nowhere once it is over, or is no longer of this agency or hub."""
    if (
        (seat.role != "researcher" or seat.agency_id != team.agency_id)
        if team.agency_id
        else seat.hub_id != team.hub_id
    ):
        return ""
    live = seat.user.is_active and seat.from_at <= at and (seat.until_at is None or at < seat.until_at)
    return seat.user.email if live else ""


def as_way(one: Way) -> rules.Way:
    """A row of `live_ways` as the rules read it."""
    checked: datetime | None = one.last_check  # type: ignore[attr-defined] # annotated
    return rules.Way(
        ref=one.public_id,
        kind=one.kind,
        value=one.value,
        when=one.when,
        hours=rules.restored(one.hours),
        bank_holidays=one.bank_holidays,
        purposes=frozenset(one.purposes),
        place=one.place,
        languages=one.languages,
        note=one.note,
        from_day=one.from_day,
        until_day=one.until_day,
        written_at=one.at,
        checked_at=checked,
        wrong_at=one.wrong_at,  # type: ignore[attr-defined] # annotated
    )


def entries_of(
    agencies: Iterable[Agency], *, hub: Hub, at: datetime, known_only: bool = False
) -> dict[str, Entries]:
    """What is known of each of these agencies, by its key, as this hub asks for it; `known_only` those with a post alone."""
    asked = list(agencies)
    found: dict[int | None, list[rules.Post]] = defaultdict(list)
    for post in posts_of(Q(team__agency__in=[one.pk for one in asked]), at=at):
        found[post.team.agency_id].append(as_post(post, at=at))
    if known_only:
        asked = [one for one in asked if one.pk in found]
    phone = hub_phone(hub, at=at) if asked else ""
    return {
        one.key: Entries(
            agency=one.name,
            posts=tuple(found[one.pk]),
            switchboard=one.phone,
            hub=hub.name,
            hub_phone=phone,
        )
        for one in asked
    }


def entries_of_hub(hub: Hub, *, at: datetime) -> Entries:
    """What is known of a hub's own teams."""
    posts = [as_post(post, at=at) for post in posts_of(Q(team__hub=hub), at=at)]
    return Entries(agency=hub.name, posts=tuple(posts), hub=hub.name, hub_phone=hub_phone(hub, at=at))


@dataclass(frozen=True, slots=True)
class Task:
    """An entry that waits for its keeper: reported wrong since `wrong_at`, else not checked since `checked_at`.

    That is None where nobody has checked it since it was written down.
    """

    way: Way
    wrong_at: datetime | None
    checked_at: datetime | None
    written_at: datetime


def tasks(of: Q, *, at: datetime, days: int) -> list[Task]:
    """Ways in force of the teams that `of` says (a condition on Team) which are reported wrong, or not checked for so long.

    Those reported wrong first, then those not checked for longest.
    """
    day = local_day(at)
    teams = Team.objects.filter(of)
    rows = (
        live_ways()
        .filter(Q(until_day__isnull=True) | Q(until_day__gte=day))
        .filter(Q(post__until_day__isnull=True) | Q(post__until_day__gte=day))
        .filter(Q(post__team__until_day__isnull=True) | Q(post__team__until_day__gte=day))
        .filter(Exists(teams.filter(pk=OuterRef("post__team"))))
        .select_related("post__team__agency", "post__team__hub")
    )
    found = []
    for one in rows:
        read = as_way(one)
        if read.wrong_at or rules.check_due(checked_at=read.checked_at or one.at, days=days) <= at:
            found.append(Task(one, read.wrong_at, read.checked_at, one.at))
    return sorted(
        found,
        key=lambda task: (
            task.wrong_at is None,
            task.wrong_at or task.checked_at or task.written_at,
            task.way.pk,
        ),
    )


def reported(agencies: Iterable[int], *, since: datetime, at: datetime) -> dict[int, tuple[int, int]]:
    """How many ways of each agency were reported wrong since then, and how many of these reports are open.

    Of a way whose last day, or that of its post or team, is over nothing waits.
    """
    day = local_day(at)
    counted: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    rows = Wrong.objects.filter(at__gte=since, at__lte=at, way__post__team__agency__in=list(agencies))
    for agency, settled, *ends in rows.values_list(
        "way__post__team__agency",
        "settled_at",
        "way__until_day",
        "way__post__until_day",
        "way__post__team__until_day",
    ):
        counted[agency][0] += 1
        counted[agency][1] += settled is None and all(end is None or day <= end for end in ends)
    return {agency: (many, still) for agency, (many, still) in counted.items()}
