"""An answer under way, as typed: kept on the request, so that it can be left and taken up again.

    {"by": "Ana Poole", "people": {"1": {"fields": {"held": "disclosed"}, "items": [{...}], "page": "...", "left": true}}}

People are numbered as the request names them, from 1. Values are what the inputs held, right or wrong: nothing typed
is lost because it is not yet valid.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from django.http import QueryDict

from mash.casework.sharing.models import Answer, Item, Marks, Request, SealedAnswer, SealedItem
from mash.casework.sharing.queries import current_answers, current_sealed
from mash.casework.sharing.rules import LATER, SEALED
from mash.interfaces.web.agency.forms import MAX_ITEMS, NOT_KNOWN_DATE
from mash.interfaces.web.components.values import PartialDate

PERSON_INPUTS = (
    "held",
    "withheld_code",
    "withheld_reason",
    "systems_searched",
    "identity_confidence",
    "strengths",
    "worries",
    "level_suggested",
)
_DATE = ("happened_on-day", "happened_on-month", "happened_on-year", "happened_on-not_known")
_UNTIL = ("kept_until-day", "kept_until-month", "kept_until-year")
_MARKS = ("regime", "standing", "source_grade", "information_grade")
ITEM_INPUTS = (
    "kind", "category", *_DATE, "text", *_MARKS, *_UNTIL, "handling", "sealed_reason", "family_may_know",
)  # fmt: skip
_ITEM = re.compile(r"^item-([0-9]{1,3})-")


@dataclass
class Typed:
    """What was typed of one person: the inputs of PersonForm, and those of each item."""

    fields: dict[str, str] = field(default_factory=dict)
    items: list[dict[str, str]] = field(default_factory=list)

    @property
    def written(self) -> list[dict[str, str]]:
        """The items in which anything stands."""
        return [one for one in self.items if any(value.strip() for value in one.values())]

    @property
    def sealed(self) -> int:
        """How many of the items written are to be sealed."""
        return sum(one.get("handling") == SEALED for one in self.written)

    @property
    def started(self) -> bool:
        return bool(self.written) or any(value.strip() for value in self.fields.values())


def item_prefix(number: int) -> str:
    return f"item-{number}"


def _storable(text: str) -> str:
    """Without what PostgreSQL cannot hold as JSON text; the form has told of it already."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()


def from_post(post: QueryDict) -> Typed:
    """Everything typed on the page, item by item in their order; unknown inputs are left out."""
    numbers = sorted({int(found.group(1)) for key in post if (found := _ITEM.match(key))})
    return Typed(
        fields={name: str(post[name]) for name in PERSON_INPUTS if name in post},
        items=[
            {name: str(post[key]) for name in ITEM_INPUTS if (key := f"{item_prefix(number)}-{name}") in post}
            for number in numbers[:MAX_ITEMS]
        ],
    )


def of_person(working: Mapping[str, object], number: int) -> Typed:
    """What is kept of one person; nothing when they have not been started."""
    people = cast("Mapping[str, Mapping[str, object]]", working.get("people") or {})
    kept = people.get(str(number)) or {}
    return Typed(
        fields=dict(cast("Mapping[str, str]", kept.get("fields") or {})),
        items=[dict(one) for one in cast("list[Mapping[str, str]]", kept.get("items") or [])],
    )


def with_person(
    working: Mapping[str, object], number: int, typed: Typed, *, page: str, left: bool, by: str
) -> dict[str, object]:
    """The working answer with this person's part replaced; `page` names the open page that saved it.

    `left`: by a button, so that what that page still saves by itself is older and comes too late.
    """
    people = dict(cast("Mapping[str, object]", working.get("people") or {}))
    people[str(number)] = {
        "fields": {name: _storable(value) for name, value in typed.fields.items()},
        "items": [{name: _storable(value) for name, value in one.items()} for one in typed.items],
        "page": _storable(page)[:20],
        "left": left,
    }
    return {**working, "people": people, "by": by}


def from_answers(request: Request) -> dict[str, object]:
    """The answers that stand, open and sealed, as if typed again: what a correction starts from."""
    by_subject = {one.about_id: one for one in current_answers(request)}
    sealed = {one.about_id: one for one in current_sealed(request)}
    people = {
        str(number): _typed_of(by_subject.get(subject.pk), sealed.get(subject.pk))
        for number, subject in enumerate(request.subjects.all(), 1)
        if subject.pk in by_subject or subject.pk in sealed
    }
    return {"people": people, "correction": True}


def _typed_of(answer: Answer | None, sealed: SealedAnswer | None) -> dict[str, object]:
    said = answer or sealed
    fields = {name: str(getattr(said, name, "") or "") for name in PERSON_INPUTS}
    if answer is None:
        fields["held"] = LATER
    items = [_typed_item(item, item.handling, "") for item in answer.items.all()] if answer else []
    items += [_typed_item(item, SEALED, item.reason) for item in sealed.items.all()] if sealed else []
    return {"fields": fields, "items": items}


def _typed_item(item: Item | SealedItem, handling: str, reason: str) -> dict[str, str]:
    return {
        "kind": item.kind,
        "category": item.category,
        "text": item.text,
        "handling": handling,
        "sealed_reason": reason,
        "family_may_know": item.family_may_know,
        **_date_typed(item.happened_on),
        **_marks_typed(item),
    }


def _marks_typed(item: Marks) -> dict[str, str]:
    typed = {name: value for name in _MARKS if (value := getattr(item, name))}
    if item.kept_until is not None:
        parts = (item.kept_until.day, item.kept_until.month, item.kept_until.year)
        typed |= dict(zip(_UNTIL, map(str, parts), strict=True))
    return typed


def _date_typed(kept: str) -> dict[str, str]:
    if kept == NOT_KNOWN_DATE:
        return {"happened_on-not_known": "on"}
    try:
        found = PartialDate.from_iso(kept)
    except (ValueError, TypeError):
        return {"happened_on-year": kept}
    parts = {"day": found.day, "month": found.month, "year": found.year}
    return {f"happened_on-{name}": str(part) for name, part in parts.items() if part is not None}
