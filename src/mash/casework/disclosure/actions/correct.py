"""A corrected item tells everyone to whom it went."""

from __future__ import annotations

from datetime import datetime

from mash.casework.disclosure import events
from mash.casework.disclosure.actions.telling import tell_recipient
from mash.casework.disclosure.models import Correction, Delivery, Passage
from mash.casework.sharing.models import Item, Request
from mash.foundation.kernel import Actor, Ref
from mash.foundation.ledger import append
from mash.foundation.visibility import as_service

_SAYS = ("kind", "category", "happened_on", "text")


def tell_recipients(request: Request, by: Actor, at: datetime) -> None:
    """Called when an agency has answered: each package with an item that the answer corrects tells its recipient.

    An item that the later answer repeats word for word is not corrected. The agency learns nothing of any package.
    """
    items = list(Item.objects.filter(request=request).select_related("answer"))
    superseded = set(
        Item.objects.filter(request=request, answer__superseded_by__isnull=False).values_list("pk", flat=True)
    )
    standing = {
        (one.answer.about_id, *(getattr(one, name) for name in _SAYS))
        for one in items
        if one.pk not in superseded
    }
    corrected = [
        one.pk
        for one in items
        if one.pk in superseded
        and (one.answer.about_id, *(getattr(one, name) for name in _SAYS)) not in standing
    ]
    if not corrected:
        return
    with as_service("disclosure"):
        passages = (
            Passage.objects.filter(item_id__in=corrected, package__state="sent", corrections__isnull=True)
            .select_related("package")
            .order_by("package_id", "place", "pk")
        )
        told: set[int] = set()
        for one in passages:
            package = one.package
            Correction.objects.create(
                matter_id=one.matter_id,
                package=package,
                ref=package.ref,
                passage=one,
                heading=one.heading,
                source=one.source,
                at=at,
            )
            if package.pk in told:
                continue
            told.add(package.pk)
            sent = package.sent_at.isoformat() if package.sent_at else None
            append(
                events.CORRECTED,
                by=by,
                at=at,
                about=[Ref("package", package.ref), Ref("request", request.ref)],
                payload={"package": package.ref, "agency": request.agency.key, "sent": sent},
            )
            for delivery in Delivery.objects.filter(package=package).select_related("agency"):
                tell_recipient(delivery, template="package_corrected", at=at)
