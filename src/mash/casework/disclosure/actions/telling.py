"""Messages about packages: a reference and a link to this site, and no name."""

from __future__ import annotations

from datetime import datetime

from mash.casework.disclosure.models import Delivery
from mash.casework.sharing.actions.telling import tell_agency
from mash.foundation.outbox.actions import queue_message


def tell_recipient(delivery: Delivery, *, template: str, at: datetime) -> None:
    """Write to whom a delivery went, after it was sent: that it was recalled, or that something in it was corrected."""
    if delivery.channel == "page" and delivery.agency is not None:
        tell_agency(
            delivery.agency,
            template=template,
            reference=delivery.ref,
            link=f"/packages/{delivery.ref}/",
            at=at,
            what="package",
        )
    elif delivery.to:
        queue_message(
            to=delivery.to,
            channel="email",
            template=template,
            reference=delivery.ref,
            link="/package/",
            language=delivery.language,
            at=at,
        )
