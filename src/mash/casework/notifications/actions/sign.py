"""How many a force says that it sent on a day, and the day signed off by the hub and by the force."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mash.casework.notifications import events
from mash.casework.notifications.days import LONDON, Figures
from mash.casework.notifications.models import Declaration, SignOff, Source
from mash.casework.notifications.permissions import SIGN, side_of
from mash.casework.notifications.queries import figures_of
from mash.foundation.kernel import ALLOWED, Actor, Refused, Verdict
from mash.foundation.ledger import append, refuse
from mash.foundation.visibility import as_service
from mash.registers.accounts.rules import may


@transaction.atomic
def declare_number(
    *, by: Actor, at: datetime, source: Source, day: date, number: int
) -> Declaration | Refused:
    """Record how many notifications the force says that it sent on a day; the number before stays beside it."""
    allowed = _may(by, at, source, day)
    if not allowed:
        return refuse(SIGN, allowed, by=by, at=at, about=[source.ref])
    with as_service("notifications"):
        Source.objects.select_for_update(of=("self",)).get(pk=source.pk)
        latest = Declaration.objects.filter(source=source, day=day).last()
        if latest is not None and latest.number == number:
            return latest
        made = Declaration.objects.create(
            source=source, day=day, number=number, by=str(by), by_name=by.name, at=at
        )
    append(
        events.DECLARED,
        by=by,
        at=at,
        about=[source.ref],
        payload={"source": source.key, "day": day.isoformat(), "number": number},
    )
    return made


@transaction.atomic
def sign_off(
    *, by: Actor, at: datetime, source: Source, day: date, seen: Figures, agrees: bool, difference: str = ""
) -> SignOff | Refused:
    """Sign a day off for the side that `by` is of, or record what does not agree. `seen` are the figures that were on the page.

    Refused where they have changed since, where rows still wait, and where a side would agree to what does not add up.
    """
    allowed: Verdict = _may(by, at, source, day)
    side = side_of(by, source)
    if allowed:
        with as_service("notifications"):
            Source.objects.select_for_update(of=("self",)).get(pk=source.pk)
            figures, adds_up = figures_of(source, day)
        allowed = _fits(figures, seen, adds_up=adds_up, agrees=agrees, difference=difference)
    if not allowed:
        return refuse(SIGN, allowed, by=by, at=at, about=[source.ref])
    with as_service("notifications"):
        latest = SignOff.objects.filter(source=source, day=day, side=side).last()
        if latest and (latest.agrees, latest.difference, latest.figures) == (
            agrees,
            difference,
            figures.as_json(),
        ):
            return latest
        made = SignOff.objects.create(
            source=source,
            day=day,
            side=side,
            agrees=agrees,
            difference=difference,
            figures=figures.as_json(),
            by=str(by),
            by_name=by.name,
            at=at,
        )
    append(
        events.SIGNED_OFF,
        by=by,
        at=at,
        about=[source.ref],
        payload={
            "source": source.key,
            "day": day.isoformat(),
            "side": side,
            "agrees": agrees,
            "sent": figures.sent,
            "declared": figures.declared,
        },
    )
    return made


def _may(by: Actor, at: datetime, source: Source, day: date) -> Verdict:
    allowed: Verdict = may(by, SIGN)
    if allowed and not side_of(by, source):
        return Refused("notifications:not-yours", _("This source belongs to another agency or hub."))
    if allowed and day > at.astimezone(LONDON).date():
        return Refused("notifications:not-yet", _("This day has not come yet."))
    return allowed


def _fits(figures: Figures, seen: Figures, *, adds_up: bool, agrees: bool, difference: str) -> Verdict:
    if figures != seen:
        return Refused(
            "notifications:stale", _("The figures have changed since you looked. Read them again, then sign.")
        )
    if agrees and (figures.waiting or not adds_up):
        return Refused(
            "notifications:does-not-add-up",
            _("It does not add up yet, or rows still wait. Record what the difference is instead."),
        )
    if not agrees and not difference:
        return Refused("notifications:no-difference", _("Say what the difference is."))
    return ALLOWED
