"""That a force sends its notifications to a desk, and the secret with which it signs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mash.casework.notifications import events, secrets
from mash.casework.notifications.models import Source, SourceSecret
from mash.casework.notifications.permissions import AGREE, may_agree
from mash.foundation.kernel import Actor, Ref, Refused, Verdict
from mash.foundation.ledger import append, refuse
from mash.foundation.visibility import as_service
from mash.registers.agencies.models import Agency, Desk


@transaction.atomic
def record_source(
    *,
    by: Actor,
    at: datetime,
    key: str,
    title: str,
    agency: Agency,
    desk: Desk,
    mapping: Mapping[str, Any] | None = None,
) -> Source | Refused:
    """Record a source. Its key is taken once and for all; what it agreed is never changed but to end it."""
    allowed: Verdict = may_agree(by, agency, desk)
    if allowed:
        with as_service("notifications"):
            if Source.objects.filter(key=key).exists():
                allowed = Refused("notifications:key-taken", _("There is a source with this key already."))
    if not allowed:
        return refuse(AGREE, allowed, by=by, at=at, about=[Ref("agency", agency.key)])
    with as_service("notifications"):
        source = Source.objects.create(
            key=key,
            title=title or agency.name,
            agency=agency,
            desk=desk,
            mapping=dict(mapping or {}),
            from_at=at,
            recorded_by=str(by),
        )
    append(
        events.AGREED,
        by=by,
        at=at,
        about=[source.ref],
        payload={"source": key, "agency": agency.key, "desk": desk.key},
    )
    return source


@transaction.atomic
def make_secret(*, by: Actor, at: datetime, source: Source) -> str | Refused:
    """A new secret for the force, shown this once; the one before ends."""
    allowed = may_agree(by, source.agency, source.desk)
    if not allowed:
        return refuse(AGREE, allowed, by=by, at=at, about=[source.ref])
    secret = secrets.new_secret()
    with as_service("notifications"):
        SourceSecret.objects.filter(source=source, ended_at__isnull=True).update(ended_at=at)
        SourceSecret.objects.create(source=source, sealed=secrets.seal(secret), made_by=str(by), made_at=at)
    append(events.SECRET_MADE, by=by, at=at, about=[source.ref], payload={"source": source.key})
    return secret
