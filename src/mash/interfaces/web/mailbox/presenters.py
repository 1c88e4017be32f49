"""The mailbox in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.casework.mailbox.models import Message
from mash.casework.mailbox.queries import Tally
from mash.foundation.kernel.time import LONDON
from mash.interfaces.web.components.words import uk_datetime

REASONS: dict[str, str | Promise] = {
    "empty": gettext_lazy("There is nothing in it"),
    "not-mail": gettext_lazy("It is not built as a message"),
    "malformed": gettext_lazy("It is built wrongly and cannot be read as a message"),
    "huge-header": gettext_lazy("Its head is too long to be read safely"),
    "too-many-parts": gettext_lazy("It has too many parts to be opened safely"),
    "too-large": gettext_lazy(
        "It is too large. The whole of it is in the mailbox, in the folder “MASH-aside”"
    ),
    "failed": gettext_lazy("It could not be worked on"),
    "encrypted": gettext_lazy("It is encrypted"),
    "no-text": gettext_lazy("It has no text and no file"),
    "no-sender": gettext_lazy("It does not say who sent it"),
    "same-id": gettext_lazy("Another message has the same number and says something else"),
    "list": gettext_lazy("It came through a mailing list"),
    "automatic": gettext_lazy("A machine may have written it"),
    "hops": gettext_lazy("It passed through too many servers"),
    "rate": gettext_lazy("Very many messages came from this sender within the hour"),
    "auto-reply": gettext_lazy("An automatic reply"),
    "delivery-report": gettext_lazy("A report that a message was or was not delivered"),
    "loop": gettext_lazy("Our own message has come back"),
    "repeat": gettext_lazy("It came before"),
    "not-for-us": gettext_lazy("Not for us"),
    "misdirected": gettext_lazy("Sent to us by mistake"),
}
FAILURES: dict[str, str | Promise] = {
    "unreachable": gettext_lazy("its server cannot be reached, or cannot be trusted"),
    "not-let-in": gettext_lazy("its server does not accept the name and password"),
    "no-such-folder": gettext_lazy("there is no such folder"),
    "no-folder": gettext_lazy("there is no such folder"),
}


def rooms(current: str) -> list[dict[str, object]]:
    """The pages of the room."""
    pages = (("today", _("To settle")), ("refused", _("Not for us")))
    return [
        {"text": text, "href": reverse(f"mailbox:{name}"), "current": name == current} for name, text in pages
    ]


def reason(message: Message) -> str:
    return str(REASONS.get(message.reason, message.reason))


def sender(message: Message) -> str:
    """Who it says that it is from, and whether that was found to be so."""
    known = f"{message.sender_name} <{message.sender}>" if message.sender_name else message.sender
    if not known:
        return _("Not known")
    return known if message.verified else _("%(sender)s (not verified)") % {"sender": known}


def rows(messages: Iterable[Message]) -> list[list[Any]]:
    return [
        [
            {
                "href": reverse("mailbox:message", kwargs={"mail": one.public_id}),
                "text": one.subject or _("Without a subject"),
            },
            sender(one),
            uk_datetime(one.arrived_at),
            reason(one),
        ]
        for one in messages
    ]


def figures(tallies: Iterable[Tally], desks: dict[str, str]) -> list[list[Any]]:
    """One row a mailbox; the first figure is the sum of the others."""
    return [
        [
            f"{desks.get(one.desk, one.desk)}: {one.box}",
            one.received,
            one.of("contact"),
            one.of("joined"),
            one.of("aside"),
            one.of("rejected"),
            one.of("waiting"),
        ]
        for one in tallies
    ]


def midnight(at: datetime) -> datetime:
    """When the day began in which `at` is, in London."""
    return at.astimezone(LONDON).replace(hour=0, minute=0, second=0, microsecond=0)
