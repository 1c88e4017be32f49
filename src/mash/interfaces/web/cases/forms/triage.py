"""How serious a contact is, and what is noted on the way."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mash.casework.cases.models import RATINGS
from mash.interfaces.web.cases.forms.common import LONG
from mash.interfaces.web.components.forms import (
    GovForm,
    RadiosField,
    TextAreaField,
)


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
