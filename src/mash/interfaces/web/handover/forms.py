"""What is asked in the room `handover`."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.casework.handover.rules import Answer
from mash.interfaces.web.components.forms import GovForm, RadiosField, SelectField, TextAreaField, TextField
from mash.registers.standards.queries import choices

LONG: Final = 5_000
SAID_BY: Final = gettext_lazy("Who told you, and how")


class OfferForm(GovForm):
    """Whom, to whom, with what."""

    person = RadiosField(
        label=gettext_lazy("Whom do you hand over?"), missing=gettext_lazy("Choose whom you hand over")
    )
    to = SelectField(
        label=gettext_lazy("To whom?"),
        help_text=gettext_lazy(
            "An agency answers on its own page. What a team in the field or another authority answers you record."
        ),
        missing=gettext_lazy("Choose who receives this person"),
    )
    authority = TextField(
        label=gettext_lazy("The other authority, and its team"),
        help_text=gettext_lazy(
            "Where you chose another authority. The authority where the person is found acts, and until it accepts we stay responsible."
        ),
        max_length=300,
        required=False,
    )
    package = SelectField(
        label=gettext_lazy("The package that goes along"),
        help_text=gettext_lazy(
            "One that was sent to that agency. Without one the team knows what you write here and no more."
        ),
        required=False,
    )
    asks = TextAreaField(
        label=gettext_lazy("What the team is asked to do, and why"),
        help_text=gettext_lazy(
            "The team reads it, and sees nothing else of the case. Write no protected address."
        ),
        max_length=LONG,
        missing=gettext_lazy("Say what the team is asked to do, and why"),
    )

    def __init__(
        self,
        *args: Any,
        people: list[tuple[str, str]],
        to: list[tuple[str, str]],
        packages: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer("person", people)
        self.offer("to", [("", _("Choose")), *to, ("authority", _("Another authority"))])
        self.offer("package", [("", _("None")), *packages])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("to") == "authority" and not str(said.get("authority", "")).strip():
            self.add_error("authority", _("Name the other authority"))
        return said


class AcceptForm(GovForm):
    worker = TextField(
        label=gettext_lazy("The worker who has it from now on"),
        max_length=200,
        missing=gettext_lazy("Name the worker who has it from now on"),
    )
    reach = TextField(
        label=gettext_lazy("How that worker is reached"),
        help_text=gettext_lazy("A telephone number or a secure address of theirs"),
        max_length=300,
        missing=gettext_lazy("Say how that worker is reached"),
    )
    receipt = TextField(label=gettext_lazy("The receiver’s own reference"), max_length=60, required=False)
    said_by = TextField(label=SAID_BY, max_length=300, missing=gettext_lazy("Say who told you, and how"))

    def __init__(self, *args: Any, recorded: bool, receipted: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not recorded:
            del self.fields["said_by"]
        if receipted:
            self.fields["receipt"].required = True
            self.fields["receipt"].error_messages["required"] = _("Enter the receiver’s own reference")

    def said(self) -> Answer:
        typed = self.cleaned_data
        return Answer(
            accepts=True,
            worker=typed["worker"],
            reach=typed["reach"],
            receipt=typed["receipt"],
            said_by=typed.get("said_by", ""),
        )


class RefuseForm(GovForm):
    reason = RadiosField(
        label=gettext_lazy("Why is it refused?"), missing=gettext_lazy("Choose why it is refused")
    )
    text = TextAreaField(
        label=gettext_lazy("Why, so that the hub can act on it"),
        max_length=LONG,
        missing=gettext_lazy("Say why, so that the hub can act on it"),
    )
    said_by = TextField(label=SAID_BY, max_length=300, missing=gettext_lazy("Say who told you, and how"))

    def __init__(self, *args: Any, recorded: bool, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("reason", choices("handover-refusal", at=at))
        if not recorded:
            del self.fields["said_by"]

    def said(self) -> Answer:
        typed = self.cleaned_data
        return Answer(
            accepts=False, reason=typed["reason"], text=typed["text"], said_by=typed.get("said_by", "")
        )


class WithdrawForm(GovForm):
    text = TextAreaField(
        label=gettext_lazy("Why you take it back"),
        max_length=LONG,
        missing=gettext_lazy("Say why you take it back"),
    )
