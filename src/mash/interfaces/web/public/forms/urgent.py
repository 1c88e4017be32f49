"""The urgent path: five facts, each of which may be answered with "not known"."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mash.interfaces.web.components.forms import (
    YES_NO_NOT_KNOWN,
    ConfirmField,
    EmailField,
    PartialDateField,
    PhoneField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
)
from mash.interfaces.web.public.forms.base import Facts, SectionForm
from mash.registers.standards import queries as standards


class PersonForm(SectionForm):
    """Who it is about: a name, or a description, or that neither is known."""

    given_name = TextField(label=_("First name"), max_length=200, required=False)
    family_name = TextField(label=_("Last name"), max_length=200, required=False)
    unborn = ConfirmField(label=_("The baby is not born yet"), required=False)
    born = PartialDateField(
        label=_("Date of birth"),
        help_text=_("Enter what you know, even if it is only the year."),
        required=False,
        past=True,
        not_known=True,
    )
    age = TextField(
        label=_("Age, if you do not know the date"), max_length=60, required=False, gov={"width": 10}
    )
    description = TextAreaField(
        label=_("If you do not know the name, describe the person and where they can be found"),
        max_length=2000,
        required=False,
        gov={"rows": 3},
    )
    nothing_known = ConfirmField(label=_("I know neither a name nor a description"), required=False)
    shape: ClassVar[Any] = {
        name: {"optional": False}
        for name in ("given_name", "family_name", "born", "age", "description", "unborn", "nothing_known")
    }

    def prepare(self, facts: Facts) -> None:
        if facts.population != "children":
            self.leave_out("unborn")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        said = [
            found.get(name)
            for name in ("given_name", "family_name", "description", "nothing_known", "unborn")
        ]
        if not any(said) and not {"given_name", "family_name", "description"} & set(self.errors):
            self.add_error(
                "given_name",
                ValidationError(
                    _("Enter a name or a description, or say that you know neither."), code="required"
                ),
            )
        return found


class WorryForm(SectionForm):
    """What the worry is, and whether anyone is in danger now."""

    worry = TextAreaField(
        label=_("What are you worried about?"),
        help_text=_("Say what happened, what you saw or heard, and who was there. Use your own words."),
        max_length=20_000,
        missing=_("Say what you are worried about, or select “Not known”."),
        not_known=True,
        gov={"rows": 8, "threshold": 90},
    )
    danger = RadiosField(
        label=_("Is anyone in danger now?"),
        choices=YES_NO_NOT_KNOWN,
        hints={"yes": _("Call 999 first. Then send us this form.")},
        missing=_("Select whether anyone is in danger now, or “Not known”."),
    )


class YouForm(SectionForm):
    """Who is telling us, and how to reach them."""

    klass = RadiosField(
        label=_("How do you know about this?"),
        choices=[
            ("professional", _("Through my work or as a volunteer")),
            ("public", _("As a relative, friend, neighbour or somebody else, or it is about me")),
            ("anonymous", _("I would rather not say who I am")),
        ],
        missing=_("Select how you know about this, or that you would rather not say."),
    )
    role = TextField(label=_("Your job or role"), max_length=200, required=False)
    agency = TextField(
        label=_("The organisation you work for"),
        max_length=200,
        required=False,
        gov={"autocomplete": "organization"},
    )
    work = SelectField(label=_("What kind of organisation is it?"), required=False)
    relation = SelectField(label=_("How are you connected to the person?"), required=False)
    name = TextField(
        label=_("Your name"), max_length=200, required=False, not_known=False, gov={"autocomplete": "name"}
    )
    phone = PhoneField(label=_("Telephone number"), required=False)
    email = EmailField(
        label=_("Email address"),
        required=False,
        help_text=_(
            "We send a reference there and nothing about the person. You need it to read our answer."
        ),
    )
    no_contact = ConfirmField(label=_("There is no way to reach me"), required=False)
    safe_to_contact = TextField(
        label=_("When and how is it safe to reach you?"),
        max_length=400,
        required=False,
        help_text=_("For example: not at home, only by telephone before noon."),
    )
    quiet = ConfirmField(
        label=_("Send me no email: somebody may see it. I will come back with a passphrase."), required=False
    )
    conditional: ClassVar[Any] = {
        "klass": {"professional": ("role", "agency", "work"), "public": ("relation",)}
    }
    shape: ClassVar[Any] = {
        name: {"optional": False} for name in ("name", "phone", "email", "no_contact", "quiet")
    }

    def prepare(self, facts: Facts) -> None:
        for name, klass in (("work", "professional"), ("relation", "public")):
            field: Any = self.fields[name]
            field.choices = [
                ("", _("Choose")),
                *standards.choices("source-of-referral", at=facts.at, referrer=klass),
            ]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("klass") == "professional" and not found.get("name") and "name" not in self.errors:
            self.add_error(
                "name",
                ValidationError(
                    _(
                        "Enter your name. If you cannot give it, select that you would rather not say who you are."
                    ),
                    code="required",
                ),
            )
        reached = [found.get(name) for name in ("phone", "email", "no_contact")]
        if not any(reached) and not {"phone", "email"} & set(self.errors):
            self.add_error(
                "phone",
                ValidationError(
                    _(
                        "Enter a telephone number or an email address, or say that there is no way to reach you."
                    ),
                    code="required",
                ),
            )
        return found
