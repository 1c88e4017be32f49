"""Open one matter beyond one's work, for a few hours, with a reason and before witnesses."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.translation import gettext as _

from mash.casework.access import events, rules
from mash.casework.access.actions.turns import one_at_a_time
from mash.casework.access.models import Attempt, BreakGlass
from mash.casework.access.queries import clock_of, live
from mash.casework.matters.models import Grant, Matter
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.kernel.ids import read_reference
from mash.foundation.ledger import append, refuse
from mash.foundation.outbox.actions import queue_message
from mash.foundation.visibility import as_service
from mash.registers.accounts.queries import addresses_of_role
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Hub
from mash.registers.standards.queries import codes
from mash.registers.standards.rules import Step

ACTION = "access:glass:break"
REASONS = "break-glass-reason"


@transaction.atomic
def break_glass(
    *, by: Actor, at: datetime, reference: str, reason_code: str, reason: str
) -> BreakGlass | Matter | Refused:
    """Give `by` sight of the matter with exactly this reference, tell the leads of its hub, and ask them to review it.

    A second call while it lasts gives the same one. A matter that `by` sees without it is given back as it is. What does
    not exist and what may not be opened are refused alike, by the same statements; the try is kept for the leads.
    """
    allowed = may(by, ACTION)
    if allowed:
        known = {one.code for one in codes(REASONS, at=at)}
        allowed = rules.may_break(reason_code=reason_code, reason=reason, known=known)
    if not allowed:
        return refuse(ACTION, allowed, by=by, at=at)
    if by.user is None:
        return refuse(ACTION, rules.nothing_opens(), by=by, at=at)
    ref = read_reference(reference)
    # Two clicks open once, and tries are counted one after the other.
    one_at_a_time("break-glass", by.user)
    seen = Matter.objects.filter(ref=ref).first() if "\x00" not in ref else None
    if seen is not None:
        return live(user=by.user, matter=seen, at=at) or seen
    with as_service("glass"):
        tries = Attempt.objects.filter(user_id=by.user, at__gt=at - rules.TRIES_IN).count()
        allowed = rules.too_many(tries)
        matter = _openable(ref, by.user) if allowed else None
        if matter is None:
            Attempt.objects.create(user_id=by.user, typed=ref if len(ref) == 11 else "", at=at)
            # The refusal names nothing: whoever was refused sees their own entry.
            refused = allowed if isinstance(allowed, Refused) else rules.nothing_opens()
            return refuse(ACTION, refused, by=by, at=at)
        # A click that came a moment earlier may have waited for a later one: its time does not see that grant.
        lasting = BreakGlass.objects.filter(user_id=by.user, matter=matter, until_at__gt=at).first()
        return lasting or _open(matter, by=by, user=by.user, at=at, reason_code=reason_code, reason=reason)


def _openable(ref: str, user: int) -> Matter | None:
    """The matter, unless the user is one of those from whom it is kept."""
    own = RawSQL("SELECT coalesce(hidden_from && ARRAY[mash.principal('user', %s)], false)", (user,))
    found = (
        Matter.objects.select_related("desk__hub")
        .annotate(own=own)
        .filter(ref=ref if "\x00" not in ref else "")
        .first()
    )
    return None if found is None or found.own else found


def _open(matter: Matter, *, by: Actor, user: int, at: datetime, reason_code: str, reason: str) -> BreakGlass:
    until = clock_of(matter.desk, Step.BREAK_GLASS, at=at).due
    review = clock_of(matter.desk, Step.REVIEW_BREAK_GLASS, at=at)
    given = Grant.objects.create(
        matter=matter, holder_kind="user", holder_id=user, reason="break-glass", from_at=at, until_at=until
    )
    glass = BreakGlass.objects.create(
        matter=matter,
        matter_ref=matter.ref,
        hub_id=matter.hub_id,
        desk_id=matter.desk_id,
        grant=given,
        user_id=user,
        by=str(by),
        by_name=by.name,
        by_role=":".join(filter(None, (by.role, by.desk or by.hub or by.agency))),
        reason_code=reason_code,
        reason=reason,
        at=at,
        until_at=until,
        due_at=review.due,
        warns_at=review.warns,
    )
    told = _tell(glass, matter.desk.hub, at)
    append(
        events.BROKEN,
        by=by,
        at=at,
        about=about(glass),
        payload={
            "reason": reason_code,
            "until": until.isoformat(),
            "due": review.due.isoformat(),
            "told": told,
        },
    )
    return glass


def _tell(glass: BreakGlass, hub: Hub, at: datetime) -> int:
    """A message to each lead of the hub at once; to its managers where it has none; how many."""
    leads = addresses_of_role("governance", at=at, hub=hub) or addresses_of_role("manager", at=at, hub=hub)
    for address in leads:
        queue_message(
            to=address,
            channel="email",
            template="break_glass",
            reference=glass.ref,
            link=reverse("governance:glass", args=[glass.ref]),
            at=at,
        )
    return len(leads)


def about(glass: BreakGlass) -> list[Ref]:
    """What the ledger names of a break-glass."""
    return [Ref("matter", glass.matter_ref), Ref("break-glass", glass.ref), Ref("user", str(glass.user_id))]


@transaction.atomic
def give_back(*, by: Actor, at: datetime, glass: BreakGlass) -> BreakGlass | Refused:
    """End it before its time: whoever used it. Done again, or when it has ended by itself, it changes nothing."""
    if glass.user_id != by.user:
        refused = Refused("access:glass:not-yours", _("This is given back by whoever uses it."))
        return refuse("access:glass:give-back", refused, by=by, at=at, about=[Ref("break-glass", glass.ref)])
    with as_service("glass"):
        held = BreakGlass.objects.select_for_update().filter(pk=glass.pk, until_at__gt=at).first()
        if held is None:
            return BreakGlass.objects.get(pk=glass.pk)
        held.until_at = held.given_back_at = at
        held.save(update_fields=["until_at", "given_back_at"])
        Grant.objects.filter(pk=held.grant_id).update(until_at=at)
        append(events.GIVEN_BACK, by=by, at=at, about=about(held))
    return held
