"""What one agency tells of those it was asked about, in the application's own terms."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any, Final

from mash.casework.sharing.deciding import answering
from mash.casework.sharing.rules import SEALED, AnswerSaid, ItemSaid
from mash.demo.play import codes, words

if TYPE_CHECKING:
    from mash.casework.sharing.models import Request
    from mash.demo.county.text import Kind, Text
    from mash.demo.county.worry import Asked, Item, SubjectAnswer

KEPT: Final = timedelta(days=6 * 365)
"""How long the police keep what they supply, in the demo."""


@dataclass(frozen=True, slots=True)
class Telling:
    """`text` marks the agency's words; `came_on` is the day on which the hub heard of the worry."""

    asked: Asked
    text: Text
    rng: Random
    came_on: date

    def said(self, answered: SubjectAnswer, about: int) -> AnswerSaid:
        """Of one person; `about` is the RequestSubject's number."""
        return AnswerSaid(
            subject=about,
            held=answered.held,
            systems_searched=self.asked.systems_searched,
            identity_confidence="" if answered.held == "nothing-held" else self.rng.choice(words.CONFIDENCE),
            withheld_code=codes.withheld(answered.reason) if answered.held == "withheld" else "",
            withheld_reason=answered.reason,
            items=tuple(self._item(item, sealed=item in codes.sealed(answered)) for item in answered.items),
        )

    def permitted(self, said: AnswerSaid, request: Request, at: datetime) -> AnswerSaid:
        """Without the items that no clause permits for what the hub asks; where none is left, that something is held."""
        kept = tuple(one for one in said.items if _may_go(replace(said, items=(one,)), request, at))
        left = replace(said, items=kept)
        return left if left.open_items or said.held != "disclosed" else replace(left, held="held")

    def _item(self, item: Item, *, sealed: bool) -> ItemSaid:
        kind: Kind = "sealed" if sealed else "agency" if item.family_may_know else "family-no"
        marks: dict[str, Any] = {}
        if self.asked.agency == "police":
            marks = {"regime": "part-3" if item.form == "intelligence" else "uk-gdpr", "standing": "other"}
        if item.form == "intelligence":
            kept_until = (item.on or self.came_on) + KEPT
            marks |= {"source_grade": "2", "information_grade": "c", "kept_until": kept_until}
        return ItemSaid(
            kind=item.form,
            text=self.text(kind, item.text),
            happened_on=item.on.isoformat() if item.on else "not known",
            handling=SEALED if sealed else codes.HANDLING[item.handling],
            family_may_know="yes" if item.family_may_know else "no",
            category=item.category,
            sealed_reason=self.text(kind, words.WHY_SEALED) if sealed else "",
            **marks,
        )


def _may_go(said: AnswerSaid, request: Request, at: datetime) -> bool:
    return not any(
        answering(at=at, request=request, answers=[said], sealed=sealed).refused for sealed in (False, True)
    )
