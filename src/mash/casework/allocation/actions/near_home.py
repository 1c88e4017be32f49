"""A worker says at which postcodes they are to meet nobody at work."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction

from mash.casework.allocation import errors, events, rules
from mash.casework.allocation.models import NearHome
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append, refuse
from mash.registers.accounts.models import User
from mash.registers.accounts.rules import may

NAME: Final = "team:competence:ask"


@transaction.atomic
def name_postcode(*, by: Actor, at: datetime, user: User, typed: str) -> NearHome | Refused:
    """One's own postcode, a parent's: cases there are not proposed to one. Named twice it is one. No entry says where."""
    allowed = may(by, NAME)
    if allowed and by.user != user.pk:
        allowed = errors.not_yours()
    postcode = rules.postcode_of(typed)
    if allowed and not postcode:
        allowed = errors.no_postcode()
    if isinstance(allowed, Refused):
        return refuse(NAME, allowed, by=by, at=at, about=[Ref("hub", by.hub)])
    try:
        with transaction.atomic():
            made = NearHome.objects.create(user=user, postcode=postcode, at=at)
    except IntegrityError:
        return NearHome.objects.get(user=user, postcode=postcode, ended_at=None)
    append(events.NEAR_HOME, by=by, at=at, about=[Ref("hub", by.hub)], payload={})
    return made


@transaction.atomic
def take_back(*, by: Actor, at: datetime, named: NearHome) -> None:
    """It holds no more. Done twice it is one; whoever did not name it changes nothing."""
    if NearHome.objects.filter(pk=named.pk, ended_at=None).update(ended_at=at):
        append(events.NEAR_HOME_ENDED, by=by, at=at, about=[Ref("hub", by.hub)], payload={})
