"""Answers in words: for the check page, the sender's copy, and the hub's own pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from django.utils.translation import gettext as _

from mash.interfaces.web.components.forms import PartialDate, PartialDateField
from mash.interfaces.web.public.forms import OPTIONAL, SECTIONS, URGENT, Section
from mash.interfaces.web.public.reading import NOT_KNOWN_CODE, Read
from mash.registers.standards import queries as standards


@dataclass(frozen=True, slots=True)
class _Where:
    population: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    value: str
    prose: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """One section in words. `number` tells apart the items of a list, from 1; 0 for a section that is none."""

    key: str
    title: str
    rows: list[Row] = field(default_factory=list)
    number: int = 0


def sections_for_display(
    content: Mapping[str, object], population: str, *, at: datetime, secrets: bool = True
) -> list[Shown]:
    """A contact's `content` in words, in the order of the form and the language of the page.

    Without `secrets` a protected address is named as kept secret and not written out.
    """
    shown: list[Shown] = []
    for section in (*URGENT, *OPTIONAL):
        found = content.get(section.key)
        if isinstance(found, Mapping):
            shown.append(_section(section, found, population, at, secrets=secrets))
        elif isinstance(found, list):
            shown += [
                _section(section, one, population, at, secrets=secrets, number=number)
                for number, one in enumerate(found, 1)
                if isinstance(one, Mapping)
            ]
    typed = content.get("as_typed")
    if isinstance(typed, Mapping):
        rows = [Row(_place(str(place)), str(text), prose=True) for place, text in typed.items()]
        shown.append(Shown("as_typed", _("As typed, where no form could read it"), rows))
    if isinstance(content.get("area"), Mapping):
        shown.append(
            Shown("area", _("The area"), [Row(_("Area"), _("The sender was not sure which area it is."))])
        )
    return [one for one in shown if one.rows]


def everything(found: Read) -> dict[str, object]:
    """All answers read, keyed as `content` is, the people and the sender too: for the sender's own eyes."""
    said: dict[str, object] = {**found.sections, **found.items}
    if found.as_typed:
        said["as_typed"] = found.as_typed
    return said


def _section(
    section: Section,
    values: Mapping[str, object],
    population: str,
    at: datetime,
    *,
    secrets: bool,
    number: int = 0,
) -> Shown:
    fields: dict[str, Any] = section.form.base_fields
    hidden = section.form.secret if values.get("secret_address") and not secrets else frozenset()
    rows = [
        Row(
            str(fields[name].label),
            _("Kept secret: not shown in this copy")
            if name in hidden
            else _words(section, name, values[name], _Where(population, at)),
            prose=_is_long(fields[name]),
        )
        for name in fields
        if values.get(name) not in (None, "", [])
    ]
    # An answer to a question that is no longer asked is still shown.
    rows += [Row(name, str(value)) for name, value in values.items() if name not in fields and name != "id"]
    title = str(section.title) if not number else f"{section.one or section.title} {number}"
    return Shown(section.key, title, rows, number)


def _is_long(one: Any) -> bool:
    return getattr(one.widget, "input_type", "") == "textarea"


def _words(section: Section, name: str, value: object, where: _Where) -> str:
    one: Any = section.form.base_fields[name]
    if value == NOT_KNOWN_CODE and not dict(getattr(one, "choices", ())):
        return _("Not known")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(one, PartialDateField):
        try:
            return str(PartialDate.from_iso(str(value)))
        except ValueError:
            return str(value)
    values = cast("list[object]", value) if isinstance(value, list) else [value]
    return ", ".join(_choice(section, name, str(each), where) for each in values)


def _choice(section: Section, name: str, value: str, where: _Where) -> str:
    key = section.form.lists.get(name)
    if section.key == "you" and name in {"work", "relation"}:
        key = "source-of-referral"
    if key:
        return standards.label(key.format(population=where.population), value, at=where.at)
    return str(dict(getattr(section.form.base_fields[name], "choices", ())).get(value, value))


def _place(place: str) -> str:
    """`others 2: nhs_number` in the words of the form."""
    section_key, _colon, name = place.partition(": ")
    key, _space, number = section_key.partition(" ")
    section = SECTIONS.get(key)
    one = section.form.base_fields.get(name) if section else None
    if section is None or one is None:
        return place
    title = f"{section.one} {number}" if number else str(section.title)
    return f"{title}: {one.label}"
