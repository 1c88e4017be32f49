"""Widgets that read what was typed; the macros of `mash/forms.jinja` draw them."""

# ruff: noqa: ARG002 - Django names all three parameters of value_from_datadict

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from mash.interfaces.web.components.values import Answer, DateParts, PartialDate


class Typed(forms.TextInput):
    """One line of text; with `not_known`, it returns an `Answer`."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, not_known: bool = False) -> None:
        super().__init__(attrs)
        self.not_known = not_known

    def value_from_datadict(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> Any:
        """The text, or an `Answer` of text and box."""
        text = super().value_from_datadict(data, files, name)
        if not self.not_known:
            return text
        return Answer(text=text or "", not_known=f"{name}-not_known" in data)

    def value_omitted_from_data(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> bool:
        """Whether neither the text nor the box came back."""
        return name not in data and f"{name}-not_known" not in data


class TypedLines(Typed):
    """Several lines of text."""

    input_type = "textarea"


class DateInputs(forms.Widget):
    """Three inputs (`name-day`, `name-month`, `name-year`) and a box `name-not_known`."""

    use_fieldset = True

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> DateParts:
        """The parts as typed, stripped."""
        day, month, year = (
            str(data.get(f"{name}-{part}") or "").strip() for part in ("day", "month", "year")
        )
        return DateParts(day, month, year, not_known=f"{name}-not_known" in data)

    def value_omitted_from_data(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> bool:
        """Whether no part came back."""
        return not any(f"{name}-{part}" in data for part in ("day", "month", "year", "not_known"))

    @staticmethod
    def parts(value: DateParts | PartialDate | date | None) -> DateParts:
        """What to show in the three inputs, for raw and for clean values."""
        if isinstance(value, DateParts):
            return value
        if isinstance(value, date):
            value = PartialDate.of(value)
        if value is None:
            return DateParts("", "", "", not_known=False)
        day, month, year = (
            "" if part is None else str(part) for part in (value.day, value.month, value.year)
        )
        return DateParts(day, month, year, not_known=not value.known)


class ManyFiles(forms.FileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[Any]:
        """All files sent under the name, in their order."""
        found: Iterable[Any] = files.getlist(name) if hasattr(files, "getlist") else (files.get(name) or [])
        return list(found)


class Boxes(forms.CheckboxSelectMultiple):
    """Check boxes; a QueryDict gives all values under the name."""

    def value_from_datadict(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> Any:
        """A list of values, empty when no box is ticked."""
        if isinstance(data, QueryDict | MultiValueDict):
            return data.getlist(name)
        value = data.get(name)
        return [] if value is None else value if isinstance(value, list | tuple) else [value]
