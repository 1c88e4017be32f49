"""Reading the answer forms: everything that is wrong with a file is told at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

FOLDER = Path(__file__).parent
FALLBACK = "other"
_CODE = re.compile(r"^[a-z][a-z0-9-]{1,39}$")


class FormError(ValueError):
    """A file of this folder that cannot be used: the sentence names the file and all that is wrong."""


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of information. `code` (at most 40 characters) is kept with the item and means the same in every form."""

    code: str
    label: str
    label_cy: str = ""
    hint: str = ""

    @property
    def words(self) -> str:
        """The label in the language of the page; English where there is no Welsh."""
        return self.label_cy if self.label_cy and (get_language() or "").startswith("cy") else self.label


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """What an agency of one of the kinds in `serves` searches (`systems`), covers (`cover`) and tells apart.

    `marks` is true where each item carries the law under which it is held, the person's standing, and its grading.
    """

    key: str
    title: str
    serves: tuple[str, ...]
    systems: str
    cover: tuple[str, ...]
    categories: tuple[Category, ...]
    marks: bool = False

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The categories as pairs of a form's choices."""
        return [(one.code, one.words) for one in self.categories]


def read(key: str, table: Mapping[str, object]) -> AnswerForm:
    """A form from its parsed file. Raises FormError with every fault found."""
    faults = [
        f"{name} is not a field"
        for name in table.keys() - {"title", "serves", "systems", "cover", "category", "marks"}
    ]
    for name, kind in (("title", str), ("serves", list), ("systems", str), ("category", list)):
        if not isinstance(table.get(name), kind) or not table[name]:
            faults.append(f"{name} is missing")
    categories: list[Category] = []
    rows = table.get("category", [])
    for number, row in enumerate(rows if isinstance(rows, list) else [], 1):
        unknown = row.keys() - {"code", "label", "label_cy", "hint"}
        faults += [f"category {number}: {name} is not a field" for name in unknown]
        if not _CODE.match(str(row.get("code", ""))):
            faults.append(f"category {number}: code needs 2 to 40 small letters, digits and hyphens")
        if not row.get("label"):
            faults.append(f"category {number}: label is missing")
        if not unknown:
            categories.append(Category(**{"code": "", "label": "", **row}))
    codes = [one.code for one in categories]
    faults += [f"category {code} stands twice" for code in sorted(set(codes)) if codes.count(code) > 1]
    if faults:
        raise FormError(f"{key}.toml: {'; '.join(sorted(faults))}.")
    return AnswerForm(
        key=key,
        title=str(table["title"]),
        serves=_texts(table["serves"]),
        systems=str(table["systems"]),
        cover=_texts(table.get("cover", [])),
        categories=tuple(categories),
        marks=table.get("marks") is True,
    )


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else ()


@cache
def all_forms() -> dict[str, AnswerForm]:
    """Every form by its key. Raises FormError for a file at fault, and for two that contradict each other."""
    found = {
        path.stem: read(path.stem, tomllib.loads(path.read_text())) for path in sorted(FOLDER.glob("*.toml"))
    }
    served: dict[str, str] = {}
    labels: dict[str, str] = {}
    for form in found.values():
        for kind in form.serves:
            if kind in served:
                raise FormError(f"{form.key}.toml: {kind} is served by {served[kind]}.toml already.")
            served[kind] = form.key
        for one in form.categories:
            if labels.setdefault(one.code, one.label) != one.label:
                raise FormError(f"{form.key}.toml: {one.code} has another label in another form.")
    return found


@cache
def _by_kind() -> dict[str, AnswerForm]:
    return {kind: form for form in all_forms().values() for kind in form.serves}


def form_for(kind: str) -> AnswerForm:
    """The form of a kind of agency; the form `other` for a kind that has none of its own."""
    return _by_kind().get(kind) or all_forms()[FALLBACK]


@cache
def _categories() -> dict[str, Category]:
    return {one.code: one for form in all_forms().values() for one in form.categories}


def category_label(code: str) -> str:
    """A category in words; the code itself where no form has it (any more)."""
    found = _categories().get(code)
    return found.words if found else code
