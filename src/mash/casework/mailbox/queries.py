"""Reading the mailbox for others."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Min, QuerySet
from django.utils.translation import gettext as _

from mash.casework.intake.models import Contact
from mash.casework.mailbox import vault
from mash.casework.mailbox.letter import UnreadableError
from mash.casework.mailbox.models import Message, Watch
from mash.casework.mailbox.reading import as_text, read
from mash.foundation.adapters.storage import StorageError
from mash.foundation.visibility import as_service

_STATES = Message.State
_WAITS = (_STATES.WAITING, _STATES.ASIDE)


@dataclass(frozen=True, slots=True)
class Tally:
    """The messages of one mailbox, and what became of them: `received` is counted apart from the rest."""

    box: str
    desk: str
    received: int = 0
    by_state: dict[str, int] = field(default_factory=dict)
    by_reason: dict[str, int] = field(default_factory=dict)

    def of(self, state: str) -> int:
        return self.by_state.get(state, 0)

    @property
    def adds_up(self) -> bool:
        """Whether every message is in exactly one state, and every one that was refused or set aside has a reason."""
        refused = self.of(_STATES.ASIDE) + self.of(_STATES.REJECTED)
        return self.received == sum(self.by_state.values()) and refused == sum(self.by_reason.values())


def tallies(*, desks: Collection[int] | None = None, since: datetime | None = None) -> list[Tally]:
    """What came to each mailbox and what became of it, at these desks (numbers; None for all); figures and no more."""
    with as_service("mailbox"):
        found = Message.objects.order_by()
        if desks is not None:
            found = found.filter(desk_id__in=desks)
        if since is not None:
            found = found.filter(arrived_at__gte=since)
        received = {
            (row["box"], row["desk__key"]): row["n"]
            for row in found.values("box", "desk__key").annotate(n=Count("pk"))
        }
        made = {key: Tally(*key, received=many) for key, many in received.items()}
        for one in found.values("box", "desk__key", "state").annotate(n=Count("pk")):
            made[one["box"], one["desk__key"]].by_state[one["state"]] = one["n"]
        for row in found.exclude(reason="").values("box", "desk__key", "reason").annotate(n=Count("pk")):
            made[row["box"], row["desk__key"]].by_reason[row["reason"]] = row["n"]
    return [made[key] for key in sorted(made)]


@dataclass(frozen=True, slots=True)
class Came:
    """What became of one message; `age` is how long it took, None where it waits still."""

    state: str
    reason: str
    age: timedelta | None


def came(desk: int, *, since: datetime, until: datetime) -> list[Came]:
    """What came to a desk's mailboxes in that time, of which the actor may learn; figures and no more.

    What is a contact's, or repeats one, counts for those alone who see the contact: a figure of all beside what they count
    themselves would tell that there is another.
    """
    rows = Message.objects.filter(desk_id=desk, arrived_at__gte=since, arrived_at__lt=until).order_by()
    facts = ("contact", "state", "reason", "arrived_at", "settled_at")
    with as_service("mailbox"):
        of_contacts = list(rows.exclude(contact="").values_list(*facts))
    seen = set(Contact.objects.filter(ref__in={one[0] for one in of_contacts}).values_list("ref", flat=True))
    of_none = rows.filter(contact="").values_list(*facts)
    return [
        Came(state, reason, end - begun if end is not None and state not in _WAITS else None)
        for _contact, state, reason, begun, end in (*of_none, *(one for one in of_contacts if one[0] in seen))
    ]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Which messages wait still: how many, and since when the oldest."""

    many: int
    oldest: datetime | None


def waiting(desk: int) -> Waiting:
    """What waits in a desk's mailboxes now, as the actor sees it."""
    rows = Message.objects.filter(desk_id=desk, state__in=_WAITS).order_by()
    return Waiting(**rows.aggregate(many=Count("pk"), oldest=Min("arrived_at")))


def status() -> list[dict[str, Any]]:
    """Every mailbox with its figures, as the service `mailbox`: also those that were looked into and brought nothing."""
    watched = {one.box: one for one in Watch.objects.select_related("desk")}
    counted = {one.box: one for one in tallies()}
    found = []
    for box in sorted(watched.keys() | counted.keys()):
        tally, watch = counted.get(box, Tally(box, "")), watched.get(box)
        found.append(
            {
                "box": box,
                "desk": tally.desk or (watch.desk.key if watch else ""),
                "received": tally.received,
                **{str(state): tally.of(state) for state in _STATES},
                "reasons": tally.by_reason,
                "adds_up": tally.adds_up,
                "read_at": watch.read_at.isoformat() if watch and watch.read_at else "",
                "failure": watch.failure if watch else "",
            }
        )
    return found


def desks_screened() -> list[int]:
    """The numbers of the desks whose messages the actor sees."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT mash.screens_for()")
        return list(cursor.fetchone()[0])


def set_aside() -> QuerySet[Message]:
    """What waits for a person, the oldest first, as the actor sees it."""
    return Message.objects.filter(state=_STATES.ASIDE).select_related("desk")


def refused() -> QuerySet[Message]:
    """What was not for us and is not purged yet, the latest first, as the actor sees it."""
    return (
        Message.objects.filter(state=_STATES.REJECTED).select_related("desk").order_by("-arrived_at", "-pk")
    )


def watches() -> list[Watch]:
    return list(Watch.objects.select_related("desk").order_by("box"))


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as text: `text` is what it says, or what can be made out of its bytes where it cannot be `read`."""

    text: str
    files: tuple[str, ...] = ()
    read: bool = True


def shown(message: Message) -> Shown:
    """A message that the actor was found to see, as text; nothing of it is run, fetched or opened."""
    try:
        with as_service("mailbox"):
            raw = vault.raw_of(message)
    except StorageError:
        return Shown(_("Its bytes cannot be read."), read=False)
    try:
        if message.reason == "too-large":
            return Shown(as_text(raw), read=False)
        letter = read(raw)
    except UnreadableError:
        return Shown(as_text(raw), read=False)
    return Shown(letter.text, tuple(one.name for one in letter.attachments))
