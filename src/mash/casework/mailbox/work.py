"""Collecting a mailbox, in small transactions: what a kill cuts off goes on at the next call, and nothing is done twice."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Final

from django.conf import settings

from mash.casework.mailbox import actions
from mash.casework.mailbox.actions.settle import begin
from mash.casework.mailbox.models import Message
from mash.foundation.adapters.mailboxes import Box, Found, MailboxError, Source, open_source
from mash.foundation.kernel import Actor
from mash.foundation.visibility import acting, as_service
from mash.registers.agencies.models import Desk

MAILBOX: Final = Actor.service("mailbox")
_AT_ONCE: Final = 50
MOST_AT_ONCE: Final = 1_000
"""Messages that one call settles; the next goes on."""


@dataclass(frozen=True, slots=True)
class Collected:
    """How many lay in the folder, how many of them were stored anew, and how many were settled; or why none."""

    found: int = 0
    stored: int = 0
    settled: int = 0
    failure: str = ""


def collect(box: Box, *, at: datetime, most: int = MOST_AT_ONCE) -> Collected:
    """Store what lies in the mailbox, move it out of its folder, and settle what waits.

    A mailbox that cannot be read keeps nothing from being settled that was stored before.
    """
    found = stored = 0
    failure = ""
    with acting(MAILBOX, at):
        known_desk = Desk.objects.filter(key=box.desk).exists()
    if not known_desk:
        return Collected(failure="no-such-desk")
    try:
        with contextlib.closing(open_source(box)) as source:
            found, stored = _store(box, source, at=at)
    except MailboxError as error:
        failure = error.code
    with acting(MAILBOX, at):
        actions.looked(at=at, box=box, failure=failure)
    return Collected(found, stored, settle_waiting(box, at=at, most=most), failure)


def _store(box: Box, source: Source, *, at: datetime) -> tuple[int, int]:
    found = stored = 0
    for some in batched(source.found(), _AT_ONCE):
        found += len(some)
        known = _known(box, some, at=at)
        large: set[Found] = set()
        there: list[Found] = []
        for one in some:
            limit = int(settings.MASH_MAILBOX_MAX_BYTES)
            if one.size > limit:
                large.add(one)
            if (one.epoch, one.place) not in known:
                try:
                    raw = source.fetch(one, most=limit)
                except MailboxError as error:
                    if error.code == "gone":
                        continue  # somebody moved it meanwhile
                    raise
                with acting(MAILBOX, at):
                    actions.take(by=MAILBOX, at=at, box=box, found=one, raw=raw, whole=one not in large)
                stored += 1
            there.append(one)
        # Committed: only now do they leave the folder.
        source.put_away([one for one in there if one not in large], "taken")
        source.put_away([one for one in there if one in large], "aside")
        with acting(MAILBOX, at):
            actions.put_away(at=at, box=box, some=there)
    return found, stored


def _known(box: Box, some: tuple[Found, ...], *, at: datetime) -> set[tuple[str, str]]:
    with acting(MAILBOX, at):
        rows = Message.objects.filter(box=box.key, place__in=[one.place for one in some])
        return set(rows.values_list("epoch", "place"))


def settle_waiting(box: Box, *, at: datetime, most: int = MOST_AT_ONCE) -> int:
    """Settle what waits of this mailbox, the oldest first, each in a transaction of its own; how many."""
    with acting(MAILBOX, at):
        waiting = Message.objects.filter(box=box.key, state=Message.State.WAITING).order_by("pk")
        found = list(waiting.values_list("public_id", flat=True)[:most])
    settled = 0
    for message in found:
        with acting(MAILBOX, at):
            begin(message=message)
        with acting(MAILBOX, at), as_service("mailbox"):
            settled += actions.settle_message(by=MAILBOX, at=at, box=box, message=message) is not None
    return settled
