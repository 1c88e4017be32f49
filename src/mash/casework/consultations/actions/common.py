"""What every step on a question begins with, and where it stands afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from mash.casework.consultations import rules
from mash.casework.consultations.models import Consultation, Step
from mash.casework.matters.actions import read_only
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import refuse
from mash.registers.accounts.rules import may

RECORD: Final = "consultations:consultation:record"


def refs(consultation: Consultation, *more: Ref) -> list[Ref]:
    """What the ledger names of a question: itself, and the contact that came of it."""
    contact = [Ref("contact", consultation.contact.ref)] if consultation.contact else []
    return [Ref("consultation", consultation.ref), *contact, *more]


def hold(
    consultation: Consultation, *, by: Actor, at: datetime, version: int | None = None
) -> Consultation | Refused:
    """The question, locked, for whoever may work on it; `version` is the one that the page showed."""
    held = (
        Consultation.objects.select_for_update(of=("self",))
        .select_related("desk__hub", "contact__matter")
        .filter(pk=consultation.pk)
        .first()
    )
    allowed = may(by, RECORD)
    if allowed and held is None:
        allowed = read_only()
    if allowed and held is not None and version is not None and held.version != version:
        allowed = rules.changed()
    if isinstance(allowed, Refused) or held is None:
        return no(consultation, allowed if isinstance(allowed, Refused) else read_only(), by=by, at=at)
    return held


def no(consultation: Consultation, why: Refused, *, by: Actor, at: datetime) -> Refused:
    return refuse(RECORD, why, by=by, at=at, about=refs(consultation))


def move(consultation: Consultation, **changes: Any) -> None:
    """Write where it stands now."""
    for name, value in changes.items():
        setattr(consultation, name, value)
    consultation.version += 1
    consultation.save(update_fields=[*changes, "version"])


def note(
    consultation: Consultation,
    kind: str,
    *,
    by: Actor,
    at: datetime,
    code: str = "",
    text: str = "",
    contact: str = "",
) -> Step:
    return Step.objects.create(
        consultation=consultation,
        kind=kind,
        code=code,
        text=text,
        contact=contact,
        by=str(by),
        by_name=by.name,
        by_user=by.user,
        at=at,
    )


def first(found: Iterable[Step], *kinds: str) -> Step | None:
    """The latest step of these kinds."""
    return next((one for one in reversed(list(found)) if one.kind in kinds), None)
