"""What every step on a call begins with, and where it stands afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from mash.casework.calls import rules
from mash.casework.calls.models import Call, Step
from mash.casework.matters.actions import read_only
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import refuse
from mash.registers.accounts.rules import may

TAKE: Final = "calls:call:take"


def refs(call: Call, *more: Ref) -> list[Ref]:
    """What the ledger names of a call: itself, and the contact that was made of it."""
    contact = [Ref("contact", call.contact.ref)] if call.contact else []
    return [Ref("call", call.ref), *contact, *more]


def hold(call: Call, *, by: Actor, at: datetime, version: int | None = None) -> Call | Refused:
    """The call, locked, for whoever may work on it; `version` is the one that the page showed."""
    held = (
        Call.objects.select_for_update(of=("self",))
        .select_related("desk__hub", "contact__matter", "advice")
        .filter(pk=call.pk)
        .first()
    )
    allowed = may(by, TAKE)
    if allowed and held is None:
        allowed = read_only()
    if allowed and held is not None and version is not None and held.version != version:
        allowed = rules.changed()
    if isinstance(allowed, Refused) or held is None:
        return no(call, allowed if isinstance(allowed, Refused) else read_only(), by=by, at=at)
    return held


def no(call: Call, why: Refused, *, by: Actor, at: datetime) -> Refused:
    return refuse(TAKE, why, by=by, at=at, about=refs(call))


def move(call: Call, **changes: Any) -> None:
    """Write where it stands now."""
    for name, value in changes.items():
        setattr(call, name, value)
    call.version += 1
    call.save(update_fields=[*changes, "version"])


def note(
    call: Call, kind: str, *, by: Actor, at: datetime, code: str = "", text: str = "", contact: str = ""
) -> Step:
    return Step.objects.create(
        call=call,
        kind=kind,
        code=code,
        text=text,
        contact=contact,
        by=str(by),
        by_name=by.name,
        by_user=by.user,
        at=at,
    )
