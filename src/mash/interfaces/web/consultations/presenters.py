"""Advice in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.casework.consultations.models import Consultation, Step
from mash.casework.consultations.queries import Suggested
from mash.foundation.kernel import Ref
from mash.interfaces.web.components.words import uk_date, uk_datetime
from mash.interfaces.web.desk.known import known_as
from mash.registers.people.rules import in_words, name
from mash.registers.standards.queries import label

QUEUES: dict[str, str | Promise] = {
    "open": gettext_lazy("Open"),
    "waiting": gettext_lazy("Advised to refer"),
    "overdue": gettext_lazy("Overdue"),
    "all": gettext_lazy("All"),
}
STATES: dict[str, str | Promise] = {
    "open": gettext_lazy("Advice still to be given"),
    "given": gettext_lazy("Advice given"),
    "waiting": gettext_lazy("Advised to refer"),
    "second-look": gettext_lazy("Waits for a second look"),
    "ended": gettext_lazy("Ended"),
}
COLOURS = {"open": "blue", "given": "grey", "waiting": "yellow", "second-look": "purple", "ended": "green"}
AGREE = {
    "number": gettext_lazy("the same NHS number"),
    "born": gettext_lazy("the same name and date of birth"),
    "name": gettext_lazy("the same name"),
}
STEPS: dict[str, str | Promise] = {
    "chased": gettext_lazy("Advised to refer, nothing arrived: chased"),
    "told": gettext_lazy("What whoever asked says came of it"),
    "looked": gettext_lazy("Second look"),
    "joined": gettext_lazy("A contact came of it"),
    "parted": gettext_lazy("The contact is about something else"),
}


def rooms(
    here: str, *, desk_key: str = "", counts: Mapping[str, int] | None = None
) -> list[dict[str, object]]:
    """The pages of the room, with how many are in each queue."""
    more = f"&desk={desk_key}" if desk_key else ""
    found: list[dict[str, object]] = [
        {
            "text": text,
            "href": f"{reverse('consultations:list')}?queue={key}{more}",
            "current": key == here,
            "count": (counts or {}).get(key, 0) if key != "all" else 0,
        }
        for key, text in QUEUES.items()
    ]
    found.append(
        {"text": _("What is asked"), "href": reverse("consultations:patterns"), "current": here == "patterns"}
    )
    return found


def is_overdue(one: Consultation, at: datetime) -> bool:
    return one.due_at is not None and one.due_at <= at


def state(one: Consultation, at: datetime) -> str:
    """Where it stands, in words; how it ended, if it did."""
    if one.state == "ended":
        return label("consultation-outcome", one.outcome, at=at)
    words = str(STATES[one.state])
    return _("%(state)s: overdue") % {"state": words} if is_overdue(one, at) else words


def rows(found: Iterable[Consultation], at: datetime) -> list[list[object]]:
    """Reference, who asked, what about, when, where it stands and by when. No name of anybody whom it is about."""
    return [
        [
            {"href": reverse("consultations:one", args=[one.ref]), "text": one.ref},
            ", ".join(filter(None, [label("source-of-referral", one.source, at=at), one.asker.agency])),
            themes(one, at),
            _("Named") if one.named else _("Without names"),
            uk_datetime(one.asked_at),
            state(one, at),
            uk_datetime(one.due_at) if one.due_at else "-",
        ]
        for one in found
    ]


def themes(one: Consultation, at: datetime) -> str:
    return ", ".join(label("consultation-theme", each, at=at) for each in one.themes)


def person_words(said: Mapping[str, Any]) -> str:
    """A person as described, in one line."""
    address = said.get("address") or {}
    born = _("born %(date)s") % {"date": in_words(said["born"])} if said.get("born") else ""
    described = "" if said.get("given_name") or said.get("family_name") else str(said.get("description", ""))
    parts = [described or name(said), born, address.get("lines", ""), address.get("postcode", "")]
    return ", ".join(filter(None, parts))


def known(one: Consultation) -> tuple[list[dict[str, object]], list[Ref]]:
    """Each person named, with whom they may be and where they are known; and what of it the log is to name."""
    shown: list[dict[str, object]] = []
    about: list[Ref] = []
    for person in one.people.all():
        held = known_as(person.said)
        about += held.about
        shown.append(
            {"words": person_words(person.said), "role": person.get_role_display(), "found": held.found}
        )
    return shown, about


def suggestions(found: Iterable[Suggested]) -> list[dict[str, object]]:
    """Contacts that may have come of it, with why."""
    return [
        {
            "ref": one.contact.ref,
            "matter": one.contact.matter.ref,
            "received": uk_datetime(one.contact.received_at),
            "why": ", ".join(
                filter(
                    None,
                    [
                        str(AGREE[one.why.people]) if one.why.people else "",
                        _("sent by whoever asked") if one.why.asker else "",
                    ],
                )
            ),
        }
        for one in found
    ]


def step_words(step: Step, at: datetime) -> dict[str, object]:
    """One step as the timeline shows it."""
    title = str(STEPS[step.kind])
    if step.kind == "told":
        title = label("consultation-outcome", step.code, at=at)
    elif step.kind == "looked":
        title = _("Second look: none is needed") if step.code == "yes" else _("Second look: it is needed")
    elif step.contact:
        title = f"{title}: {step.contact}"
    # What the worker does by itself bears nobody's name.
    by = step.by_name if step.by_user else ""
    return {"title": title, "at": step.at, "by": by, "text": step.text}


def months(at: datetime, many: int = 12) -> list[str]:
    """The last months as YYYY-MM, this one the last."""
    number = at.year * 12 + at.month - 1
    return [f"{each // 12}-{each % 12 + 1:02}" for each in range(number - many + 1, number + 1)]


def month_words(month: str) -> str:
    year, number = month.split("-")
    return uk_date(datetime(int(year), int(number), 1)).partition(" ")[2]  # noqa: DTZ001 - a month has no zone


def count_words(count: int | None) -> str:
    """A count; a small one, or one that would tell a small one, is left out."""
    return _("few") if count is None else str(count)
