"""What the referrer is told in the end."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from mash.interfaces.web.cases.forms.common import LONG
from mash.interfaces.web.components.forms import (
    CheckboxesField,
    GovForm,
    RadiosField,
    TextAreaField,
    TextField,
)


class FeedbackForm(GovForm):
    """What a referrer is told. The public are told that it was received and considered, and no more.

    `others` are the contacts about the same incident whose referrers wait too, each with its words; they can be told at once.
    """

    tell = RadiosField(
        label=_("Tell the referrer?"),
        choices=[("yes", _("Yes")), ("no", _("No, and this is why"))],
        missing=_("Choose whether to tell the referrer"),
    )
    outcome = TextField(label=_("Outcome, in one sentence"), max_length=500, required=False)
    reason = TextAreaField(label=_("Reason for the outcome"), max_length=LONG, required=False)
    withheld_reason = TextField(label=_("Why the referrer is not told"), max_length=500, required=False)
    also = CheckboxesField(
        label=_("Tell these referrers the same?"),
        help_text=_(
            "They told of the same incident and are not answered yet. Each reads your words as they stand: name nobody who told you."
        ),
        required=False,
    )

    def __init__(
        self, *args: Any, professional: bool, others: Iterable[tuple[str, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.professional = professional
        self.offer("also", others)
        if not others:
            del self.fields["also"]
        if not professional:
            del self.fields["outcome"], self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("tell") == "no" and not said.get("withheld_reason"):
            self.add_error("withheld_reason", _("Say why the referrer is not told"))
        if said.get("tell") == "no" and said.get("also"):
            self.add_error("also", _("Say of each referrer by itself why they are not told"))
        if said.get("tell") == "yes" and self.professional:
            if not said.get("outcome"):
                self.add_error("outcome", _("Enter the outcome"))
            if not said.get("reason"):
                self.add_error("reason", _("Give the reason for the outcome"))
        return said
