"""Updates in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.casework.updates.models import Receipt, Update
from mash.casework.updates.queries import Suggested, Waiting
from mash.interfaces.web.components.words import uk_datetime

QUEUES: dict[str, str | Promise] = {
    "suggested": gettext_lazy("May be updates"),
    "unread": gettext_lazy("Not read yet"),
    "overdue": gettext_lazy("Back at the hub"),
    "mine": gettext_lazy("Sent to me"),
    "all": gettext_lazy("All"),
}
WHY: dict[str, str | Promise] = {
    "person": gettext_lazy("somebody is in both"),
    "described": gettext_lazy("somebody in both has the same name and birth, or NHS number"),
    "incident": gettext_lazy("they are about one incident"),
    "thread": gettext_lazy("it answers mail about it"),
    "reference": gettext_lazy("it names our reference"),
    "candidate": gettext_lazy("somebody may be in both"),
    "chosen": gettext_lazy("whoever decided named the case"),
}
WHOM: dict[str, str | Promise] = {
    "worker": gettext_lazy("The worker who has the case"),
    "manager": gettext_lazy("A manager"),
    "hub": gettext_lazy("The hub: whoever takes it"),
}
COLOURS = {"danger": "red", "red": "red", "amber": "orange", "green": "green"}


def rooms(here: str, *, counts: Mapping[str, int], recognises: bool) -> list[dict[str, object]]:
    """The pages of the room, with how many are in each queue."""
    return [
        {
            "text": text,
            "href": f"{reverse('updates:list')}?queue={key}",
            "current": key == here,
            "count": counts.get(key, 0) if key != "all" else 0,
        }
        for key, text in QUEUES.items()
        if recognises or key != "suggested"
    ]


def why(codes: Iterable[str]) -> str:
    """Why it was suggested, the surest first."""
    return ", ".join(str(WHY[code]) for code in codes)


def state(one: Update, at: datetime) -> str:
    """Where it stands: undone, read by all, or for whom it waits."""
    if one.state == Update.State.UNDONE:
        return _("Undone: a new concern")
    waits = [each for each in one.receipts.all() if each.read_at is None and each.ended_at is None]
    if not waits:
        return _("Read")
    if any(each.whom == "hub" for each in waits):
        return _("Back at the hub, not read")
    return _("Overdue") if any(each.due_at < at for each in waits) else _("Not read yet")


def colour(one: Update, at: datetime) -> str:
    words = state(one, at)
    if one.state == Update.State.UNDONE:
        return "grey"
    return {_("Read"): "green", _("Not read yet"): "blue"}.get(words, "red")


def due(one: Update) -> datetime | None:
    """The first time by which somebody is to have read it."""
    waits = [each.due_at for each in one.receipts.all() if each.read_at is None and each.ended_at is None]
    return min(waits) if waits and one.state == Update.State.ACCEPTED else None


def rows(found: Iterable[Update], at: datetime) -> list[list[object]]:
    return [
        [
            {"href": reverse("updates:one", args=[one.ref]), "text": one.ref},
            {"href": reverse("cases:case", args=[one.matter.ref]), "text": one.matter.ref},
            one.get_risk_display(),
            uk_datetime(one.contact.received_at),
            state(one, at),
            uk_datetime(by) if (by := due(one)) else "-",
        ]
        for one in found
    ]


def waiting_rows(found: Iterable[Waiting]) -> list[list[object]]:
    return [
        [
            {"href": reverse("updates:recognise", args=[one.case.matter.ref]), "text": one.case.matter.ref},
            one.case.title,
            uk_datetime(one.case.received_at),
            "; ".join(
                _("%(ref)s, with %(worker)s: %(why)s")
                % {
                    "ref": each.case.matter.ref,
                    "worker": each.case.worker.name if each.case.worker else _("nobody"),
                    "why": why(each.why),
                }
                for each in one.suggested
            ),
        ]
        for one in found
    ]


def choices(found: Iterable[Suggested]) -> list[tuple[str, str]]:
    """Each suggested case: its reference, who it is about, who has it, and why."""
    return [
        (
            one.case.matter.ref,
            _("%(ref)s: %(title)s, with %(worker)s")
            % {
                "ref": one.case.matter.ref,
                "title": one.case.title,
                "worker": one.case.worker.name if one.case.worker else _("nobody"),
            },
        )
        for one in found
    ]


def hints(found: Iterable[Suggested]) -> dict[str, str]:
    return {one.case.matter.ref: why(one.why) for one in found}


def reading(one: Receipt, at: datetime) -> dict[str, Any]:
    """One reading: for whom, by when, and what became of it."""
    name = one.user.name if one.user else ""
    if one.read_at:
        words = _("Read by %(name)s, %(when)s") % {"name": one.read_by_name, "when": uk_datetime(one.read_at)}
    elif one.ended_at:
        words = _("No longer waited for")
    elif one.back_at:
        words = _("Not read in time: back to the hub %(when)s") % {"when": uk_datetime(one.back_at)}
    elif one.due_at < at:
        words = _("Overdue")
    elif one.opened_at:
        words = _("Opened %(when)s, and not yet said to be read") % {"when": uk_datetime(one.opened_at)}
    else:
        words = _("Waits")
    return {
        "whom": f"{WHOM[one.whom]}: {name}" if name else str(WHOM[one.whom]),
        "due": uk_datetime(one.due_at),
        "words": words,
        "will_do": one.will_do,
    }


def line(one: Update, matter: int, at: datetime) -> dict[str, object]:
    """An update as a case's page shows it: one that it had, or what its own contact became."""
    return {
        "ref": one.ref,
        "received": one.contact.received_at,
        "state": state(one, at),
        "risk": one.get_risk_display(),
        "own": one.contact.matter_id == matter,
        "other": one.matter.ref if one.contact.matter_id == matter else one.contact.matter.ref,
        "undone": one.state == Update.State.UNDONE,
    }
