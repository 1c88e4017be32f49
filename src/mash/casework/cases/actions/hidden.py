"""Somebody in a new contact may be in a restricted case: whoever is cleared for that case is told, and nobody else."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from mash.casework.cases import events
from mash.casework.cases.actions.triage import about
from mash.casework.cases.models import Case, HiddenMatch, Note
from mash.casework.cases.queries.hidden import restricted_matters
from mash.casework.matters.actions import never_sees
from mash.casework.matters.holding import save
from mash.casework.matters.models import Grant, Matter
from mash.foundation.kernel import Actor, Ref
from mash.foundation.ledger import append
from mash.foundation.outbox.actions import queue_message
from mash.foundation.visibility import as_service
from mash.registers.accounts.clearances import cleared_at
from mash.registers.accounts.models import Seat, User
from mash.registers.accounts.rules import CUSTODIANS

WHY = "may-be-known"


@transaction.atomic
def may_be_known(*, by: Actor, at: datetime, contact: str, matter: str, records: Collection[int]) -> int:
    """Ask for attention on each restricted case that these records concern; how many cases were told.

    `contact` and `matter` are the references of what came in, `records` the numbers of those that it is likely to match.
    The case gets a note that names the contact, and the custodians of the new matter's hub a task of their own. Nothing is
    written about the new matter that others see, and done again it does nothing
    more. Who cannot find the case on a worklist, because it is closed, or because nobody is named on it any more, gets a
    message: the people named, or else the managers of its hub.
    """
    if not records:
        return 0
    with as_service("attention"):
        cases = list(
            Case.objects.select_for_update(of=("self",))
            .select_related("matter__hub")
            .filter(matter__in=restricted_matters(records))
            .exclude(matter__ref=matter)
            .order_by("pk")
        )
        for case in cases:
            _for_custodian(case, contact, matter, by=by, at=at)
        told = [case for case in cases if _note(case, contact, by=by, at=at)]
        for case in told:
            case.attention = WHY
            save(case, "attention")
            append(events.ATTENTION, by=by, at=at, about=about(case), payload={"why": WHY})
            _write(case, at)
    return len(told)


def _for_custodian(case: Case, contact: str, matter: str, *, by: Actor, at: datetime) -> None:
    """A task for the custodians of the hub where the contact is: its case is not closed before one of them has looked."""
    here = Matter.objects.select_related("hub").filter(ref=matter).first()
    # What was looked at already is looked at again when another contact leads there.
    known = HiddenMatch.objects.filter(matter=here, hidden=case.matter.ref)
    if here is None or known.filter(Q(contact=contact) | Q(cleared_at__isnull=True)).exists():
        return
    hub = case.matter.hub
    made = HiddenMatch.objects.create(
        matter=here,
        contact=contact,
        hidden=case.matter.ref,
        hidden_hub=hub.name,
        hidden_phone=hub.phone,
        found_at=at,
    )
    append(events.MATCH_FOUND, by=by, at=at, about=[Ref("sealed", made.public_id)])
    cleared = [seat for seat in cleared_at(here.hub, at=at) if seat.role in CUSTODIANS]
    for user in {seat.user_id: seat.user for seat in cleared}.values():
        if never_sees(user.pk, here) or never_sees(user.pk, case.matter):
            continue
        queue_message(
            to=user.email,
            channel="email",
            template="look_again",
            reference=matter,
            at=at,
            link="/desk/sealed",
        )


def _note(case: Case, contact: str, *, by: Actor, at: datetime) -> bool:
    """Name the contact on the case, once."""
    if Note.objects.filter(matter=case.matter, by=str(by), text__contains=contact).exists():
        return False
    text = _(
        "The contact %(contact)s may be about somebody in this case. Whoever works on it does not know of this case: "
        "decide what they need to know."
    ) % {"contact": contact}
    Note.objects.create(
        matter=case.matter, kind="note", text=text, by=str(by), by_name=_("Person index"), at=at
    )
    return True


def _write(case: Case, at: datetime) -> None:
    """A message to whoever would not meet the case on their worklist."""
    seats = Seat.objects.filter(from_at__lte=at).filter(Q(until_at__isnull=True) | Q(until_at__gt=at))
    grants = Grant.objects.filter(matter=case.matter, holder_kind="user", from_at__lte=at)
    holders = grants.filter(Q(until_at__isnull=True) | Q(until_at__gt=at)).values_list("holder_id", flat=True)
    named = [holder for holder in holders if not never_sees(holder, case.matter)]
    cleared = seats.filter(user__in=named, user__is_active=True)
    if not cleared.exists():
        cleared = seats.filter(role="manager", hub=case.matter.hub_id, user__is_active=True)
    elif case.closed_at is None:
        return
    for user in User.objects.filter(pk__in=cleared.values("user")).order_by("pk"):
        if never_sees(user.pk, case.matter):
            continue
        queue_message(
            to=user.email,
            channel="email",
            template="look_again",
            reference=case.matter.ref,
            at=at,
            link=f"/cases/{case.matter.ref}/",
        )
