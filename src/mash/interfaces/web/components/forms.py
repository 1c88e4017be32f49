"""Forms as GOV.UK components: import everything that a page's form needs from here.

    class Worry(GovForm):
        name = TextField(label=_("Full name"), max_length=200, missing=_("Enter the name"), not_known=True)

and in the template `{{ error_summary(form) }}{{ field(form, "name") }}`; see README.md.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mash.interfaces.web.components.fields import (
    YES_NO,
    YES_NO_NOT_KNOWN,
    CheckboxesField,
    ConfirmField,
    DateField,
    EmailField,
    FilesField,
    NHSNumberField,
    PartialDateField,
    PhoneField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    TimeField,
)
from mash.interfaces.web.components.present import Presented, error_title, present, summarise
from mash.interfaces.web.components.renderer import GovRenderer
from mash.interfaces.web.components.values import NOT_KNOWN, NotKnown, PartialDate

__all__ = [
    "NOT_KNOWN",
    "YES_NO",
    "YES_NO_NOT_KNOWN",
    "CheckboxesField",
    "ConfirmField",
    "DateField",
    "EmailField",
    "FilesField",
    "GovForm",
    "GovFormMixin",
    "GovRenderer",
    "HiddenField",
    "NHSNumberField",
    "NotKnown",
    "PartialDate",
    "PartialDateField",
    "PhoneField",
    "Presented",
    "RadiosField",
    "SelectField",
    "TextAreaField",
    "TextField",
    "TimeField",
    "error_title",
    "present",
    "summarise",
]


class HiddenField(TextField):
    """A value that the page carries along and that nobody sees."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.HiddenInput(), **kwargs)


class GovFormMixin:
    """For any Django form: the server judges, browsers do not block; a sentence for each empty answer."""

    use_required_attribute = False
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, today: date | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, PartialDateField):
                field.today = today
            label = field.label or name.replace("_", " ").capitalize()
            missing = getattr(field, "missing", None)
            if missing:
                field.error_messages["required"] = missing
            elif field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = format_lazy(_("Give an answer: {label}"), label=label)

    def offer(self, name: str, choices: Iterable[tuple[str, Any]]) -> None:
        """What can be chosen at this field, where that is known only now. An empty value stands first in a select."""
        cast("forms.ChoiceField", self.fields[name]).choices = list(choices)

    def hint(self, name: str, hints: Mapping[str, Any]) -> None:
        """The hint beside each value of radio buttons or checkboxes."""
        cast("RadiosField | CheckboxesField", self.fields[name]).hints = hints


class GovForm(GovFormMixin, forms.Form):
    """The base of every form: `GovForm(request.POST or None, request.FILES or None, initial=..., today=...)`."""
