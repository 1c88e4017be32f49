"""Sealed answers and annexes as a page shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from textwrap import shorten

from django.utils.translation import gettext as _

from mash.casework.cases.models import SealedAnnex
from mash.casework.sharing.models import SealedAnswer, SealedItem
from mash.interfaces.web.cases import words
from mash.interfaces.web.cases.presenters import decision_words, name_of
from mash.interfaces.web.marks import marks_of
from mash.registers.standards.queries import label


@dataclass(frozen=True, slots=True)
class SealedShown:
    """One sealed answer: whose, about whom, its items with their dates and the police's marks in words, and the agency's view if it is sealed."""

    agency: str
    about: str
    answer: SealedAnswer
    pieces: tuple[tuple[SealedItem, str, str], ...]
    level: str


def answers_shown(answers: Iterable[SealedAnswer], at: datetime) -> list[SealedShown]:
    return [
        SealedShown(
            agency=one.request.agency.name,
            about=name_of(one.about.subject),
            answer=one,
            pieces=tuple(
                (item, words.typed_date(item.happened_on), marks_of(item, at)) for item in one.items.all()
            ),
            level=label("level-of-need", str(one.level_suggested), at=at) if one.level_suggested else "",
        )
        for one in answers
    ]


def item_words(item: SealedItem) -> str:
    """A sealed item on one line: whose, what kind, when, and how it begins."""
    return _("%(agency)s, %(kind)s, %(when)s: %(text)s") % {
        "agency": item.request.agency.name,
        "kind": item.get_kind_display().lower(),
        "when": words.typed_date(item.happened_on),
        "text": shorten(item.text, 120, placeholder="…"),
    }


@dataclass(frozen=True, slots=True)
class AnnexShown:
    annex: SealedAnnex
    decision: str
    items: tuple[str, ...]


def annexes_shown(annexes: Iterable[SealedAnnex]) -> list[AnnexShown]:
    return [
        AnnexShown(
            annex=one,
            decision=f"{name_of(one.decision.subject)}: {decision_words(one.decision)}",
            items=tuple(shorten(each.item.text, 120, placeholder="…") for each in one.reliances.all()),
        )
        for one in annexes
    ]
