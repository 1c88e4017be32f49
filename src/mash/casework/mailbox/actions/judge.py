"""A person says what a message is that the machine set aside, or refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Literal

from django.db import transaction

from mash.casework.mailbox import errors, events, vault
from mash.casework.mailbox.actions.settle import make_contact
from mash.casework.mailbox.letter import Letter, UnreadableError
from mash.casework.mailbox.models import Message
from mash.casework.mailbox.reading import as_text, read
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append, refuse
from mash.foundation.visibility import as_service
from mash.registers.accounts.rules import may

JUDGE = "mailbox:message:judge"
Verdict = Literal["contact", "not-for-us", "misdirected"]


@transaction.atomic
def judge(
    *, by: Actor, at: datetime, message: Message, verdict: Verdict, rationale: str
) -> Message | Refused:
    """Make a contact of a message, or say that it is not for us or was sent to us by mistake; each with its reason.

    Nothing goes back by it: whoever made it a contact answers the sender in person.
    """
    allowed = may(by, JUDGE)
    about = [vault.ref(message)]
    if allowed and not rationale.strip():
        allowed = errors.no_rationale()
    if not allowed:
        return refuse(JUDGE, allowed, by=by, at=at, about=about)
    with as_service("mailbox"):
        held = Message.objects.select_for_update(of=("self",)).select_related("desk__hub").get(pk=message.pk)
        open_to = {Message.State.ASIDE, Message.State.REJECTED}
        if held.state not in open_to or held.contact or (held.by and verdict != "contact"):
            return refuse(JUDGE, errors.settled(), by=by, at=at, about=about)
        made = None
        if verdict == "contact":
            made = make_contact(held, _letter(held), by=by, at=at, answer=False)
            held.state, held.reason, held.file = Message.State.CONTACT, "", ""
            held.subject = held.sender_name = ""
        else:
            held.state, held.reason = Message.State.REJECTED, verdict
        held.rationale = "" if made else rationale
        held.settled_at, held.by, held.by_name = at, str(by), by.name
        held.save()
        payload = {"state": str(held.state), "reason": held.reason}
        if made is not None:
            about.append(Ref("contact", made.ref))
        append(events.JUDGED, by=by, at=at, about=about, payload=payload)
    return held


def _letter(message: Message) -> Letter:
    """The message as read, or where it cannot be, what can be made out of its bytes."""
    raw = vault.raw_of(message)
    try:
        if message.reason != "too-large":
            return replace(read(raw), verified=message.verified)
    except UnreadableError:
        pass
    return Letter(
        message_id="",
        answers_to=(),
        subject=message.subject,
        sender=message.sender,
        sender_name=message.sender_name,
        sent_at=None,
        text=as_text(raw),
        attachments=(),
        content=message.content,
        verified=False,
    )
