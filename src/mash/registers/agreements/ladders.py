"""The steps by which a disagreement is settled, as the agreement in force says them."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from mash.registers.agencies.models import Agency, Hub
from mash.registers.agreements import models, queries
from mash.registers.agreements.defaults import DATA
from mash.registers.agreements.documents import ESCALATION


@dataclass(frozen=True, slots=True)
class Ladder:
    """Steps, lowest first, each with `who` and `working_days`. `version` is the agreement's; None for the shipped steps."""

    steps: tuple[dict[str, Any], ...]
    version: models.Version | None = None


def ladder_for(*, hub: Hub, agency: Agency, at: datetime) -> Ladder:
    """The ladder of the agreement in force that binds the hub and the agency: a schedule's own before what it stands under.

    Where none does, or none has steps, those of the memorandum that ships. A review that is late ends sharing as a
    routine and not what was agreed on disagreements.
    """
    day, party = queries.today(at), queries.agency_party(agency)
    binding = [one for one in queries.rulebook().in_force(day, hub.key) if one.bound(party, day)]
    for one in sorted(binding, key=lambda found: (not found.under, found.agreement)):
        version = queries.get_version(one.agreement, one.number)
        if version is not None and (steps := version.terms.get(ESCALATION)):
            return Ladder(_steps(steps), version)
    return Ladder(shipped_steps())


@cache
def shipped_steps() -> tuple[dict[str, Any], ...]:
    """The steps of the memorandum that ships."""
    document = tomllib.loads((DATA / "memorandum.toml").read_text("utf-8"))
    return _steps(document["terms"][ESCALATION])


def _steps(found: Sequence[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    return tuple({"who": one["who"], "working_days": one["working_days"]} for one in found)
