"""Rely on sealed material for a decision; turn a risk to workers in it into an instruction that names no source."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mash.casework.cases import events, rules
from mash.casework.cases.actions.attention import note
from mash.casework.cases.models import (
    Case,
    Decision,
    Note,
    SealedAnnex,
    SealedInstruction,
    SealedReliance,
)
from mash.casework.cases.rules import AnnexSaid
from mash.casework.sharing.models import SealedItem
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append, refuse
from mash.registers.accounts.rules import may


@transaction.atomic
def rely(*, by: Actor, at: datetime, decision: Decision, said: AnnexSaid) -> SealedAnnex | Refused:
    """Keep a sealed annex with a decision of one's own. The decision, its case and their versions stay untouched.

    The same said again is the annex that is there.
    """
    items = {one.public_id: one for one in SealedItem.objects.filter(matter_id=decision.matter_id)}
    allowed = may(by, "cases:sealed:rely")
    if allowed:
        allowed = rules.may_rely(said, cleared=by.cleared, own=decision.by == str(by), known=frozenset(items))
    if not allowed:
        return _refuse(
            "cases:sealed:rely", allowed, [one for one in said.items if one in items], by=by, at=at
        )
    words = {
        "text": said.text,
        "stands_without": said.stands_without,
        "originators_view": said.originators_view,
        "gist": said.gist,
    }
    for standing in SealedAnnex.objects.filter(decision=decision, by=str(by), **words):
        relied_on = SealedReliance.objects.filter(annex=standing).values_list("item__public_id", flat=True)
        if set(relied_on) == set(said.items):
            return standing
    annex = SealedAnnex.objects.create(
        matter_id=decision.matter_id, decision=decision, by=str(by), by_name=by.name, at=at, **words
    )
    for public_id in said.items:
        SealedReliance.objects.create(matter_id=decision.matter_id, annex=annex, item=items[public_id])
    about = [Ref("sealed", one) for one in (annex.public_id, *said.items)]
    append(events.RELIED, by=by, at=at, about=about, payload={"items": len(said.items)})
    return annex


@transaction.atomic
def instruct(*, by: Actor, at: datetime, case: Case, item: SealedItem, text: str) -> Note | Refused:
    """Tell every visitor what to do about a risk in a sealed item, as any worker-safety note, without its source."""
    allowed = may(by, "cases:sealed:rely")
    if allowed:
        allowed = rules.may_instruct(text, cleared=by.cleared, agency=item.request.agency.name)
    if not allowed:
        return _refuse("cases:sealed:instruct", allowed, [item.public_id], by=by, at=at)
    standing = Note.objects.filter(matter=case.matter, kind="worker-safety", text=text, by=str(by)).first()
    if standing is not None:
        # Said of another item too, it is the same instruction.
        if not SealedInstruction.objects.filter(item=item, note=standing).exists():
            SealedInstruction.objects.create(matter=case.matter, item=item, note=standing)
            append(events.INSTRUCTED, by=by, at=at, about=[Ref("sealed", item.public_id)])
        return standing
    made = note(by=by, at=at, case=case, text=text, kind="worker-safety")
    if isinstance(made, Refused):
        return made
    SealedInstruction.objects.create(matter=case.matter, item=item, note=made)
    append(events.INSTRUCTED, by=by, at=at, about=[Ref("sealed", item.public_id)])
    return made


def _refuse(action: str, refused: Refused, items: list[str], *, by: Actor, at: datetime) -> Refused:
    """Kept with the items alone, never with the case: whoever looks there would learn that there is something sealed."""
    if not items:
        return refused
    return refuse(action, refused, by=by, at=at, about=[Ref("sealed", one) for one in items])
