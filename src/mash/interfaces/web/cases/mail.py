"""A contact that came by e-mail, and what came after it in its thread, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from mash.casework.cases.queries import Picture
from mash.casework.intake.models import Contact
from mash.casework.mailbox.models import Further
from mash.foundation.files.models import StoredFile
from mash.interfaces.web.demand.marking import Shown


@dataclass(frozen=True, slots=True)
class FurtherShown:
    """One further message: who it says that it is from, when it came, what it says, and what to know of it."""

    sender: str
    received: datetime
    subject: str
    text: str
    told: list[str]
    marks: Shown | None = None


def told_of(contact: Contact, files: Iterable[StoredFile]) -> list[str]:
    """What to know of a contact that came by e-mail; nothing of any other."""
    mail = contact.content.get("mail")
    if not isinstance(mail, dict):
        return []
    found = [_verified(bool(mail.get("verified")))]
    if mail.get("after"):
        found.append(_("It answers contact %(ref)s, whose case is closed.") % {"ref": mail["after"]})
    if mail.get("cut"):
        found.append(_("Its text is longer than this. The whole is in the message as it was sent."))
    found += _left_out(len(mail.get("left_out") or []))
    infected = sum(one.state == StoredFile.State.INFECTED for one in files if one.held_for_id == contact.ref)
    if infected:
        found.append(
            _("A virus was found in files that came with it: %(n)d. They cannot be opened. The others can.")
            % {"n": infected}
        )
    return found


def further_of(
    picture: Picture, contact: Contact, marks: Mapping[str, Shown] | None = None
) -> list[FurtherShown]:
    """What came in the contact's thread, in its order, each with the buttons beside it."""
    return [
        _shown(one, (marks or {}).get(f"mail:{one.public_id}"))
        for one in picture.mail
        if one.contact_id == contact.pk
    ]


def _shown(one: Further, marks: Shown | None) -> FurtherShown:
    sender = f"{one.sender_name} <{one.sender}>" if one.sender_name else one.sender
    told = [_verified(one.verified), *_left_out(len(one.left_out))]
    return FurtherShown(sender, one.received_at, one.subject, one.text, told, marks)


def _verified(verified: bool) -> str:
    if verified:
        return _("The sender is verified: their own server sent it.")
    return _("The sender is not verified: anybody may have sent it in their name.")


def _left_out(many: int) -> list[str]:
    if not many:
        return []
    words = _("Files of it that were not taken: %(n)d. They are in the message as it was sent.")
    return [words % {"n": many}]
