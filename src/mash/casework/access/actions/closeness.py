"""Say that a user is, or is close to, somebody; end it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mash.casework.access import events, rules
from mash.casework.access.actions.turns import one_at_a_time
from mash.casework.access.models import Closeness
from mash.casework.matters.models import Matter, Subject
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append, refuse
from mash.foundation.visibility import as_service
from mash.registers.accounts.models import Seat, User
from mash.registers.accounts.rules import may
from mash.registers.standards.queries import codes

DECLARE, RECORD, END = "access:closeness:declare", "access:closeness:record", "access:closeness:end"
RELATIONS = "closeness"


@dataclass(frozen=True, slots=True)
class Whom:
    """Somebody by exactly this name and date of birth, whether they are known yet or not."""

    given_name: str
    family_name: str
    born: date


@transaction.atomic
def declare_close(
    *,
    by: Actor,
    at: datetime,
    user: User,
    relation: str,
    whom: Whom | None = None,
    matter: Matter | None = None,
    subject: Subject | None = None,
) -> Closeness | Refused:
    """From now on no matter about them is open to `user`: a user says so of themselves, a manager or lead of another.

    `subject` is somebody in `matter`: where they are identified, every matter about them is meant. The matter itself is
    meant in each case. Said again, it is the same one.
    """
    own = user.pk == by.user
    action = DECLARE if own else RECORD
    allowed = may(by, action)
    if allowed and not own:
        allowed = rules.may_record(same_hub=_works_at(user, by.hub, at))
    if allowed:
        known = {one.code for one in codes(RELATIONS, at=at)}
        allowed = rules.may_declare(
            relation=relation, known=known, whom=whom is not None or matter is not None
        )
    if not allowed or by.user is None:
        refused = (
            allowed if isinstance(allowed, Refused) else Refused("access:closeness:nobody", _("Sign in."))
        )
        return refuse(action, refused, by=by, at=at, about=[Ref("user", str(user.pk))])
    said = {
        "given_name": whom.given_name.strip() if whom else "",
        "family_name": whom.family_name.strip() if whom else "",
        "born": whom.born if whom else None,
        "matter_id": matter.pk if matter else None,
        "person_id": subject.person_id if subject else None,
    }
    one_at_a_time("closeness", user.pk)
    with as_service("glass"):
        found = Closeness.objects.filter(user=user, relation=relation, ended_at__isnull=True, **said).first()
        if found is not None:
            return found
        # Everything about the matter is asked before: afterwards whoever declares may not see it.
        made = Closeness.objects.create(
            user=user,
            relation=relation,
            **said,
            matter_ref=matter.ref if matter else "",
            declared_by=str(by),
            declared_by_name=by.name,
            declared_by_user=by.user,
            at=at,
        )
        append(
            events.DECLARED,
            by=by,
            at=at,
            about=[
                Ref("user", str(user.pk)),
                Ref("closeness", str(made.pk)),
                *([Ref("matter", matter.ref)] if matter else []),
            ],
            payload={"user": user.pk, "relation": relation},
        )
    return made


def _works_at(user: User, hub: str, at: datetime) -> bool:
    held = Seat.objects.filter(user=user, hub__key=hub, from_at__lte=at)
    return held.exclude(until_at__lte=at).exists()


@transaction.atomic
def end_close(*, by: Actor, at: datetime, closeness: Closeness, reason: str) -> Closeness | Refused:
    """It holds no more, such as for somebody else of the same name and day: a lead says so, never of themselves."""
    allowed = may(by, END)
    if allowed:
        allowed = rules.may_end(
            reason=reason, own=closeness.user_id == by.user, ended=closeness.ended_at is not None
        )
    about = [Ref("user", str(closeness.user_id)), Ref("closeness", str(closeness.pk))]
    if not allowed:
        return refuse(END, allowed, by=by, at=at, about=about)
    done = Closeness.objects.filter(pk=closeness.pk, ended_at__isnull=True).update(
        ended_at=at, ended_by=str(by), end_reason=reason
    )
    if not done:
        return refuse(END, rules.ended_already(), by=by, at=at, about=about)
    append(events.CLOSENESS_ENDED, by=by, at=at, about=about, payload={"user": closeness.user_id})
    return Closeness.objects.get(pk=closeness.pk)
