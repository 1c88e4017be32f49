"""What a contact is, and which others are about the same incident."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from mash.casework.intake.models import Contact
from mash.interfaces.web.cases.forms.common import LONG
from mash.interfaces.web.components.forms import (
    CheckboxesField,
    GovForm,
    RadiosField,
    TextAreaField,
    TextField,
)


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
