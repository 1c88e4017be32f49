"""What stands beside a case because of somebody's rights: notes of rectification, and restricted processing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from mash.casework.matters.models import Matter, Subject
from mash.oversight.rights.models import Beside, Restricted


@dataclass(frozen=True, slots=True)
class BesideCase:
    """`notes` by what they concern (`kind:id`, "" for the case), `restricted` what now holds."""

    notes: dict[str, list[Beside]] = field(default_factory=dict)
    restricted: tuple[Restricted, ...] = ()

    def of(self, kind: str, key: object) -> list[Beside]:
        """The notes beside one record."""
        return self.notes.get(f"{kind}:{key}", [])


def beside(matter: Matter) -> BesideCase:
    """What stands beside a matter, for whoever sees the matter."""
    notes: dict[str, list[Beside]] = {}
    for one in Beside.objects.filter(matter=matter):
        notes.setdefault(one.concerns, []).append(one)
    now = Restricted.objects.filter(matter=matter, lifted_at__isnull=True)
    return BesideCase(notes, tuple(now.select_related("subject__record")))


def is_restricted(subjects: Sequence[Subject]) -> bool:
    """Whether processing is restricted for one of these people in their matter."""
    return Restricted.objects.filter(
        subject__in=[one.pk for one in subjects], lifted_at__isnull=True
    ).exists()
