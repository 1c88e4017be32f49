"""What a feed is and that it ended."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mash.foundation.kernel import Actor, Ref, Refused, Verdict
from mash.foundation.ledger import append, refuse
from mash.foundation.visibility import as_service
from mash.registers.agencies.models import Agency
from mash.registers.people.feeds import events, rules
from mash.registers.people.feeds.mapping import INDEXED, KEEPS
from mash.registers.people.feeds.models import Feed
from mash.registers.people.feeds.permissions import may_agree, may_import


@transaction.atomic
def record_feed(
    *,
    by: Actor,
    at: datetime,
    agency: Agency,
    title: str,
    purpose: str,
    clause: str,
    assessment: str,
    assessed_on: date | None,
    approver: str,
    keeps: Collection[str],
    shows: Collection[str] = (),
    purge_days: int | None,
    from_at: datetime | None = None,
    until_at: datetime | None = None,
) -> Feed | Refused:
    """Record that an agency supplies pointers to people without an event at the hub: refused without its assessment.

    `shows` are those of the groups in `keeps` that whoever compares two records at a hub may read.
    """
    allowed: Verdict = may_agree(by, agency)
    if allowed:
        allowed = rules.may_record(
            scope="wider",
            purpose=purpose,
            clause=clause,
            assessment=assessment,
            assessed_on=assessed_on,
            approver=approver,
            keeps=keeps,
            purge_days=purge_days,
            today=at.date(),
        )
    if not allowed:
        return refuse("feeds:feed:approve", allowed, by=by, at=at, about=[Ref("agency", agency.key)])
    with as_service("feeds"):
        feed = Feed.objects.create(
            agency=agency,
            title=title or agency.name,
            scope="wider",
            purpose=purpose,
            clause=clause,
            assessment=assessment,
            assessed_on=assessed_on,
            approver=approver,
            keeps=[group for group in KEEPS if group in keeps],
            shows=[group for group in KEEPS if group in keeps and group in shows],
            purge_days=purge_days,
            from_at=from_at or at,
            until_at=until_at,
            recorded_by=str(by),
        )
    _recorded(feed, by=by, at=at)
    return feed


@transaction.atomic
def hub_feed(*, by: Actor, at: datetime, agency: Agency) -> Feed | Refused:
    """The feed of an agency's people who had an event at the hub, made when it is first asked for."""
    allowed = may_import(by, agency)
    if not allowed:
        return refuse("feeds:feed:import", allowed, by=by, at=at, about=[Ref("agency", agency.key)])
    with as_service("feeds"):
        feed, made = Feed.objects.get_or_create(
            agency=agency,
            scope="hub",
            until_at=None,
            defaults={
                "title": _("People with an event at the hub"),
                "purpose": _("To know whether a person was with the hub before"),
                "keeps": list(KEEPS),
                "shows": list(INDEXED),
                "from_at": at,
                "recorded_by": str(by),
            },
        )
    if made:
        _recorded(feed, by=by, at=at)
    return feed


def _recorded(feed: Feed, *, by: Actor, at: datetime) -> None:
    append(
        events.RECORDED,
        by=by,
        at=at,
        about=[feed.ref, Ref("agency", feed.agency.key)],
        payload={"feed": feed.public_id, "agency": feed.agency.key, "scope": feed.scope},
    )


@transaction.atomic
def end_feed(*, by: Actor, at: datetime, feed: Feed) -> Feed | Refused:
    """From now on nothing more comes in by it; its pointers are purged in time as before."""
    allowed = may_agree(by, feed.agency)
    if allowed and feed.until_at is not None and feed.until_at <= at:
        allowed = Refused("feeds:ended", _("This feed has ended."))
    if not allowed:
        return refuse("feeds:feed:approve", allowed, by=by, at=at, about=[feed.ref])
    with as_service("feeds"):
        feed.until_at = at
        feed.save(update_fields=["until_at"])
    append(events.ENDED, by=by, at=at, about=[feed.ref], payload={"feed": feed.public_id})
    return feed
