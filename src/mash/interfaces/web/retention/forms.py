"""What is asked in the room `retention`."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from mash.foundation.kernel.ids import read_reference
from mash.interfaces.web.components.forms import GovForm, RadiosField, TextAreaField, TextField
from mash.registers.standards.queries import codes, label_of

_NO_NAMES = _("No names of people whom a case is about")


class FindForm(GovForm):
    """A case by its reference."""

    ref = TextField(
        label=_("Reference of the case"), required=True, max_length=40, missing=_("Enter the reference")
    )

    @property
    def reference(self) -> str:
        return read_reference(self.cleaned_data["ref"])


class HoldForm(GovForm):
    """Put a case on hold."""

    kind = RadiosField(label=_("Why is it on hold?"), choices=[], missing=_("Choose why it is on hold"))
    reason = TextAreaField(
        label=_("What is it about?"), help_text=_NO_NAMES, max_length=1_000, missing=_("Say what it is about")
    )

    def __init__(self, *args: object, at: datetime, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # Django's own arguments
        kinds = [(one.code, label_of(one)) for one in codes("retention-hold", at=at)]
        self.offer("kind", kinds)


class ReasonForm(GovForm):
    """Why: for lifting a hold, and for keeping a case under seal."""

    reason = TextAreaField(label=_("Why"), help_text=_NO_NAMES, max_length=1_000, missing=_("Say why"))


class DecideForm(GovForm):
    """The second person's word on a proposal."""

    verdict = RadiosField(
        label=_("What do you decide?"),
        choices=[
            ("approve", _("Dispose of it: it is carried out some days later and cannot be undone then")),
            ("decline", _("Keep it")),
        ],
        missing=_("Choose what you decide"),
    )
    reason = TextAreaField(label=_("Why it is kept"), help_text=_NO_NAMES, required=False, max_length=1_000)

    def clean(self) -> dict[str, object]:
        said = dict(super().clean() or self.cleaned_data)
        if said.get("verdict") == "decline" and not str(said.get("reason", "")).strip():
            self.add_error("reason", _("Say why it is kept"))
        return said
