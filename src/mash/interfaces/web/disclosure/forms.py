"""The forms on packages. What is refused is refused by the actions; a form only says what is missing or misread."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from mash.casework.disclosure.actions.send import How
from mash.casework.disclosure.models import Check, Consent, Delivery, Package
from mash.casework.disclosure.offers import Offer
from mash.casework.disclosure.rules import LINK_DAYS
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
from mash.interfaces.web.ground import GroundForm
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
        self.offer("terms", _terms(at))


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
        self.offer("agency", [("", _("Choose an agency")), *agencies])
        self.offer(
            "purpose",
            [
                ("", _("Choose the purpose")),
                *choices("sharing-purpose", at=at),
            ],
        )
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
        offered = list(offered)
        self.offer("keys", [(one.key, f"{one.heading}: {one.source}") for one, _hint in offered])
        self.hint("keys", {one.key: hint for one, hint in offered})


class AddressForm(GovForm):
    keys = CheckboxesField(label=_("Which protected address goes into the package"), required=False)
    sure = ConfirmField(
        label=_("This recipient needs the address, and nobody near them is a danger to whoever lives there"),
        required=False,
    )

    def __init__(self, *args: Any, offered: Iterable[Offer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("keys", [(one.key, one.text) for one in offered])


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


class SendForm(GroundForm):
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
    without_clause = TextAreaField(
        label=_("Why no clause covers it"), max_length=LONG, required=False, gov={"rows": 3}
    )
    MISSING: ClassVar[dict[str, Any]] = GroundForm.MISSING | {
        "power": _("Choose the power or duty"),
        "without_clause": _("Say why no clause covers it"),
    }
    addresses_again = ConfirmField(
        label=_("A protected address is in this package, and it is to go to this recipient"), required=False
    )

    def __init__(
        self, *args: Any, family: bool, powers: dict[str, str], grounded: bool, address: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer(
            "channels",
            [(value, _(text)) for value, text in Delivery.CHANNELS if not (family and value == "page")],
        )
        self.offer("power", [("", _("Choose the power or duty")), *powers.items()])
        if not grounded:
            for name in self.MISSING:
                del self.fields[name]
        self.needed = grounded
        if not address:
            del self.fields["addresses_again"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if "link" in (said.get("channels") or []) and not said.get("to") and "to" not in self.errors:
            self.add_error("to", _("Enter the email address that the link is sent to"))
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
        self.offer(
            "answer", [(value, _(text)) for value, text in Consent.ANSWERS if several or value != "partly"]
        )
        if several:
            self.offer("may_go", [(str(n), text) for n, text in enumerate(paragraphs)])
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
