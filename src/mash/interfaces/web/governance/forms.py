"""What the log is searched by."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _

from mash.foundation.kernel.ids import read_reference
from mash.foundation.kernel.time import LONDON
from mash.foundation.ledger import declared
from mash.foundation.ledger.searching import Wanted
from mash.interfaces.web.components.forms import DateField, GovForm, SelectField, TextField
from mash.registers.agencies.models import Agency

KINDS = {
    "matter": _("Case"),
    "contact": _("Contact"),
    "request": _("Request"),
    "consultation": _("Advice"),
    "disagreement": _("Disagreement"),
    "update": _("Update"),
    "notice": _("Notice from elsewhere"),
    "school-notice": _("Notice to a school"),
    "package": _("Package"),
    "person": _("Person"),
    "agency": _("Agency"),
    "user": _("User"),
    "break-glass": _("Break-glass"),
    "closeness": _("Closeness"),
    "browsing": _("Pattern of browsing"),
    "file": _("File"),
    "rights": _("Rights request"),
    "sealed": _("Under seal"),
    "disposal": _("Disposal"),
    "mail": _("Message of the mailbox"),
}
READ_AS_TYPED: Final = {"agency", "user", "closeness"}
"""What these are called by is no reference that could be misread."""


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
    agency = SelectField(label=_("For which agency they acted"), required=False, empty=_("Any"))
    event = SelectField(label=_("What happened"), required=False, empty=_("Anything"))
    purpose = TextField(
        label=_("Purpose or ground"), help_text=_("Part of it"), required=False, max_length=200
    )
    since = DateField(label=_("From"), required=False)
    until = DateField(label=_("To"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # Django's own arguments
        self.offer("kind", [("", _("Anything")), *KINDS.items()])
        groups = {f"{one.partition(':')[0]}:" for one in declared()}
        events = sorted({*groups, *declared()})
        self.offer("event", [("", _("Anything")), *((one, one) for one in events)])
        agencies = Agency.objects.values_list("key", "name")
        self.offer("agency", [("", _("Any")), *agencies])

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
            ref=said["ref"] if said["kind"] in READ_AS_TYPED else read_reference(said["ref"]),
            kind=said["kind"],
            actor_name=said["actor"],
            agency=said["agency"],
            event=said["event"],
            purpose=said["purpose"],
            since=_midnight(said["since"]) if said["since"] else None,
            until=_midnight(until + timedelta(days=1)) if until else None,
        )


class SharesForm(GovForm):
    """Whose shares are wanted."""

    ref = TextField(
        label=_("Reference"),
        help_text=_("Of a person, case, contact or request"),
        required=False,
        max_length=40,
    )
    kind = SelectField(label=_("What the reference is of"), required=False, empty=_("Anything"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # Django's own arguments
        self.offer("kind", [("", _("Anything")), *KINDS.items()])

    @property
    def wanted(self) -> Wanted:
        """What a valid form looks for."""
        said = self.cleaned_data
        typed = said["kind"] in READ_AS_TYPED
        return Wanted(ref=said["ref"] if typed else read_reference(said["ref"]), kind=said["kind"])


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=LONDON)
