"""What every step on a call begins with, and where it stands afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from mash.casework.calls import rules
from mash.casework.calls.models import Call, Step
from mash.casework.matters.holding import hold as hold_row
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import refuse

TAKE: Final = "calls:call:take"


def refs(call: Call, *more: Ref) -> list[Ref]:
    """What the ledger names of a call: itself, and the contact that was made of it."""
    contact = [Ref("contact", call.contact.ref)] if call.contact else []
    return [Ref("call", call.ref), *contact, *more]


def hold(call: Call, *, by: Actor, at: datetime, version: int | None = None) -> Call | Refused:
    """The call, locked, for whoever may work on it; `version` is the one that the page showed."""
    rows = Call.objects.select_related("desk__hub", "contact__matter", "advice")
    held = hold_row(rows, call, TAKE, by=by, version=version, changed=rules.changed)
    return no(call, held, by=by, at=at) if isinstance(held, Refused) else held


def no(call: Call, why: Refused, *, by: Actor, at: datetime) -> Refused:
    return refuse(TAKE, why, by=by, at=at, about=refs(call))


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
