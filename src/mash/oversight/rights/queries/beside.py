"""What stands beside a case because of somebody's rights: notes of rectification, and restricted processing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from mash.casework.cases.queries.together import Lists, Together
from mash.casework.matters.models import Matter, Subject
from mash.oversight.rights.models import Beside, Restricted

_PLACED = frozenset({"contact", "record", "decision", "answer", "item"})


@dataclass(frozen=True, slots=True)
class BesideCase:
    """`notes` by what they concern (`kind:id`, "" for the case), `restricted` what now holds."""

    notes: dict[str, list[Beside]] = field(default_factory=dict)
    restricted: tuple[Restricted, ...] = ()

    @property
    def above(self) -> list[Beside]:
        """Notes on the whole case, and on what has no place of its own on the case's page."""
        return [
            note
            for concerns, notes in self.notes.items()
            if concerns.partition(":")[0] not in _PLACED
            for note in notes
        ]

    def of(self, kind: str, key: object) -> list[Beside]:
        """The notes beside one record."""
        return self.notes.get(f"{kind}:{key}", [])


def _here(*, matter: int) -> Lists:
    return {
        "notes": Beside.objects.filter(matter_id=matter),
        "restricted": Restricted.objects.filter(matter_id=matter, lifted_at__isnull=True),
    }


_HERE = Together(_here, matter=-1)


def beside(matter: Matter) -> BesideCase:
    """What stands beside a matter, for whoever sees the matter; one query."""
    found = _HERE.read(matter=matter.pk)
    notes: dict[str, list[Beside]] = {}
    for one in found["notes"]:
        notes.setdefault(one.concerns, []).append(one)
    return BesideCase(notes, tuple(found["restricted"]))


def notes_on_records(records: Iterable[str]) -> dict[str, list[Beside]]:
    """The notes beside these records (by public id), for whoever sees the case that each note was put on."""
    found: dict[str, list[Beside]] = {}
    for one in Beside.objects.filter(concerns__in=[f"record:{each}" for each in records]):
        found.setdefault(one.concerns.partition(":")[2], []).append(one)
    return found


def restricted_among(subjects: Iterable[int]) -> set[int]:
    """Of these subjects those for whom processing is restricted in their matter."""
    held = Restricted.objects.filter(subject__in=list(subjects), lifted_at__isnull=True)
    return set(held.values_list("subject_id", flat=True))


def is_restricted(subjects: Sequence[Subject]) -> bool:
    """Whether processing is restricted for one of these people in their matter."""
    return bool(restricted_among(one.pk for one in subjects))
