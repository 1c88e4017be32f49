"""Take back what was sent: at once, with a reason, and everybody who had it is told."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mash.casework.disclosure import events
from mash.casework.disclosure.actions.common import held, note, refused
from mash.casework.disclosure.actions.telling import tell_recipient
from mash.casework.disclosure.models import Delivery, Package, Recall
from mash.casework.disclosure.queries import get_package
from mash.casework.disclosure.workflow import SEND
from mash.casework.matters.holding import save
from mash.foundation.kernel import Actor, Ref, Refused


@transaction.atomic
def recall(*, by: Actor, at: datetime, package: Package, reason: str) -> Recall | Refused:
    """Recall it. A second press finds it recalled and changes nothing.

    The deliveries are held first: whoever is opening one has opened it before this, which says so, or meets the recall.
    """
    before = get_package(package.ref, hold=True)
    if before.state == "recalled":
        return Recall.objects.get(package=before)
    found = held(package, "recall", SEND, by=by, at=at, version=None)
    if isinstance(found, Refused):
        return found
    if not reason.strip():
        why = Refused("disclosure:recall:no-reason", _("Say why it is recalled."))
        return refused("disclosure:package:recall", why, package=found, by=by, at=at)
    deliveries = list(
        Delivery.objects.select_for_update(of=("self",))
        .select_related("agency")
        .filter(package=found)
        .order_by("pk")
    )
    opened = sum(one.opened_at is not None for one in deliveries)
    made = Recall.objects.create(
        matter=found.matter, package=found, reason=reason, opened=opened, by=str(by), by_name=by.name, at=at
    )
    found.state = "recalled"
    save(found, "state")
    refs = [Ref("agency", found.agency.key)] if found.agency else []
    note(events.RECALLED, found, by=by, at=at, refs=refs, opened=opened)
    for one in deliveries:
        tell_recipient(one, template="package_recalled", at=at)
    return made
