"""Which contacts may be about one incident, and how a link between them is undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from mash.casework.consultations import events, rules
from mash.casework.intake.models import Contact
from mash.casework.matters.actions import read_only, works_on
from mash.casework.matters.models import Subject
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append, refuse
from mash.registers.accounts.rules import may
from mash.registers.people.rules import fold_place

NEAR: Final = timedelta(days=14)
"""So far apart two contacts may be about one incident, as far as they are suggested."""
LINK: Final = "intake:contact:link"


@dataclass(frozen=True, slots=True)
class Linkable:
    """A contact that may be about the same incident. `why`: person, described, address; the surest first."""

    contact: Contact
    why: tuple[str, ...]


def linkable(contact: Contact, *, most: int = 5) -> list[Linkable]:
    """Contacts of the same hub, within days, that share somebody or a dwelling with this one; the surest first.

    Only what the actor sees is compared, and nothing is joined by it.
    """
    near = (
        Contact.objects.filter(
            matter__hub_id=contact.matter.hub_id,
            received_at__range=(contact.received_at - NEAR, contact.received_at + NEAR),
        )
        .exclude(pk=contact.pk)
        .select_related("matter")
    )
    others = [one for one in near if not (contact.incident and one.incident == contact.incident)]
    people: dict[int, list[tuple[int | None, Mapping[str, Any]]]] = {}
    found = Subject.objects.filter(matter__in={contact.matter_id, *(one.matter_id for one in others)})
    for matter, person, said in found.values_list("matter_id", "person_id", "record__said"):
        people.setdefault(matter, []).append((person, said))
    mine = people.get(contact.matter_id, [])
    held = [
        Linkable(one, why)
        for one in others
        if one.matter_id != contact.matter_id and (why := _why(mine, people.get(one.matter_id, [])))
    ]
    held.sort(key=lambda one: (_ORDER[one.why[0]], abs(one.contact.received_at - contact.received_at)))
    return held[:most]


_ORDER: Final = {"person": 0, "described": 1, "address": 2}
type _People = list[tuple[int | None, Mapping[str, Any]]]


def _why(mine: _People, theirs: _People) -> tuple[str, ...]:
    found = []
    if {one for one, _said in mine if one} & {one for one, _said in theirs if one}:
        found.append("person")
    elif any(
        rules.agreement(said, other) in {"number", "born"} for _one, said in mine for _other, other in theirs
    ):
        found.append("described")
    if {_place(said) for _one, said in mine} & {_place(said) for _one, said in theirs} - {""}:
        found.append("address")
    return tuple(found)


def _place(said: Mapping[str, Any]) -> str:
    address = said.get("address") or {}
    return fold_place(str(address.get("postcode", "")), str(address.get("lines", "")))


@transaction.atomic
def unlink(*, by: Actor, at: datetime, contact: Contact) -> Contact | Refused:
    """Take a contact out of its incident: it and the others keep their referrers, clocks and texts, as when they were
    joined."""
    about = [Ref("contact", contact.ref), Ref("matter", contact.matter.ref)]
    allowed = may(by, LINK)
    if allowed and not works_on(contact.matter):
        allowed = read_only()
    held = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    if allowed and not held.incident:
        allowed = Refused("consultations:link:none", _("It is linked to no other contact any more."))
    if isinstance(allowed, Refused):
        return refuse(LINK, allowed, by=by, at=at, about=about)
    was, held.incident = held.incident, ""
    held.save(update_fields=["incident"])
    append(events.UNLINKED, by=by, at=at, about=about, payload={"incident": was})
    return held
