"""When may a hub ask, and what must an answer hold. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from mash.foundation.kernel import ALLOWED, Refused, Verdict

# Grounds on which a request may leave although nobody has been told: reasonable cause of significant harm.
NEEDS_NO_OPENNESS = frozenset({"s47", "s42"})
HELD = ("nothing-held", "held", "disclosed", "withheld")
# Said of a person about whom nothing is answered openly yet: the request keeps waiting, for whatever reason.
LATER = "later"
# The handling of an item of whose existence nobody may know but the hub's cleared people.
SEALED = "sealed"


def may_request(*, ground: str, openness: str | None, reason: str, named_worker: bool) -> Verdict:
    """Below reasonable cause no request leaves until the family or adult has been told or has agreed, or a named
    worker has recorded why not: R (AB) v London Borough of Haringey [2013] EWHC 416 (Admin).
    """
    if ground in NEEDS_NO_OPENNESS:
        return ALLOWED
    if openness in {"told", "agreed"}:
        return ALLOWED
    if openness == "not-told" and reason.strip() and named_worker:
        return ALLOWED
    if openness == "not-told":
        return Refused(
            "sharing:openness:no-reason", _("Record why they have not been told, in your own name.")
        )
    return Refused(
        "sharing:openness:missing",
        _(
            "Below reasonable cause, record first that the family or adult has been told or has agreed, or why not."
        ),
    )


# What the police say of an item, by what a clause asks to be recorded.
MARKS: Final = {
    "police-regime": ("regime",),
    "police-standing": ("standing",),
    "police-grading": ("source_grade", "information_grade"),
    "police-retention": ("kept_until",),
}
MARKED: Final = tuple(name for names in MARKS.values() for name in names)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemSaid:
    kind: str
    text: str
    happened_on: str
    handling: str
    family_may_know: str
    category: str = ""
    sealed_reason: str = ""
    regime: str = ""
    standing: str = ""
    source_grade: str = ""
    information_grade: str = ""
    kept_until: date | None = None

    @property
    def sealed(self) -> bool:
        return self.handling == SEALED


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSaid:
    """What an agency says of one subject; `subject` is the RequestSubject's number. `held` is one of HELD, or LATER."""

    subject: int
    held: str
    systems_searched: str
    identity_confidence: str = ""
    withheld_code: str = ""
    withheld_reason: str = ""
    strengths: str = ""
    worries: str = ""
    level_suggested: int | None = None
    items: tuple[ItemSaid, ...] = ()

    @property
    def open_items(self) -> tuple[ItemSaid, ...]:
        return tuple(one for one in self.items if not one.sealed)

    @property
    def sealed_items(self) -> tuple[ItemSaid, ...]:
        return tuple(one for one in self.items if one.sealed)


def told(answer: AnswerSaid, *, sealed: bool) -> list[ItemSaid | None]:
    """What an answer tells, openly or under seal: its items, or None for the bare fact that something is held."""
    if sealed:
        return list(answer.sealed_items)
    if answer.held in {"held", "withheld"}:
        return [None]
    return list(answer.open_items)


def marked(item: ItemSaid, records: Iterable[str]) -> bool:
    """Whether the item says of itself what a clause asks to be recorded of what the police supply."""
    return all(getattr(item, name) for one in records for name in MARKS.get(one, ()))


def sealing(answer: AnswerSaid) -> Verdict:
    """Whether what is sealed may stand beside what is said openly, which must be true by itself."""
    sealed = answer.sealed_items
    missing = (
        (
            bool(sealed) and answer.held == "nothing-held",
            "nothing-held",
            _(
                "You seal something about this person: do not say that nothing is held. Choose “No open answer yet”."
            ),
        ),
        (
            bool(sealed) and answer.held == "disclosed" and not answer.open_items,
            "all-sealed",
            _("All that you disclose is sealed. Choose “No open answer yet”, or say openly what you hold."),
        ),
        (
            any(not item.sealed_reason.strip() for item in sealed),
            "reason",
            _("Say why nobody else may know of what you seal."),
        ),
    )
    return next(
        (Refused(f"sharing:sealed:{code}", sentence) for found, code, sentence in missing if found), ALLOWED
    )


def complete(answer: AnswerSaid) -> Verdict:
    """Whether an answer holds what it must; the first thing that is missing is said."""
    sealed = sealing(answer)
    if not sealed:
        return sealed
    disclosed = answer.held == "disclosed"
    nothing_said = answer.held == LATER and not answer.items
    missing = (
        (answer.held not in {*HELD, LATER}, "held", _("Say whether anything is held.")),
        (
            not nothing_said and not answer.systems_searched.strip(),
            "systems",
            _("Say which systems you searched."),
        ),
        (
            answer.held == "withheld" and not (answer.withheld_code and answer.withheld_reason.strip()),
            "reason",
            _("Give the reason for withholding."),
        ),
        (
            disclosed and not answer.items,
            "items",
            _("Add at least one item, or say that it is held or withheld."),
        ),
        (
            not disclosed and bool(answer.open_items),
            "undisclosed",
            _("Items are written, but the answer does not disclose them."),
        ),
        (
            any(not item.text.strip() or not item.happened_on.strip() for item in answer.items),
            "item",
            _("Each item needs its text and its date, or 'not known'."),
        ),
    )
    return next(
        (Refused(f"sharing:answer:{code}", sentence) for found, code, sentence in missing if found), ALLOWED
    )


def all_complete(asked: Iterable[int], answers: Iterable[AnswerSaid]) -> Verdict:
    """Every subject asked about is answered, each completely."""
    answers = list(answers)
    if set(asked) - {one.subject for one in answers}:
        return Refused("sharing:answer:subjects", _("Answer for each person asked about."))
    if answers and all(one.held == LATER and not one.items for one in answers):
        return Refused("sharing:answer:nothing-said", _("Say something about one person at least."))
    return next((verdict for verdict in map(complete, answers) if not verdict), ALLOWED)


ADULT: Final = 18
# Whom a role names where no age is known.
_CHILDREN: Final = frozenset({"sibling"})
_ADULTS: Final = frozenset({"parent", "carer", "partner", "source-of-harm"})


def populations_of(*, role: str, born: date | None, expected: bool, desk: str, day: date) -> frozenset[str]:
    """Whom somebody in a matter is, as clauses name them: by age where it is known, else by the role, else as the desk.

    `desk` is `children` or `adults`; `expected` is true for the unborn.
    """
    if expected:
        age = "children"
    elif born is not None:
        whole = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
        age = "adults" if whole >= ADULT else "children"
    elif role in _CHILDREN:
        age = "children"
    else:
        age = "adults" if role in _ADULTS else desk
    return frozenset({age, "alleged-perpetrators"} if role == "source-of-harm" else {age})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """On what something is shared that no clause permits; `power` is a code of `sharing-power` that is urgent."""

    power: str
    necessity: str
    recipient_checked: str
    reason: str


def may_share_without_clause(ground: Ground, *, urgent_powers: Collection[str]) -> Verdict:
    """A lapsed or missing clause never stops what a duty or danger asks for: it is recorded, shared, and then reviewed."""
    if ground.power not in urgent_powers:
        return Refused(
            "sharing:ground:power",
            _("Without a clause only a duty to share or danger is enough: say which."),
        )
    if not all(one.strip() for one in (ground.necessity, ground.recipient_checked, ground.reason)):
        return Refused(
            "sharing:ground:incomplete",
            _(
                "Say why it is necessary, how you checked who receives it, and why it cannot wait for a clause."
            ),
        )
    return ALLOWED
