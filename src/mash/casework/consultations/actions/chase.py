"""What the worker does by itself: chase what was advised and did not arrive, and let go of what is over."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from mash.casework.consultations import events, rules, times
from mash.casework.consultations.actions.common import note, refs
from mash.casework.consultations.models import Consultation
from mash.casework.matters.holding import move
from mash.foundation.kernel import Actor
from mash.foundation.ledger import append
from mash.foundation.outbox.actions import queue_message
from mash.foundation.visibility import as_service
from mash.registers.standards.queries import codes

RETENTION = "consultation-retention"


def to_chase(*, at: datetime, limit: int = 200) -> list[int]:
    """The numbers of what is to be chased by now, the longest waiting first."""
    with as_service("consultations"):
        found = Consultation.objects.filter(state="waiting", chase_at__lte=at).order_by("chase_at", "pk")
        return list(found.values_list("pk", flat=True)[:limit])


@transaction.atomic
def chase(*, by: Actor, at: datetime, number: int) -> bool:
    """Chase one, once: the desk has it among what is overdue, and whoever asked gets a message with its reference alone.

    False where it is not to be chased any more, such as for a contact that came meanwhile.
    """
    with as_service("consultations"):
        held = (
            Consultation.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("desk__hub", "asker")
            .filter(pk=number, state="waiting", chase_at__lte=at)
            .first()
        )
        if held is None:
            return False
        many = held.chased + 1
        again = times.due(held.desk, "chase", started=at) if many < times.times_chased(at) else None
        note(held, "chased", by=by, at=at)
        move(held, chased=many, chase_at=again)
        if held.asker.email:
            queue_message(
                to=held.asker.email,
                channel="email",
                template="advice_waits",
                reference=held.ref,
                at=at,
                link="/",
            )
        append(
            events.CHASED,
            by=by,
            at=at,
            about=refs(held),
            payload={"times": many, "told": bool(held.asker.email)},
        )
    return True


@transaction.atomic
def forget(*, by: Actor, at: datetime) -> int:
    """Empty what belongs to no case and whose period is over; that it was asked stays as a figure. How many."""
    count = 0
    with as_service("consultations"):
        for code in codes(RETENTION, at=at):
            before = rules.forget_before(at, int(str(code.attributes["years"])))
            count += _empty(code.code == "named", before)
        if count:
            append(events.FORGOTTEN, by=by, at=at, about=[], payload={"count": count})
    return count


def _empty(named: bool, before: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT mash.empty_consultations(%s, %s)", [named, before])
        return int(cursor.fetchone()[0])
