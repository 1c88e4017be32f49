"""Notices from other areas and teams in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.casework.updates.models import Notice
from mash.casework.updates.notices import CATEGORIES, ENQUIRY, Stand, waits
from mash.foundation.kernel.time import LONDON
from mash.interfaces.web.components.words import uk_date, uk_datetime
from mash.registers.people.rules import name
from mash.registers.standards.queries import label

QUEUES: dict[str, str | Promise] = {
    "waiting": gettext_lazy("Wait for somebody"),
    "running": gettext_lazy("Running"),
    "ended": gettext_lazy("Ended"),
}
_SHORT: dict[str, str | Promise] = {
    ENQUIRY: gettext_lazy("Section 47 enquiry begun by %(sender)s, %(since)s"),
    "placed-child": gettext_lazy("Placed here by %(sender)s since %(since)s"),
    "placed-adult": gettext_lazy("Placed here by %(sender)s since %(since)s"),
    "plan-moved": gettext_lazy("Subject to a plan of %(sender)s, moved here %(since)s"),
    "missing": gettext_lazy("Missing since %(since)s: alert of %(sender)s"),
}
_OTHER: str | Promise = gettext_lazy("Notice of %(sender)s, %(since)s")
_WAITS: dict[str, str | Promise] = {
    "acknowledge": gettext_lazy("to be acknowledged"),
    "acknowledge!": gettext_lazy("not acknowledged in time"),
    "act": gettext_lazy("a conference is to be held"),
    "act!": gettext_lazy("the conference is overdue"),
    "review!": gettext_lazy("to be looked at again"),
    "over!": gettext_lazy("past the day on which it was to end"),
}


def who(one: Notice) -> str:
    """Whom it is about: as they are known, else as they were described."""
    return (
        str(one.subject.person)
        if one.subject.person
        else name(one.subject.record.said) or _("Name not known")
    )


def kind(one: Notice) -> str:
    return label("notice-kind", one.kind, at=one.received_at)


def short(one: Notice) -> str:
    """In one line: what, by whom, since when; that it has ended."""
    words = str(_SHORT.get(one.kind, _OTHER)) % {"sender": one.sender, "since": uk_date(one.since)}
    return f"{words} ({_('ended %(day)s') % {'day': uk_date(one.ended_on)}})" if one.ended_on else words


def category(one: Notice) -> str:
    return label(CATEGORIES[one.kind], one.category, at=one.received_at) if one.category else ""


def state(one: Notice, at: datetime) -> list[str]:
    """What waits, in words; the first thing first."""
    stand = Stand(
        ended_on=one.ended_on,
        acknowledged=one.acknowledged_at is not None,
        acknowledge_by=one.acknowledge_by,
        act_by=one.act_by,
        acted=one.acted_on is not None,
        review_on=one.review_on,
        until=one.until,
    )
    return [str(_WAITS[code]) for code in waits(stand, at=at, today=at.astimezone(LONDON).date())]


def rows(found: Iterable[Notice], at: datetime) -> list[list[object]]:
    return [
        [
            {"href": reverse("updates:notice", args=[one.ref]), "text": one.ref},
            who(one),
            short(one),
            ", ".join(state(one, at)) or _("Nothing"),
            uk_datetime(one.acknowledge_by) if one.acknowledge_by and not one.acknowledged_at else "-",
        ]
        for one in found
    ]


def lines(found: Iterable[Notice], at: datetime) -> list[dict[str, Any]]:
    """Notices as a case's or a person's page shows them; `enquiry` that a section 47 enquiry runs elsewhere."""
    return [
        {
            "ref": one.ref,
            "who": who(one),
            "words": short(one),
            "waits": state(one, at),
            "contact": one.contact_id,
            "enquiry": one.kind == ENQUIRY and one.ended_on is None,
            "reach": ", ".join(filter(None, (one.sender_name, one.sender_phone, one.sender_email))),
        }
        for one in found
    ]
