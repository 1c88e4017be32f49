"""A file arrives, its columns are named, and a person lets it in or gives it up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from mash.foundation.kernel import Actor, Refused, Verdict
from mash.foundation.ledger import append, refuse
from mash.foundation.visibility import as_service
from mash.registers.people.feeds import events, rules
from mash.registers.people.feeds.models import Feed, Incoming, Run
from mash.registers.people.feeds.permissions import may_import

OPEN: Final = (Run.State.MAPPING, Run.State.READING, Run.State.COMPARED, Run.State.APPLYING)


@transaction.atomic
def begin(
    *,
    by: Actor,
    at: datetime,
    feed: Feed,
    mode: str,
    file_name: str,
    sha256: str,
    header: Sequence[str],
    about: int = 0,
    mapping: Mapping[str, Any] | None = None,
    file: str = "",
) -> Run | Refused:
    """Begin to import a file, or go on with the import of the same file that was cut off.

    Without a mapping it waits for its columns to be named. `about` is about how many rows the file has.
    """
    allowed: Verdict = may_import(by, feed.agency)
    if allowed and not feed.in_force(at):
        allowed = Refused("feeds:not-in-force", _("This feed is not agreed at this time. Record it anew."))
    if not allowed:
        return refuse("feeds:feed:import", allowed, by=by, at=at, about=[feed.ref])
    with as_service("feeds"):
        under_way = Run.objects.select_for_update().filter(feed=feed, state__in=OPEN).first()
        if under_way is not None:
            if under_way.sha256 == sha256 and under_way.mode == mode and under_way.mapping == (mapping or {}):
                return under_way
            return Refused(
                "feeds:under-way",
                _("Another import into this feed is under way (%(run)s). Finish it or give it up.")
                % {"run": under_way.public_id},
            )
        run = Run.objects.create(
            feed=feed,
            mode=mode,
            state=Run.State.READING if mapping else Run.State.MAPPING,
            file_name=file_name[:255],
            sha256=sha256,
            file=file,
            header=list(header),
            mapping=dict(mapping or {}),
            about=about,
            by=str(by),
            by_name=by.name,
            at=at,
        )
    append(
        events.STARTED,
        by=by,
        at=at,
        about=[feed.ref, run.ref],
        payload={"feed": feed.public_id, "run": run.public_id, "mode": mode, "sha256": sha256},
    )
    return run


@transaction.atomic
def name_columns(
    *, by: Actor, at: datetime, run: Run, mapping: Mapping[str, Any], mode: str
) -> Run | Refused:
    """Say which column is which; from then on the file is read. Named again, it is read anew."""
    allowed = _may_step(by, run, Run.State.MAPPING, Run.State.COMPARED)
    if not allowed:
        return refuse("feeds:feed:import", allowed, by=by, at=at, about=[run.ref])
    with as_service("feeds"):
        _forget(run)
        run.state, run.mapping, run.mode = Run.State.READING, dict(mapping), mode
        run.save()
    return run


@transaction.atomic
def go(*, by: Actor, at: datetime, run: Run) -> Run | Refused:
    """Let a checked file in. Refused while it withdraws more than is usual and nobody confirmed that."""
    allowed: Verdict = _may_step(by, run, Run.State.COMPARED)
    if allowed:
        allowed = verdict_on_deletions(run)
    if not allowed:
        return refuse("feeds:feed:import", allowed, by=by, at=at, about=[run.ref])
    with as_service("feeds"):
        run.state, run.applied_to = Run.State.APPLYING, None
        run.save(update_fields=["state", "applied_to"])
    append(
        events.LET_IN,
        by=by,
        at=at,
        about=[run.feed.ref, run.ref],
        payload={"feed": run.feed.public_id, "run": run.public_id},
    )
    return run


def verdict_on_deletions(run: Run) -> Verdict:
    """Whether the file may withdraw what it withdraws, as far as anybody confirmed it."""
    return rules.may_withdraw(
        live=run.live_before, gone=run.gone, unreadable=run.unreadable, confirmed=run.confirmed_at is not None
    )


@transaction.atomic
def confirm(*, by: Actor, at: datetime, run: Run) -> Run | Refused:
    """A person says that as many records as the report counts are meant to be withdrawn."""
    allowed = _may_step(by, run, Run.State.COMPARED)
    if not allowed:
        return refuse("feeds:feed:import", allowed, by=by, at=at, about=[run.ref])
    with as_service("feeds"):
        run.confirmed_by, run.confirmed_at = str(by), at
        run.save(update_fields=["confirmed_by", "confirmed_at"])
    append(
        events.CONFIRMED,
        by=by,
        at=at,
        about=[run.feed.ref, run.ref],
        payload={"feed": run.feed.public_id, "run": run.public_id, "gone": run.gone},
    )
    return run


@transaction.atomic
def abandon(*, by: Actor, at: datetime, run: Run) -> Run | Refused:
    """Give a file up before it changed anything; its report stays."""
    allowed = _may_step(by, run, Run.State.MAPPING, Run.State.READING, Run.State.COMPARED)
    if not allowed:
        return refuse("feeds:feed:import", allowed, by=by, at=at, about=[run.ref])
    with as_service("feeds"):
        Incoming.objects.filter(run=run).delete()
        run.state, run.finished_at = Run.State.ABANDONED, at
        run.save(update_fields=["state", "finished_at"])
    append(
        events.ABANDONED,
        by=by,
        at=at,
        about=[run.feed.ref, run.ref],
        payload={"feed": run.feed.public_id, "run": run.public_id},
    )
    return run


@transaction.atomic
def fail(*, at: datetime, run: Run, sentence: str) -> Run:
    """The file turned out unreadable on the way; nothing of it was taken in."""
    with as_service("feeds"):
        Incoming.objects.filter(run=run).delete()
        run.state, run.finished_at, run.failure = Run.State.FAILED, at, sentence[:300]
        run.save(update_fields=["state", "finished_at", "failure"])
    return run


def _may_step(by: Actor, run: Run, *states: str) -> Verdict:
    allowed = may_import(by, run.feed.agency)
    if allowed and run.state not in states:
        return Refused("feeds:not-now", _("The import has gone on meanwhile. Look at its page again."))
    return allowed


def _forget(run: Run) -> None:
    """Back to the file's first row."""
    Incoming.objects.filter(run=run).delete()
    run.problems.all().delete()
    run.read_to = run.rows = run.aside = run.noted = run.unreadable = 0
    run.new = run.changed = run.same = run.gone = run.live_before = 0
    run.confirmed_by, run.confirmed_at = "", None
