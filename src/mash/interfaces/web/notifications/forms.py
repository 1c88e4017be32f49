"""What is asked about a source, a file and a day; and the cells of a rejected row, one field each."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mash.casework.notifications.columns import ASSESSMENT, FIELDS, MOST_PEOPLE, PERSON, Columns, parts
from mash.casework.notifications.models import Terms
from mash.casework.notifications.rules import LONGEST_SUMMARY
from mash.foundation.files.uploads import refusal_of
from mash.interfaces.web.components.forms import (
    FilesField,
    GovForm,
    HiddenField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    TimeField,
)
from mash.registers.people.feeds.values import DateOrder

_LONG: Final = 80
_MOST: Final = 1_000_000
_OF_A_PERSON: Final = "person."
_DATES: Final = [
    ("dmy", _("Day first, such as 28/02/2015")),
    ("mdy", _("Month first, such as 02/28/2015")),
]
ROLE_WORDS: Final = {
    "subject": _("Child or adult worried about"),
    "parent": _("Parent"),
    "sibling": _("Sibling"),
    "carer": _("Carer"),
    "partner": _("Partner"),
    "household": _("Lives there"),
    "source-of-harm": _("Alleged source of harm"),
    "other": _("Somebody else"),
}


class TermsForm(GovForm):
    """What may change about a source."""

    title = TextField(label=_("Title"), max_length=200, missing=_("Enter a title"))
    expects = RadiosField(
        label=_("On which days must something come?"),
        choices=[("none", _("On no day in particular")), *Terms.EXPECTS],
        missing=_("Select on which days something must come"),
    )
    expected_by = TimeField(
        label=_("By which time?"),
        help_text=_("Such as 9am. A day on which nothing has come by then is shown as missing."),
        required=False,
    )
    dates = RadiosField(
        label=_("How does this force write days?"), choices=_DATES, missing=_("Select how days are written")
    )
    roles = TextAreaField(
        label=_("This force’s own words for roles"),
        help_text=_(
            "One a line: the word, an equals sign, and one of subject, parent, sibling, carer, partner, household, "
            "source-of-harm, other. For example: IP = subject"
        ),
        max_length=4_000,
        required=False,
        gov={"rows": 4},
    )
    number = HiddenField(required=False)

    def clean_roles(self) -> dict[str, str]:
        """The words in lower case with their role."""
        said: dict[str, str] = {}
        for line in str(self.cleaned_data["roles"]).splitlines():
            if not line.strip():
                continue
            word, found, role = (" ".join(part.split()) for part in line.rpartition("="))
            if not found or not word or role.casefold() not in ROLE_WORDS:
                raise ValidationError(
                    _("“%(line)s” is not a word, an equals sign and a role."),
                    params={"line": line.strip()[:60]},
                )
            said[word.casefold()] = role.casefold()
        return said

    def clean(self) -> dict[str, Any]:
        """A time for every day on which something must come."""
        said = dict(super().clean() or self.cleaned_data)
        said["expects"] = "" if said.get("expects") == "none" else said.get("expects", "")
        if said["expects"] and not said.get("expected_by") and "expected_by" not in self.errors:
            self.add_error("expected_by", _("Enter the time by which something must have come"))
        said["number"] = whole(said.get("number"))
        return said


class SourceForm(TermsForm):
    """A force, a desk and what is agreed."""

    agency = SelectField(label=_("Force"), missing=_("Choose the force"))
    desk = SelectField(label=_("Desk that receives them"), missing=_("Choose the desk"))
    key = TextField(
        label=_("Short name"),
        help_text=_("Small letters, digits and hyphens, such as county-ppn. It never changes."),
        max_length=40,
        missing=_("Enter a short name"),
        gov={"spellcheck": False, "width": 20},
    )
    field_order = ("agency", "desk", "key")

    def __init__(
        self,
        *args: Any,
        agencies: Sequence[tuple[str, str]],
        desks: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer("agency", [("", _("Choose")), *agencies])
        self.offer("desk", [("", _("Choose")), *desks])

    def clean_key(self) -> str:
        said = str(self.cleaned_data["key"]).strip()
        if not said or set(said) - set("abcdefghijklmnopqrstuvwxyz0123456789-"):
            raise ValidationError(_("Use small letters, digits and hyphens alone."))
        return said


class SecretForm(GovForm):
    """For how long the secret before may still sign; `known` is how many there were when the page was shown."""

    overlap = RadiosField(
        label=_("When does the secret before stop counting?"),
        choices=[
            ("0", _("At once, for example because somebody else may have read it")),
            ("1", _("In an hour")),
            ("24", _("In a day")),
            ("168", _("In seven days")),
        ],
        missing=_("Select when the secret before stops counting"),
    )
    known = HiddenField(required=False)


class TableField(FilesField):
    """One file, refused first as every upload is: over the cap, empty or a program."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The one file. Of what is over the cap no byte is left, and without this it would be called empty."""
        for one in data if isinstance(data, list) else [data] if data else []:
            refused = refusal_of(one)
            if refused is not None:
                raise ValidationError(refused.sentence, code=refused.code)
        found = super().clean(data, initial)
        return found[0] if found else None


class UploadForm(GovForm):
    """A file, and how many notifications the force says are in it."""

    file = TableField(
        label=_("File"),
        help_text=_("CSV, XML or Excel (.xlsx), up to 20 MB"),
        max_files=1,
        missing=_("Choose a file"),
    )
    declared = TextField(
        label=_("How many notifications does the force say are in it?"),
        help_text=_("Leave it empty where the force does not say."),
        required=False,
        max_length=9,
        gov={"width": 5, "inputmode": "numeric"},
    )

    def clean_declared(self) -> int | None:
        """A whole number, or None."""
        return _count(self.cleaned_data["declared"])


class MappingForm(GovForm):
    """What each column is, with what stands in its first rows; and what the force's words for roles mean."""

    dates = RadiosField(label=_("How are days written?"), choices=_DATES)
    version = HiddenField(required=False)

    def __init__(
        self,
        *args: Any,
        header: Sequence[str],
        examples: Sequence[Sequence[str]],
        columns: Columns,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.header = header
        self._roles = dict(columns.roles)
        self.initial.setdefault("dates", columns.dates)
        targets = [("", _("Not taken in")), *FIELDS.items(), *ASSESSMENT.items()]
        targets += [
            (f"{_OF_A_PERSON}{name}", format_lazy(_("Person: {field}"), field=label))
            for name, label in PERSON.items()
        ]
        self.columns: list[tuple[str, str]] = []
        for place, heading in enumerate(header):
            target, number = f"column_{place}", f"person_{place}"
            person, name = parts(columns.columns.get(heading, ""))
            shown = " · ".join(one[:60] for one in examples[place])
            self.fields[target] = SelectField(
                label=heading,
                required=False,
                initial=f"{_OF_A_PERSON}{name}" if person else name,
                help_text=format_lazy(_("For example: {examples}"), examples=shown)
                if shown
                else _("Empty in the first rows"),
            )
            self.offer(target, targets)
            self.fields[number] = TextField(
                label=format_lazy(_("Which person, for “{heading}”"), heading=heading),
                required=False,
                initial=str(person or ""),
                max_length=3,
                gov={"width": 2, "inputmode": "numeric"},
            )
            self.columns.append((target, number))
        self.words: dict[str, str] = {}

    def ask_roles(self, words: Sequence[str]) -> None:
        """Ask what these words of the force mean; what was said of them before stands there."""
        for word in words:
            name = f"role_{hashlib.sha256(word.encode()).hexdigest()[:10]}"
            self.words[name] = word
            self.fields[name] = SelectField(
                label=format_lazy(_("“{word}” is"), word=word),
                choices=list(ROLE_WORDS.items()),
                empty=_("Told by age: a child is worried about"),
                required=False,
                initial=self._roles.get(word, ""),
            )

    def chosen(self) -> Columns:
        """What has been chosen so far, of what can be read at all: for the preview and the words that it brings up."""
        found: dict[str, str] = {}
        for heading, (target, number) in zip(self.header, self.columns, strict=True):
            wanted = _target(self[target].value(), self[number].value())
            if wanted and wanted not in found.values():
                found[heading] = wanted
        dates: DateOrder = "mdy" if self["dates"].value() == "mdy" else "dmy"
        roles = {word: str(self[name].value() or "") for name, word in self.words.items()}
        kept = {word: role for word, role in self._roles.items() if word not in roles}
        return Columns(
            found, dates, kept | {word: role for word, role in roles.items() if role in ROLE_WORDS}
        )

    def clean(self) -> dict[str, Any]:
        """Each column once, persons by number, and the force's reference among them."""
        said = dict(super().clean() or self.cleaned_data)
        taken: dict[str, str] = {}
        for heading, (target, number) in zip(self.header, self.columns, strict=True):
            name = said.get(target, "")
            if not name:
                continue
            wanted = _target(name, said.get(number, ""))
            if not wanted:
                self.add_error(
                    number, _("Enter the person’s number, from 1 to %(most)d.") % {"most": MOST_PEOPLE}
                )
            elif wanted in taken:
                self.add_error(
                    target,
                    _("“%(other)s” is taken for the same already. Choose one of the two.")
                    % {"other": taken[wanted]},
                )
            else:
                taken[wanted] = heading
        if "reference" not in taken and not self.errors:
            self.add_error(
                self.columns[0][0],
                _("No column is the force’s reference of the notification. Say which one is."),
            )
        said["version"] = whole(said.get("version"))
        return said

    def mapping(self) -> dict[str, Any]:
        """The mapping that was chosen, once the form is valid. Raises WrongColumnsError."""
        columns = self.chosen()
        columns.check(self.header)
        return Columns.of_json(columns.as_json()).as_json()


def _target(name: Any, number: Any) -> str:
    """A target of columns.Columns; "" for none, and for a person whose number cannot be read."""
    said = str(name or "")
    if not said.startswith(_OF_A_PERSON):
        return said if said in FIELDS or said in ASSESSMENT else ""
    person = whole(number)
    field = said.removeprefix(_OF_A_PERSON)
    return f"{_OF_A_PERSON}{person}.{field}" if 0 < person <= MOST_PEOPLE and field in PERSON else ""


class DeclareForm(GovForm):
    """How many the force says that it sent on a day."""

    number = TextField(
        label=_("How many notifications does the force say it sent on this day?"),
        max_length=9,
        missing=_("Enter a number"),
        gov={"width": 5, "inputmode": "numeric"},
    )

    def clean_number(self) -> int:
        """A whole number."""
        found = _count(self.cleaned_data["number"])
        if found is None:
            raise ValidationError(_("Enter a number"))
        return found


class DifferenceForm(GovForm):
    """What does not agree about a day."""

    difference = TextField(
        label=_("What does not agree, and what happens next?"),
        help_text=_("The force and the hub both read it. Write no name of anybody it is about."),
        max_length=500,
        missing=_("Say what does not agree"),
    )


def whole(said: Any) -> int:
    """A whole number from a form's text; 0 for anything else."""
    text = str(said or "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else 0


def _count(said: Any) -> int | None:
    text = str(said or "").strip().replace(",", "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and int(text) <= _MOST):
        raise ValidationError(_("Enter a whole number, such as 212."))
    return int(text)


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
                help_text=meaning(target),
                initial=initial,
                required=False,
                max_length=max(LONGEST_SUMMARY, len(initial)) if field is TextAreaField else 500,
            )

    def cells(self) -> dict[str, str]:
        """What was typed, by heading."""
        return {heading: self.cleaned_data.get(name) or "" for name, heading in self.headings.items()}


def meaning(target: str) -> Any:
    """A field of columns.Columns in words."""
    number, name = parts(target)
    if not number:
        return FIELDS.get(name) or ASSESSMENT[name]
    return _("%(field)s of person %(number)s") % {"field": PERSON[name], "number": number}
