"""What is asked in the room `tasks`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from mash.interfaces.web.components.forms import (
    DateField,
    GovForm,
    HiddenField,
    SelectField,
    TextAreaField,
)


class GiveForm(GovForm):
    """One task. `owners` are who may be given one, by number of the user."""

    once = HiddenField(max_length=40)
    what = TextAreaField(
        label=gettext_lazy("What is to be done"),
        max_length=2_000,
        missing=gettext_lazy("Say what is to be done"),
    )
    owner = SelectField(label=gettext_lazy("Who does it"), missing=gettext_lazy("Choose who does it"))
    due_on = DateField(label=gettext_lazy("By which day"), missing=gettext_lazy("Enter the day"))

    def __init__(self, *args: Any, owners: list[tuple[str, str]], on_case: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("owner", owners)
        if not on_case:
            self.fields["what"].help_text = gettext_lazy(
                "Name nobody whom a case is about: give such a task on the case."
            )


class FinishForm(GovForm):
    text = TextAreaField(
        label=gettext_lazy("What was done"),
        max_length=2_000,
        missing=gettext_lazy("Say what was done"),
    )
