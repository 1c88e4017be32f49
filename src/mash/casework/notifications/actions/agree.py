"""That a force sends its notifications to a desk, and the secret with which it signs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from mash.casework.notifications import events, secrets
from mash.casework.notifications.columns import Columns
from mash.casework.notifications.models import Source, SourceSecret, Terms
from mash.casework.notifications.permissions import AGREE, may_agree
from mash.foundation.kernel import Actor, Ref, Refused, Verdict
from mash.foundation.ledger import append, refuse
from mash.foundation.visibility import as_service
from mash.registers.agencies.models import Agency, Desk

OVERLAPS: Final = (timedelta(), timedelta(hours=1), timedelta(days=1), timedelta(days=7))
"""For how long the secret before may still sign once there is a new one."""
TAKEN_KEYS: Final = frozenset({"sources", "rows", "files", "new"})
"""Words that stand in addresses where a source's key does."""


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
            if key in TAKEN_KEYS or Source.objects.filter(key=key).exists():
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
def make_secret(
    *, by: Actor, at: datetime, source: Source, overlap: timedelta = timedelta(), known: int | None = None
) -> str | Refused:
    """A new secret for the force, shown this once; those before end, at once or after one of OVERLAPS.

    `known` is how many secrets there were where the asker looked: refused where another was made meanwhile.
    """
    if overlap not in OVERLAPS:
        raise ValueError(overlap)
    allowed: Verdict = may_agree(by, source.agency, source.desk)
    if allowed:
        with as_service("notifications"):
            held = Source.objects.select_for_update(of=("self",)).get(pk=source.pk)
            count = SourceSecret.objects.filter(source=held).count()
        if held.until_at is not None and held.until_at <= at:
            allowed = Refused("notifications:not-in-force", _("This source has ended."))
        elif known is not None and known != count:
            allowed = Refused(
                "notifications:secret-made",
                _("A secret was made a moment ago. If nobody wrote it down, make another."),
            )
    if not allowed:
        return refuse(AGREE, allowed, by=by, at=at, about=[source.ref])
    secret = secrets.new_secret()
    with as_service("notifications"):
        before = SourceSecret.objects.filter(source=source)
        before.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=at + overlap)).update(ended_at=at + overlap)
        SourceSecret.objects.create(source=source, sealed=secrets.seal(secret), made_by=str(by), made_at=at)
    append(events.SECRET_MADE, by=by, at=at, about=[source.ref], payload={"source": source.key})
    return secret


@transaction.atomic
def change_source(
    *,
    by: Actor,
    at: datetime,
    source: Source,
    number: int,
    title: str,
    expects: str,
    expected_by: time | None,
    dates: str,
    roles: Mapping[str, str],
) -> Terms | Refused:
    """Agree other terms; those before stand beside them. `number` is that of the terms that the asker saw, 0 for none.

    `roles` are the force's own words in lower case and a role of columns.ROLES. Raises WrongColumnsError for another role.
    """
    allowed: Verdict = may_agree(by, source.agency, source.desk)
    if allowed:
        with as_service("notifications"):
            held = Source.objects.select_for_update(of=("self",)).get(pk=source.pk)
            latest = Terms.objects.filter(source=held).order_by("-number").first()
        if held.until_at is not None and held.until_at <= at:
            allowed = Refused("notifications:not-in-force", _("This source has ended."))
        elif number != (latest.number if latest else 0):
            allowed = Refused(
                "notifications:stale", _("Somebody else has changed this source meanwhile. Look at it again.")
            )
    if not allowed:
        return refuse(AGREE, allowed, by=by, at=at, about=[source.ref])
    said = Columns.of_json({"columns": {}, "dates": dates, "roles": dict(roles)})
    with as_service("notifications"):
        terms = Terms.objects.create(
            source=held,
            number=number + 1,
            title=title,
            expects=expects,
            expected_by=expected_by if expects else None,
            dates=said.dates,
            roles=dict(said.roles),
            from_at=at,
            recorded_by=str(by),
        )
        held.title = title
        held.save(update_fields=["title"])
    append(
        events.TERMS_CHANGED,
        by=by,
        at=at,
        about=[source.ref],
        payload={
            "source": source.key,
            "number": terms.number,
            "expects": expects,
            "expected_by": terms.expected_by.isoformat() if terms.expected_by else "",
            "dates": dates,
        },
    )
    return terms


@transaction.atomic
def end_source(*, by: Actor, at: datetime, source: Source) -> Source | Refused:
    """End a source and its secrets. What it sent stays; twice is once."""
    allowed = may_agree(by, source.agency, source.desk)
    if not allowed:
        return refuse(AGREE, allowed, by=by, at=at, about=[source.ref])
    with as_service("notifications"):
        held = Source.objects.select_for_update(of=("self",)).get(pk=source.pk)
        if held.until_at is not None and held.until_at <= at:
            return held
        held.until_at = at
        held.save(update_fields=["until_at"])
        SourceSecret.objects.filter(source=held).filter(Q(ended_at__isnull=True) | Q(ended_at__gt=at)).update(
            ended_at=at
        )
    append(
        events.ENDED,
        by=by,
        at=at,
        about=[source.ref],
        payload={"source": source.key, "until": at.isoformat()},
    )
    return held
