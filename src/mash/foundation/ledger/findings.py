"""What the log's own checks find, from when until when, and who looks into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection

from mash.foundation.kernel import Actor, Ref
from mash.foundation.ledger import events, log
from mash.foundation.ledger.models import Finding


@dataclass(frozen=True, slots=True)
class Kind:
    """`sentence` is filled with {subject} and the finding's details; `advice` says what its owner does.

    What `happened` cannot become right by itself: its owner explains it, and it counts from then on.
    """

    sentence: str
    advice: str
    happened: bool = False


KINDS: Final = {
    "unsequenced": Kind(
        "{count} entries have waited {seconds} seconds for their place in the tree",
        "See that the sequencer runs and why it waits (mash pids, mash sequencer).",
    ),
    "unwitnessed": Kind(
        "The log has {size} leaves and is witnessed up to {witnessed}",
        "Ask the partner agencies' administrators why their witnesses do not sign. The log goes on meanwhile.",
    ),
    "witness-away": Kind(
        "The witness {subject} does not answer", "Ask the partner agency's administrator to start it again."
    ),
    "witness-refuses": Kind(
        "The witness {subject} refuses to sign: {why}",
        "Keep everything as it is, verify the log (mash ledger verify), and ask the witness for its evidence.",
    ),
    "witness-ahead": Kind(
        "The witness {subject} has signed {witnessed} leaves, and this log has {size}: it was cut, or restored from a backup",
        "Nothing is signed until this is settled: docs/how-to/look-after-the-log.md, “After a restore”.",
    ),
    "witness-behind": Kind(
        "The witness {subject} signed {signed} leaves and says that it knows {witnessed}: it was rolled back",
        "Ask the partner agency what happened. Until then its signatures prove less.",
    ),
    "key-lost": Kind(
        "The log cannot sign: its key is missing or another one",
        "Put the key's file back, or go on with a new key: docs/how-to/look-after-the-log.md.",
    ),
    "tampered": Kind(
        "The log does not verify: {what}",
        "Keep everything as it is, export the log, and compare it with what the witnesses hold.",
    ),
    "changed-unlogged": Kind(
        "{count} transactions changed {subject} without an entry, first in transaction {transaction}",
        "Find out who works on the database beside the application.",
        happened=True,
    ),
    "shown-unlogged": Kind(
        "{count} responses of {subject} have no entry, first request {request}",
        "The page showed something that is not in the log: have it mended.",
        happened=True,
    ),
    "entry-unasked": Kind(
        "{count} entries name requests that the web server never answered, first entry {entry}",
        "Find out who writes to the log beside the application.",
        happened=True,
    ),
    "sent-unlogged": Kind(
        "{count} messages left without an entry, first message {message}",
        "Find out what sends beside the application.",
        happened=True,
    ),
    "log-missing": Kind(
        "There is no access log of {subject}, and entries of that day name requests",
        "Without it nobody can tell whether a page was shown and not logged: see MASH_ACCESS_LOG.",
        happened=True,
    ),
}


def sentence(found: Finding) -> str:
    """The finding in words."""
    kind = KINDS[found.kind]
    return kind.sentence.format_map({**found.detail, "subject": found.subject})


def note(
    kind: str, problems: Mapping[str, Mapping[str, object]], *, by: Actor, at: datetime
) -> list[Finding]:
    """Say what of one kind is wrong now, by subject: new ones are opened, known ones renewed, others have ended.

    Returns those newly opened.
    """
    with connection.cursor() as cursor:  # two checks at once would open one twice
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('mash.findings'))")
    known = {one.subject: one for one in Finding.objects.filter(kind=kind, ended__isnull=True)}
    opened = []
    for subject, detail in problems.items():
        one = known.pop(subject, None)
        if one is None:
            one = Finding.objects.create(kind=kind, subject=subject, detail=dict(detail), since=at, seen=at)
            _enter(events.FINDING_OPENED, one, by=by, at=at)
            opened.append(one)
        else:
            one.detail, one.seen = dict(detail), at
            one.save(update_fields=["detail", "seen"])
    for one in known.values():
        one.ended = at
        one.save(update_fields=["ended"])
        _enter(events.FINDING_ENDED, one, by=by, at=at)
    return opened


def explained(kind: str) -> dict[str, datetime]:
    """By subject: up to when what happened of this kind has been explained: the last time that it was looked for."""
    rows = Finding.objects.filter(kind=kind).exclude(explained="").order_by("ended")
    return {one.subject: min(one.seen, one.ended or one.seen) for one in rows}


def explain(number: int, why: str, *, by: Actor, at: datetime) -> Finding | None:
    """End a finding of something that happened with an explanation of its owner's; None where there is none such open."""
    one = Finding.objects.select_for_update().filter(pk=number, ended__isnull=True).first()
    if one is None or not KINDS[one.kind].happened:
        return None
    one.owner, one.owner_name, one.explained, one.ended = str(by), by.name, why, at
    one.save(update_fields=["owner", "owner_name", "explained", "ended"])
    _enter(events.FINDING_EXPLAINED, one, by=by, at=at)
    return one


def take(number: int, *, by: Actor, at: datetime) -> Finding | None:
    """Own a finding that is open; None where there is none that the actor sees."""
    one = Finding.objects.select_for_update().filter(pk=number, ended__isnull=True).first()
    if one is None:
        return None
    one.owner, one.owner_name = str(by), by.name
    one.save(update_fields=["owner", "owner_name"])
    _enter(events.FINDING_TAKEN, one, by=by, at=at)
    return one


def _enter(event: events.Event, one: Finding, *, by: Actor, at: datetime) -> None:
    log.append(
        event,
        by=by,
        at=at,
        about=[Ref("finding", str(one.pk))],
        payload={"kind": one.kind, "finding": one.pk},
    )
