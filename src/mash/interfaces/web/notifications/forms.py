"""The cells of a rejected row, one field each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from mash.casework.notifications.columns import FIELDS, PERSON, parts
from mash.casework.notifications.rules import LONGEST_SUMMARY
from mash.interfaces.web.components.forms import GovForm, TextAreaField, TextField

_LONG: Final = 80


class CellsForm(GovForm):
    """What the row says, as it was sent or put right before; nothing is demanded, since the reader says what is missing."""

    def __init__(
        self, *args: Any, cells: Mapping[str, str], columns: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.headings: dict[str, str] = {}
        for place, (heading, target) in enumerate(columns.items()):
            if not target:
                continue
            name = f"cell_{place}"
            self.headings[name] = heading
            initial = cells.get(heading, "")
            field: Any = TextAreaField if len(initial) > _LONG or target == "summary" else TextField
            self.fields[name] = field(
                label=heading,
                help_text=_meaning(target),
                initial=initial,
                required=False,
                max_length=max(LONGEST_SUMMARY, len(initial)) if field is TextAreaField else 500,
            )

    def cells(self) -> dict[str, str]:
        """What was typed, by heading."""
        return {heading: self.cleaned_data.get(name) or "" for name, heading in self.headings.items()}


def _meaning(target: str) -> Any:
    number, name = parts(target)
    if not number:
        return FIELDS[name]
    return _("%(field)s of person %(number)s") % {"field": PERSON[name], "number": number}
