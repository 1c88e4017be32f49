"""The forms of the room."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.interfaces.web.components.forms import GovForm, HiddenField, RadiosField, TextAreaField, TextField
from mash.oversight.demand import rules
from mash.oversight.demand.rules import Figures, Span

LONG: Final = 8000
PARTS: Final = ("staff", "offered", "answered")


class CountField(TextField):
    """A whole number or nothing; cleans to int or None."""

    def __init__(self, **kwargs: Any) -> None:
        gov = {"inputmode": "numeric", "width": 4, "spellcheck": False}
        super().__init__(required=False, max_length=10, gov=gov, **kwargs)

    def clean(self, value: Any) -> int | None:
        text = str(super().clean(value)).strip()
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{1,6}", text, re.ASCII):
            raise ValidationError(_("Enter a whole number, like 4, or leave it empty."), code="count")
        return int(text)


class SheetForm(GovForm):
    """The hours of one day: three numbers each, and what the page had shown of them when it was opened."""

    def __init__(
        self,
        *args: Any,
        spans: Iterable[Span],
        held: Mapping[int, Figures],
        switch: bool,
        at: datetime,
        **kwargs: Any,
    ) -> None:
        self.spans, self.switch, self.at = tuple(spans), switch, at
        initial: dict[str, Any] = {}
        for span in self.spans:
            said = held.get(span.hour, rules.NOTHING)
            initial[f"seen_{span.hour}"] = str(said)
            for part in self.parts(span):
                initial[f"{part}_{span.hour}"] = getattr(said, part)
        super().__init__(*args, initial=initial, **kwargs)
        names = {
            "staff": gettext_lazy("People on duty from %(hour)s"),
            "offered": gettext_lazy("Calls offered from %(hour)s"),
            "answered": gettext_lazy("Calls answered from %(hour)s"),
        }
        for span in self.spans:
            self.fields[f"seen_{span.hour}"] = HiddenField(required=False)
            for part in self.parts(span):
                self.fields[f"{part}_{span.hour}"] = CountField(label=str(names[part]) % {"hour": span.words})

    def parts(self, span: Span) -> tuple[str, ...]:
        """What can be entered of an hour: calls neither where a switch tells of them nor before they came."""
        return PARTS if not self.switch and span.start <= self.at else PARTS[:1]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for span in self.spans:
            if any(f"{part}_{span.hour}" in self.errors for part in PARTS):
                continue
            fault = rules.wrong(
                self.figures(span), span, at=self.at, switch=self.switch, before=self.seen(span)
            )
            if fault is not None:
                self.add_error(f"{fault[0]}_{span.hour}", fault[1])
        return said

    def figures(self, span: Span) -> Figures:
        """What was typed of an hour; what cannot be entered stays as the page had it."""
        seen = self.seen(span)
        said = {
            part: self.cleaned_data.get(f"{part}_{span.hour}")
            if part in self.parts(span)
            else getattr(seen, part)
            for part in PARTS
        }
        return Figures(**said)

    def seen(self, span: Span) -> Figures:
        return Figures.read(str(self.cleaned_data.get(f"seen_{span.hour}", "")))


class ElsewhereForm(GovForm):
    """Where a contact belongs that was sent to the hub by mistake, who took it there, and what its sender is told."""

    elsewhere = RadiosField(
        label=gettext_lazy("Where it belongs"), choices=[], missing=gettext_lazy("Choose where it belongs")
    )
    elsewhere_words = TextField(
        label=gettext_lazy("Which one, or where"),
        help_text=gettext_lazy("For another area, or for somewhere that is not in the list."),
        max_length=200,
        required=False,
    )
    how = RadiosField(
        label=gettext_lazy("How it gets there"),
        choices=[
            ("passed-on", gettext_lazy("We have passed it on, and somebody took it")),
            ("told", gettext_lazy("The sender is told to send it there")),
        ],
        missing=gettext_lazy("Choose how it gets there"),
    )
    taken_by = TextField(
        label=gettext_lazy("Who took it"),
        help_text=gettext_lazy("Their name or post, and where they work."),
        max_length=200,
        required=False,
    )
    words = TextAreaField(
        label=gettext_lazy("What the sender is told"),
        help_text=gettext_lazy("Where it belongs, how to reach it, and why it is not for the hub."),
        max_length=LONG,
        required=False,
    )
    withheld = TextField(
        label=gettext_lazy("Why the sender is not told"),
        help_text=gettext_lazy(
            "Only where telling them could put somebody in danger, or nobody can be told."
        ),
        max_length=500,
        required=False,
    )
    rationale = TextAreaField(
        label=gettext_lazy("Why it is not for the hub"),
        max_length=LONG,
        missing=gettext_lazy("Give the reason"),
    )

    def __init__(self, *args: Any, taken: bool, reached: bool, named: Iterable[str], **kwargs: Any) -> None:
        """`taken`: it must be passed on; `reached`: its sender reads an answer; `named`: places that are named in words."""
        super().__init__(*args, **kwargs)
        self.taken, self.reached, self.named = taken, reached, frozenset(named)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("elsewhere") in self.named and not said.get("elsewhere_words"):
            self.add_error("elsewhere_words", _("Say where it belongs."))
        if self.taken and said.get("how") == "told":
            self.add_error("how", rules.not_only_told())
        elif said.get("how") == "told" and (not self.reached or said.get("withheld")):
            self.add_error("how", rules.nobody_told())
        if said.get("how") == "passed-on" and not said.get("taken_by"):
            self.add_error("taken_by", _("Say who took it: their name or post, and where they work."))
        if "words" in said and not said["words"] and not said.get("withheld"):
            self.add_error("words", _("Write what the sender is told, or why nobody is told."))
        return said
