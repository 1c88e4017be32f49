"""The log's checks on a schedule, and telling the information-governance leads what they found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from mash.foundation.ledger.models import Finding
from mash.foundation.ledger.proof import verifying
from mash.foundation.ledger.proof.checkpoints import SEQUENCER
from mash.foundation.ledger.reconciling import access_folder, forget, reconcile
from mash.foundation.outbox.actions import queue_message
from mash.foundation.visibility import acting
from mash.registers.accounts.queries import addresses_of_role


def reconcile_log(*, at: datetime) -> list[Finding]:
    """Hold the log against what was changed, shown and sent; returns the findings that are open."""
    with acting(SEQUENCER, at):
        known = set(_open())
        found = reconcile(folder=access_folder(), by=SEQUENCER, at=at)
        tell([one for one in found if one.pk not in known], at=at)
    forget(access_folder(), at)
    return found


def verify_log(*, at: datetime, seen: Sequence[tuple[str, str]] = ()) -> verifying.Verified:
    """Verify all of the log, beside what its witnesses hold and what others have `seen`: (who, signed note)."""
    with acting(SEQUENCER, at):
        held = verifying.held_by_witnesses()
    with acting(SEQUENCER, at):
        found = verifying.verify(at=at, seen=[*held, *seen])
        tell(verifying.note(found, by=SEQUENCER, at=at), at=at)
    return found


def tell(opened: Sequence[Finding], *, at: datetime) -> None:
    """Send each lead a message about each finding: its number, and no word of what it is."""
    for one in opened:
        for address in addresses_of_role("governance", at=at):
            queue_message(
                to=address,
                channel="email",
                template="log_finding",
                reference=f"LOG-{one.pk}",
                link=reverse("governance:finding", args=[one.pk]),
                at=at,
            )


def _open() -> list[int]:
    return list(Finding.objects.filter(ended=None).values_list("pk", flat=True))
