"""What is asked in the room `disagreements`."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.casework.disagreements.rules import Said
from mash.interfaces.web.components.forms import (
    ConfirmField,
    GovForm,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
)
from mash.registers.standards.queries import choices

LONG: Final = 5_000


class OpenForm(GovForm):
    """One disagreement, in a side's own words."""

    kind = RadiosField(
        label=gettext_lazy("What do you disagree with?"),
        missing=gettext_lazy("Choose what you disagree with"),
    )
    what = TextAreaField(
        label=gettext_lazy("What you disagree with, and why"),
        help_text=gettext_lazy(
            "In your own words. Both sides read it. Write nothing here that the other side may not know."
        ),
        max_length=LONG,
        missing=gettext_lazy("Say what you disagree with, and why"),
    )
    instead = TextAreaField(
        label=gettext_lazy("What you want instead"),
        max_length=LONG,
        missing=gettext_lazy("Say what you want instead"),
    )
    urgent = ConfirmField(
        label=gettext_lazy("It is urgent: it cannot wait as long as the steps say"), required=False
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("kind", choices("disagreement-kind", at=at))

    def said(self) -> Said:
        typed = self.cleaned_data
        return Said(
            kind=typed["kind"], what=typed["what"], instead=typed["instead"], urgent=bool(typed["urgent"])
        )


class CaseForm(OpenForm):
    """The hub's, about a decision or a consent of a case. `things` and `agencies` are what may be chosen."""

    about = SelectField(label=gettext_lazy("About what?"), missing=gettext_lazy("Choose what it is about"))
    agency = SelectField(
        label=gettext_lazy("With which agency?"),
        missing=gettext_lazy("Choose the agency"),
        required=False,
        help_text=gettext_lazy("For a consent it is the agency that was asked."),
    )
    field_order = ("about", "agency", "kind", "what", "instead", "urgent")

    def __init__(
        self, *args: Any, things: list[tuple[str, str]], agencies: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer("about", [("", _("Choose")), *things])
        self.offer("agency", [("", _("Choose")), *agencies])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if str(said.get("about", "")).startswith("decision:") and not said.get("agency"):
            self.add_error("agency", _("Choose the agency"))
        return said


class SayForm(GovForm):
    text = TextAreaField(
        label=gettext_lazy("Your side’s view"),
        help_text=gettext_lazy("In your own words. It stays as it is; you can add another below it."),
        max_length=LONG,
        missing=gettext_lazy("Write down your side’s view"),
    )
    took_part = TextField(
        label=gettext_lazy("Who took part"),
        help_text=gettext_lazy("Such as: the two managers, by telephone"),
        max_length=500,
        required=False,
    )


class MoveForm(GovForm):
    straight = ConfirmField(label=gettext_lazy("Straight to the leads"), required=False)
    reason = TextAreaField(
        label=gettext_lazy("Why it goes up"), max_length=LONG, missing=gettext_lazy("Say why it goes up")
    )


class SettleForm(GovForm):
    """How it ended, between the two sides."""

    outcome = RadiosField(label=gettext_lazy("How did it end?"), missing=gettext_lazy("Choose how it ended"))
    text = TextAreaField(
        label=gettext_lazy("What was agreed or decided, and why"),
        max_length=LONG,
        missing=gettext_lazy("Write down what was agreed or decided, and why"),
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("outcome", choices("disagreement-outcome", at=at))


class DecideForm(SettleForm):
    """What was decided at the last step, and by whom."""

    name = TextField(
        label=gettext_lazy("Who decided"), max_length=200, missing=gettext_lazy("Enter who decided")
    )
    post = TextField(
        label=gettext_lazy("Their post"), max_length=200, missing=gettext_lazy("Enter their post")
    )


class WithdrawForm(GovForm):
    reason = TextAreaField(
        label=gettext_lazy("Why you withdraw it"),
        max_length=LONG,
        missing=gettext_lazy("Say why you withdraw it"),
    )
