"""What is asked of whoever agrees, uploads or maps a list of people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mash.foundation.files.uploads import refusal_of
from mash.interfaces.web.components.forms import (
    CheckboxesField,
    ConfirmField,
    DateField,
    FilesField,
    GovForm,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
)
from mash.registers.people.feeds.errors import WrongMappingError
from mash.registers.people.feeds.mapping import FIELDS, KEEPS, ColumnMapping
from mash.registers.people.feeds.models import Run
from mash.registers.people.feeds.rules import LONGEST_UNUSED

_MODES = [
    ("snapshot", _("Everyone: who is missing from the file is withdrawn")),
    ("delta", _("Changes only: a column marks who is withdrawn")),
]
_HUB = "hub:"


class AgreeForm(GovForm):
    """What must be recorded before an agency supplies people without an event at the hub."""

    agency = SelectField(label=_("Agency"), missing=_("Choose the agency"))
    title = TextField(label=_("What the list is"), max_length=200, missing=_("Say what the list is"))
    purpose = TextAreaField(
        label=_("What it is for"), max_length=1000, missing=_("Say what the list is for"), gov={"rows": 3}
    )
    clause = TextField(
        label=_("Clause that allows it"), max_length=300, missing=_("Enter the clause that allows it")
    )
    assessment = TextField(
        label=_("Reference of the impact assessment"), max_length=200, missing=_("Enter the reference")
    )
    assessed_on = DateField(label=_("Day of the impact assessment"), past=True)
    approver = TextField(
        label=_("Who approved the assessment"),
        help_text=_("Name and post"),
        max_length=200,
        missing=_("Enter who approved the assessment"),
    )
    keeps = CheckboxesField(
        label=_("What is kept of each person"), choices=list(KEEPS.items()), missing=_("Select what is kept")
    )
    shows = CheckboxesField(
        label=_("What staff of a hub may read when they compare two records"),
        help_text=_(
            "Only of what is kept. Where nothing is chosen they read what the machine found, in words."
        ),
        choices=list(KEEPS.items()),
        required=False,
    )
    purge_days = TextField(
        label=_("Days after which somebody whom nobody needed is purged"),
        missing=_("Enter a number of days"),
        gov={"width": 4, "inputmode": "numeric"},
    )

    def __init__(self, *args: Any, agencies: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("agency", [("", _("Choose")), *agencies])

    def clean_purge_days(self) -> int:
        said = str(self.cleaned_data["purge_days"]).strip()
        if not (said.isascii() and said.isdigit() and 0 < int(said[:6]) <= LONGEST_UNUSED):
            raise ValidationError(
                _("Enter a number of days from 1 to %(most)d."), params={"most": LONGEST_UNUSED}
            )
        return int(said)


class UploadForm(GovForm):
    """A file and under which agreement it comes."""

    feed = SelectField(label=_("Which list is it?"), missing=_("Choose the list"))
    mode = RadiosField(
        label=_("What is in the file?"), choices=_MODES, missing=_("Select what is in the file")
    )
    events = ConfirmField(
        label=_("Everyone in the file had an event at the hub"),
        help_text=_("Asked for lists of people with an event at the hub"),
        required=False,
    )
    file = FilesField(
        label=_("File"),
        help_text=_("CSV (also packed as .csv.gz), Excel (.xlsx) or Parquet"),
        max_files=1,
        missing=_("Choose a file"),
    )

    def __init__(self, *args: Any, feeds: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("feed", [("", _("Choose")), *feeds])

    def clean_file(self) -> Any:
        """The one file, refused as every upload is: over the cap, empty or a program."""
        file = self.cleaned_data["file"][0]
        refused = refusal_of(file)
        if refused is not None:
            raise ValidationError(refused.sentence, code=refused.code)
        return file

    def clean(self) -> dict[str, Any]:
        """Who uploads a list of hub events says that it is one."""
        said = dict(super().clean() or self.cleaned_data)
        if str(said.get("feed", "")).startswith(_HUB) and not said.get("events"):
            self.add_error(
                "events",
                _("Confirm that everyone in the file had an event at the hub, or choose another list."),
            )
        return said


class ColumnsForm(GovForm):
    """One select a column, with what stands in its first rows."""

    dates = RadiosField(
        label=_("How are days written?"),
        choices=[("dmy", _("Day first, such as 28/02/2015")), ("mdy", _("Month first, such as 02/28/2015"))],
    )
    mode = RadiosField(label=_("What is in the file?"), choices=_MODES)

    def __init__(
        self, *args: Any, header: Sequence[str], examples: Sequence[Sequence[str]], run: Run, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.header = header
        for place, column in enumerate(header):
            shown = " · ".join(row[place][:60] for row in examples if place < len(row) and row[place].strip())
            self.fields[f"column_{place}"] = SelectField(
                label=column,
                choices=list(FIELDS.items()),
                empty=_("Not taken in"),
                required=False,
                help_text=format_lazy(_("For example: {examples}"), examples=shown)
                if shown
                else _("Empty in the first rows"),
            )
        self.columns = [f"column_{place}" for place in range(len(header))]
        self.mapping: Mapping[str, Any] = {}
        self._run = run

    def clean(self) -> dict[str, Any]:
        """A mapping that fits the file; else the error stands at the top."""
        said = dict(super().clean() or self.cleaned_data)
        kept = self._run.mapping if isinstance(self._run.mapping, dict) else {}
        chosen = {column: said.get(name, "") for column, name in zip(self.header, self.columns, strict=True)}
        try:
            mapping = ColumnMapping.of_json({**kept, "columns": chosen, "dates": said.get("dates", "dmy")})
            mapping.check(self.header)
        except WrongMappingError as error:
            raise ValidationError(error.sentence, code="mapping") from error
        self.mapping = mapping.as_json()
        return said
