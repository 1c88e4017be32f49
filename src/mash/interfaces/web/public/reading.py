"""What was typed, kept as typed, and read through the forms when it is needed.

Answers are {"hub", "area", "sections": {section: {input: [text, ...]}}, "items": {section: [{"id", "raw"}]}}: the raw
inputs of each page, so that a half-typed or impossible answer is kept and shown again like any other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from mash.casework.intake.vault import Answers
from mash.interfaces.web.components.forms import NOT_KNOWN, PartialDate
from mash.interfaces.web.public.forms import OPTIONAL, SECTIONS, URGENT, Facts, Section, SectionForm

Raw = dict[str, list[str]]
Plain = str | bool | list[str]
NOT_KNOWN_CODE = "not_known"
_PARTS = ("", "-day", "-month", "-year", "-not_known")
# More than any list of people has; past it, somebody is filling the disk.
MOST_ITEMS = 60


def storable(text: str) -> str:
    """Without what no database holds: NUL and halves of surrogate pairs."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()


def raw_from(posted: QueryDict, names: list[str]) -> Raw:
    """The inputs of these fields as typed; nothing else that was posted is kept."""
    found: Raw = {}
    for name in names:
        for part in _PARTS:
            values = [storable(value) for value in posted.getlist(f"{name}{part}") if value]
            if values:
                found[f"{name}{part}"] = values
    return found


def raw_of(values: dict[str, str]) -> Raw:
    """Inputs that the site fills in itself."""
    return {name: [value] for name, value in values.items() if value}


def bound(section: Section, facts: Facts, raw: Raw | QueryDict) -> SectionForm:
    """The form with these inputs, to be judged."""
    data = raw if isinstance(raw, QueryDict) else MultiValueDict(raw)
    return section.form(data, facts=facts)


def shown(section: Section, facts: Facts, raw: Raw) -> SectionForm:
    """The form with these inputs, to be looked at: without errors."""
    data: MultiValueDict[str, str] = MultiValueDict(raw)
    initial = {
        name: one.widget.value_from_datadict(data, MultiValueDict(), name)
        for name, one in section.form.base_fields.items()
    }
    return section.form(facts=facts, initial=initial if raw else None)


def facts_of(answers: Answers, *, population: str, at: datetime) -> Facts:
    """What the answers so far say about which questions concern this person."""
    sections = answers.get("sections", {})
    return Facts(
        population=population,
        at=at,
        klass=(sections.get("you", {}).get("klass") or [""])[0],
        unborn=population == "children" and bool(sections.get("person", {}).get("unborn")),
        types=tuple(sections.get("concern", {}).get("types") or ()),
    )


def plain(value: object) -> Plain | None:
    """A clean value as JSON holds it; None for no answer. "Not known" is an answer."""
    if value is NOT_KNOWN:
        return NOT_KNOWN_CODE
    if isinstance(value, PartialDate):
        return value.iso or NOT_KNOWN_CODE
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, list):
        return [str(one) for one in value] or None
    if isinstance(value, bool):
        return value or None
    return str(value) if value not in (None, "") else None


@dataclass
class Read:
    """All answers read: `sections` and `items` hold clean values, `as_typed` what no form could read.

    `wrong` names the sections in which something could not be read.
    """

    sections: dict[str, dict[str, Plain]] = field(default_factory=dict)
    items: dict[str, list[dict[str, Plain]]] = field(default_factory=dict)
    as_typed: dict[str, str] = field(default_factory=dict)
    wrong: set[str] = field(default_factory=set)


def read(answers: Answers, facts: Facts) -> Read:
    """Read every section that concerns this person."""
    found = Read()
    for section in (*URGENT, *OPTIONAL):
        if not section.shown(facts):
            continue
        if section.many:
            items = answers.get("items", {}).get(section.key, [])
            for number, item in enumerate(items, 1):
                values = _clean(section, facts, item["raw"], found, f"{section.key} {number}")
                if values:
                    found.items.setdefault(section.key, []).append(values)
        else:
            raw = answers.get("sections", {}).get(section.key, {})
            if raw or section in URGENT:
                found.sections[section.key] = _clean(section, facts, raw, found, section.key)
    return found


def _clean(section: Section, facts: Facts, raw: Raw, into: Read, place: str) -> dict[str, Plain]:
    form = bound(section, facts, raw)
    if not form.is_valid():
        into.wrong.add(section.key)
        for name in form.errors:
            typed = " ".join(
                value for part in _PARTS for value in raw.get(f"{name}{part}", ()) if part != "-not_known"
            )
            if typed and name in form.secret:
                # Never beside what others may read, whatever is wrong with it.
                form.cleaned_data[name] = typed
            elif typed:
                into.as_typed[f"{place}: {name}"] = typed
    values = {name: plain(value) for name, value in form.cleaned_data.items()}
    return {name: value for name, value in values.items() if value is not None}


def first_gap(answers: Answers, facts: Facts) -> Section | None:
    """The first page of the urgent path that cannot be sent as it is."""
    sections: dict[str, Any] = answers.get("sections", {})
    return next((one for one in URGENT if not bound(one, facts, sections.get(one.key, {})).is_valid()), None)


def has_answers(section: Section, answers: Answers) -> bool:
    if section.many:
        return any(item["raw"] for item in answers.get("items", {}).get(section.key, []))
    return bool(answers.get("sections", {}).get(section.key))


__all__ = ["SECTIONS", "Read", "bound", "facts_of", "first_gap", "has_answers", "raw_from", "read", "shown"]
