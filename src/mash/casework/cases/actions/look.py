"""What somebody has had on the screen: the history, and the case itself while they have it open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from mash.casework.cases import events
from mash.casework.cases.models import Case, HistoryView, Presence
from mash.casework.cases.queries.history import History
from mash.casework.cases.queries.picture import OPEN_FOR
from mash.casework.cases.repeats import Repeats
from mash.foundation.kernel import Actor, Ref
from mash.foundation.ledger import append


@transaction.atomic
def look_at_history(
    *,
    by: Actor,
    at: datetime,
    case: Case,
    history: History | None,
    repeats: Repeats | None = None,
    also: Iterable[Ref] = (),
    purpose: str = "",
) -> None:
    """Record that `by` had this history on the screen: the ledger names every matter and person shown.

    `repeats` is what came before of the same people or home, where the page shows that too, or alone: a rating that waits
    for a look can follow. `also` names what else the same page shows, so that the page makes one entry; `purpose` is why,
    where it is not the work itself.
    """
    before_it = repeats if repeats is not None and repeats.earlier else None
    shown = [one.fingerprint for one in (history, before_it) if one is not None]
    if by.user is None or not shown:
        return
    HistoryView.objects.bulk_create(
        [HistoryView(matter=case.matter, user_id=by.user, fingerprint=one, at=at) for one in shown]
    )
    before = dict.fromkeys(
        [
            *(one.ref for one in (history.earlier if history else ())),
            *(one.matter for one in (repeats.earlier if repeats else ())),
        ]
    )
    append(
        events.HISTORY_VIEWED,
        by=by,
        at=at,
        about=[
            Ref("matter", case.matter.ref),
            *(Ref("matter", one) for one in before),
            *(Ref("person", person.public_id) for person in (history.persons if history else ())),
            *also,
        ],
        purpose=purpose,
        payload={
            "fingerprint": shown[0][:16],
            "matters": len(before),
            "case": case.matter.ref,
        },
    )


@transaction.atomic
def present_now(*, by: Actor, at: datetime, case: Case) -> list[str]:
    """Say that `by` has the case open; returns the names of others who have it open too."""
    if by.user is None:
        return []
    say_present(by=by, at=at, case=case)
    return list(
        Presence.objects.filter(matter=case.matter, seen_at__gt=at - OPEN_FOR)
        .exclude(user_id=by.user)
        .order_by("name")
        .values_list("name", flat=True)
    )


def say_present(*, by: Actor, at: datetime, case: Case) -> None:
    """Say that `by` has the case open, in one statement."""
    if by.user is not None:
        Presence.objects.bulk_create(
            [Presence(matter=case.matter, user_id=by.user, name=by.name, seen_at=at)],
            update_conflicts=True,
            unique_fields=["matter", "user"],
            update_fields=["name", "seen_at"],
        )
