"""Lists and imports as rows of tables."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from mash.interfaces.web.components.words import uk_date, uk_datetime
from mash.registers.agencies.models import Agency
from mash.registers.people.feeds.mapping import KEEPS
from mash.registers.people.feeds.models import Feed, RowProblem, Run
from mash.registers.people.feeds.problems import is_aside, sentence

HUB: Final = "hub:"


@dataclass(frozen=True, slots=True)
class FeedRow:
    title: str
    href: str
    agency: str
    scope: str
    state: str


def feed_row(feed: Feed, at: datetime) -> FeedRow:
    """A line of the list of lists."""
    state = (
        _("In force") if feed.in_force(at) else (_("Ended") if feed.from_at <= at else _("Not yet in force"))
    )
    return FeedRow(
        feed.title,
        reverse("lists:feed", args=[feed.public_id]),
        str(feed.agency),
        feed.get_scope_display(),
        state,
    )


def hub_choices(agencies: Mapping[str, Agency]) -> list[tuple[str, str]]:
    """The list of hub events that each agency has, whether anything came in by it or not."""
    words = _("%(agency)s: people with an event at the hub")
    return [(f"{HUB}{key}", words % {"agency": agency.name}) for key, agency in agencies.items()]


def facts_of(feed: Feed) -> list[dict[str, Any]]:
    """The grounds of a list, as rows of a summary."""
    facts: list[dict[str, Any]] = [
        {"key": _("Agency"), "value": feed.agency.name},
        {"key": _("Whom it holds"), "value": feed.get_scope_display()},
        {"key": _("What it is for"), "prose": feed.purpose},
        {"key": _("What is kept"), "value": ", ".join(str(KEEPS[one]) for one in feed.keeps)},
        {
            "key": _("Read by whoever compares records"),
            "value": ", ".join(str(KEEPS[one]) for one in feed.shows) or _("Nothing"),
        },
        {"key": _("In force from"), "value": uk_date(feed.from_at)},
    ]
    if feed.until_at:
        facts.append({"key": _("Until"), "value": uk_date(feed.until_at)})
    if feed.scope == "wider":
        facts += [
            {"key": _("Clause"), "value": feed.clause},
            {"key": _("Impact assessment"), "value": feed.assessment},
            {"key": _("Assessed on"), "value": uk_date(feed.assessed_on) if feed.assessed_on else ""},
            {"key": _("Approved by"), "value": feed.approver},
            {
                "key": _("Purged when unused for"),
                "value": _("%(days)d days") % {"days": feed.purge_days or 0},
            },
        ]
    return facts


def run_row(run: Run) -> dict[str, Any]:
    """A line of the imports of a list."""
    return {
        "name": run.file_name,
        "href": reverse("lists:run", args=[run.public_id]),
        "at": run.at,
        "state": run.get_state_display(),
        "changes": _("%(new)d new, %(changed)d changed, %(gone)d withdrawn, %(aside)d kept aside")
        % {"new": run.new, "changed": run.changed, "gone": run.gone, "aside": run.aside},
    }


def facts_of_run(run: Run) -> list[dict[str, Any]]:
    """What an import holds and changes, as rows of a summary."""
    return [
        {"key": _("List"), "value": f"{run.feed.agency}: {run.feed}"},
        {"key": _("File"), "value": run.file_name},
        {"key": _("Uploaded"), "value": f"{uk_datetime(run.at)}, {run.by_name or run.by}"},
        {
            "key": _("State"),
            "value": f"{run.get_state_display()}. {run.failure}" if run.failure else run.get_state_display(),
        },
        {"key": _("What is in the file"), "value": run.get_mode_display()},
        {"key": _("Rows"), "value": f"{run.rows:,}"},
        {"key": _("New"), "value": f"{run.new:,}"},
        {"key": _("Changed"), "value": f"{run.changed:,}"},
        {"key": _("The same as before"), "value": f"{run.same:,}"},
        {"key": _("Withdrawn"), "value": f"{run.gone:,}"},
        {"key": _("Kept aside"), "value": f"{run.aside:,}"},
        {"key": _("Taken in with something odd"), "value": f"{run.noted:,}"},
    ]


def counted(found: Sequence[tuple[str, str, int]]) -> list[tuple[str, str, str, int]]:
    """What was odd: what became of it, the column, the reason and how many rows."""
    return [
        (
            _("Kept aside") if is_aside(code) else _("Taken in"),
            column or _("The whole row"),
            sentence(code),
            rows,
        )
        for code, column, rows in found
    ]


def problem_row(one: RowProblem) -> tuple[int, str, str, str, str]:
    """The row's number, the agency's number, the column, the reason and what stood there."""
    value = one.value
    if one.aside and value.startswith(("[", "{")):
        said = json.loads(value)
        value = " | ".join(
            said if isinstance(said, list) else [f"{key}: {part}" for key, part in said.items()]
        )
    return one.number, one.key, one.column or _("The whole row"), sentence(one.code), value[:500]
