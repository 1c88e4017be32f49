"""Which agency's mail comes from which domain."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mash.casework.mailbox import events
from mash.casework.mailbox.models import SenderDomain
from mash.foundation.kernel import Actor, Ref
from mash.foundation.ledger import append
from mash.registers.agencies.models import Agency


@transaction.atomic
def set_domain(*, by: Actor, at: datetime, domain: str, agency: Agency) -> SenderDomain:
    """Say that mail from this domain, and from those below it, is the agency's."""
    found, _new = SenderDomain.objects.update_or_create(
        domain=domain.strip().lower().strip("@."), defaults={"agency": agency}
    )
    append(events.DOMAIN_SET, by=by, at=at, about=[Ref("agency", agency.key)], payload={"agency": agency.key})
    return found
