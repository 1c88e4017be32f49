"""What is asked in the room `consultations`."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.casework.consultations.rules import Asked, AskerSaid, Given, PersonNamed, may_name
from mash.casework.matters.models import Subject
from mash.foundation.kernel.ids import read_reference
from mash.interfaces.web.components.forms import (
    YES_NO,
    YES_NO_NOT_KNOWN,
    CheckboxesField,
    ConfirmField,
    EmailField,
    GovForm,
    HiddenField,
    NHSNumberField,
    PartialDate,
    PartialDateField,
    PhoneField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
)
from mash.registers.people.rules import DateSaid, Said
from mash.registers.standards.queries import choices

LONG: Final = 5_000
NAMES: Final = ("given_name", "family_name", "nhs_number", "description")
"""One of them says who somebody is."""
ROLES: Final = [(key, gettext_lazy(text)) for key, text in Subject.ROLES]


class PersonForm(GovForm):
    """Somebody as they were described; a name or a description is enough."""

    role = SelectField(label=gettext_lazy("Who they are"), choices=ROLES, required=False)
    given = TextField(label=gettext_lazy("First name"), max_length=200, required=False)
    family = TextField(label=gettext_lazy("Last name"), max_length=200, required=False)
    born = PartialDateField(
        label=gettext_lazy("Date of birth"),
        required=False,
        not_known=False,
        help_text=gettext_lazy("What is known of it"),
    )
    age = TextField(label=gettext_lazy("Age, where that is all that is known"), max_length=40, required=False)
    nhs_number = NHSNumberField(label=gettext_lazy("NHS number"), required=False)
    house = TextField(label=gettext_lazy("House and street"), max_length=200, required=False)
    postcode = TextField(label=gettext_lazy("Postcode"), max_length=10, required=False)
    description = TextField(
        label=gettext_lazy("A description, where there is no name"), max_length=500, required=False
    )

    def person(self) -> PersonNamed | None:
        """Whom the fields describe; None where they describe nobody."""
        found = self.heard()
        return found if found and any(found.said.get(one) for one in NAMES) else None

    def heard(self) -> PersonNamed | None:
        """Whatever could be read of them, named or not; None where nothing was said."""
        typed = self.cleaned_data
        said: Said = {}
        if typed.get("given"):
            said["given_name"] = typed["given"]
        if typed.get("family"):
            said["family_name"] = typed["family"]
        if typed.get("nhs_number"):
            said["nhs_number"] = typed["nhs_number"]
        if typed.get("description"):
            said["description"] = typed["description"]
        if typed.get("born"):
            said["born"] = _parts(typed["born"])
        if typed.get("age"):
            said["age"] = typed["age"]
        if typed.get("house") or typed.get("postcode"):
            said["address"] = {"lines": typed.get("house", ""), "postcode": typed.get("postcode", "")}
        return PersonNamed(role=typed.get("role") or "subject", said=said) if said else None


def _parts(born: PartialDate) -> DateSaid:
    parts = {"day": born.day, "month": born.month, "year": born.year}
    return cast("DateSaid", {key: value for key, value in parts.items() if value is not None})


class AdviceForm(GovForm):
    """Advice, first or added."""

    text = TextAreaField(
        label=gettext_lazy("The advice"), max_length=LONG, missing=gettext_lazy("Write down the advice")
    )
    level = SelectField(label=gettext_lazy("Level of need that you talked about"), required=False)
    refer = RadiosField(
        label=gettext_lazy("Do you advise a referral?"),
        choices=YES_NO,
        missing=gettext_lazy("Choose whether you advise a referral"),
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("level", [("", _("Not talked about")), *choices("level-of-need", at=at)])

    def given(self) -> Given:
        said = self.cleaned_data
        level = int(said["level"]) if said["level"] else None
        return Given(text=said["text"], level=level, refer=said["refer"] == "yes")


class QuestionForm(GovForm):
    """A question to the desk, on one page: danger first, then who asks, what, and the advice."""

    once = HiddenField(max_length=20)
    danger_now = RadiosField(
        label=gettext_lazy("Is anybody in danger now?"),
        choices=YES_NO_NOT_KNOWN,
        hints={"yes": gettext_lazy("They call 999, and you make it a contact as soon as this is recorded.")},
        missing=gettext_lazy("Choose whether anybody is in danger now"),
    )
    source = SelectField(label=gettext_lazy("Who asks?"), missing=gettext_lazy("Choose who asks"))
    name = TextField(label=gettext_lazy("Their name"), max_length=200, required=False)
    role = TextField(label=gettext_lazy("Their role"), max_length=200, required=False)
    agency = TextField(
        label=gettext_lazy("Their school, practice or service"), max_length=200, required=False
    )
    phone = PhoneField(label=gettext_lazy("Telephone"), required=False)
    email = EmailField(
        label=gettext_lazy("Email address"),
        required=False,
        help_text=gettext_lazy(
            "If a referral that you advise does not come, they are written to, by reference alone."
        ),
    )
    named = RadiosField(
        label=gettext_lazy("Do they name anybody?"),
        choices=[
            ("yes", gettext_lazy("Yes, so that what is known is looked at")),
            ("no", gettext_lazy("No, it is advice without names")),
        ],
        missing=gettext_lazy("Choose whether they name anybody"),
    )
    themes = CheckboxesField(
        label=gettext_lazy("What is it about?"), missing=gettext_lazy("Choose what it is about")
    )
    question = TextAreaField(
        label=gettext_lazy("What they ask"),
        help_text=gettext_lazy("In their words. Without names where none are given."),
        max_length=LONG,
        missing=gettext_lazy("Write down what they ask"),
    )
    consent = RadiosField(
        label=gettext_lazy("What does the family or the adult know?"),
        missing=gettext_lazy("Choose what the family or the adult knows"),
    )
    text = TextAreaField(
        label=gettext_lazy("The advice"),
        help_text=gettext_lazy("Leave it empty if you call back with it."),
        max_length=LONG,
        required=False,
    )
    level = SelectField(label=gettext_lazy("Level of need that you talked about"), required=False)
    refer = RadiosField(label=gettext_lazy("Do you advise a referral?"), choices=YES_NO, required=False)
    meanwhile = TextAreaField(
        label=gettext_lazy("What they do meanwhile"), max_length=LONG, required=False, gov={"rows": 2}
    )
    sure = ConfirmField(label=gettext_lazy("These words name nobody whom it is about"), required=False)

    def __init__(self, *args: Any, at: datetime, population: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("source", [("", _("Choose")), *choices("source-of-referral", at=at)])
        self.offer("themes", choices("consultation-theme", at=at, populations=population))
        self.offer("consent", choices("consultation-consent", at=at))
        self.offer("level", [("", _("Not talked about")), *choices("level-of-need", at=at)])
        self.may_name: list[str] = []

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("text") and not said.get("refer"):
            self.add_error("refer", _("Choose whether you advise a referral"))
        if said.get("refer") and not said.get("text"):
            self.add_error("text", _("Write down the advice"))
        if said.get("named") == "no" and not said.get("sure"):
            texts = "\n".join(str(said.get(one, "")) for one in ("question", "text", "meanwhile"))
            self.may_name = may_name(texts)
            if self.may_name:
                words = ", ".join(f"“{one}”" for one in self.may_name[:5])
                self.add_error(
                    "sure",
                    _("This may name somebody: %(words)s. Take it out, or tick that it does not.")
                    % {"words": words},
                )
        return said

    def asked(self, people: tuple[PersonNamed, ...]) -> Asked:
        """The question as the desk keeps it."""
        said = self.cleaned_data
        level = int(said["level"]) if said["level"] else None
        named = said["named"] == "yes"
        return Asked(
            once=said["once"],
            named=named,
            source=said["source"],
            asker=AskerSaid(**{key: said[key] for key in ("name", "role", "agency", "phone", "email")}),
            themes=tuple(said["themes"]),
            question=said["question"],
            danger_now=said["danger_now"],
            consent=said["consent"],
            people=people if named else (),
            meanwhile=said["meanwhile"],
            advice=Given(text=said["text"], level=level, refer=said["refer"] == "yes")
            if said["text"]
            else None,
        )


class ToldForm(GovForm):
    """What whoever asked says came of it."""

    outcome = RadiosField(
        label=gettext_lazy("What came of it?"), missing=gettext_lazy("Choose what came of it")
    )
    told = TextAreaField(
        label=gettext_lazy("Where it was made, or why it is not needed"),
        help_text=gettext_lazy("If it is not needed, somebody else at the hub takes a second look."),
        max_length=LONG,
        missing=gettext_lazy("Write down where it was made, or why it is not needed"),
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("outcome", choices("consultation-outcome", at=at, **{"from": "asker"}))


class LookForm(GovForm):
    """The second look."""

    agrees = RadiosField(
        label=gettext_lazy("Is a referral needed?"),
        choices=[
            ("yes", gettext_lazy("No: I agree that none is needed")),
            ("no", gettext_lazy("Yes: it is waited for, and the hub may make it itself")),
        ],
        missing=gettext_lazy("Choose whether a referral is needed"),
    )
    why = TextAreaField(label=gettext_lazy("Why"), max_length=LONG, missing=gettext_lazy("Say why"))


class PartForm(GovForm):
    reason = TextAreaField(
        label=gettext_lazy("Why the contact is about something else"),
        max_length=LONG,
        missing=gettext_lazy("Say why the contact is about something else"),
    )


class FindForm(GovForm):
    """A question, or what came of it, by its reference."""

    ref = TextField(
        label=gettext_lazy("Find by reference"), max_length=40, missing=gettext_lazy("Enter the reference")
    )

    @property
    def reference(self) -> str:
        return read_reference(self.cleaned_data["ref"])
