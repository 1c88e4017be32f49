"""What break-glass asks for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from mash.interfaces.web.components.forms import (
    DateField,
    GovForm,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
)
from mash.registers.standards.queries import choices


class BreakForm(GovForm):
    reference = TextField(
        label=_("Reference of the case"),
        help_text=_("Exactly as it was given to you, such as 7K2QM-9XPRT"),
        max_length=40,
        missing=_("Enter the reference"),
        gov={"width": 20, "spellcheck": False, "autocomplete": "off"},
    )
    reason_code = RadiosField(
        label=_("Why do you need it now?"), missing=_("Choose why you need the case now")
    )
    reason = TextAreaField(
        label=_("In your own words"),
        help_text=_("The lead who reviews it reads this. No names of people whom the case is about."),
        max_length=2_000,
        missing=_("Say why you need the case now"),
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("reason_code", choices("break-glass-reason", at=at))


class _Relation(GovForm):
    relation = RadiosField(label=_("How are you related?"), missing=_("Choose how you are related"))

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("relation", choices("closeness", at=at))


class CloseForm(_Relation):
    """Somebody by name and day, known to the hub or not."""

    given_name = TextField(label=_("First name"), max_length=200, missing=_("Enter the first name"))
    family_name = TextField(label=_("Last name"), max_length=200, missing=_("Enter the last name"))
    born = DateField(label=_("Date of birth"), past=True)
    field_order = ("given_name", "family_name", "born", "relation")


class InCaseForm(_Relation):
    """Somebody in a case that the reader has before them."""

    who = RadiosField(label=_("To whom are you close?"), missing=_("Choose to whom you are close"))
    field_order = ("who", "relation")

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("who", [*people, ("case", _("Somebody else whom the case is about"))])


class OtherForm(_Relation):
    """A colleague, and a case by its reference or somebody by name and day."""

    user = SelectField(label=_("Who of the hub"), missing=_("Choose who"), empty=_("Choose"))
    reference = TextField(
        label=_("Reference of the case"),
        help_text=_("Or fill in the name and the date of birth of the person to whom they are close"),
        required=False,
        max_length=40,
    )
    given_name = TextField(label=_("First name"), max_length=200, required=False)
    family_name = TextField(label=_("Last name"), max_length=200, required=False)
    born = DateField(label=_("Date of birth"), past=True, required=False)
    field_order = ("user", "reference", "given_name", "family_name", "born", "relation")

    def __init__(self, *args: Any, users: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("user", [("", _("Choose")), *users])
        self.fields["relation"].label = _("How are they related?")

    def clean(self) -> dict[str, Any]:
        """A case, or the whole of a name with a day."""
        said = dict(super().clean() or self.cleaned_data)
        if not said.get("reference"):
            for name, words in (
                ("given_name", _("Enter the first name, or the reference of a case")),
                ("family_name", _("Enter the last name, or the reference of a case")),
                ("born", _("Enter the date of birth, or the reference of a case")),
            ):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, words)
        return said


class EndForm(GovForm):
    reason = TextAreaField(
        label=_("Why does it hold no more?"),
        help_text=_("Such as: it is somebody else of the same name"),
        max_length=1_000,
        missing=_("Say why it holds no more"),
    )
