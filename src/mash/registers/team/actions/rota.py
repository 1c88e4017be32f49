"""Who is on duty and who is away: written down, and withdrawn."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from mash.foundation.kernel import Actor, Refused
from mash.foundation.ledger import append
from mash.registers.accounts.models import User
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Desk, Hub
from mash.registers.standards.queries import codes
from mash.registers.team import events, rules
from mash.registers.team.actions.common import about, in_turn, judge, no
from mash.registers.team.models import Absence, Duty

KEEP: Final = "team:rota:keep"
AWAY: Final = "team:absence:record"


@transaction.atomic
def do_duty(
    *, by: Actor, at: datetime, desk: Desk, user: User, role: str, from_at: datetime, until_at: datetime
) -> Duty | Refused:
    """Somebody does a duty of the desk from then to then. The same said twice is one."""
    hub = desk.hub
    refused = judge(KEEP, by=by, at=at, hub=hub, user=user)
    if refused is not None:
        return refused
    why = rules.may_do_duty(role, from_at, until_at, known={one.code for one in codes("duty-role", at=at)})
    if isinstance(why, Refused):
        return no(KEEP, why, by=by, at=at, hub=hub)
    in_turn(hub)
    there = Duty.objects.filter(desk=desk, user=user, role=role, from_at=from_at, withdrawn_at=None).first()
    if there is not None and there.until_at != until_at:
        return no(KEEP, _there_already(), by=by, at=at, hub=hub)
    if there is not None:
        return there
    made = Duty.objects.create(
        hub=hub,
        desk=desk,
        user=user,
        role=role,
        from_at=from_at,
        until_at=until_at,
        by=str(by),
        by_name=by.name,
        at=at,
    )
    append(
        events.DUTY_SET,
        by=by,
        at=at,
        about=about(hub, made.public_id),
        payload={
            "user": user.pk,
            "role": role,
            "desk": desk.key,
            "from": from_at.isoformat(),
            "until": until_at.isoformat(),
        },
    )
    return made


def _there_already() -> Refused:
    return Refused("team:duty:there", _("This person has this duty from then already: withdraw it first"))


@transaction.atomic
def withdraw_duty(*, by: Actor, at: datetime, duty: Duty) -> Duty | Refused:
    """It does not hold; it stays to be read. Said twice it is one."""
    refused = judge(KEEP, by=by, at=at, hub=duty.hub, ref=duty.public_id)
    if refused is not None:
        return refused
    # What is withdrawn already is nobody's to hold.
    row = Duty.objects.select_for_update(of=("self",)).filter(pk=duty.pk, withdrawn_at=None).first()
    if row is not None:
        row.withdrawn_at, row.withdrawn_by_name = at, by.name
        row.save(update_fields=["withdrawn_at", "withdrawn_by_name"])
        append(
            events.DUTY_WITHDRAWN,
            by=by,
            at=at,
            about=about(duty.hub, row.public_id),
            payload={"user": row.user_id, "role": row.role},
        )
    return row or Duty.objects.get(pk=duty.pk)


@transaction.atomic
def be_away(
    *,
    by: Actor,
    at: datetime,
    hub: Hub,
    user: User,
    from_day: date,
    until_day: date,
    cover: User | None = None,
) -> Absence | Refused:
    """Somebody is away on these days, and who covers: said by themselves, or by a manager."""
    permission = AWAY if by.user == user.pk else KEEP
    refused = judge(permission, by=by, at=at, hub=hub, user=user)
    if refused is None and cover is not None:
        refused = judge(permission, by=by, at=at, hub=hub, user=cover)
    if refused is not None:
        return refused
    # So that two do not come to cover for each other.
    in_turn(hub)
    live = Absence.objects.filter(
        hub=hub, withdrawn_at=None, from_day__lte=until_day, until_day__gte=from_day
    )
    there = live.filter(user=user).first()
    if there is not None and (there.from_day, there.until_day, there.cover_id) == (
        from_day,
        until_day,
        cover.pk if cover else None,
    ):
        return there
    why = rules.may_be_away(
        from_day,
        until_day,
        user=user.pk,
        cover=cover.pk if cover else None,
        cover_away=cover is not None and live.filter(user=cover).exists(),
    )
    if why and there is not None:
        why = _away_already()
    if isinstance(why, Refused):
        return no(permission, why, by=by, at=at, hub=hub)
    made = Absence.objects.create(
        hub=hub,
        user=user,
        cover=cover,
        from_day=from_day,
        until_day=until_day,
        by=str(by),
        by_name=by.name,
        at=at,
    )
    append(
        events.ABSENCE_SET,
        by=by,
        at=at,
        about=about(hub, made.public_id),
        payload={
            "user": user.pk,
            "cover": cover.pk if cover else None,
            "from": from_day.isoformat(),
            "until": until_day.isoformat(),
        },
    )
    return made


def _away_already() -> Refused:
    return Refused(
        "team:absence:there", _("An absence on some of these days is written down: withdraw it first")
    )


@transaction.atomic
def come_back(*, by: Actor, at: datetime, absence: Absence) -> Absence | Refused:
    """They are not away after all, or are back: the absence is withdrawn, by themselves or by a manager."""
    own = by.user == absence.user_id and bool(may(by, AWAY))
    refused = judge(AWAY if own else KEEP, by=by, at=at, hub=absence.hub, ref=absence.public_id)
    if refused is not None:
        return refused
    # What is withdrawn already is nobody's to hold.
    row = Absence.objects.select_for_update(of=("self",)).filter(pk=absence.pk, withdrawn_at=None).first()
    if row is not None:
        row.withdrawn_at, row.withdrawn_by_name = at, by.name
        row.save(update_fields=["withdrawn_at", "withdrawn_by_name"])
        append(
            events.ABSENCE_WITHDRAWN,
            by=by,
            at=at,
            about=about(absence.hub, row.public_id),
            payload={"user": row.user_id},
        )
    return row or Absence.objects.get(pk=absence.pk)
