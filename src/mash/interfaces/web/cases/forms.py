"""The forms on a case. What is refused is refused by the actions; a form only says what is missing or misread."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from mash.casework.cases.models import RATINGS
from mash.casework.cases.queries import Picture
from mash.casework.cases.queries.picture import SIBLINGS
from mash.casework.intake.models import Contact
from mash.casework.matters.models import Subject
from mash.casework.sharing.models import Openness, Request
from mash.interfaces.web.cases.words import hint_of
from mash.interfaces.web.components.forms import (
    CheckboxesField,
    DateField,
    GovForm,
    NHSNumberField,
    PartialDate,
    PartialDateField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
)
from mash.interfaces.web.components.words import uk_date
from mash.interfaces.web.ground import GroundForm
from mash.registers.people.rules import Said
from mash.registers.standards.queries import choices, codes, label_of
from mash.registers.standards.rules import Minimum

LONG = 20_000


class RateForm(GovForm):
    rating = RadiosField(
        label=_("Rating"),
        choices=[(value, _(text)) for value, text in RATINGS],
        hints={
            "red": _("Serious harm now or soon: act today"),
            "amber": _("Significant worry: agencies are asked within the day"),
            "green": _("Some worry: help may be needed"),
            "blue": _("Little or no worry for a hub"),
        },
        missing=_("Choose a rating"),
    )
    rationale = TextAreaField(
        label=_("Why this rating"),
        help_text=_("A changed rating needs a reason of its own."),
        max_length=LONG,
        missing=_("Give the reason for the rating"),
    )


class NoteForm(GovForm):
    kind = RadiosField(
        label=_("What it is"),
        choices=[
            ("note", _("A note")),
            ("worker-safety", _("An instruction for the safety of every visitor")),
        ],
        missing=_("Choose what it is"),
    )
    text = TextAreaField(label=_("Text"), max_length=LONG, missing=_("Write the note"))


class ReasonForm(GovForm):
    reason = TextAreaField(label=_("Reason"), max_length=LONG, missing=_("Give the reason"))


class ProtectForm(GovForm):
    """One box and a button; who it is about only where there is more than one person."""

    rationale = TextAreaField(
        label=_("What is the danger, and what has been done?"),
        max_length=LONG,
        missing=_("Say what the danger is and what was done"),
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(people) > 1:
            self.fields["person"] = RadiosField(label=_("Who"), choices=people, initial=people[0][0])
            self.order_fields(["person"])
        self.only = people[0][0] if len(people) == 1 else ""

    @property
    def place(self) -> int:
        return int(self.cleaned_data.get("person") or self.only)


class ClassifyForm(GovForm):
    kind = RadiosField(
        label=_("What this contact is"),
        choices=[(value, _(text)) for value, text in Contact.KINDS],
        missing=_("Choose what it is"),
    )
    rationale = TextAreaField(label=_("Why"), max_length=LONG, missing=_("Give the reason"))


class JoinForm(GovForm):
    """Those of the suggested contacts that are about the same incident, or another by its reference, and why."""

    chosen = CheckboxesField(label=_("These may be about the same incident"), choices=[], required=False)
    other = TextField(
        label=_("Reference of another contact"),
        help_text=_("Such as 7K2QM-9XPRT."),
        max_length=20,
        required=False,
        gov={"width": 20, "spellcheck": False},
    )
    ground = RadiosField(
        label=_("Why they are joined"),
        choices=[("number", _("They have the same incident number")), ("reason", _("Another reason"))],
        missing=_("Choose why they are joined"),
    )
    rationale = TextAreaField(
        label=_("The reason"),
        help_text=_("A sentence is enough. Not needed for the same incident number."),
        max_length=2_000,
        required=False,
        gov={"rows": 3},
    )

    def __init__(self, *args: Any, suggested: Iterable[tuple[str, str, str]], **kwargs: Any) -> None:
        """`suggested` are (reference, words, why)."""
        super().__init__(*args, **kwargs)
        offered = list(suggested)
        if offered:
            self.offer("chosen", [(ref, words) for ref, words, _why in offered])
            self.hint("chosen", {ref: why for ref, _words, why in offered})
        else:
            del self.fields["chosen"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not (said.get("chosen") or said.get("other")):
            self.add_error("other", _("Choose a contact, or enter its reference"))
        if said.get("ground") == "reason" and not said.get("rationale", "").strip():
            self.add_error("rationale", _("Say why they are joined"))
        return said

    @property
    def wanted(self) -> list[str]:
        """The references that were chosen, and the one that was typed."""
        typed = [str(self.cleaned_data["other"])] if self.cleaned_data["other"] else []
        return [*self.cleaned_data.get("chosen", []), *typed]


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


class LookUpForm(GovForm):
    """What a national register is asked for."""

    purpose = RadiosField(label=_("What for"), missing=_("Choose what the register is asked for"))

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("purpose", choices("pds-purpose", at=at))


GROUNDS = {"children": ("s47", "below-s47"), "adults": ("s42", "adult-below-s42")}


class AskForm(GroundForm):
    """Several agencies about several people, on one ground, with the openness that it relies on."""

    agencies = CheckboxesField(label=_("Agencies to ask"), missing=_("Choose at least one agency"))
    subjects = CheckboxesField(label=_("About whom"), missing=_("Choose at least one person"))
    ground = RadiosField(label=_("Ground"), missing=_("Choose the ground"))
    purpose = TextAreaField(
        label=_("Purpose"),
        help_text=_("Why these agencies are asked, in words that they can rely on."),
        max_length=LONG,
        missing=_("Give the purpose"),
    )
    question = TextAreaField(label=_("What you want to know"), max_length=LONG, required=False)
    openness = RadiosField(
        label=_("Does the family or the adult know?"),
        help_text=_("Below reasonable cause nothing leaves without an answer here."),
        required=False,
    )
    who = TextField(label=_("Who was told or agreed"), max_length=200, required=False)
    reason_code = SelectField(label=_("If they were not told, why not"), required=False)
    reason = TextAreaField(label=_("The reason in your own words"), max_length=LONG, required=False)

    field_order = (
        "agencies",
        "subjects",
        "ground",
        "purpose",
        "question",
        "openness",
        "who",
        "reason_code",
        "reason",
    )

    def __init__(
        self,
        *args: Any,
        picture: Picture,
        agencies: Iterable[tuple[str, str, str]],
        people: list[tuple[str, str]],
        at: datetime,
        **kwargs: Any,
    ) -> None:
        """`agencies` are (key, name, why suggested); suggested ones come first."""
        super().__init__(*args, **kwargs)
        ordered = sorted(agencies, key=lambda one: (not one[2], one[1]))
        self.offer("agencies", [(key, name) for key, name, _why in ordered])
        self.hint("agencies", {key: why for key, _name, why in ordered if why})
        self.offer("subjects", people)
        grounds = GROUNDS[picture.case.desk.population]
        self.offer("ground", [(key, _(text)) for key, text in Request.GROUNDS if key in grounds])
        recorded = [
            (
                f"recorded-{one.pk}",
                f"{_(one.get_basis_display())} ({one.who or one.by_name}, {uk_date(one.at)})",
            )
            for one in picture.openness
        ]
        self.offer(
            "openness",
            [
                *recorded,
                *((key, _(text)) for key, text in Openness.BASES),
            ],
        )
        self.offer(
            "reason_code",
            [
                ("", _("Choose")),
                *choices("not-told-reason", at=at),
            ],
        )
        self.offer_powers(picture.case.desk.population, at=at)

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        basis = said.get("openness")
        if basis in {"told", "agreed"} and not said.get("who"):
            self.add_error("who", _("Say who was told or agreed"))
        if basis == "not-told" and not said.get("reason_code"):
            self.add_error("reason_code", _("Choose why they were not told"))
        if basis == "not-told" and not said.get("reason"):
            self.add_error("reason", _("Give the reason in your own words"))
        return said


class NotAskedForm(GovForm):
    """A decision not to tell an agency about some people, with its reason."""

    agency = SelectField(label=_("Agency"), missing=_("Choose the agency"))
    subjects = CheckboxesField(label=_("About whom"), missing=_("Choose at least one person"))
    ground = RadiosField(
        label=_("What it would have been for"), missing=_("Choose what it would have been for")
    )
    reason = TextAreaField(
        label=_("Why it is not shared"),
        help_text=_("Such as: more detrimental to the child than sharing."),
        max_length=LONG,
        missing=_("Say why it is not shared"),
        gov={"rows": 4},
    )

    def __init__(
        self,
        *args: Any,
        population: str,
        agencies: list[tuple[str, str]],
        people: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer("agency", [("", _("Choose")), *agencies])
        self.offer("subjects", people)
        self.offer("ground", [(key, _(text)) for key, text in Request.GROUNDS if key in GROUNDS[population]])


# Counted from what is there, not typed.
NOT_TYPED = frozenset({"history-viewed", "agencies-answered", "rationale"})


class DecideForm(GovForm):
    """Level, route, outcome and rationale, and a text for each thing that the standard asks to be recorded."""

    level = RadiosField(label=_("Level of need"), missing=_("Choose a level of need"))
    route = RadiosField(label=_("Route"), missing=_("Choose a route"))
    outcome = SelectField(
        label=_("Outcome code"), help_text=_("Leave it for the route’s own."), required=False
    )
    rationale = TextAreaField(
        label=_("Rationale"), max_length=LONG, missing=_("Give the rationale for the decision")
    )

    def __init__(self, *args: Any, picture: Picture, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        population = picture.case.desk.population
        levels = codes("level-of-need", at=at)
        self.offer("level", [(one.code, label_of(one)) for one in levels])
        self.hint("level", {one.code: hint_of(one) for one in levels if hint_of(one)})
        self.offer(
            "route",
            [
                one
                for one in choices("route", at=at, populations=population)
                if one[0] != "immediate-protection"
            ],
        )
        self.offer(
            "outcome",
            [
                ("", _("The route’s own")),
                *choices("referral-outcome", at=at, populations=population),
            ],
        )
        self.minimums: tuple[Minimum, ...] = tuple(
            each
            for each in picture.standard.minimum("decision", picture.case.rating)
            if each.code not in NOT_TYPED
        )
        self.at = at
        # What the case has on record for it counts where nothing is written here: facts, never a rationale.
        self.recorded = {SIBLINGS: picture.siblings_words} if picture.siblings_recorded else {}
        for each in self.minimums:
            required = each.severity == "required"
            recorded = self.recorded.get(each.code, "")
            self.fields[each.code] = TextAreaField(
                label=each.label,
                help_text=_("Recorded on the family’s page. Leave it open to rely on that."),
                required=required and not recorded,
                error_messages={"required": each.gap},
                max_length=LONG,
            )
            if not recorded:
                self.fields[each.code].help_text = ""

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        level, route = said.get("level"), said.get("route")
        if level and route and route not in dict(choices("route", at=self.at, levels=int(level))):
            self.add_error("route", _("This route is not offered at that level of need"))
        return said

    @property
    def considered(self) -> dict[str, str]:
        found = {
            each.code: self.cleaned_data.get(each.code, "") or self.recorded.get(each.code, "")
            for each in self.minimums
        }
        return {code: text for code, text in found.items() if text.strip()}


class FeedbackForm(GovForm):
    """What a referrer is told. The public are told that it was received and considered, and no more."""

    tell = RadiosField(
        label=_("Tell the referrer?"),
        choices=[("yes", _("Yes")), ("no", _("No, and this is why"))],
        missing=_("Choose whether to tell the referrer"),
    )
    outcome = TextField(label=_("Outcome, in one sentence"), max_length=500, required=False)
    reason = TextAreaField(label=_("Reason for the outcome"), max_length=LONG, required=False)
    withheld_reason = TextField(label=_("Why the referrer is not told"), max_length=500, required=False)

    def __init__(self, *args: Any, professional: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.professional = professional
        if not professional:
            del self.fields["outcome"], self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("tell") == "no" and not said.get("withheld_reason"):
            self.add_error("withheld_reason", _("Say why the referrer is not told"))
        if said.get("tell") == "yes" and self.professional:
            if not said.get("outcome"):
                self.add_error("outcome", _("Enter the outcome"))
            if not said.get("reason"):
                self.add_error("reason", _("Give the reason for the outcome"))
        return said


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


class GrantForm(GovForm):
    user = SelectField(label=_("Give this case to"), missing=_("Choose a person"))
    until = DateField(
        label=_("Until the end of"),
        help_text=_("Access ends by itself."),
        future=True,
        missing=_("Enter a date"),
    )
    reason = TextField(label=_("Reason"), max_length=200, missing=_("Give the reason"))

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("user", [("", _("Choose")), *((str(key), name) for key, name in people)])
