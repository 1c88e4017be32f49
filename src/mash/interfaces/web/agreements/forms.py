"""What is asked of whoever drafts, signs or brings into force, and of whoever asks what if."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from mash.casework.sharing.models import ShareReview
from mash.interfaces.web.components.forms import (
    CheckboxesField,
    DateField,
    GovForm,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
)
from mash.registers.accounts.roles import ROLES
from mash.registers.agencies.models import Agency, Desk
from mash.registers.agreements.documents import TERMS, faults
from mash.registers.agreements.models import Version
from mash.registers.agreements.queries import HUB_ROLES, LISTS, known
from mash.registers.agreements.rules import ANY, HUB, Effect
from mash.registers.agreements.words import EFFECTS, MODES
from mash.registers.standards.queries import choices

TERM_WORDS = {
    "security": _("Security"),
    "breaches": _("When information goes astray"),
    "requests": _("When somebody asks what is held about them"),
    "retention": _("How long it is kept"),
    "complaints": _("Complaints"),
    "disagreement": _("When agencies disagree"),
    "leaving": _("How an agency leaves"),
}
_PARTIES_HELP = _("An agency, every agency of a kind, any agency, or the hub")
_FAULTS = {
    "is missing": _("This is missing"),
    "is empty": _("Select at least one"),
    "is missing for the content of special or criminal information": _(
        "Select the ground: the content of health or criminal information is given in confidence"
    ),
    "is not after the day on which it starts": _("Enter a day after the one on which it starts"),
}


def _selectors(at: datetime) -> list[tuple[str, Any]]:
    agencies = [(f"agency:{key}", name) for key, name in Agency.objects.values_list("key", "name")]
    kinds = [(f"kind:{code}", label) for code, label in choices("agency-kind", at=at)]
    return [
        ("", _("Choose")),
        (HUB, _("The hub")),
        (ANY, _("Any agency")),
        *((code, _now("Every agency of the kind: %(kind)s") % {"kind": label}) for code, label in kinds),
        *agencies,
    ]


class ClauseForm(GovForm):
    """One clause. Codes come from the lists; `faults` of the register judges the whole."""

    number = TextField(label=_("Number"), max_length=12, missing=_("Enter a number"), gov={"width": 5})
    effect = RadiosField(
        label=_("What it does"), choices=list(EFFECTS.items()), missing=_("Select what it does")
    )
    source = SelectField(label=_("Who shares"), help_text=_PARTIES_HELP, missing=_("Choose who shares"))
    recipient = SelectField(
        label=_("With whom"), help_text=_PARTIES_HELP, missing=_("Choose with whom it is shared")
    )
    roles = CheckboxesField(label=_("Seats of the hub"), help_text=_("None: every seat"), required=False)
    desks = CheckboxesField(label=_("Desks of the hub"), help_text=_("None: every desk"), required=False)
    categories = CheckboxesField(label=_("Information"), missing=_("Select what is shared"))
    populations = CheckboxesField(
        label=_("About whom"),
        help_text=_("Somebody who is two of these is reached only when both are selected"),
        missing=_("Select about whom"),
    )
    purposes = CheckboxesField(label=_("For what"), missing=_("Select what for"))
    mode = RadiosField(label=_("How much"), choices=list(MODES.items()), missing=_("Select how much"))
    power = SelectField(label=_("Power or duty"), required=False)
    article_6 = SelectField(label=_("Article 6 of the UK GDPR"), required=False)
    condition = SelectField(
        label=_("Condition for health and criminal information"),
        help_text=_("Asked for when the clause is about such information"),
        required=False,
    )
    confidentiality = SelectField(label=_("Ground for setting confidentiality aside"), required=False)
    records = CheckboxesField(label=_("What must be recorded, besides what the law asks for"), required=False)
    limits = CheckboxesField(label=_("What binds whoever receives it"), required=False)
    starts = DateField(label=_("Holds from, if later than the agreement"), required=False)
    ends = DateField(
        label=_("Holds until, if earlier"), help_text=_("The first day on which it does not"), required=False
    )
    why = TextAreaField(
        label=_("Why it is necessary and proportionate, or why it is forbidden"),
        max_length=500,
        missing=_("Say why"),
        gov={"rows": 3},
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._at = at
        fields: dict[str, Any] = self.fields
        for name in ("source", "recipient"):
            fields[name].choices = _selectors(at)
        fields["roles"].choices = [(one, ROLES[one].title) for one in HUB_ROLES]
        fields["desks"].choices = list(Desk.objects.values_list("key", "name"))
        for name, list_key in LISTS.items():
            found: list[tuple[str, Any]] = list(choices(list_key, at=at))
            if isinstance(fields[name], SelectField):
                found = [("", _("None")), *found]
            fields[name].choices = found

    def clean(self) -> dict[str, Any]:
        """The clause that `set_clause` takes in `said`; each fault stands at its field."""
        said = dict(super().clean() or self.cleaned_data)
        if self.errors:
            return said
        if said["effect"] == Effect.FORBID:
            said |= {"power": "", "article_6": "", "condition": "", "confidentiality": ""}
        for name, fault in faults(said, known(at=self._at)).items():
            self.add_error(name, _FAULTS.get(fault, self._words(name, fault)))
        return said

    def _words(self, name: str, fault: str) -> str:
        if name == "condition":
            return _now("Select a condition that covers the health and criminal information in this clause")
        return fault


class HeadForm(GovForm):
    """What a version says besides its clauses."""

    purpose = TextAreaField(
        label=_("What the agreement is for"), missing=_("Say what it is for"), gov={"rows": 3}
    )
    review_by = DateField(label=_("To be reviewed by"), missing=_("Enter the day"))
    joint = RadiosField(
        label=_("Who controls what was shared"),
        choices=[
            ("no", _("Each agency stays controller of what it supplied")),
            ("yes", _("The agencies are joint controllers")),
        ],
        missing=_("Select who controls it"),
    )
    agencies = CheckboxesField(label=_("Agencies that are party to it"), missing=_("Select the agencies"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["agencies"].choices = list(Agency.objects.values_list("key", "name"))
        for name in TERMS:
            fields[name] = TextAreaField(label=TERM_WORDS[name], required=False, gov={"rows": 3})

    def terms(self, present: Mapping[str, Any]) -> dict[str, Any]:
        """The terms as said, with the ladder of disagreement as it is."""
        said = {name: self.cleaned_data[name] for name in TERMS if self.cleaned_data[name]}
        return {**{name: value for name, value in present.items() if name not in TERMS}, **said}

    @staticmethod
    def initial_of(version: Version) -> dict[str, Any]:
        return {
            "purpose": version.purpose,
            "review_by": version.review_by,
            "joint": "yes" if version.joint else "no",
            "agencies": [one.agency.key for one in version.signatories.all()],
            **{name: version.terms.get(name, "") for name in TERMS},
        }


class SignForm(GovForm):
    """A signature as it stands on the signed copy, or as it is made here."""

    name = TextField(label=_("Who signed"), max_length=200, missing=_("Enter the name"))
    post = TextField(label=_("Post"), max_length=200, missing=_("Enter the post"))
    signed_on = DateField(label=_("Signed on"), past=True, missing=_("Enter the day"))
    ends = DateField(label=_("Bound until, if the signature says so"), required=False)
    paper = TextField(
        label=_("Where the signed copy is kept"),
        help_text=_("Not asked of somebody who signs for their own agency here"),
        max_length=300,
        required=False,
    )


class DayForm(GovForm):
    """One day, such as the one from which a version is in force."""

    day = DateField(label=_("Day"), missing=_("Enter the day"))

    def __init__(self, *args: Any, label: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].label = label


class WhatIfForm(GovForm):
    """A question of the clauses: what, about whom, for what, how much and on which day."""

    category = SelectField(label=_("Information"), missing=_("Choose the information"))
    about = CheckboxesField(label=_("About somebody who is"), missing=_("Select about whom"))
    purpose = SelectField(label=_("For what"), missing=_("Choose what for"))
    mode = RadiosField(label=_("How much"), choices=list(MODES.items()), missing=_("Select how much"))
    source = SelectField(label=_("Supplied by"), required=False)
    day = DateField(label=_("On"), required=False)

    def __init__(self, *args: Any, at: datetime, hub: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["category"].choices = [("", _("Choose")), *choices("information-category", at=at)]
        fields["about"].choices = choices("sharing-population", at=at)
        fields["purpose"].choices = [("", _("Choose")), *choices("sharing-purpose", at=at)]
        agencies = Agency.objects.filter(hubs__key=hub) if hub else Agency.objects.all()
        fields["source"].choices = [("", _("Any agency")), *agencies.distinct().values_list("key", "name")]

    def day_or(self, today: date) -> date:
        found = self.cleaned_data.get("day")
        return found if isinstance(found, date) else today


class ReviewForm(GovForm):
    """What the lead made of something shared without a clause."""

    verdict = RadiosField(
        label=_("What do you make of it?"),
        choices=ShareReview.VERDICTS,
        missing=_("Select what you make of it"),
    )
    comment = TextAreaField(
        label=_("Why, and what follows"), max_length=5_000, missing=_("Say why"), gov={"rows": 4}
    )
