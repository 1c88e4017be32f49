"""What is asked in the room `updates`."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.casework.updates.models import RISKS
from mash.foundation.kernel.ids import read_reference
from mash.interfaces.web.components.forms import GovForm, RadiosField, TextAreaField, TextField

LONG: Final = 5_000
OTHER: Final = "other"


class RecogniseForm(GovForm):
    """This is an update of which case, how urgent, and why. `found` are the cases suggested, by reference."""

    case = RadiosField(
        label=gettext_lazy("Which open case is it an update of?"), missing=gettext_lazy("Choose the case")
    )
    other = TextField(
        label=gettext_lazy("The reference of another open case"),
        help_text=gettext_lazy("Where it is none of those above"),
        max_length=30,
        required=False,
        gov={"width": 10},
    )
    risk = RadiosField(
        label=gettext_lazy("How urgent is it?"),
        choices=[(code, gettext_lazy(text)) for code, text in RISKS],
        help_text=gettext_lazy("It says by when it is to be read."),
        missing=gettext_lazy("Choose how urgent it is"),
    )
    reason = TextAreaField(
        label=gettext_lazy("Why it is an update"),
        max_length=LONG,
        missing=gettext_lazy("Say why it is an update"),
        gov={"rows": 3},
    )

    def __init__(self, *args: Any, found: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("case", [*found, (OTHER, _("Another case"))])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("case") == OTHER and not said.get("other"):
            self.add_error("other", _("Enter the reference of the case"))
        return said

    def chosen(self) -> str:
        """The reference that was chosen or typed."""
        said = self.cleaned_data
        return read_reference(str(said["other"])) if said["case"] == OTHER else str(said["case"])


class ConcernForm(GovForm):
    reason = TextAreaField(
        label=gettext_lazy("Why it is a new concern"),
        max_length=LONG,
        missing=gettext_lazy("Say why it is a new concern"),
        gov={"rows": 3},
    )


class ReadForm(GovForm):
    will_do = TextAreaField(
        label=gettext_lazy("What you will do"), max_length=LONG, required=False, gov={"rows": 3}
    )
