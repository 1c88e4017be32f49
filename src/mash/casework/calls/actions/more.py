"""What was heard after a contact was made of the call reaches whoever works on its case."""

from __future__ import annotations

from datetime import datetime

from mash.casework.calls import ports, queries
from mash.casework.calls.models import Call
from mash.casework.intake.models import Contact
from mash.foundation.kernel import Actor
from mash.foundation.visibility import as_service


def tell_of_danger(call: Call, before: str, *, by: Actor, at: datetime) -> None:
    """As it is typed that somebody is in danger now: nothing waits for the end of the call."""
    if call.contact_id is None or call.danger_now != "yes" or before == "yes":
        return
    with as_service("intake"):
        said = Contact.objects.values_list("danger_now", flat=True).get(pk=call.contact_id)
    if said != "yes":
        _tell(call, danger=True, by=by, at=at)


def tell_of_more(call: Call, *, by: Actor, at: datetime) -> None:
    """As the call ends: people whom the case does not have, or another answer than the contact was made with.

    That somebody is in danger was told as it was typed.
    """
    if call.contact_id is None:
        return
    with as_service("intake"):
        contact = Contact.objects.get(pk=call.contact_id)
        more = queries.more_than(call, contact)
    if more.people or more.danger in {"no", "not-known"}:
        _tell(call, danger=False, by=by, at=at)


def _tell(call: Call, *, danger: bool, by: Actor, at: datetime) -> None:
    if call.matter_id is None:
        return
    for told in ports.on_more:
        told(call.matter_id, danger, by, at)
