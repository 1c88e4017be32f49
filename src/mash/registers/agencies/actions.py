"""Set up agencies, hubs and desks. Doing it again with the same key changes what it says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from mash.foundation.kernel import Actor, Ref
from mash.foundation.ledger import append
from mash.registers.agencies import events
from mash.registers.agencies.models import Agency, Desk, Hub


@transaction.atomic
def set_agency(*, by: Actor, at: datetime, key: str, name: str, kind: str, phone: str = "") -> Agency:
    agency, _ = Agency.objects.update_or_create(
        key=key, defaults={"name": name, "kind": kind, "phone": phone}
    )
    append(events.AGENCY_SET, by=by, at=at, about=[Ref("agency", key)], payload={"agency": key})
    return agency


@transaction.atomic
def set_hub(
    *,
    by: Actor,
    at: datetime,
    key: str,
    name: str,
    area: str,
    phone: str,
    agencies: Iterable[Agency],
    out_of_hours_phone: str = "",
    two_person_rule: bool = False,
) -> Hub:
    hub, _ = Hub.objects.update_or_create(
        key=key,
        defaults={
            "name": name,
            "area": area,
            "phone": phone,
            "out_of_hours_phone": out_of_hours_phone,
            "two_person_rule": two_person_rule,
        },
    )
    hub.agencies.set(agencies)
    append(events.HUB_SET, by=by, at=at, about=[Ref("hub", key)], payload={"hub": key})
    return hub


@transaction.atomic
def set_desk(
    *, by: Actor, at: datetime, hub: Hub, key: str, name: str, population: str, authority: Agency
) -> Desk:
    desk, _ = Desk.objects.update_or_create(
        key=key, defaults={"hub": hub, "name": name, "population": population, "authority": authority}
    )
    append(events.HUB_SET, by=by, at=at, about=[Ref("hub", hub.key)], payload={"hub": hub.key})
    return desk
