"""What is asked in the room `allocation`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.interfaces.web.components.forms import GovForm, RadiosField, SelectField, TextField

Choices = list[tuple[str, Any]]


class GiveForm(GovForm):
    """To whom, and why where that is asked."""

    worker = RadiosField(
        label=gettext_lazy("Who gets the case?"), missing=gettext_lazy("Choose who gets the case")
    )
    why = SelectField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("Asked where it is not the first in the list, or goes from one to another"),
        required=False,
    )
    words = TextField(
        label=gettext_lazy("The reason in words"),
        help_text=gettext_lazy("Where it is another reason"),
        max_length=500,
        required=False,
    )

    def __init__(self, *args: Any, people: Choices, reasons: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("worker", people)
        self.offer("why", [("", _("Choose")), *reasons])


class WishForm(GovForm):
    """Whose wish it is that another has the case, and why."""

    whose = RadiosField(
        label=gettext_lazy("Whose wish is it?"),
        choices=[("family", gettext_lazy("The family’s")), ("worker", gettext_lazy("The worker’s own"))],
        missing=gettext_lazy("Choose whose wish it is"),
    )
    words = TextField(label=gettext_lazy("Why"), max_length=500, missing=gettext_lazy("Say why"))


class NearHomeForm(GovForm):
    postcode = TextField(
        label=gettext_lazy("Postcode"),
        help_text=gettext_lazy("A whole postcode, like ZZ1 4AB"),
        max_length=10,
        missing=gettext_lazy("Enter a whole postcode, like ZZ1 4AB"),
        gov={"width": 10},
    )


class DeclineForm(GovForm):
    why = SelectField(
        label=gettext_lazy("Why you decline it"), missing=gettext_lazy("Choose why you decline it")
    )
    words = TextField(
        label=gettext_lazy("The reason in words"),
        help_text=gettext_lazy("Where it is another reason"),
        max_length=500,
        required=False,
    )

    def __init__(self, *args: Any, reasons: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("why", [("", _("Choose")), *reasons])
