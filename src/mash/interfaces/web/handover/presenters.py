"""Hand-overs in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.casework.handover import rules
from mash.casework.handover.models import Handover
from mash.interfaces.web.components.words import uk_date, uk_datetime
from mash.registers.standards.queries import label

QUEUES: dict[str, str | Promise] = {
    "waiting": gettext_lazy("Not answered"),
    "late": gettext_lazy("Late"),
    "refused": gettext_lazy("Refused"),
    "accepted": gettext_lazy("Accepted"),
    "withdrawn": gettext_lazy("Withdrawn"),
}
COLOURS = {"offered": "blue", "accepted": "green", "refused": "red", "withdrawn": "grey"}


def rooms(here: str, counts: Mapping[str, int]) -> list[dict[str, object]]:
    """The queues, with how many are in those that somebody waits for."""
    return [
        {
            "text": text,
            "href": f"{reverse('handover:list')}?queue={key}",
            "current": key == here,
            "count": counts.get(key, 0) if key in {"waiting", "late"} else 0,
        }
        for key, text in QUEUES.items()
    ]


def is_late(one: Handover, at: datetime) -> bool:
    return one.state == "offered" and one.due_at < at


def state(one: Handover, at: datetime) -> str:
    if is_late(one, at):
        return _("Not answered in time")
    words: dict[str, str] = {
        "offered": _("Offered, not answered"),
        "accepted": _("Accepted"),
        "refused": _("Refused"),
        "withdrawn": _("Withdrawn by the hub"),
    }
    return words[one.state]


def colour(one: Handover, at: datetime) -> str:
    return "red" if is_late(one, at) else COLOURS[one.state]


def responsible(one: Handover) -> str:
    """Who is responsible now, in a sentence."""
    if rules.responsible(one.state) == "receiver":
        return _("%(name)s is responsible: it has accepted.") % {"name": one.to_name}
    if one.state == "offered":
        return _("Until it is accepted, %(hub)s stays responsible.") % {"hub": one.hub.name}
    return _("%(hub)s is responsible: nobody has accepted this offer.") % {"hub": one.hub.name}


def line(one: Handover, at: datetime) -> dict[str, str]:
    """One in a list of a case."""
    return {"ref": one.ref, "words": f"{one.about_name}: {one.to_name}. {state(one, at)}"}


def rows(found: Iterable[Handover], at: datetime) -> list[list[object]]:
    return [
        [
            {"href": reverse("handover:one", args=[one.ref]), "text": one.ref},
            one.about_name,
            one.to_name,
            label("route", one.route, at=one.offered_at),
            uk_date(one.offered_at),
            uk_datetime(one.due_at),
            state(one, at),
        ]
        for one in found
    ]


def happened(one: Handover, at: datetime) -> list[dict[str, object]]:
    """What happened to it, in order."""
    found: list[dict[str, object]] = [
        {"title": _("Offered"), "at": one.offered_at, "by": one.by_name, "text": ""}
    ]
    if one.acknowledged_at:
        found.append(
            {
                "title": _("Read by the receiver, which is no acceptance"),
                "at": one.acknowledged_at,
                "by": one.acknowledged_by_name,
                "text": "",
            }
        )
    if one.answered_at:
        text = f"{label('handover-refusal', one.reason, at=at)}. {one.text}" if one.reason else one.text
        found.append(
            {"title": state(one, at), "at": one.answered_at, "by": one.answered_by_name, "text": text}
        )
    return found
