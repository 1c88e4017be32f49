"""The forms of the room: one for each step of a request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.interfaces.web.components.forms import (
    CheckboxesField,
    ConfirmField,
    DateField,
    GovForm,
    NHSNumberField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
)
from mash.oversight.rights.models import Check, Custody, Opinion, RightsRequest
from mash.registers.standards.queries import choices

LONG = 5_000


class NewForm(GovForm):
    """What was asked, by whom, for whom."""

    kind = RadiosField(
        label=gettext_lazy("What do they ask for?"),
        choices=[(key, gettext_lazy(text)) for key, text in RightsRequest.KINDS],
        missing=gettext_lazy("Choose what they ask for"),
    )
    route = RadiosField(
        label=gettext_lazy("Who asks?"),
        choices=[(key, gettext_lazy(text)) for key, text in RightsRequest.ROUTES],
        missing=gettext_lazy("Choose who asks"),
    )
    asked_by = TextField(
        label=gettext_lazy("Their name"),
        max_length=200,
        missing=gettext_lazy("Enter the name of whoever asks"),
    )
    asked_as = TextField(
        label=gettext_lazy("What they are to the person"),
        help_text=gettext_lazy("Such as mother, or solicitor"),
        max_length=200,
        required=False,
    )
    reach_by = TextField(
        label=gettext_lazy("Where the answer goes"),
        help_text=gettext_lazy("As they ask; check that it is safe"),
        max_length=500,
        missing=gettext_lazy("Say where the answer goes"),
    )
    received_on = DateField(
        label=gettext_lazy("When was it received?"),
        help_text=gettext_lazy("By anybody at the hub, in any form"),
        not_known=False,
        missing=gettext_lazy("Enter the day on which it was received"),
    )
    scope = TextAreaField(
        label=gettext_lazy("What they ask for, in their words"),
        max_length=LONG,
        missing=gettext_lazy("Write down what they ask for"),
    )
    given_name = TextField(
        label=gettext_lazy("First name of the person it is about"),
        max_length=200,
        missing=gettext_lazy("Enter the first name"),
    )
    family_name = TextField(
        label=gettext_lazy("Last name"), max_length=200, missing=gettext_lazy("Enter the last name")
    )
    born = DateField(label=gettext_lazy("Date of birth"), required=False, not_known=False)
    nhs_number = NHSNumberField(label=gettext_lazy("NHS number"), required=False)
    identity_in_doubt = ConfirmField(
        label=gettext_lazy("It is in reasonable doubt who asks, and I have asked them to show it today"),
        required=False,
    )
    authority = TextAreaField(
        label=gettext_lazy("The order, the form, or how their authority was shown"),
        help_text=gettext_lazy("For everybody but the person themself"),
        max_length=LONG,
        required=False,
    )
    ground = SelectField(
        label=gettext_lazy("For a court or another authority: the provision"), choices=(), required=False
    )
    needed_by = DateField(
        label=gettext_lazy("For a court or another authority: by when"), required=False, not_known=False
    )
    regime = RadiosField(
        label=gettext_lazy("Which law?"),
        choices=[(key, gettext_lazy(text)) for key, text in RightsRequest.REGIMES],
        initial="uk-gdpr",
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("ground", [("", _("None")), *choices("rights-ground", at=at)])


class IdentityForm(GovForm):
    how = RadiosField(
        label=gettext_lazy("How do you know who they are?"),
        choices=(),
        missing=gettext_lazy("Choose how you know who they are"),
    )
    authority = TextAreaField(
        label=gettext_lazy("What was shown"),
        help_text=gettext_lazy("Not a copy of it: what it was, and that you saw it"),
        max_length=LONG,
        required=False,
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("how", choices("rights-identity", at=at))


class TextForm(GovForm):
    """One text, under the label that the step gives it."""

    text = TextAreaField(label="", max_length=LONG, missing=gettext_lazy("Write it down"))

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label


class PersonForm(GovForm):
    person = RadiosField(
        label=gettext_lazy("Who is meant?"), choices=(), missing=gettext_lazy("Choose who is meant")
    )

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("person", [*people, ("nobody", _("None of these: nothing that I can find is held"))])


class EndForm(GovForm):
    outcome = RadiosField(label=gettext_lazy("Why"), choices=(), missing=gettext_lazy("Choose why"))
    reason = TextAreaField(
        label=gettext_lazy("What they are told"),
        max_length=LONG,
        missing=gettext_lazy("Write down what they are told"),
    )

    def __init__(self, *args: Any, outcomes: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("outcome", list(outcomes))


class OpinionForm(GovForm):
    who = TextField(
        label=gettext_lazy("The health professional’s name"),
        max_length=200,
        missing=gettext_lazy("Enter their name"),
    )
    registration = TextField(
        label=gettext_lazy("Their register and number"),
        max_length=60,
        missing=gettext_lazy("Enter their registration"),
    )
    given_on = DateField(
        label=gettext_lazy("When they gave it"),
        not_known=False,
        past=True,
        missing=gettext_lazy("Enter the day on which they gave it"),
    )
    says = RadiosField(
        label=gettext_lazy("What they say"),
        choices=[(key, gettext_lazy(text)) for key, text in Opinion.SAYS],
        missing=gettext_lazy("Choose what they say"),
    )
    text = TextAreaField(
        label=gettext_lazy("In their words"),
        max_length=LONG,
        missing=gettext_lazy("Write down what they say"),
    )


class AssessForm(GovForm):
    """A text for each question that the kind of request asks, and what follows."""

    granted = RadiosField(
        label=gettext_lazy("What follows?"),
        choices=[("yes", gettext_lazy("Do as they ask")), ("no", gettext_lazy("Do not do as they ask"))],
        missing=gettext_lazy("Choose what follows"),
    )
    reason = TextAreaField(label=gettext_lazy("Why"), max_length=LONG, missing=gettext_lazy("Say why"))

    def __init__(self, *args: Any, questions: Mapping[str, str | Promise], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, text in questions.items():
            self.fields[f"q-{code}"] = TextAreaField(
                label=text, max_length=LONG, missing=gettext_lazy("Answer the question")
            )
            self.fields[f"q-{code}"].error_messages["required"] = gettext_lazy("Answer the question")
        self.order_fields([*(f"q-{code}" for code in questions), "granted", "reason"])

    def weighed(self) -> dict[str, str]:
        return {
            key.removeprefix("q-"): value for key, value in self.cleaned_data.items() if key.startswith("q-")
        }


class NoteForm(GovForm):
    passage = SelectField(
        label=gettext_lazy("What is it about?"), choices=(), missing=gettext_lazy("Choose what it is about")
    )
    text = TextAreaField(
        label=gettext_lazy("The note"),
        help_text=gettext_lazy(
            "What they say is wrong or missing, and what is right. It is read beside the record."
        ),
        max_length=LONG,
        missing=gettext_lazy("Write the note"),
    )

    def __init__(self, *args: Any, passages: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("passage", [("", _("Choose")), *passages])


class RestrictForm(GovForm):
    matters = CheckboxesField(
        label=gettext_lazy("In which cases?"), choices=(), missing=gettext_lazy("Choose the cases")
    )
    ground = RadiosField(
        label=gettext_lazy("On which ground?"), choices=(), missing=gettext_lazy("Choose the ground")
    )

    def __init__(self, *args: Any, matters: Sequence[str], at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("matters", [(one, one) for one in matters])
        self.offer("ground", choices("rights-restriction", at=at))


class MarkForm(GovForm):
    """One paragraph: whom it is about, and whether it is given."""

    third_party = ConfirmField(label=gettext_lazy("It is about somebody else too"), required=False)
    source = SelectField(label=gettext_lazy("Whose it is"), choices=(), required=False)
    exemption = SelectField(label=gettext_lazy("Left out, because"), choices=(), required=False)
    reasonable = SelectField(
        label=gettext_lazy("Given although it names somebody else, because"), choices=(), required=False
    )
    reason = TextField(label=gettext_lazy("More on why"), max_length=1_000, required=False)

    def __init__(
        self, *args: Any, at: datetime, regime: str, sources: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        given, none = _("It is given"), _("Not so")
        self.offer("source", list(sources))
        self.offer("exemption", [("", given), *choices("rights-exemption", at=at, part=regime)])
        self.offer("reasonable", [("", none), *choices("rights-reasonable", at=at)])


class CheckForm(GovForm):
    verdict = RadiosField(
        label=gettext_lazy("May it go?"),
        choices=[(key, gettext_lazy(text)) for key, text in Check.VERDICTS],
        missing=gettext_lazy("Choose whether it may go"),
    )
    comment = TextAreaField(label=gettext_lazy("What is to be changed"), max_length=LONG, required=False)


class ConsultedForm(GovForm):
    """What the agency says of one thing that it supplied."""

    verdict = RadiosField(
        label=gettext_lazy("May it be given to the person it is about?"),
        choices=[("may", gettext_lazy("It may be given")), ("may-not", gettext_lazy("It may not be given"))],
        missing=gettext_lazy("Choose whether it may be given"),
    )
    exemption = SelectField(label=gettext_lazy("Why it may not"), choices=(), required=False)
    reason = TextAreaField(
        label=gettext_lazy("More on why"), max_length=2_000, required=False, gov={"rows": 2}
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("exemption", [("", _("Choose")), *choices("rights-exemption", at=at, agency=True)])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("verdict") == "may-not" and not said.get("exemption"):
            self.add_error("exemption", _("Choose why it may not be given"))
        return said


class CustodyForm(GovForm):
    outcome = RadiosField(
        label=gettext_lazy("What did you make of it?"),
        choices=[(key, gettext_lazy(text)) for key, text in Custody.OUTCOMES],
        missing=gettext_lazy("Choose what you made of it"),
    )
    exemption = SelectField(label=gettext_lazy("Kept back, because"), choices=(), required=False)
    reason = TextAreaField(label=gettext_lazy("Why"), max_length=LONG, required=False)

    def __init__(self, *args: Any, at: datetime, hidden: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not hidden:
            self.offer(
                "outcome", [(key, gettext_lazy(text)) for key, text in Custody.OUTCOMES if key == "nothing"]
            )
        self.offer("exemption", [("", _("Choose")), *choices("rights-exemption", at=at)])
