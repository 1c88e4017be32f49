"""Holds: one person places, another sees; one asks to lift, another agrees. A hold binds from when it is placed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mash.foundation.kernel import ALLOWED, Actor, Ref, Refused, Verdict
from mash.foundation.ledger import append, refuse
from mash.oversight.retention import events, queries, rules
from mash.oversight.retention.models import Hold
from mash.registers.accounts.rules import may
from mash.registers.standards.queries import codes

PLACE = "retention:hold:place"


@transaction.atomic
def place_hold(*, by: Actor, at: datetime, ref: str, kind: str, reason: str) -> Hold | Refused:
    """Put a matter on hold; asked twice for one kind, it is the hold that stands. Hidden looks like missing."""
    allowed = may(by, PLACE)
    rows = queries.rows_about(ref) if allowed else []
    about = [Ref("matter", ref)] if rows else []
    if allowed and not rows:
        allowed = Refused("retention:case:missing", _("There is no case with this reference."))
    if allowed and kind not in {one.code for one in codes("retention-hold", at=at)}:
        allowed = Refused("retention:hold:kind", _("Choose why the case is on hold."))
    if allowed and not reason.strip():
        allowed = rules.no_reason()
    if isinstance(allowed, Refused):
        return refuse(PLACE, allowed, by=by, at=at, about=about)
    standing = queries.holds().filter(reference=ref, kind=kind).first()
    if standing is not None:
        return standing
    made = Hold.objects.create(
        matter_id=rows[0]["id"],
        hub_id=rows[0]["hub_id"],
        reference=ref,
        kind=kind,
        reason=reason.strip(),
        placed_by=str(by),
        placed_by_name=by.name,
        placed_by_user=user_of(by),
        placed_at=at,
    )
    append(events.HELD, by=by, at=at, about=about, payload={"kind": kind, "hold": made.ref})
    return made


@transaction.atomic
def note_seen(*, by: Actor, at: datetime, hold: Hold) -> Verdict:
    """Another than who placed it says that they have seen it."""
    held, allowed = again(hold), may(by, PLACE)
    if allowed and held.placed_by_user == by.user:
        allowed = Refused("retention:hold:own", _("You placed this hold: another person sees it."))
    if isinstance(allowed, Refused):
        return refuse(PLACE, allowed, by=by, at=at, about=_about(hold))
    if held.seen_at is None and held.lifted_at is None:
        Hold.objects.filter(pk=held.pk).update(seen_by_name=by.name, seen_by_user=by.user, seen_at=at)
        append(events.HOLD_SEEN, by=by, at=at, about=_about(held), payload={"hold": held.ref})
    return ALLOWED


@transaction.atomic
def ask_to_lift(*, by: Actor, at: datetime, hold: Hold, reason: str) -> Verdict:
    """Say why it is to be lifted; until another agrees it binds."""
    held, allowed = again(hold), may(by, PLACE)
    if allowed and held.lifted_at is not None:
        allowed = Refused("retention:hold:lifted", _("This hold is lifted already."))
    if allowed and not reason.strip():
        allowed = rules.no_reason()
    if isinstance(allowed, Refused):
        return refuse(PLACE, allowed, by=by, at=at, about=_about(hold))
    if held.lift_asked_at is None:
        Hold.objects.filter(pk=held.pk).update(
            lift_reason=reason.strip(),
            lift_asked_by_name=by.name,
            lift_asked_by_user=by.user,
            lift_asked_at=at,
        )
        append(events.LIFT_ASKED, by=by, at=at, about=_about(held), payload={"hold": held.ref})
    return ALLOWED


@transaction.atomic
def agree_to_lift(*, by: Actor, at: datetime, hold: Hold) -> Verdict:
    """A second person agrees, and it binds no more."""
    held, allowed = again(hold), may(by, PLACE)
    if allowed:
        lifted = held.lifted_at is not None
        allowed = rules.may_lift(asked_by=held.lift_asked_by_user, by=by.user, lifted=lifted)
    if isinstance(allowed, Refused):
        return refuse(PLACE, allowed, by=by, at=at, about=_about(hold))
    Hold.objects.filter(pk=held.pk).update(lifted_by_name=by.name, lifted_by_user=by.user, lifted_at=at)
    append(events.LIFTED, by=by, at=at, about=_about(held), payload={"hold": held.ref})
    return ALLOWED


def again(hold: Hold) -> Hold:
    """As it is now: the policies let each step be taken once, so that of two clicks the second finds it taken."""
    return Hold.objects.get(pk=hold.pk)


def user_of(by: Actor) -> int:
    """The person behind a seat: whoever has one of these permissions is one."""
    assert by.user is not None  # noqa: S101 - services and the public have no permission
    return by.user


def _about(hold: Hold) -> list[Ref]:
    return [Ref("matter", hold.reference)]
