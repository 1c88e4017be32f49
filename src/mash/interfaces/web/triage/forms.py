"""The filters of the grid, the rating in a row, and the reasons of a sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.casework.cases.models import RATINGS
from mash.casework.intake.models import Contact
from mash.interfaces.web.components.forms import GovForm, RadiosField, SelectField, TextAreaField
from mash.registers.standards.queries import label

LONG = 10_000
KEYS = {"red": "1", "amber": "2", "green": "3", "blue": "4"}
"""The key that chooses each rating in the grid."""


class FilterForm(GovForm):
    """What of the waiting contacts is shown; only what waits is offered."""

    desk = SelectField(label=gettext_lazy("Desk"), required=False)
    channel = SelectField(label=gettext_lazy("How it came"), required=False)
    source = SelectField(label=gettext_lazy("From"), required=False)
    grade = SelectField(label=gettext_lazy("Police grade"), required=False)

    def __init__(
        self, *args: Any, desks: list[tuple[str, str]], offered: Any, at: Any, **kwargs: Any
    ) -> None:
        """`offered` is queries.waiting.Offer."""
        super().__init__(*args, **kwargs)
        if len(desks) > 1:
            self.offer("desk", desks)
        else:
            del self.fields["desk"]
        channels = {str(key): str(text) for key, text in Contact.CHANNELS}
        sources = {one: label("source-of-referral", one, at=at) for one in offered.sources}
        self.words: dict[str, dict[str, str]] = {"channel": channels, "source": sources, "grade": {}}
        for name, counts in (
            ("channel", offered.channels),
            ("source", offered.sources),
            ("grade", offered.grades),
        ):
            self.offer(
                name,
                [
                    ("", _("All")),
                    *((one, f"{self.words[name].get(one, one)} ({n})") for one, n in counts.items()),
                ],
            )


class RowForm(GovForm):
    """The first rating of one contact, with its reason."""

    rating = RadiosField(
        label=gettext_lazy("Rating"),
        choices=[(value, gettext_lazy(text)) for value, text in RATINGS],
        missing=gettext_lazy("Choose a rating"),
    )
    rationale = TextAreaField(
        label=gettext_lazy("Why this rating"),
        max_length=LONG,
        missing=gettext_lazy("Give the reason for the rating"),
    )


class SheetForm(GovForm):
    """One box for each person we are worried about. Which rows are sent is ticked beside it; a ticked row needs them all."""

    def __init__(self, *args: Any, people: Iterable[tuple[str, int, str]], **kwargs: Any) -> None:
        """`people` are (case's reference, place of the person, name)."""
        super().__init__(*args, **kwargs)
        self.boxes: dict[str, list[tuple[int, str]]] = {}
        for ref, place, name in people:
            field = f"why-{ref}-{place}"
            self.fields[field] = TextAreaField(
                label=_("Reason for %(name)s") % {"name": name}, max_length=LONG, required=False
            )
            self.boxes.setdefault(ref, []).append((place, field))

    @property
    def ticked(self) -> list[str]:
        """The references that were sent as ticked, whether or not they are on the sheet."""
        return self.data.getlist("pick") if isinstance(self.data, QueryDict) else []

    @property
    def picked(self) -> list[str]:
        """The references of the rows that are ticked, in the order of the sheet."""
        return [ref for ref in self.boxes if ref in self.ticked]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for ref in self.picked:
            for _place, field in self.boxes[ref]:
                if not str(said.get(field) or "").strip() and field not in self.errors:
                    self.add_error(field, _("Give the reason for this person"))
        return said

    def reasons(self, ref: str) -> Mapping[int, str]:
        """What was typed for each person of a row, by their place."""
        return {place: str(self.cleaned_data.get(field) or "") for place, field in self.boxes[ref]}
