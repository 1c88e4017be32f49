"""Who is given the case for a time."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mash.interfaces.web.components.forms import (
    DateField,
    GovForm,
    SelectField,
    TextField,
)


class GrantForm(GovForm):
    user = SelectField(label=_("Give this case to"), missing=_("Choose a person"))
    until = DateField(
        label=_("Until the end of"),
        help_text=_("Access ends by itself."),
        future=True,
        missing=_("Enter a date"),
    )
    reason = TextField(label=_("Reason"), max_length=200, missing=_("Give the reason"))

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("user", [("", _("Choose")), *((str(key), name) for key, name in people)])
