"""A custodian keeps a case for what is sealed in it. To nobody else is there anything to be seen of this."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mash.casework.matters.models import Matter
from mash.foundation.kernel import ALLOWED, Actor, Ref, Refused, Verdict
from mash.foundation.ledger import append, refuse
from mash.oversight.retention import events, rules
from mash.oversight.retention.models import SealedHold
from mash.registers.accounts.rules import is_custodian


@transaction.atomic
def keep_for_sealed(*, by: Actor, at: datetime, matter: Matter, reason: str) -> SealedHold | Refused:
    """Keep a matter from disposal until this is ended; asked twice, it is kept."""
    allowed: Verdict = ALLOWED if is_custodian(by) else _custodians()
    if allowed and not reason.strip():
        allowed = rules.no_reason()
    if not allowed:
        return refuse("retention:sealed:hold", allowed, by=by, at=at, about=[])
    standing = SealedHold.objects.filter(matter=matter, ended_at__isnull=True).first()
    if standing is not None:
        return standing
    made = SealedHold.objects.create(matter=matter, reason=reason.strip(), by=str(by), by_name=by.name, at=at)
    append(events.SEALED_HELD, by=by, at=at, about=[Ref("sealed", made.public_id)])
    return made


@transaction.atomic
def end_keeping(*, by: Actor, at: datetime, hold: SealedHold) -> Verdict:
    """It need not be kept for that any more."""
    allowed: Verdict = ALLOWED if is_custodian(by) else _custodians()
    if not allowed:
        return refuse("retention:sealed:hold", allowed, by=by, at=at, about=[])
    if SealedHold.objects.filter(pk=hold.pk, ended_at__isnull=True).update(
        ended_at=at, ended_by_name=by.name
    ):
        append(events.SEALED_ENDED, by=by, at=at, about=[Ref("sealed", hold.public_id)])
    return ALLOWED


def _custodians() -> Refused:
    return Refused("retention:sealed:custodian", _("A custodian of the hub does this."))
