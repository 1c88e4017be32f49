"""The ways to reach a post: added, put right beside, taken out, checked, and reported wrong."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append
from mash.foundation.outbox.actions import queue_message
from mash.registers.accounts.queries import addresses_of_role
from mash.registers.accounts.rules import may
from mash.registers.directory import events, rules
from mash.registers.directory.actions.common import REPORT, no, refused_to_keep, settle
from mash.registers.directory.actions.posts import held_post, of_post
from mash.registers.directory.models import Check, Post, Way, Wrong
from mash.registers.directory.queries.terms import inboxes_of, terms
from mash.registers.directory.rules import WaySaid


@transaction.atomic
def add_way(*, by: Actor, at: datetime, post: Post, said: WaySaid) -> Way | Refused:
    """A new way to reach a post. The same said twice is one."""
    held = held_post(post)
    refused = refused_to_keep(held.team, by=by, at=at, about=of_post(held))
    if refused is not None:
        return refused
    allowed = rules.may_write(said, purposes={one.code for one in terms("purpose", at=at)})
    if isinstance(allowed, Refused):
        return no(allowed, by=by, at=at, about=of_post(held))
    made = _made(held, said, by=by, at=at)
    for one in Way.objects.filter(post=held, withdrawn_at__isnull=True, kind=made.kind, value=made.value):
        if _same(one, made):
            return one
    made.save()
    append(
        events.WAY_ADDED,
        by=by,
        at=at,
        about=of_way(made),
        payload={"kind": made.kind, "purposes": made.purposes, "from": made.from_day.isoformat()},
    )
    return made


@transaction.atomic
def correct_way(*, by: Actor, at: datetime, way: Way, said: WaySaid) -> Way | Refused:
    """What is right, beside what was not. Reports that it is wrong are answered by it.

    A way that somebody else put right or took out meanwhile is refused. What is said again unchanged is no
    correction and no check, whatever the day: it is refused.
    """
    held = _held(way)
    refused = refused_to_keep(held.post.team, by=by, at=at, about=of_way(held))
    if refused is not None:
        return refused
    made = _made(held.post, said, by=by, at=at)
    gone = _gone(held, at)
    if gone is not None:
        after = Way.objects.filter(corrects=held, by=str(by)).first()
        return after if after and _same(after, made) else no(gone, by=by, at=at, about=of_way(held))
    allowed = rules.may_write(
        said, purposes={one.code for one in terms("purpose", at=at)} | set(held.purposes)
    )
    if isinstance(allowed, Refused):
        return no(allowed, by=by, at=at, about=of_way(held))
    if _unchanged(held, made):
        return no(rules.unchanged(), by=by, at=at, about=of_way(held))
    made.corrects = held
    held.withdrawn_at, held.ended_by_name = at, by.name
    held.save(update_fields=["withdrawn_at", "ended_by_name"])
    made.save()
    reports = settle(Q(way=held), "corrected", by=by, at=at)
    append(
        events.WAY_CORRECTED,
        by=by,
        at=at,
        about=of_way(made),
        payload={
            "kind": made.kind,
            "purposes": made.purposes,
            "corrects": held.public_id,
            "reports": reports,
        },
    )
    return made


@transaction.atomic
def end_way(*, by: Actor, at: datetime, way: Way, until_day: date) -> Way | Refused:
    """It holds until that day, included; one in the past takes it out at once, and answers reports that it is wrong.

    Until it is over it is reported, checked and put right as before, and may be ended earlier; longer it lasts by being
    put right.
    """
    held = _held(way)
    refused = refused_to_keep(held.post.team, by=by, at=at, about=of_way(held))
    if refused is not None:
        return refused
    if held.until_day == until_day:
        return held
    gone = _gone(held, at)
    if gone is None and until_day < held.from_day:
        gone = Refused("directory:way:until_day", _("The last day must be on or after the first day"))
    if gone is None and held.until_day and held.ended_by_name and until_day > held.until_day:
        gone = Refused(
            "directory:way:until_day",
            _("It ends before that day already. To make it last longer, choose “Put it right”."),
        )
    if gone is not None:
        return no(gone, by=by, at=at, about=of_way(held))
    held.until_day, held.ended_by_name = until_day, by.name
    held.save(update_fields=["until_day", "ended_by_name"])
    reports = settle(Q(way=held), "ended", by=by, at=at) if until_day < rules.local_day(at) else 0
    append(
        events.WAY_ENDED,
        by=by,
        at=at,
        about=of_way(held),
        payload={"until": until_day.isoformat(), "reports": reports},
    )
    return held


@transaction.atomic
def check_way(*, by: Actor, at: datetime, way: Way) -> Way | Refused:
    """It was tried and is right. Reports that it is wrong are answered by it."""
    held = _held(way)
    refused = refused_to_keep(held.post.team, by=by, at=at, about=of_way(held))
    if refused is not None:
        return refused
    gone = _gone(held, at)
    if gone is not None:
        return no(gone, by=by, at=at, about=of_way(held))
    Check.objects.create(way=held, by=str(by), by_name=by.name, at=at)
    reports = settle(Q(way=held), "right", by=by, at=at)
    append(events.WAY_CHECKED, by=by, at=at, about=of_way(held), payload={"reports": reports})
    return held


@transaction.atomic
def report_wrong(*, by: Actor, at: datetime, way: Way, heard: str, words: str = "") -> Wrong | Refused:
    """It is wrong, and what was heard: its keeper is told by a reference. Said twice by one person it is one report.

    One that crosses a correction or an end is refused, or answered by it.
    """
    found = _read(way)
    allowed = may(by, REPORT)
    if allowed and heard not in {one.code for one in terms("heard", at=at)}:
        allowed = Refused("directory:wrong:heard", _("Choose what you heard"))
    gone = _gone(found, at)
    if allowed and gone is not None:
        allowed = gone
    if isinstance(allowed, Refused):
        return no(allowed, by=by, at=at, about=of_way(found), permission=REPORT)
    mine = Wrong.objects.filter(way=found, by=str(by), settled_at__isnull=True)
    there = mine.first()
    if there is not None:
        return there
    try:
        with transaction.atomic():
            made = Wrong.objects.create(
                way=found, heard=heard, words=words.strip()[:300], by=str(by), by_name=by.name, at=at
            )
            # Whoever reports may not lock the way. To check the foreign key now, and not at the end, shares its key:
            # it waits for whoever holds the way, and they wait for this report.
            connection.check_constraints()
            found = _read(way)
            gone = _gone(found, at)
            transaction.set_rollback(gone is not None)
    except IntegrityError:
        return mine.get()
    if gone is not None:
        return no(gone, by=by, at=at, about=of_way(found), permission=REPORT)
    append(events.REPORTED, by=by, at=at, about=of_way(found), payload={"heard": heard})
    for address in _keepers(found, at=at):
        queue_message(
            to=address,
            channel="email",
            template="directory_wrong",
            reference=found.public_id,
            link=f"/directory/entries/{found.public_id}",
            at=at,
        )
    return made


def of_way(way: Way) -> list[Ref]:
    return [Ref("directory", way.public_id), *of_post(way.post)]


def _keepers(way: Way, *, at: datetime) -> list[str]:
    """Where whoever keeps the entry is told: the agency's people, or the managers of the hubs where it has none."""
    team = way.post.team
    if team.agency is None:
        return addresses_of_role("manager", at=at, hub=team.hub)
    found = inboxes_of(team.agency, at=at)
    if not found:
        found = sorted(
            {one for hub in team.agency.hubs.all() for one in addresses_of_role("manager", at=at, hub=hub)}
        )
    return found


def _held(way: Way) -> Way:
    Way.objects.select_for_update().filter(pk=way.pk).first()
    return _read(way)


def _read(way: Way) -> Way:
    return Way.objects.select_related("post__team__agency", "post__team__hub").get(pk=way.pk)


def _gone(held: Way, at: datetime) -> Refused | None:
    """The refusal where it was put right, or where its last day, its post's or its team's is over."""
    if held.withdrawn_at is not None:
        return rules.corrected()
    last = min(filter(None, (held.until_day, held.post.until_day, held.post.team.until_day)), default=None)
    return rules.ended_twice() if last is not None and last < rules.local_day(at) else None


def _made(post: Post, said: WaySaid, *, by: Actor, at: datetime) -> Way:
    hours: list[list[object]] = []
    # What cannot be read is refused by the rule; here it is only compared.
    with suppress(rules.UnreadableHoursError):
        hours = rules.stored(said.read_hours())
    return Way(
        post=post,
        kind=said.kind,
        value=said.value.strip(),
        purposes=sorted(said.purposes),
        when=said.when,
        hours=hours,
        bank_holidays=said.bank_holidays and said.when != "always",
        place=said.place,
        languages=said.languages.strip(),
        note=said.note.strip(),
        from_day=said.from_day,
        until_day=said.until_day,
        by=str(by),
        by_name=by.name,
        at=at,
    )


_COMPARED = (
    "post_id", "kind", "value", "purposes", "when", "hours", "bank_holidays", "place", "languages", "note", "until_day",
)  # fmt: skip


def _unchanged(one: Way, other: Way) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in _COMPARED)


def _same(one: Way, other: Way) -> bool:
    """Also from the same day on: a second click."""
    return one.from_day == other.from_day and _unchanged(one, other)
