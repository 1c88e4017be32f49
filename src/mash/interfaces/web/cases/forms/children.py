"""Children who are not born yet, who are, and who are near the case."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mash.interfaces.web.cases.forms.common import LONG
from mash.interfaces.web.components.forms import (
    DateField,
    GovForm,
    NHSNumberField,
    RadiosField,
    TextAreaField,
    TextField,
)
from mash.registers.standards.queries import choices


class BirthForm(GovForm):
    born_on = DateField(label=_("Date of birth"), past=True, missing=_("Enter the date of birth"))
    given_name = TextField(label=_("First name"), max_length=200, required=False)
    family_name = TextField(
        label=_("Last name"), help_text=_("Left open, it stays as it is."), max_length=200, required=False
    )
    sex = RadiosField(
        label=_("Sex"),
        choices=[("female", _("Female")), ("male", _("Male")), ("", _("Not known"))],
        required=False,
    )
    nhs_number = NHSNumberField(
        label=_("NHS number"), help_text=_("10 digits, if it is known yet."), required=False
    )


class CorrectBirthForm(BirthForm):
    """The birth as it should have been recorded, or that there was none yet."""

    what = RadiosField(
        label=_("What was wrong"),
        choices=[
            ("details", _("What is recorded of it: this is right")),
            ("none", _("The child is not born yet")),
        ],
        missing=_("Choose what was wrong"),
    )
    field_order = ("what", "born_on", "given_name", "family_name", "sex", "nhs_number")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["born_on"].required = False

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("what") == "details" and not said.get("born_on") and "born_on" not in self.errors:
            self.add_error("born_on", _("Enter the date of birth"))
        return said


class UnbornForm(GovForm):
    """What is known of a child who is not born yet."""

    expected_on = DateField(
        label=_("Expected date of birth"), help_text=_("Leave it open while nobody knows."), required=False
    )
    source = RadiosField(label=_("Who says so"), choices=[], required=False)
    mother = RadiosField(label=_("Mother"), choices=[], required=False)
    booked = RadiosField(
        label=_("Is the pregnancy booked for maternity care?"),
        choices=[("yes", _("Yes")), ("no", _("No")), ("not-known", _("Not known"))],
        missing=_("Choose whether it is booked"),
    )
    booked_on = DateField(label=_("When it was booked"), past=True, required=False)
    booked_weeks = TextField(
        label=_("Weeks of pregnancy when booked"),
        help_text=_("As the midwife says, if you do not know the day: such as 12, or 12+6 with days."),
        max_length=5,
        required=False,
        gov={"width": 5, "spellcheck": False},
    )
    care = RadiosField(
        label=_("Is she seen by antenatal care now?"),
        choices=[("yes", _("Yes")), ("no", _("No")), ("not-known", _("Not known"))],
        missing=_("Choose whether she is seen"),
    )

    def __init__(self, *args: Any, mothers: list[tuple[str, str]], at: datetime, **kwargs: Any) -> None:
        """`mothers` are (place, name) of those in the case who may be the mother."""
        super().__init__(*args, **kwargs)
        self.offer("source", choices("expected-date-source", at=at))
        if mothers:
            self.offer("mother", [*mothers, ("", _("Not known, or not in this case"))])
        else:
            del self.fields["mother"]

    def clean_booked_weeks(self) -> int | None:
        """Days of gestation, from weeks or weeks and days."""
        text = str(self.cleaned_data["booked_weeks"]).replace(" ", "")
        if not text:
            return None
        found = re.fullmatch(r"(\d{1,2})(?:\+([0-6]))?", text, re.ASCII)
        if found is None or not 1 <= int(found[1]) <= 44:
            raise forms.ValidationError(_("Enter weeks from 1 to 44, such as 12 or 12+6"))
        return int(found[1]) * 7 + int(found[2] or 0)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("expected_on") and not said.get("source"):
            self.add_error("source", _("Choose who says so"))
        return said


class NotBornForm(GovForm):
    """How a pregnancy ended without a birth. No more is asked than is needed."""

    kind = RadiosField(
        label=_("What happened"),
        choices=[
            ("lost", _("Miscarriage")),
            ("stillborn", _("Stillbirth")),
            ("ended", _("Termination")),
            ("none", _("There was no pregnancy")),
        ],
        missing=_("Choose what happened"),
    )
    on = DateField(label=_("When, if it is known"), past=True, required=False)
    note = TextAreaField(
        label=_("Anything that people who meet the family should know"),
        max_length=2_000,
        required=False,
        gov={"rows": 3},
    )


class ConsiderForm(GovForm):
    """A child near the case: added to it, or considered and not added, each with the reason."""

    outcome = RadiosField(
        label=_("What you do"),
        choices=[
            ("added", _("Add them to this case")),
            ("considered", _("Record that they were considered")),
        ],
        missing=_("Choose what you do"),
    )
    reason = TextAreaField(
        label=_("Why"),
        help_text=_(
            "What you looked at about this child, and what you made of it. It is about this child alone."
        ),
        max_length=LONG,
        missing=_("Give the reason"),
        gov={"rows": 4},
    )
