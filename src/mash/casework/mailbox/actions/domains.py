"""Which agency's mail comes from which domain."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mash.casework.mailbox.models import SenderDomain
from mash.foundation.kernel import Actor
from mash.registers.agencies.models import Agency


@transaction.atomic
def set_domain(*, by: Actor, at: datetime, domain: str, agency: Agency) -> SenderDomain:  # noqa: ARG001 - an action's
    """Say that mail from this domain, and from those below it, is the agency's."""
    found, _new = SenderDomain.objects.update_or_create(
        domain=domain.strip().lower().strip("@."), defaults={"agency": agency}
    )
    return found
