"""Disagreements in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mash.casework.disagreements import rules, times
from mash.casework.disagreements.models import Disagreement, Step
from mash.interfaces.web.components.words import uk_date, uk_datetime
from mash.registers.standards.queries import label

QUEUES: dict[str, str | Promise] = {
    "open": gettext_lazy("Open"),
    "overdue": gettext_lazy("Overdue"),
    "ended": gettext_lazy("Ended"),
}
STEPS: dict[str, str | Promise] = {
    "opened": gettext_lazy("Opened"),
    "moved": gettext_lazy("Moved up to step %(step)s"),
    "clock": gettext_lazy("Moved up to step %(step)s by itself: the time of the step before was over"),
    "settled": gettext_lazy("Settled"),
    "decided": gettext_lazy("Decided at the last step"),
    "withdrawn": gettext_lazy("Withdrawn"),
}


def rooms(here: str, *, counts: Mapping[str, int] | None = None, patterns: bool) -> list[dict[str, object]]:
    """The pages of the room, with how many are in each queue."""
    found: list[dict[str, object]] = [
        {
            "text": text,
            "href": f"{reverse('disagreements:list')}?queue={key}",
            "current": key == here,
            "count": (counts or {}).get(key, 0) if key != "ended" else 0,
        }
        for key, text in QUEUES.items()
    ]
    if patterns:
        found.append(
            {
                "text": _("What is disagreed about"),
                "href": reverse("disagreements:patterns"),
                "current": here == "patterns",
            }
        )
    return found


def is_overdue(one: Disagreement, at: datetime) -> bool:
    return one.due_at is not None and one.due_at <= at


def side_name(one: Disagreement, side: str) -> str:
    """A side by name; the clock's steps have none."""
    return {"hub": one.hub.name, "agency": one.agency.name}.get(side, "")


def about_words(one: Disagreement) -> str:
    """What it is about, without a word of the case."""
    if one.about_kind == "request":
        return _("Request %(ref)s") % {"ref": one.about_ref}
    if one.about_kind == "consent":
        return _("Consent %(ref)s") % {"ref": one.about_ref}
    return _("A decision of the hub")


def state(one: Disagreement, at: datetime) -> str:
    """Where it stands, or how it ended."""
    if one.state == "settled":
        return label("disagreement-outcome", one.outcome, at=at)
    if one.state == "withdrawn":
        return _("Withdrawn")
    step = _("Step %(step)s of %(last)s") % {"step": one.step, "last": one.last_step}
    return _("%(step)s: overdue") % {"step": step} if is_overdue(one, at) else step


def colour(one: Disagreement, at: datetime) -> str:
    if one.state != "open":
        return "green" if one.state == "settled" else "grey"
    return "red" if is_overdue(one, at) else "blue"


def rows(found: Iterable[Disagreement], at: datetime) -> list[list[object]]:
    return [
        [
            {"href": reverse("disagreements:one", args=[one.ref]), "text": one.ref},
            one.agency.name,
            label("disagreement-kind", one.kind, at=one.opened_at),
            about_words(one),
            uk_date(one.opened_at),
            state(one, at) + (", " + _("urgent") if one.urgent and one.state == "open" else ""),
            uk_datetime(one.due_at) if one.due_at else "-",
        ]
        for one in found
    ]


def ladder_rows(one: Disagreement) -> list[list[str]]:
    """Each step: who with whom, how long, and where it stands."""
    cap = times.urgent_days(one.opened_at) if one.urgent else None
    found = []
    for number, step in enumerate(one.ladder, 1):
        days = rules.days_of(step, urgent=cap)
        where = ""
        if one.state == "open" and number == one.step:
            where = _("Here now, due %(when)s") % {"when": uk_datetime(one.due_at)}
        elif number == one.step:
            where = _("It ended here")
        found.append(
            [
                f"{number}",
                str(step["who"]),
                ngettext("%(num)d working day", "%(num)d working days", days) % {"num": days},
                where,
            ]
        )
    return found


def source_words(one: Disagreement) -> str:
    """Where the steps are from."""
    if one.agreement is None:
        return _(
            "No agreement in force between the two says steps for a disagreement, so those of the memorandum that comes "
            "with this system apply."
        )
    return _(
        "The steps are those of “%(title)s”, version %(number)s, as they stood when this was opened."
    ) % {
        "title": one.agreement.agreement.title,
        "number": one.agreement.number,
    }


def step_words(one: Disagreement, step: Step) -> dict[str, object]:
    """One step as the timeline shows it."""
    title = str(STEPS[step.kind]) % {"step": step.step}
    if step.kind == "decided":
        title = f"{title}: {step.chair_name}, {step.chair_post}"
    by = f"{step.by_name}, {side_name(one, step.side)}" if step.side else ""
    return {"title": title, "at": step.at, "by": by, "text": step.text}


def views(one: Disagreement) -> list[dict[str, object]]:
    """What each side said, by step."""
    return [
        {
            "title": _("Step %(step)s: %(side)s") % {"step": each.step, "side": side_name(one, each.side)},
            "at": each.at,
            "by": each.by_name,
            "text": each.text,
            "took_part": each.took_part,
        }
        for each in one.views.all()
    ]
