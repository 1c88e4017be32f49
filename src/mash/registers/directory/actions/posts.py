"""Teams, the posts in them, who fills a post, and who stands in for it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append
from mash.registers.accounts.models import Seat
from mash.registers.agencies.models import Agency, Hub
from mash.registers.directory import events, rules
from mash.registers.directory.actions.common import no, of_team, refused_to_keep, settle
from mash.registers.directory.models import Holding, Post, StandIn, Team


@transaction.atomic
def add_team(
    *,
    by: Actor,
    at: datetime,
    name: str,
    agency: Agency | None = None,
    hub: Hub | None = None,
    town: str = "",
    from_day: date | None = None,
) -> Team | Refused:
    """A team of one agency or of a hub, from a day on (today unless said). The same name twice is one team."""
    made = Team(
        agency=agency,
        hub=hub,
        name=name.strip(),
        town=town.strip(),
        from_day=from_day or rules.local_day(at),
        by=str(by),
        by_name=by.name,
        at=at,
    )
    refused = refused_to_keep(made, by=by, at=at, about=of_team(made)[1:])
    if refused is not None:
        return refused
    if not made.name:
        return no(
            Refused("directory:team:name", _("Enter the name of the team")),
            by=by,
            at=at,
            about=of_team(made)[1:],
        )
    there = Team.objects.filter(agency=agency, hub=hub, name=made.name, until_day__isnull=True)
    found = there.first()
    if found is None:
        try:
            with transaction.atomic():
                made.save()
        except IntegrityError:
            return there.get()
        append(
            events.TEAM_ADDED,
            by=by,
            at=at,
            about=of_team(made),
            payload={"agency": agency.key if agency else "", "hub": hub.key if hub else ""},
        )
    return found or made


@transaction.atomic
def end_team(*, by: Actor, at: datetime, team: Team, until_day: date) -> Team | Refused:
    """The team is there until that day, included. Its posts are not reached afterwards; once it is over, reports are answered."""
    held = _held_team(team)
    refused = refused_to_keep(held, by=by, at=at, about=of_team(held))
    if refused is not None:
        return refused
    wrong = _cannot_end(held.from_day, held.until_day, until_day, "team")
    if wrong is not None:
        return no(wrong, by=by, at=at, about=of_team(held))
    held.until_day, held.ended_by_name = until_day, by.name
    held.save(update_fields=["until_day", "ended_by_name"])
    if until_day < rules.local_day(at):
        settle(Q(way__post__team=held), "ended", by=by, at=at)
    append(events.TEAM_ENDED, by=by, at=at, about=of_team(held), payload={"until": until_day.isoformat()})
    return held


@transaction.atomic
def add_post(
    *, by: Actor, at: datetime, team: Team, title: str, from_day: date | None = None
) -> Post | Refused:
    """A post in a team. The same title twice is one post."""
    held = _held_team(team)
    refused = refused_to_keep(held, by=by, at=at, about=of_team(held))
    if refused is not None:
        return refused
    if not title.strip():
        return no(
            Refused("directory:post:title", _("Enter the name of the post")),
            by=by,
            at=at,
            about=of_team(held),
        )
    found = Post.objects.filter(team=held, title=title.strip(), until_day__isnull=True).first()
    if found is not None:
        return found
    made = Post.objects.create(
        team=held,
        title=title.strip(),
        from_day=from_day or rules.local_day(at),
        by=str(by),
        by_name=by.name,
        at=at,
    )
    append(events.POST_ADDED, by=by, at=at, about=of_post(made))
    return made


@transaction.atomic
def end_post(*, by: Actor, at: datetime, post: Post, until_day: date) -> Post | Refused:
    """The post is there until that day, included. Once it is over, reports on its ways are answered by it."""
    held = held_post(post)
    refused = refused_to_keep(held.team, by=by, at=at, about=of_post(held))
    if refused is not None:
        return refused
    wrong = _cannot_end(held.from_day, held.until_day, until_day, "post")
    if wrong is not None:
        return no(wrong, by=by, at=at, about=of_post(held))
    held.until_day, held.ended_by_name = until_day, by.name
    held.save(update_fields=["until_day", "ended_by_name"])
    if until_day < rules.local_day(at):
        settle(Q(way__post=held), "ended", by=by, at=at)
    append(events.POST_ENDED, by=by, at=at, about=of_post(held), payload={"until": until_day.isoformat()})
    return held


@transaction.atomic
def set_holder(
    *, by: Actor, at: datetime, post: Post, name: str, seat: Seat | None = None, from_day: date | None = None
) -> Holding | Refused:
    """Who fills the post from a day on; whoever did so before, did until the day before. An empty name is nobody."""
    held = held_post(post)
    refused = refused_to_keep(held.team, by=by, at=at, about=of_post(held))
    if refused is not None:
        return refused
    day = from_day or rules.local_day(at)
    agency = held.team.agency
    if (
        seat is not None
        and seat.agency_id != held.team.agency_id
        and not (agency is None and seat.hub_id == held.team.hub_id)
    ):
        return no(
            Refused("directory:holder:seat", _("Choose somebody who works for this agency")),
            by=by,
            at=at,
            about=of_post(held),
        )
    now = Holding.objects.filter(post=held).filter(Q(until_day__isnull=True) | Q(until_day__gte=day)).first()
    if now is not None and (now.name, now.seat_id) == (name.strip(), seat.pk if seat else None):
        return now
    for one in Holding.objects.filter(post=held).filter(Q(until_day__isnull=True) | Q(until_day__gte=day)):
        # One that would have begun that day or later never did: it ends before it starts.
        one.until_day, one.ended_by_name = day - timedelta(days=1), by.name
        one.save(update_fields=["until_day", "ended_by_name"])
    made = Holding.objects.create(
        post=held, name=name.strip(), seat=seat, from_day=day, by=str(by), by_name=by.name, at=at
    )
    append(events.HOLDER_SET, by=by, at=at, about=of_post(held), payload={"from": day.isoformat()})
    return made


@transaction.atomic
def stand_in(
    *, by: Actor, at: datetime, post: Post, other: Post, from_day: date, until_day: date, why: str = ""
) -> StandIn | Refused:
    """`other` is asked instead of this post from day to day, both included. The same days twice are one."""
    held = held_post(post)
    refused = refused_to_keep(held.team, by=by, at=at, about=of_post(held))
    if refused is not None:
        return refused
    there = [one for one in held.stand_ins.filter(until_day__gte=from_day) if one.until_day]
    for one in there:
        if (one.other_id, one.from_day, one.until_day) == (other.pk, from_day, until_day):
            return one
    allowed = rules.may_stand_in(
        post=held.pk,
        other=other.pk,
        same_owner=(other.team.agency_id, other.team.hub_id) == (held.team.agency_id, held.team.hub_id),
        from_day=from_day,
        until_day=until_day,
        taken=[(one.from_day, one.until_day) for one in there if one.until_day],
    )
    if isinstance(allowed, Refused):
        return no(allowed, by=by, at=at, about=of_post(held))
    made = StandIn.objects.create(
        post=held,
        other=other,
        from_day=from_day,
        until_day=until_day,
        why=why.strip(),
        by=str(by),
        by_name=by.name,
        at=at,
    )
    append(
        events.STAND_IN_SET,
        by=by,
        at=at,
        about=of_post(held),
        payload={"other": other.public_id, "from": from_day.isoformat(), "until": until_day.isoformat()},
    )
    return made


@transaction.atomic
def end_stand_in(*, by: Actor, at: datetime, standing: StandIn) -> StandIn | Refused:
    """They stand in no more from today on: yesterday was the last day, or the first where it had not begun."""
    post = held_post(standing.post)
    refused = refused_to_keep(post.team, by=by, at=at, about=of_post(post))
    if refused is not None:
        return refused
    held = StandIn.objects.select_for_update().get(pk=standing.pk)
    last = rules.local_day(at) - timedelta(days=1)
    if held.until_day is None or held.until_day <= last:
        return held
    held.until_day, held.ended_by_name = last, by.name
    held.save(update_fields=["until_day", "ended_by_name"])
    append(events.STAND_IN_ENDED, by=by, at=at, about=of_post(post), payload={"until": last.isoformat()})
    return held


def held_post(post: Post) -> Post:
    """The post, locked until the transaction ends, as it is now."""
    Post.objects.select_for_update().filter(pk=post.pk).first()
    return Post.objects.select_related("team__agency", "team__hub").get(pk=post.pk)


def of_post(post: Post) -> list[Ref]:
    return [Ref("directory", post.public_id), *of_team(post.team)]


def _held_team(team: Team) -> Team:
    Team.objects.select_for_update().filter(pk=team.pk).first()
    return Team.objects.select_related("agency", "hub").get(pk=team.pk)


def _cannot_end(from_day: date, ended: date | None, until_day: date, noun: str) -> Refused | None:
    if ended is not None:
        return rules.ended_twice()
    if until_day < from_day:
        return Refused(f"directory:{noun}:until_day", _("The last day must be on or after the first day"))
    return None
