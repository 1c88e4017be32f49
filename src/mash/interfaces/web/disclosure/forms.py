"""The forms on packages. What is refused is refused by the actions; a form only says what is missing or misread."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from mash.casework.disclosure.actions.send import How
from mash.casework.disclosure.models import Check, Consent, Delivery, Package
from mash.casework.disclosure.offers import Offer
from mash.casework.disclosure.rules import LINK_DAYS
from mash.casework.sharing.rules import Ground
from mash.interfaces.web.components.forms import (
    CheckboxesField,
    ConfirmField,
    EmailField,
    GovForm,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
)
from mash.registers.standards.queries import choices

LONG = 20_000


def _terms(at: datetime) -> list[tuple[str, str]]:
    # What is read in the hub alone is not sent.
    return [one for one in choices("sharing-limit", at=at) if one[0] != "hub-only"]


class CoverForm(GovForm):
    """The hub's own words and the terms."""

    message = TextAreaField(
        label=_("Your own words to the recipient"),
        max_length=LONG,
        required=False,
        gov={"rows": 4},
    )
    terms = CheckboxesField(label=_("What they may not do with it"), required=False)
    list_withheld = ConfirmField(
        label=_("End with a list of what was withheld, by reason"), required=False, initial=True
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["terms"].choices = _terms(at)  # type: ignore[attr-defined]


class NewForm(CoverForm):
    """For whom, and what for."""

    kind = RadiosField(
        label=_("Who receives it"),
        choices=Package.KINDS,
        hints={"family": _("A second person checks it before it is sent.")},
        missing=_("Choose who receives it"),
    )
    agency = SelectField(label=_("Agency"), required=False)
    recipient = TextField(
        label=_("Which person"),
        help_text=_("As it should stand on the cover. Nobody but them and the hub reads it."),
        max_length=200,
        required=False,
    )
    purpose = SelectField(label=_("Purpose"), missing=_("Choose the purpose"))
    language = RadiosField(
        label=_("Language of the cover"),
        choices=[("en-gb", _("English")), ("cy", _("Welsh"))],
        initial="en-gb",
    )

    def __init__(self, *args: Any, agencies: Iterable[tuple[str, str]], at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, at=at, **kwargs)
        self.fields["agency"].choices = [("", _("Choose an agency")), *agencies]  # type: ignore[attr-defined]
        self.fields["purpose"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose the purpose")),
            *choices("sharing-purpose", at=at),
        ]
        self.order_fields(["kind", "agency", "recipient", "purpose", "language"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("kind") == "agency" and not said.get("agency"):
            self.add_error("agency", _("Choose the agency"))
        if said.get("kind") == "family" and not (said.get("recipient") or "").strip():
            self.add_error("recipient", _("Say which person receives it"))
        return said


class ChooseForm(GovForm):
    """What goes in, each with its whole text beside it."""

    keys = CheckboxesField(label=_("What goes into the package"), required=False)

    def __init__(self, *args: Any, offered: Iterable[tuple[Offer, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["keys"]
        offered = list(offered)
        field.choices = [(one.key, f"{one.heading}: {one.source}") for one, _hint in offered]  # type: ignore[attr-defined]
        field.hints = {one.key: hint for one, hint in offered}  # type: ignore[attr-defined]


class AddressForm(GovForm):
    keys = CheckboxesField(label=_("Which protected address goes into the package"), required=False)
    sure = ConfirmField(
        label=_("This recipient needs the address, and nobody near them is a danger to whoever lives there"),
        required=False,
    )

    def __init__(self, *args: Any, offered: Iterable[Offer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keys"].choices = [(one.key, one.text) for one in offered]  # type: ignore[attr-defined]


class WhyForm(GovForm):
    why = TextAreaField(
        label=_("Why the recipient needs it"),
        help_text=_("The agency reads this, and who the recipient is."),
        max_length=LONG,
        missing=_("Say why the recipient needs it"),
    )


class CheckForm(GovForm):
    verdict = RadiosField(
        label=_("Your check"),
        choices=[(value, _(text)) for value, text in Check.VERDICTS],
        missing=_("Choose whether it may be sent"),
    )
    comment = TextAreaField(label=_("What needs to be changed"), max_length=LONG, required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("verdict") == "back" and not (said.get("comment") or "").strip():
            self.add_error("comment", _("Say what needs to be changed"))
        return said


class SendForm(GovForm):
    """How it goes, and on what it rests where no clause permits it."""

    channels = CheckboxesField(label=_("How it is sent"), missing=_("Choose how it is sent"))
    to = EmailField(
        label=_("Email address that the link is sent to"),
        help_text=_("The message says a reference and no name."),
        required=False,
    )
    days = SelectField(
        label=_("The link waits for"),
        choices=[(str(one), _("%(n)s days") % {"n": one}) for one in LINK_DAYS],
        initial="7",
        required=False,
    )
    power = SelectField(label=_("Power or duty on which you share"), required=False)
    necessity = TextAreaField(
        label=_("Why it is necessary and proportionate"), max_length=LONG, required=False, gov={"rows": 3}
    )
    recipient_checked = TextAreaField(
        label=_("How you checked who receives it"), max_length=LONG, required=False, gov={"rows": 3}
    )
    reason = TextAreaField(
        label=_("Why no clause covers it"), max_length=LONG, required=False, gov={"rows": 3}
    )
    addresses_again = ConfirmField(
        label=_("A protected address is in this package, and it is to go to this recipient"), required=False
    )

    def __init__(
        self, *args: Any, family: bool, powers: dict[str, str], grounded: bool, address: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channels"].choices = [  # type: ignore[attr-defined]
            (value, _(text)) for value, text in Delivery.CHANNELS if not (family and value == "page")
        ]
        self.fields["power"].choices = [("", _("Choose the power or duty")), *powers.items()]  # type: ignore[attr-defined]
        if not grounded:
            for name in ("power", "necessity", "recipient_checked", "reason"):
                del self.fields[name]
        if not address:
            del self.fields["addresses_again"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if "link" in (said.get("channels") or []) and not said.get("to") and "to" not in self.errors:
            self.add_error("to", _("Enter the email address that the link is sent to"))
        missing = {
            "power": _("Choose the power or duty"),
            "necessity": _("Say why it is necessary and proportionate"),
            "recipient_checked": _("Say how you checked who receives it"),
            "reason": _("Say why no clause covers it"),
        }
        for name, sentence in missing.items():
            if name in self.fields and not (said.get(name) or "").strip():
                self.add_error(name, sentence)
        return said

    @property
    def how(self) -> How:
        said = self.cleaned_data
        return How(
            frozenset(said["channels"]),
            to=said.get("to") or "",
            days=int(said.get("days") or 7),
            addresses_again=bool(said.get("addresses_again")),
        )

    @property
    def ground(self) -> Ground | None:
        said = self.cleaned_data
        if "power" not in self.fields:
            return None
        return Ground(
            power=said["power"],
            necessity=said["necessity"],
            recipient_checked=said["recipient_checked"],
            reason=said["reason"],
        )


class RecallForm(GovForm):
    reason = TextAreaField(
        label=_("Why it is recalled"),
        help_text=_("For the hub’s own record. The recipient is told that it was recalled, and not why."),
        max_length=LONG,
        missing=_("Say why it is recalled"),
    )


class ConsentForm(GovForm):
    """An originator's answer; of a text of one paragraph there is no part."""

    answer = RadiosField(label=_("May it be passed on?"), missing=_("Say whether it may be passed on"))
    may_go = CheckboxesField(label=_("Which paragraphs may be passed on"), required=False)
    reason = TextAreaField(
        label=_("Why not, or not all of it"),
        help_text=_("The hub reads it. The recipient does not."),
        max_length=LONG,
        required=False,
    )

    def __init__(self, *args: Any, paragraphs: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = len(paragraphs)
        several = self.parts > 1
        self.fields["answer"].choices = [  # type: ignore[attr-defined]
            (value, _(text)) for value, text in Consent.ANSWERS if several or value != "partly"
        ]
        if several:
            self.fields["may_go"].choices = [(str(n), text) for n, text in enumerate(paragraphs)]  # type: ignore[attr-defined]
        else:
            del self.fields["may_go"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        answer = said.get("answer")
        if answer in {"no", "partly"} and not (said.get("reason") or "").strip():
            self.add_error("reason", _("Say why it may not, or not all of it"))
        if answer == "partly" and not 0 < len(said.get("may_go") or []) < self.parts:
            self.add_error("may_go", _("Select the paragraphs that may be passed on: some, and not all"))
        return said

    @property
    def numbers(self) -> list[int]:
        return [int(one) for one in self.cleaned_data.get("may_go") or []]
