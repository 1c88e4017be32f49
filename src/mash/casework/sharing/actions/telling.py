"""What an agency is told by message: a reference, and where to read it."""

from __future__ import annotations

from datetime import datetime

from mash.foundation.outbox.actions import queue_message
from mash.registers.agencies.models import Agency
from mash.registers.directory.queries.routing import Addressees, addressees
from mash.registers.directory.queries.terms import inboxes_of


def tell_agency(
    agency: Agency, *, template: str, reference: str, link: str, at: datetime, what: str = ""
) -> int:
    """Write to whom the directory says for `what`, a code of its purposes; how many.

    Without a purpose, and where the directory has no entry of the agency, to everybody who receives for it now.
    """
    found = addressees(agency, what=what, at=at) if what else None
    addresses = found.addresses if found else inboxes_of(agency, at=at)
    return _write(addresses, template=template, reference=reference, link=link, at=at)


def tell_of_request(found: Addressees | None, *, reference: str, at: datetime) -> int:
    """Write to those whom the directory says that a request waits; how many. Without an entry nobody: they read their inbox."""
    if found is None:
        return 0
    return _write(
        found.addresses,
        template="request_waiting",
        reference=reference,
        link=f"/requests/{reference}/",
        at=at,
    )


def _write(
    addresses: tuple[str, ...] | list[str], *, template: str, reference: str, link: str, at: datetime
) -> int:
    for one in addresses:
        queue_message(to=one, channel="email", template=template, reference=reference, link=link, at=at)
    return len(addresses)
