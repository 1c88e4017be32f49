"""A rejected row is put right by a person and waits again; what was sent stays beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mash.casework.notifications import events
from mash.casework.notifications.models import Row, Sent
from mash.casework.notifications.permissions import PUT_RIGHT, may_put_right
from mash.casework.notifications.rules import storable
from mash.foundation.kernel import Actor, Refused, Verdict
from mash.foundation.ledger import append, refuse
from mash.foundation.visibility import as_service


@transaction.atomic
def put_right(*, by: Actor, at: datetime, row: Row, cells: Mapping[str, str], version: int) -> Row | Refused:
    """Put cells of a rejected row right, by heading, and let it wait to be taken in; `version` is that of the page.

    Raises KeyError for a heading that the batch does not have.
    """
    about = [row.ref]
    allowed: Verdict = may_put_right(by, row.source)
    if allowed:
        with as_service("notifications"):
            held = Row.objects.select_for_update(of=("self",)).select_related("batch").get(pk=row.pk)
        if held.state != Row.State.REJECTED or held.version != version:
            allowed = Refused(
                "notifications:stale", _("Somebody else has put this row right meanwhile. Look at it again.")
            )
    if not allowed:
        return refuse(PUT_RIGHT, allowed, by=by, at=at, about=about)
    known = {*held.batch.header}
    if unknown := set(cells) - known:
        raise KeyError(min(unknown))
    with as_service("notifications"):
        sent = Sent.objects.get(row=held)
        changed = {
            name: storable(cell) for name, cell in cells.items() if storable(cell) != sent.cells.get(name, "")
        }
        sent.put_right = changed
        sent.save(update_fields=["put_right"])
        held.state, held.code, held.column, held.at = Row.State.WAITING, "", "", at
        held.version += 1
        held.save()
    append(
        events.PUT_RIGHT,
        by=by,
        at=at,
        about=about,
        payload={"source": row.source.key, "batch": held.batch.public_id, "row": held.number},
    )
    return held
