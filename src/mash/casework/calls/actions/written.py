"""What a caller is to confirm in writing: joined when it comes, by its reference or by hand; chased when it does not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from mash.casework.calls import events, queries, rules, times
from mash.casework.calls.actions.common import hold, no, note, refs
from mash.casework.calls.models import Call
from mash.casework.consultations.rules import WINDOW, forget_before
from mash.casework.intake.models import Contact
from mash.casework.joining.actions import arrived_under
from mash.casework.joining.actions import join as join_contacts
from mash.casework.matters.holding import move
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append
from mash.foundation.outbox.actions import queue_message
from mash.foundation.visibility import as_service
from mash.registers.standards.queries import codes

RETENTION = "call-retention"
LOOKS_BACK: Final = timedelta(days=7)
"""What arrived so long ago was looked at many times, also after days without a worker: a person joins it from then on."""


@transaction.atomic
def join(
    *, by: Actor, at: datetime, call: Call, contact: Contact, version: int | None = None
) -> Call | Refused:
    """Say that a contact which arrived is what the caller was to write: both are of one incident from here on."""
    held = hold(call, by=by, at=at, version=version)
    if isinstance(held, Refused):
        return held
    if held.confirmed_by_id == contact.pk:
        return held
    allowed = rules.may_wait(written=held.written, contact=held.contact is not None)
    own = contact.pk == held.contact_id
    if allowed and (own or contact.received_at < held.started_at or contact.matter.hub_id != held.hub_id):
        allowed = Refused(
            "calls:written:before",
            _("What confirms a call arrives after it, at the same hub, and is another contact."),
        )
    if isinstance(allowed, Refused) or held.contact is None:
        why = allowed if isinstance(allowed, Refused) else rules.changed()
        return no(held, why, by=by, at=at)
    said = join_contacts(
        by=by,
        at=at,
        contact=contact,
        others=[held.contact],
        ground="reason",
        rationale=_("What the caller wrote after the call %(ref)s.") % {"ref": held.ref},
    )
    if isinstance(said, Refused):
        return said
    _joined(held, contact, "hand", by=by, at=at)
    return held


def _joined(held: Call, contact: Contact, how: str, *, by: Actor, at: datetime) -> None:
    note(held, "joined", code=how, contact=contact.ref, by=by, at=at)
    move(held, written="arrived", confirmed_by=contact, chase_at=None)
    append(
        events.JOINED,
        by=by,
        at=at,
        about=refs(held, Ref("contact", contact.ref)),
        payload={"contact": contact.ref, "how": how},
    )


@transaction.atomic
def give_up(
    *, by: Actor, at: datetime, call: Call, reason: str, version: int | None = None
) -> Call | Refused:
    """Wait no more for the confirmation, such as where the caller told more by telephone; with the reason."""
    held = hold(call, by=by, at=at, version=version)
    if isinstance(held, Refused):
        return held
    allowed = rules.may_wait(written=held.written, contact=held.contact is not None)
    if allowed and not reason.strip():
        allowed = Refused("calls:written:reason", _("Say why it is not waited for any more."))
    if isinstance(allowed, Refused):
        return no(held, allowed, by=by, at=at)
    note(held, "given-up", text=reason, by=by, at=at)
    move(held, written="given-up", chase_at=None)
    append(events.GIVEN_UP, by=by, at=at, about=refs(held))
    return held


def waiting(*, at: datetime, limit: int = 5_000) -> list[int]:
    """The numbers of the calls at which to look: to be chased, or named by what arrived of late; the longest waiting first.

    What arrived is asked for once, however many calls wait. What is older stands in the room until a person joins what
    came, or says why it is not waited for any more.
    """
    with as_service("intake"):
        arrived = queries.arrived_since(at - LOOKS_BACK)
    with as_service("calls"):
        found = Call.objects.filter(written="waiting", started_at__gte=at - WINDOW)
        found = found.annotate(email=Lower(KeyTextTransform("email", "caller"))).filter(
            Q(chase_at__lte=at)
            | Q(ref__in=arrived.refs)
            | Q(contact__in=arrived.contacts)
            | Q(email__in=arrived.senders)
        )
        return list(found.order_by("written_due_at", "pk").values_list("pk", flat=True)[:limit])


@transaction.atomic
def look(*, by: Actor, at: datetime, number: int) -> str:
    """What the worker does for one: join what came under the call's reference, else chase what is due.

    Returns `joined`, `chased`, or "" where there is nothing to do. A message holds the reference and nobody's name.
    """
    with as_service("calls"):
        held = (
            Call.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("desk__hub")
            .filter(pk=number, written="waiting")
            .first()
        )
        if held is None:
            return ""
        with as_service("intake"):
            held.contact = Contact.objects.select_related("matter").get(pk=held.contact_id or 0)
            came = queries.written_under(held, since=at - LOOKS_BACK)
            named = {one.pk: queries.named_by(one) for one in came}
        came = [one for one in came if not _of_another(held, one, *named[one.pk])]
        if came:
            with as_service("intake"):
                joined = arrived_under(by=by, at=at, contact=came[0], other=held.contact)
            if not joined:
                # Each has a number of its own: a person joins them, and nobody is chased for what they wrote.
                return ""
            _joined(held, came[0], "reference", by=by, at=at)
            return "joined"
        if held.chase_at is None or held.chase_at > at:
            return ""
        return _chase(held, by=by, at=at)


def _of_another(held: Call, came: Contact, refs: set[str], contacts: list[int]) -> bool:
    """Whether what came names another call too, or confirms one already: then a person decides."""
    said = Q(ref__in=refs) | Q(contact__in=contacts) | Q(confirmed_by=came)
    return Call.objects.exclude(pk=held.pk).filter(said).exists()


def _chase(held: Call, *, by: Actor, at: datetime) -> str:
    many = held.chased + 1
    more = many < times.times("confirm-chase", at=at)
    again = times.due(held.desk, "confirm-chase", started=at) if more else None
    email = held.caller.get("email", "") if rules.may_write(held.caller) else ""
    note(held, "chased", by=by, at=at)
    move(held, chased=many, chase_at=again)
    if email:
        queue_message(
            to=email,
            channel="email",
            template="call_unconfirmed",
            reference=held.ref,
            at=at,
            link="/",
        )
    append(events.CHASED, by=by, at=at, about=refs(held), payload={"times": many, "told": bool(email)})
    return "chased"


@transaction.atomic
def forget(*, by: Actor, at: datetime) -> int:
    """Empty calls that belong to no case and whose period is over; that somebody called stays as a figure. How many."""
    count = 0
    with as_service("calls"):
        for code in codes(RETENTION, at=at):
            before = forget_before(at, int(str(code.attributes["years"])))
            with connection.cursor() as cursor:
                cursor.execute("SELECT mash.empty_calls(%s, %s)", [code.code, before])
                count += int(cursor.fetchone()[0])
        if count:
            append(events.FORGOTTEN, by=by, at=at, about=[], payload={"count": count})
    return count
