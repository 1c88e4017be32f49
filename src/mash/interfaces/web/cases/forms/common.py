"""What several of the forms share."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from mash.interfaces.web.components.forms import (
    GovForm,
    TextAreaField,
)

LONG: Final = 20_000


class ReasonForm(GovForm):
    reason = TextAreaField(label=_("Reason"), max_length=LONG, missing=_("Give the reason"))
