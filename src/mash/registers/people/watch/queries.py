"""What looks found, for whoever approves models: dated, the latest first."""

from __future__ import annotations

from datetime import datetime

from django.db.models.expressions import RawSQL

from mash.registers.people.clusters.queries import model_in_force
from mash.registers.people.models import MatchModel, Record
from mash.registers.people.watch import rules
from mash.registers.people.watch.models import Look
from mash.registers.people.watch.rules import Finding

_FINDABLE = "SELECT mash.findable(ARRAY(SELECT id FROM people_record WHERE live))"


def looks_of(model: MatchModel, *, limit: int = 26) -> list[Look]:
    """The looks at a version while it was in force, the latest first."""
    return list(Look.objects.filter(model=model, kind="look").order_by("-at", "-pk")[:limit])


def trained(model: MatchModel) -> Look | None:
    """What the records were like when this version was trained; None for one that was made elsewhere."""
    return Look.objects.filter(model=model, kind="training").first()


def standard_of(model: MatchModel, at: datetime) -> Look | None:
    """What a look at `at` is held against: the training, or else the first look with enough records."""
    kept = trained(model)
    if kept is not None:
        return kept
    earlier = Look.objects.filter(model=model, kind="look", at__lt=at).order_by("at", "pk")
    return next((one for one in earlier if one.counted["all"]["records"] >= rules.FEWEST), None)


def findings_of(look: Look) -> list[Finding]:
    """What a look found, what moved most first."""
    found = [Finding.of_json(one) for one in look.findings]
    order = {"much": 0, "moved": 1, "still": 2, "few": 3}
    return sorted(found, key=lambda one: (order[one.state], -abs(one.value)))


def unanswered(at: datetime) -> Look | None:
    """The latest look that asks somebody who approves models what to do, while its version is in force."""
    model = model_in_force(at)
    if model is None:
        return None
    latest = Look.objects.filter(model=model, asks=True).order_by("-at", "-pk").first()
    return latest if latest is not None and latest.answered_at is None else None


def open_records() -> object:
    """All live records but those that came in with a restricted matter: nothing of theirs is counted."""
    return Record.objects.filter(live=True, pk__in=RawSQL(_FINDABLE, ()))  # noqa: S611 - constant
