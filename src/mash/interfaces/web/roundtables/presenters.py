"""Round tables in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.casework.roundtables import people, rules, times
from mash.casework.roundtables.models import Action, Invitation, Meeting, Step
from mash.interfaces.web.components.words import uk_date, uk_datetime
from mash.registers.standards.queries import label

QUEUES: Final[dict[str, str | Promise]] = {
    "coming": gettext_lazy("To come"),
    "minutes": gettext_lazy("Minutes to finish"),
    "done": gettext_lazy("Done"),
}
COLOURS: Final = {"called": "blue", "sitting": "red", "ended": "orange", "approved": "green", "off": "grey"}
CAME_COLOURS: Final = {
    "in-person": "green",
    "phone": "green",
    "written": "orange",
    "absent": "red",
    "": "grey",
}


def kind(one: Meeting) -> str:
    return label(people.KINDS, one.kind, at=one.called_at)


def state(one: Meeting) -> str:
    """Where it stands."""
    if one.state == "approved" and one.circulated_at is not None:
        return _("Minutes circulated")
    return str(one.get_state_display())


def rows(found: Iterable[Meeting]) -> list[list[object]]:
    return [
        [
            {"href": reverse("roundtables:one", args=[one.ref]), "text": one.ref},
            kind(one),
            uk_datetime(one.meets_at),
            one.chair_name,
            state(one),
        ]
        for one in found
    ]


def rooms(queue: str, counts: dict[str, int], *, late: int) -> list[dict[str, object]]:
    """The queues of the room, and the actions."""
    found: list[dict[str, object]] = [
        {
            "text": text,
            "href": f"{reverse('roundtables:list')}?queue={key}",
            "current": key == queue,
            "count": counts[key],
        }
        for key, text in QUEUES.items()
    ]
    return [
        *found,
        {
            "text": _("Actions"),
            "href": reverse("roundtables:actions"),
            "current": queue == "actions",
            "count": late,
        },
    ]


def seat(code: str, at: datetime) -> str:
    return label(people.SEATS, code, at=at) if code else ""


def seats_shown(quorum: rules.Quorum, at: datetime) -> list[dict[str, str]]:
    """Each seat that the quorum asks, and whether it is filled."""
    return [
        {
            "seat": seat(one, at),
            "words": _("There")
            if one in quorum.there
            else _("In writing only")
            if one in quorum.written
            else _("Empty"),
            "colour": "green" if one in quorum.there else "orange" if one in quorum.written else "red",
        }
        for one in quorum.asked
    ]


def invited_rows(found: Iterable[Invitation], at: datetime) -> list[list[object]]:
    """Each of those invited: what they said, and whether they were there."""
    return [
        [
            one.name,
            seat(one.seat, at) or "-",
            (one.get_says_display() + (f": {one.substitute}" if one.substitute else ""))
            if one.says
            else _("No answer yet"),
            (one.get_came_display() + (f": {one.came_name}" if one.came_name else ""))
            if one.came
            else _("Not recorded yet"),
        ]
        for one in found
    ]


def steps(found: Iterable[Step]) -> list[dict[str, object]]:
    return [
        {"title": one.get_kind_display(), "at": one.at, "by": one.by_name, "text": one.text} for one in found
    ]


def action_words(one: Action, at: datetime) -> str:
    """Where an action stands."""
    if one.done_at is not None:
        return _("Done %(when)s") % {"when": uk_date(one.done_at)}
    overdue = rules.is_overdue(one.due_on, done=False, today=times.today(at))
    return _("Overdue") if overdue else _("Open")


def action_rows(found: Iterable[Action], at: datetime, *, hub: str = "") -> list[list[object]]:
    return [
        [
            {"href": reverse("roundtables:one", args=[one.meeting.ref]), "text": one.meeting.ref},
            one.what,
            f"{one.owner}, {one.agency.name if one.agency else hub or _('The hub')}",
            uk_date(one.due_on),
            action_words(one, at) + (f": {one.evidence}" if one.evidence else ""),
        ]
        for one in found
    ]


def facts(one: Meeting) -> list[dict[str, Any]]:
    """When, where and why, as everybody who is invited reads it."""
    return [
        {"key": _("When"), "value": uk_datetime(one.meets_at)},
        {"key": _("How"), "value": f"{one.get_how_display()}: {one.place}"},
        {"key": _("Why"), "prose": one.why},
        {"key": _("Chair"), "value": one.chair_name},
        {"key": _("Minutes"), "value": one.minute_taker_name},
    ]
