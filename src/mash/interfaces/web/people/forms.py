"""What is asked of whoever says who is who."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mash.interfaces.web.components.forms import (
    CheckboxesField,
    DateField,
    GovForm,
    TextAreaField,
    TimeField,
)

LONDON = ZoneInfo("Europe/London")
WHY = _("Say why, so that a colleague can follow it later.")


class ReasonForm(GovForm):
    """Why somebody says so. Always asked, and read by whoever undoes it."""

    reason = TextAreaField(label=_("Why?"), max_length=500, missing=WHY, gov={"rows": 3})


class RecordsForm(GovForm):
    """Which records are of somebody else."""

    record = CheckboxesField(
        label=_("Which records are of somebody else?"),
        missing=_("Choose the records that are of somebody else"),
    )

    def __init__(self, *args: Any, records: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("record", list(records))

    def clean_record(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["record"]
        if len(chosen) == len(self.fields["record"].choices):  # type: ignore[attr-defined] # a choice field
            raise ValidationError(_("Leave at least one record with this person"))
        return chosen


class AlikeForm(GovForm):
    """Which of the safe pairs are one person each."""

    pair = CheckboxesField(label=_("Which pairs are one person?"), missing=_("Choose at least one pair"))

    def __init__(self, *args: Any, pairs: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("pair", list(pairs))


class NoteForm(GovForm):
    """Anything worth adding to an answer of the review."""

    reason = TextAreaField(label=_("Note"), max_length=500, required=False, gov={"rows": 2})


class LookForm(GovForm):
    """What somebody who approves models made of a look that asks."""

    answer = TextAreaField(
        label=_("What did you make of it?"),
        help_text=_("Say what you found and what is done about it. No names of people."),
        max_length=500,
        missing=_("Say what you made of it"),
        gov={"rows": 3},
    )


class ApproveForm(GovForm):
    """From when a version of the model is in force."""

    day = DateField(
        label=_("In force from"), missing=_("Enter the day from which it is in force"), future=True
    )
    time = TimeField(label=_("Time"), help_text=_("Leave empty for the start of the day"), required=False)

    def when(self, at: datetime) -> datetime:
        """The moment that was entered; nothing comes into force before now (`at`)."""
        said = self.cleaned_data
        return max(at, datetime.combine(said["day"], said["time"] or time(), LONDON))
