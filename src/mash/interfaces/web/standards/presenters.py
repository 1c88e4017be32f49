"""Standards as rows of tables and facts of summaries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mash.interfaces.web.components.words import uk_date, uk_datetime
from mash.registers.agencies.models import Hub
from mash.registers.standards import compare, words
from mash.registers.standards.models import PracticeStandard
from mash.registers.standards.queries import as_rules
from mash.registers.standards.rules import Deciders, Minimum, Standard, Timing

State = PracticeStandard.State
PART_OF = {"timescale": "times", "minimum": "content", "decision_role": "deciders", "quorum": "meetings"}
PARTS = {shown: part for part, shown in PART_OF.items()}


def at_version(name: str, one: PracticeStandard, *more: str) -> str:
    return reverse(f"standards:{name}", args=[one.key, one.version, *more])


def line_name(key: tuple[str, ...]) -> str:
    """A line's key in an address: `decide.amber`, `decide.any`."""
    return ".".join(part or "any" for part in key)


def title(one: PracticeStandard) -> str:
    return _("%(title)s, version %(version)s") % {"title": one.title, "version": one.version}


def state_of(one: PracticeStandard, day: date) -> str:
    """Where a version stands on a day, in words."""
    if one.state == State.DRAFT:
        return _("Draft")
    if one.state == State.OPEN:
        return _("Open for approval")
    if one.state == State.DROPPED:
        return _("Given up")
    if day < one.valid_from:
        return _("In force from %(day)s") % {"day": uk_date(one.valid_from)}
    if one.valid_to and day >= one.valid_to:
        return _("Ended on %(day)s") % {"day": uk_date(one.valid_to)}
    return _("In force")


def population(one: PracticeStandard) -> str:
    said = {"children": _("Children"), "adults": _("Adults"), "all": _("Children and adults")}
    return said[one.population]


def hub_names() -> dict[str, str]:
    return dict(Hub.objects.values_list("key", "name"))


def rows(found: list[PracticeStandard], day: date) -> list[list[Any]]:
    """Each version with whose it is and where it stands."""
    hubs = hub_names()
    return [
        [
            {"href": at_version("version", one), "text": title(one)},
            population(one),
            hubs.get(one.hub, one.hub) if one.hub else _("Every hub without its own"),
            state_of(one, day),
            uk_date(one.valid_from),
            uk_date(one.valid_to) if one.valid_to else "",
        ]
        for one in found
    ]


def facts(one: PracticeStandard, day: date) -> list[dict[str, Any]]:
    """A version's head, as rows of a summary."""
    hubs = hub_names()
    found: list[dict[str, Any]] = [
        {"key": _("State"), "value": state_of(one, day)},
        {"key": _("For"), "value": population(one)},
        {"key": _("Hub"), "value": hubs.get(one.hub, one.hub) if one.hub else _("Every hub without its own")},
        {
            "key": _("In force from") if one.state == State.IN_FORCE else _("Meant to begin"),
            "value": uk_date(one.valid_from),
        },
    ]
    if one.valid_to:
        found.append({"key": _("Ended on"), "value": uk_date(one.valid_to)})
    if one.why:
        found.append({"key": _("What it changes, and why"), "prose": one.why})
    found.append({"key": _("What it rests on"), "prose": one.source})
    if one.installed_by_name:
        found.append(
            {"key": _("Drafted by"), "value": f"{one.installed_by_name}, {uk_datetime(one.installed_at)}"}
        )
    if one.digest:
        found.append({"key": _("Fingerprint of the text"), "value": one.digest[:16]})
    return found


@dataclass(frozen=True, slots=True)
class PartShown:
    part: str
    title: str
    columns: list[dict[str, Any]]
    rows: list[list[Any]]
    new: str


def parts(one: PracticeStandard, *, at: datetime, edits: bool) -> list[PartShown]:
    """All lines of a version as tables; `edits` links each to its form."""
    standard = as_rules(one)
    return [
        PartShown(
            PART_OF[part],
            heading,
            [{"text": text} for text in columns],
            _rows(one, standard, part, at=at, edits=edits),
            at_version("new", one, PART_OF[part]) if edits else "",
        )
        for part, heading, columns in (
            (
                "timescale",
                _("How long each step may take"),
                (_("Step"), _("Time"), _("Warns at"), _("Basis"), _("Source")),
            ),
            (
                "minimum",
                _("What must be there"),
                (
                    _("What"),
                    _("How binding"),
                    _("At which ratings"),
                    _("Said while it is missing"),
                    _("Closed by"),
                ),
            ),
            ("decision_role", _("Who may take which route"), (_("Route"), _("Who"), _("What the law says"))),
            (
                "quorum",
                _("Who must be at a meeting"),
                (_("Meeting"), _("Seats that must be filled"), _("Basis"), _("Source")),
            ),
        )
    ]


def _rows(
    one: PracticeStandard, standard: Standard, part: str, *, at: datetime, edits: bool
) -> list[list[Any]]:
    found = []
    for key, line in compare.lines_of(standard, part).items():
        name: Any = words.name(part, key, line, at=at)
        if edits:
            name = {"href": at_version("line", one, PART_OF[part], line_name(key)), "text": name}
        found.append([name, *_cells(line, at=at)])
    return found


def _cells(line: Any, *, at: datetime) -> list[str]:
    if isinstance(line, Timing):
        return [
            words.time_words(line),
            _("%(n)d %%") % {"n": int(line.warn_at * 100)},
            str(words.BASES[line.basis]),
            line.source,
        ]
    if isinstance(line, Minimum):
        binding = words.binding(line).capitalize()
        many = _(", %(n)d of them") % {"n": line.quantity} if line.quantity > 1 else ""
        verb = words.verb(line.action) if line.action else ""
        return [binding + many, words.ratings(line.ratings), line.gap, verb]
    if isinstance(line, Deciders):
        return [words.roles(line.roles), line.floor]
    return [words.seats(line.seats, at=at), str(words.BASES[line.basis]), line.source]


def approvals(one: PracticeStandard) -> list[list[str]]:
    """Who was named to approve it, and what they said."""
    said = {"": _("Has not said yet"), "approved": _("Approved"), "refused": _("Refused")}
    return [
        [
            ", ".join(filter(None, [each.name, each.post, each.agency])),
            said[each.verdict],
            uk_datetime(each.at) if each.at else "",
            each.reason,
        ]
        for each in one.approvals.all()
    ]


@dataclass(frozen=True, slots=True)
class DifferencesShown:
    """`rows` are what kind each is, its colour and its sentence."""

    title: str
    rows: list[tuple[str, str, str]]


def differences(was: PracticeStandard, now: PracticeStandard, *, at: datetime) -> list[DifferencesShown]:
    """What differs, part by part, each in one sentence."""
    kinds = {"new": (_("New"), "green"), "gone": (_("Gone"), "red"), "changed": (_("Changed"), "blue")}
    found = compare.differences(as_rules(was), as_rules(now))
    return [
        DifferencesShown(
            str(heading),
            [(*kinds[each.what], words.sentence(each, at=at)) for each in found if each.part == part],
        )
        for part, heading in words.PARTS.items()
    ]


def line_of(one: PracticeStandard, part: str, key: tuple[str, ...]) -> compare.Line | None:
    """One line of a version as the rules read it."""
    return compare.lines_of(as_rules(one), part).get(key)
