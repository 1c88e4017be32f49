"""Who a case is about: added, identified, looked up."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.utils.translation import gettext_lazy as _

from mash.casework.matters.models import Subject
from mash.interfaces.web.components.forms import (
    GovForm,
    PartialDate,
    PartialDateField,
    RadiosField,
    TextAreaField,
    TextField,
)
from mash.registers.people.rules import Said
from mash.registers.standards.queries import choices


class AddPersonForm(GovForm):
    """Somebody whom a contact names in its own words; as much as it says of them."""

    contact = RadiosField(label=_("Which contact names them"), missing=_("Choose the contact"))
    role = RadiosField(
        label=_("Who are they in it"),
        choices=[(value, _(text)) for value, text in Subject.ROLES],
        missing=_("Choose who they are in it"),
    )
    given_name = TextField(label=_("First name"), required=False, max_length=100)
    family_name = TextField(label=_("Last name"), required=False, max_length=100)
    born = PartialDateField(label=_("Date of birth"), required=False, past=True, not_known=False)
    age = TextField(
        label=_("Age, if the date is not known"), required=False, max_length=60, gov={"width": 10}
    )
    lines = TextAreaField(label=_("Address"), required=False, max_length=500, gov={"rows": 3})
    postcode = TextField(label=_("Postcode"), required=False, max_length=10, gov={"width": 10})
    description = TextAreaField(
        label=_("What else it says of them"),
        help_text=_("Describe them where no name is known."),
        required=False,
        max_length=2_000,
        gov={"rows": 3},
    )

    def __init__(self, *args: Any, contacts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(contacts) == 1:
            del self.fields["contact"]
        else:
            self.offer("contact", contacts)
        self.only = contacts[0][0]

    def clean(self) -> dict[str, Any]:
        said = dict(super().clean() or self.cleaned_data)
        if not self.errors and not any(said.get(one) for one in ("given_name", "family_name", "description")):
            self.add_error("description", _("Give a name, or describe them"))
        return said

    @property
    def chosen(self) -> str:
        return str(self.cleaned_data.get("contact") or self.only)

    @property
    def said(self) -> Said:
        """What was typed, as a source says it."""
        plain = ("given_name", "family_name", "age", "description")
        said: dict[str, Any] = {one: self.cleaned_data[one] for one in plain if self.cleaned_data.get(one)}
        born = self.cleaned_data.get("born")
        if isinstance(born, PartialDate):
            parts = {"day": born.day, "month": born.month, "year": born.year}
            said["born"] = {one: value for one, value in parts.items() if value}
        home = {one: self.cleaned_data[one] for one in ("lines", "postcode") if self.cleaned_data.get(one)}
        if home:
            said["address"] = home
        return cast("Said", said)


class IdentifyForm(GovForm):
    """One question for each person not yet identified: a known person, somebody new, or later. Nothing is preset."""

    def __init__(
        self, *args: Any, people: list[tuple[int, str, list[tuple[str, str]], dict[str, str]]], **kwargs: Any
    ) -> None:
        """`people` are (place, name, choices, hints)."""
        super().__init__(*args, **kwargs)
        for place, name, found, hints in people:
            self.fields[f"who-{place}"] = RadiosField(
                label=name,
                required=False,
                hints=hints,
                divider_before="new",
                choices=[*found, ("new", _("Somebody not known before"))],
            )

    def chosen(self) -> dict[int, str]:
        return {int(key.removeprefix("who-")): value for key, value in self.cleaned_data.items() if value}


class LookUpForm(GovForm):
    """What a national register is asked for."""

    purpose = RadiosField(label=_("What for"), missing=_("Choose what the register is asked for"))

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("purpose", choices("pds-purpose", at=at))
