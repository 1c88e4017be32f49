"""On what something is shared that no clause permits: the part of a form that asks for it, in whatever room."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from mash.casework.sharing.deciding import urgent_powers
from mash.casework.sharing.rules import Ground
from mash.interfaces.web.components.forms import GovForm, SelectField, TextAreaField, TextField

LONG = 8000


class GroundForm(GovForm):
    """Four answers, all or none: with none, a clause permits it. Where none does (`needed`), all."""

    power = SelectField(label=_("Duty or danger on which you share"), required=False)
    necessity = TextAreaField(
        label=_("Why it is necessary and proportionate"), max_length=LONG, required=False, gov={"rows": 3}
    )
    recipient_checked = TextField(label=_("How you checked who receives it"), max_length=500, required=False)
    without_clause = TextAreaField(
        label=_("Why it cannot wait for a clause"), max_length=LONG, required=False, gov={"rows": 3}
    )

    needed = False
    MISSING: ClassVar[dict[str, Any]] = {
        "power": _("Choose the duty or danger"),
        "necessity": _("Say why it is necessary and proportionate"),
        "recipient_checked": _("Say how you checked who receives it"),
        "without_clause": _("Say why it cannot wait for a clause"),
    }

    def offer_powers(self, population: str, *, at: datetime) -> None:
        """The duties and dangers of children (`children`) or adults (`adults`)."""
        self.offer(
            "power",
            [
                ("", _("Choose") if self.needed else _("A clause permits it")),
                *urgent_powers(population, at=at).items(),
            ],
        )

    @property
    def ground_said(self) -> Ground | None:
        """On what it is shared without a clause, or None where nothing is said of it."""
        said = [str(self.cleaned_data.get(name) or "") for name in self.MISSING]
        if not any(said):
            return None
        power, necessity, checked, reason = said
        return Ground(power=power, necessity=necessity, recipient_checked=checked, reason=reason)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.needed or any(said.get(name) for name in self.MISSING):
            for name, sentence in self.MISSING.items():
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, sentence)
        return said
