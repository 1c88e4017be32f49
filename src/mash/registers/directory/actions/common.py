"""What every step on an entry begins with."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import Q

from mash.foundation.kernel import ALLOWED, Actor, Ref, Refused
from mash.foundation.ledger import refuse
from mash.registers.accounts.rules import may
from mash.registers.directory import rules
from mash.registers.directory.models import Team, Wrong

KEEP: Final = "directory:entry:keep"
REPORT: Final = "directory:way:report"


def refused_to_keep(team: Team, *, by: Actor, at: datetime, about: list[Ref]) -> Refused | None:
    """The refusal, already in the ledger, where this actor may not keep the entry of this team; else None."""
    agency, hub = team.agency, team.hub
    allowed = ALLOWED if by.kind == "service" else may(by, KEEP)
    if allowed:
        allowed = rules.may_keep(
            by,
            agency=agency.key if agency else "",
            hub=hub.key if hub else "",
            hubs_of_agency=set(agency.hubs.values_list("key", flat=True)) if agency else set(),
        )
    return refuse(KEEP, allowed, by=by, at=at, about=about) if isinstance(allowed, Refused) else None


def no(code: Refused, *, by: Actor, at: datetime, about: list[Ref], permission: str = KEEP) -> Refused:
    return refuse(permission, code, by=by, at=at, about=about)


def of_team(team: Team) -> list[Ref]:
    owner = Ref("agency", team.agency.key) if team.agency else Ref("hub", team.hub.key if team.hub else "")
    return [Ref("directory", team.public_id), owner]


def settle(of: Q, how: str, *, by: Actor, at: datetime) -> int:
    """Say of every open report that `of` (a condition on Wrong) names what became of it; how many there were."""
    return Wrong.objects.filter(of, settled_at__isnull=True).update(
        settled=how, settled_at=at, settled_by_name=by.name
    )
