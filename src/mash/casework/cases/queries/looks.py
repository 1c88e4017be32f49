"""Who has looked at a case, and to whom it may be given."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q

from mash.casework.cases.models import Case
from mash.casework.matters.models import Grant
from mash.foundation.ledger import declared
from mash.registers.accounts.models import Seat, User
from mash.registers.accounts.roles import ROLES

PAGE = 50


@dataclass(frozen=True, slots=True)
class Look:
    """One entry of the ledger that names the case, as a sentence."""

    number: int
    at: datetime
    who: str
    role: str
    sentence: str
    purpose: str


class _Said(dict[str, object]):
    """What a sentence asks for and the entry does not hold reads as nothing."""

    def __missing__(self, key: str) -> str:
        return ""


def who_has_looked(ref: str, *, page: int = 1) -> tuple[list[Look], bool]:
    """One page of entries about a matter, newest first, and whether more follow; none for one that is hidden."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT entry, at, actor, actor_name, actor_role, event, purpose, payload::text"
            " FROM mash.who_has_looked(%s) LIMIT %s OFFSET %s",
            [ref, PAGE + 1, (page - 1) * PAGE],
        )
        rows = cursor.fetchall()
    return [_look(*row) for row in rows[:PAGE]], len(rows) > PAGE


def _look(  # noqa: PLR0917 - the columns of one row
    number: int, at: datetime, actor: str, name: str, role: str, event: str, purpose: str, payload: str
) -> Look:
    found = declared().get(event)
    who = name or actor
    said = _Said({**json.loads(payload), "actor": who})
    title = ROLES[role.partition(":")[0]].title if role.partition(":")[0] in ROLES else role
    return Look(
        number=number,
        at=at,
        who=who,
        role=str(title),
        sentence=found.sentence.format_map(said) if found else event,
        purpose=purpose,
    )


def grants_of(case: Case, *, at: datetime) -> list[tuple[str, Grant]]:
    """The people given this case beyond the hub, with their grant, while it lasts."""
    grants = list(
        Grant.objects.filter(matter=case.matter, holder_kind="user")
        .filter(Q(until_at__isnull=True) | Q(until_at__gt=at))
        .order_by("pk")
    )
    names = dict(User.objects.filter(pk__in=[one.holder_id for one in grants]).values_list("pk", "name"))
    return [(names.get(one.holder_id, ""), one) for one in grants]


def may_be_given(case: Case, *, at: datetime) -> list[tuple[int, str]]:
    """Users of the case's hub with a seat that works on cases, as (number, "name, role")."""
    seats = (
        Seat.objects.filter(
            Q(hub_id=case.matter.hub_id) | Q(desk__hub_id=case.matter.hub_id), from_at__lte=at
        )
        .filter(Q(until_at__isnull=True) | Q(until_at__gt=at))
        .filter(role__in=[key for key, role in ROLES.items() if "cases:case:view" in role.permissions])
        .select_related("user")
        .order_by("user__name", "pk")
    )
    found: dict[int, str] = {}
    for seat in seats:
        found.setdefault(seat.user_id, f"{seat.user.name}, {str(ROLES[seat.role].title).lower()}")
    return list(found.items())
