"""What came before a contact, in words: how many times in which months, and which contacts they were."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mash.casework.cases.models import RATINGS
from mash.casework.cases.queries import Picture
from mash.casework.cases.queries.repeats import repeats_of
from mash.casework.cases.repeats import MONTHS, WHY, Earlier, Repeats
from mash.casework.intake.models import Contact
from mash.registers.standards.queries import label

REASONS: dict[str, str | Promise] = {
    "identified": gettext_lazy("somebody in both"),
    "person": gettext_lazy("somebody described alike in both"),
    "place": gettext_lazy("the same address"),
}
FIRST = 200
"""So many signs of an earlier worry are shown beside a contact; its case has the rest."""


@dataclass(frozen=True, slots=True)
class BeforeShown:
    """One earlier contact. `ref` is its case's, `worry` the beginning of what it said."""

    ref: str
    at: datetime
    kind: str
    why: str
    rating: str
    open: bool
    worry: str = ""


@dataclass(frozen=True, slots=True)
class RepeatsShown:
    """`counts` in words for each window, `reached` the sentences of what forces a look, `contacts` the earlier ones."""

    counts: tuple[tuple[int, int], ...]
    reached: tuple[str, ...]
    contacts: tuple[BeforeShown, ...]
    open: tuple[BeforeShown, ...]

    @property
    def line(self) -> str:
        """The three counts in one line, such as "Before: 2 in 3 months, 2 in 6, 3 in 12"."""
        first, *rest = self.counts
        told = ngettext("%(num)d in %(months)d months", "%(num)d in %(months)d months", first[1]) % {
            "num": first[1],
            "months": first[0],
        }
        return ", ".join(
            [told, *(_("%(num)d in %(months)d") % {"num": num, "months": months} for months, num in rest)]
        )


def repeats_in(picture: Picture, at: datetime) -> Repeats | None:
    """What came before the latest contact of a case; None where there is none. One query."""
    contact = picture.latest
    return repeats_of([contact], at=at)[contact.pk] if contact is not None else None


def repeats_shown(repeats: Repeats, at: datetime, *, worries: bool = False) -> RepeatsShown:
    """In words; with the beginnings of the worries it asks one query more."""
    texts: dict[str, str] = {}
    if worries and repeats.earlier:
        found = Contact.objects.filter(ref__in=[one.ref for one in repeats.earlier])
        texts = dict(found.values_list("ref", "worry"))
    return RepeatsShown(
        counts=tuple((months, repeats.counts.get(months, 0)) for months in MONTHS),
        reached=tuple(label("repeat-concern", one.code, at=at) for one in repeats.reached),
        contacts=_shown(repeats.earlier, texts, at),
        open=_shown(repeats.open, texts, at),
    )


def _shown(found: Iterable[Earlier], texts: dict[str, str], at: datetime) -> tuple[BeforeShown, ...]:
    return tuple(
        BeforeShown(
            ref=one.matter,
            at=one.at,
            kind=label("contact-kind", one.kind, at=at),
            why=", ".join(str(REASONS[code]) for code in WHY if code in one.why),
            rating=str(dict(RATINGS)[one.rating]) if one.rating else "",
            open=one.open,
            worry=_begin(texts.get(one.ref, "")),
        )
        for one in found
    )


def _begin(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= FIRST else plain[:FIRST].rsplit(" ", 1)[0] + "…"
