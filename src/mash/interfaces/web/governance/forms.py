"""What the log is searched by."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

from mash.foundation.kernel.ids import read_reference
from mash.foundation.kernel.time import LONDON
from mash.foundation.ledger import declared
from mash.foundation.ledger.queries import Wanted
from mash.interfaces.web.components.forms import DateField, GovForm, SelectField, TextField

KINDS = {
    "matter": _("Case"),
    "contact": _("Contact"),
    "request": _("Request"),
    "person": _("Person"),
    "agency": _("Agency"),
    "user": _("User"),
    "file": _("File"),
}


class SearchForm(GovForm):
    """Every field may stay empty: then everything is found."""

    ref = TextField(
        label=_("Reference"),
        help_text=_("Of a case, contact, request or person"),
        required=False,
        max_length=40,
    )
    kind = SelectField(label=_("What the reference is of"), required=False, empty=_("Anything"))
    actor = TextField(label=_("Who did it"), help_text=_("Part of a name"), required=False, max_length=200)
    event = SelectField(label=_("What happened"), required=False, empty=_("Anything"))
    since = DateField(label=_("From"), required=False)
    until = DateField(label=_("To"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # Django's own arguments
        self.fields["kind"].choices = [("", _("Anything")), *KINDS.items()]  # type: ignore[attr-defined] # a choice field
        events = sorted(declared())
        self.fields["event"].choices = [("", _("Anything")), *((one, one) for one in events)]  # type: ignore[attr-defined] # a choice field

    def clean(self) -> dict[str, object]:
        """The days in their order."""
        said = dict(super().clean() or self.cleaned_data)
        since, until = said.get("since"), said.get("until")
        if isinstance(since, date) and isinstance(until, date) and until < since:
            self.add_error("until", _("“To” must be the same day as “From” or after it."))
        return said

    @property
    def wanted(self) -> Wanted:
        """What a valid form looks for: whole days, in Europe/London."""
        said = self.cleaned_data
        until = said["until"]
        return Wanted(
            ref=read_reference(said["ref"]),
            kind=said["kind"],
            actor_name=said["actor"],
            event=said["event"],
            since=_midnight(said["since"]) if said["since"] else None,
            until=_midnight(until + timedelta(days=1)) if until else None,
        )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=LONDON)
