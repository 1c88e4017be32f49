"""Make of a waiting message what it is: a contact, part of a thread, set aside, or not for us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from mash.casework.intake.actions import receive
from mash.casework.intake.arrival import Arrival, ReferrerSaid
from mash.casework.intake.models import Contact
from mash.casework.mailbox import events, ports, rules, vault
from mash.casework.mailbox.letter import Letter, UnreadableError
from mash.casework.mailbox.models import Further, Message, SenderDomain
from mash.casework.mailbox.reading import read
from mash.foundation.adapters.mailboxes import Box
from mash.foundation.adapters.messages import is_email
from mash.foundation.adapters.storage import StorageError
from mash.foundation.files.actions import move
from mash.foundation.files.actions import receive as receive_file
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append
from mash.foundation.visibility import as_service
from mash.registers.agencies.models import Agency

NO_TEXT = "The e-mail has no text. What it says is in its files."


@dataclass(frozen=True, slots=True)
class _Thread:
    """The contact that a letter belongs to, and whether somebody still works on it."""

    contact: Contact
    open: bool


@transaction.atomic
def settle_message(*, by: Actor, at: datetime, box: Box, message: str) -> Message | None:
    """Settle one waiting message (public id); None where it is settled already or another process has it.

    A message that was begun MOST_TRIES times and never ended is set aside unread: whatever is in it may end a process.
    """
    with as_service("mailbox"):
        held = (
            Message.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("desk__hub")
            .filter(public_id=message, state=Message.State.WAITING)
            .first()
        )
        if held is None:
            return None
        # One at a time for a desk: of two that are the same the second finds the first.
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [f"mailbox:{held.desk_id}"]
            )
        if held.tries > rules.MOST_TRIES:
            return _set_aside(held, "failed", by=by, at=at)
        try:
            letter = read(vault.raw_of(held), trusts=box.trusts)
        except UnreadableError as error:
            return _set_aside(held, error.code, by=by, at=at)
        except StorageError:
            return _set_aside(held, "failed", by=by, at=at)
        _note(held, letter)
        with as_service("intake"):
            thread = _thread_of(held, letter)
        joins = thread is not None and thread.open
        outcome = rules.settle(letter, _known(held, letter, thread=joins), ours=_ours(box))
        if outcome.state == "joined" and thread is not None:
            _join(held, letter, thread.contact, by=by, at=at)
        elif outcome.state == "contact":
            make_contact(held, letter, by=by, at=at, after=thread.contact if thread else None)
        held.state, held.reason = Message.State(outcome.state), outcome.reason
        return _save(held, by=by, at=at)


@transaction.atomic
def begin(*, message: str) -> None:
    """Count a try, committed before anything is read: what kills the process is met MOST_TRIES times and no more."""
    with as_service("mailbox"):
        held = Message.objects.select_for_update().get(public_id=message)
        held.tries = min(held.tries + 1, rules.MOST_TRIES + 1)
        held.save(update_fields=["tries"])


def _ours(box: Box) -> frozenset[str]:
    return frozenset({box.address.lower(), str(settings.MASH_MAIL_FROM).lower()}) - {""}


def _note(message: Message, letter: Letter) -> None:
    message.message_id, message.content = letter.message_id, letter.content
    message.subject, message.sender, message.sender_name = letter.subject, letter.sender, letter.sender_name
    message.verified = letter.verified


def _set_aside(message: Message, reason: str, *, by: Actor, at: datetime) -> Message:
    message.state, message.reason = Message.State.ASIDE, reason
    return _save(message, by=by, at=at)


def _save(message: Message, *, by: Actor, at: datetime) -> Message:
    message.settled_at = at
    if message.contact:
        # What it says is the contact's now, and seen with its case alone.
        message.subject = message.sender_name = ""
        if message.state != Message.State.REJECTED:
            message.file = ""
    message.save()
    about = [vault.ref(message), *([Ref("contact", message.contact)] if message.contact else [])]
    payload = {
        "box": message.box,
        "state": str(message.state),
        "reason": message.reason,
        "verified": message.verified,
    }
    append(events.SETTLED, by=by, at=at, about=about, payload=payload)
    return message


def _known(message: Message, letter: Letter, *, thread: bool) -> rules.Known:
    others = Message.objects.filter(desk_id=message.desk_id).exclude(pk=message.pk)
    before = others.exclude(state=Message.State.WAITING)
    same = before.filter(content=letter.content).order_by("pk").first()
    if same is not None:
        message.contact = same.contact
    since = message.arrived_at - rules.A_WHILE
    return rules.Known(
        came_before=same is not None,
        same_id=bool(letter.message_id) and before.filter(message_id=letter.message_id).exists(),
        from_sender=others.filter(
            sender=letter.sender, arrived_at__gt=since, arrived_at__lte=message.arrived_at
        ).count()
        if letter.sender
        else 0,
        thread=thread,
    )


def _thread_of(message: Message, letter: Letter) -> _Thread | None:
    """By what it answers, the nearest first, or by our reference in its subject; at the same desk's hub alone."""
    refs: list[str] = []
    with as_service("mailbox"):
        found = dict(
            Message.objects.filter(desk_id=message.desk_id, message_id__in=letter.answers_to)
            .exclude(contact="")
            .values_list("message_id", "contact")
        )
        refs += [found[one] for one in letter.answers_to if one in found]
    refs += rules.references(letter.subject)
    contacts = {
        one.ref: one
        for one in Contact.objects.select_related("matter__desk", "matter__hub")
        .filter(ref__in=refs, matter__hub_id=message.desk.hub_id)
        .exclude(matter__restriction="disposed")
    }
    contact = next((contacts[ref] for ref in refs if ref in contacts), None)
    if contact is None:
        return None
    return _Thread(contact, all(asked(contact) for asked in ports.is_worked_on))


def _agency_of(letter: Letter) -> Agency | None:
    """The agency by whose domain a verified sender writes; an unverified one may say anything."""
    if not letter.verified:
        return None
    wanted = rules.domains(letter.sender)
    found = {
        one.domain: one.agency
        for one in SenderDomain.objects.select_related("agency").filter(domain__in=wanted)
    }
    return next((found[one] for one in wanted if one in found), None)  # fmt: skip


def make_contact(
    message: Message,
    letter: Letter,
    *,
    by: Actor,
    at: datetime,
    after: Contact | None = None,
    answer: bool = True,
) -> Contact:
    """The contact of a letter, with its files and the message as it was sent; called as the service `mailbox`.

    Its clock runs from when the message was taken from the mailbox. `after` is an earlier contact that it answers, whose
    case is closed. A receipt goes back where `answer` and the rules allow it.
    """
    agency = _agency_of(letter)
    answered = answer and is_email(letter.sender) and rules.may_answer(letter, receipts=_receipts(letter, at))
    mail: dict[str, object] = {
        "verified": letter.verified,
        "sent_at": letter.sent_at.isoformat() if letter.sent_at else "",
        "cut": letter.cut,
        "after": after.ref if after else "",
        "left_out": [],
    }
    with as_service("intake"):
        contact = receive(
            by=by,
            at=at,
            arrival=Arrival(
                hub=message.desk.hub.key,
                population=message.desk.population,  # type: ignore[arg-type] # one of the desk's choices
                kind="referral",
                channel="mail",
                worry=rules.worry_of(letter) if letter.text else "\n\n".join(filter(None, (letter.subject, NO_TEXT))),
                danger_now="not-known",
                people=(),
                referrer=ReferrerSaid(
                    klass="professional" if agency else "public",
                    name=letter.sender_name,
                    agency=agency.name if agency else "",
                    email=letter.sender,
                ),
                agency=agency.key if agency else "",
                content={"mail": mail},
                received_at=message.arrived_at,
                acknowledge=answered,
            ),
        )  # fmt: skip
        left_out = _files(message, letter, contact, by=by, at=at)
        if left_out:
            contact.content = {"mail": mail | {"left_out": left_out}}
            contact.save(update_fields=["content"])
    message.contact, message.receipt = contact.ref, answered
    return contact


def _receipts(letter: Letter, at: datetime) -> int:
    return Message.objects.filter(sender=letter.sender, receipt=True, arrived_at__gt=at - rules.A_DAY).count()


def _files(message: Message, letter: Letter, contact: Contact, *, by: Actor, at: datetime) -> list[str]:
    """Hand the message as it was sent and its attachments to the contact; why files were not taken, as codes.

    The scanner looks at each before anybody opens it. What is not taken is still in the message as it was sent.
    """
    held_for = Ref("contact", contact.ref)
    move(by=by, at=at, held_for=vault.ref(message), to=held_for)
    left_out: list[str] = []
    for one in letter.attachments:
        done = receive_file(by=by, at=at, name=one.name, chunks=[one.data], held_for=held_for)
        if isinstance(done, Refused):
            left_out.append(done.code)
    return left_out


def _join(message: Message, letter: Letter, contact: Contact, *, by: Actor, at: datetime) -> None:
    with as_service("intake"):
        further = Further.objects.create(
            matter=contact.matter,
            contact=contact,
            message=message.public_id,
            received_at=message.arrived_at,
            subject=letter.subject,
            sender=letter.sender,
            sender_name=letter.sender_name,
            verified=letter.verified,
            text=letter.text or NO_TEXT,
            left_out=_files(message, letter, contact, by=by, at=at),
        )
        for told in ports.on_joined:
            told(further, by, at)
    message.contact = contact.ref
