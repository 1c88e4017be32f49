"""What somebody has had on the screen: the history, and the case itself while they have it open."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from mash.casework.cases import events
from mash.casework.cases.models import Case, HistoryView, Presence
from mash.casework.cases.queries.history import History
from mash.foundation.kernel import Actor, Ref
from mash.foundation.ledger import append

OPEN_FOR = timedelta(minutes=5)


@transaction.atomic
def look_at_history(*, by: Actor, at: datetime, case: Case, history: History) -> None:
    """Record that `by` had this history on the screen: the ledger names every matter and person shown."""
    if by.user is None:
        return
    HistoryView.objects.create(matter=case.matter, user_id=by.user, fingerprint=history.fingerprint, at=at)
    append(
        events.HISTORY_VIEWED,
        by=by,
        at=at,
        about=[
            Ref("matter", case.matter.ref),
            *(Ref("matter", one.ref) for one in history.earlier),
            *(Ref("person", person.public_id) for person in history.people),
            *(Ref("person", person.public_id) for person, _ in history.household),
        ],
        payload={"fingerprint": history.fingerprint[:16], "matters": len(history.earlier)},
    )


@transaction.atomic
def present_now(*, by: Actor, at: datetime, case: Case) -> list[str]:
    """Say that `by` has the case open; returns the names of others who have it open too."""
    if by.user is None:
        return []
    Presence.objects.update_or_create(
        matter=case.matter, user_id=by.user, defaults={"name": by.name, "seen_at": at}
    )
    return list(
        Presence.objects.filter(matter=case.matter, seen_at__gt=at - OPEN_FOR)
        .exclude(user_id=by.user)
        .order_by("name")
        .values_list("name", flat=True)
    )
