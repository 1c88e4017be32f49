"""Sealed material as cleared people find it; nobody else finds a row here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch

from mash.casework.cases.models import Case, HiddenMatch, SealedAnnex, SealedInstruction
from mash.casework.matters.models import Matter
from mash.casework.sharing.models import SealedAnswer, SealedItem
from mash.foundation.kernel import Ref

PAGE = 50


@dataclass(frozen=True, slots=True)
class Sealed:
    """What of one matter is under seal. `standing` are the answers that no later one has replaced, `before` the others.

    `instructions` are the worker-safety notes made from it.
    """

    standing: tuple[SealedAnswer, ...]
    before: tuple[SealedAnswer, ...]
    annexes: tuple[SealedAnnex, ...]
    instructions: tuple[SealedInstruction, ...]

    @property
    def items(self) -> tuple[SealedItem, ...]:
        """The items that stand, each knowing its answer."""
        return tuple(item for answer in self.standing for item in answer.items.all())

    @property
    def refs(self) -> list[Ref]:
        """Everything shown, for the ledger."""
        answers = [*self.standing, *self.before]
        return [
            *(Ref("sealed", one.public_id) for one in answers),
            *(Ref("sealed", item.public_id) for one in answers for item in one.items.all()),
            *(Ref("sealed", one.public_id) for one in self.annexes),
        ]


def sealed_in(matter: Matter) -> Sealed:
    """What of a matter the asker may see under seal, in a fixed number of queries."""
    answers = list(
        SealedAnswer.objects.filter(matter=matter)
        .select_related("request__agency", "about__subject__record", "about__subject__person")
        .prefetch_related(Prefetch("items", SealedItem.objects.select_related("request__agency")))
        .order_by("at", "pk")
    )
    annexes = (
        SealedAnnex.objects.filter(matter=matter)
        .select_related("decision__subject__record", "decision__subject__person")
        .prefetch_related("reliances__item")
    )
    gone = {one.supersedes_id for one in answers}
    return Sealed(
        standing=tuple(one for one in answers if one.pk not in gone and one.items.all()),
        before=tuple(one for one in answers if one.pk in gone),
        annexes=tuple(annexes.order_by("at", "pk")),
        instructions=tuple(
            SealedInstruction.objects.filter(matter=matter).select_related("note", "item").order_by("pk")
        ),
    )


def under_seal(matter: Matter) -> int:
    """How many items stand under seal in a matter; 0 for whoever is not cleared."""
    return SealedItem.objects.filter(matter=matter, answer__superseded_by__isnull=True).count()


def matches_in(matter: Matter) -> list[HiddenMatch]:
    """What nobody has looked at yet of a matter's people in hidden records; nothing for whoever is not cleared."""
    return list(HiddenMatch.objects.filter(matter=matter, cleared_at__isnull=True).order_by("pk"))


def matches_at(hub: str) -> list[HiddenMatch]:
    """The same of every matter of a hub, the oldest first."""
    waiting = HiddenMatch.objects.filter(matter__hub__key=hub, cleared_at__isnull=True)
    return list(waiting.select_related("matter").order_by("found_at", "pk"))


@dataclass(frozen=True, slots=True)
class Supplied:
    """One sealed answer in the hub's list, with its case and how many decisions have relied on it."""

    answer: SealedAnswer
    case: Case | None
    relied: int


def supplied_to(hub: str, *, page: int = 1) -> tuple[list[Supplied], bool]:
    """One page of what stands under seal at a hub, the latest first, and whether more follows."""
    start = (page - 1) * PAGE
    rows = list(
        SealedAnswer.objects.filter(matter__hub__key=hub, superseded_by__isnull=True, items__isnull=False)
        .select_related("request__agency", "matter")
        .prefetch_related("items")
        .distinct()
        .order_by("-at", "-pk")[start : start + PAGE + 1]
    )
    shown = rows[:PAGE]
    cases = {one.matter_id: one for one in _cases(shown)}
    relied = _relied(shown)
    return [Supplied(one, cases.get(one.matter_id), relied.get(one.pk, 0)) for one in shown], len(rows) > PAGE


def _cases(answers: Iterable[SealedAnswer]) -> list[Case]:
    return list(Case.objects.filter(matter__in=[one.matter_id for one in answers]).select_related("matter"))


def _relied(answers: Iterable[SealedAnswer]) -> dict[int, int]:
    found: dict[int, set[int]] = {}
    annexes = SealedAnnex.objects.filter(reliances__item__answer__in=[one.pk for one in answers])
    for answer, annex in annexes.values_list("reliances__item__answer_id", "pk"):
        found.setdefault(answer, set()).add(annex)
    return {answer: len(annexes) for answer, annexes in found.items()}
