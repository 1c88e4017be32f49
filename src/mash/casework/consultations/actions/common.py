"""What every step on a question begins with, and where it stands afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from mash.casework.consultations import rules
from mash.casework.consultations.models import Consultation, Step
from mash.casework.matters.holding import hold as hold_row
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import refuse

RECORD: Final = "consultations:consultation:record"


def refs(consultation: Consultation, *more: Ref) -> list[Ref]:
    """What the ledger names of a question: itself, and the contact that came of it."""
    contact = [Ref("contact", consultation.contact.ref)] if consultation.contact else []
    return [Ref("consultation", consultation.ref), *contact, *more]


def hold(
    consultation: Consultation, *, by: Actor, at: datetime, version: int | None = None
) -> Consultation | Refused:
    """The question, locked, for whoever may work on it; `version` is the one that the page showed."""
    rows = Consultation.objects.select_related("desk__hub", "contact__matter")
    held = hold_row(rows, consultation, RECORD, by=by, version=version, changed=rules.changed)
    return no(consultation, held, by=by, at=at) if isinstance(held, Refused) else held


def no(consultation: Consultation, why: Refused, *, by: Actor, at: datetime) -> Refused:
    return refuse(RECORD, why, by=by, at=at, about=refs(consultation))


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
