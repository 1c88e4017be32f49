"""From the county's words to the application's codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mash.registers.standards.queries import codes

if TYPE_CHECKING:
    from datetime import datetime

    from mash.demo.county.worry import (
        Channel,
        Decided,
        Handling,
        Item,
        Outcome,
        Subject,
        SubjectAnswer,
        Worry,
    )

CHANNELS: Final[dict[Channel, str]] = {
    "form": "form",
    "phone": "telephone",
    "email": "mail",
    "police-system": "bulk",
}
HANDLING: Final[dict[Handling, str]] = {
    "open": "case-agencies",
    "hub-only": "ask-originator",
    "originator-consent": "ask-originator",
}

# Assessment factors of the children in need census (code without its letter, where the letter only says who)
# to the hub's own list `abuse-type-children`.
_FACTORS: Final = {
    "1A": "other",
    "2A": "other",
    "1": "parental",
    "2": "parental",
    "3": "domestic",
    "4A": "other",
    "4": "parental",
    "5": "other",
    "6": "other",
    "8": "neglect",
    "9": "other",
    "10": "missing",
    "11": "sexual-exploitation",
    "12": "trafficking",
    "13": "criminal-exploitation",
    "14": "criminal-exploitation",
    "15": "self-harm",
    "16": "neglect",
    "17": "emotional",
    "18": "physical",
    "19": "sexual",
    "20": "forced-marriage",
    "22": "fgm",
    "23": "forced-marriage",
    "24": "radicalisation",
}
_BY_ANOTHER_CHILD: Final = frozenset({"18B", "19B"})
_ROLES: Final = {
    "parent": "parent",
    "carer": "carer",
    "alleged-perpetrator": "source-of-harm",
    "household-member": "household",
    "child": "sibling",
}
_ROUTES: Final[dict[Outcome, tuple[str, str]]] = {
    "nfa": ("no-further-action", "no-further-action"),
    "advice": ("advice", "advice"),
    "early-help": ("early-help", "step-down"),
    "assessment": ("s17", "assessment"),
    "strategy-s47": ("s47", "strategy-s47"),
    "s42-enquiry": ("s42-enquiry", "s42-enquiry"),
    "other-enquiry": ("other-enquiry", "other-enquiry"),
    "redirected": ("other-authority", "other"),
    "passed-to-worker": ("open-case", "other"),
}
_RELATIONS: Final = {
    "mother": "parent of",
    "father": "parent of",
    "mother’s partner": "partner of the parent of",
    "grandmother": "grandparent of",
    "brother": "sibling of",
    "sister": "sibling of",
    "twin brother": "twin of",
    "twin sister": "twin of",
    "brother or sister to be": "sibling of",
    "partner": "partner of",
    "son": "child of",
    "daughter": "child of",
}
_WITHHELD: Final = (
    ("detrimental", "more-detrimental"),
    ("operation", "live-investigation"),
    ("privilege", "privileged"),
    ("at risk", "puts-at-risk"),
)
_NOT_TOLD: Final = (
    ("risk", "raises-risk"),
    ("police", "prejudices-police"),
    ("reach", "could-not-reach"),
    ("wait", "delay"),
)


def concern_types(worry: Worry) -> tuple[str, ...]:
    """Codes of `abuse-type-children` or `abuse-type-adults`."""
    if worry.desk == "adults":
        return worry.concern.types
    found = [
        "child-on-child"
        if code in _BY_ANOTHER_CHILD
        else _FACTORS.get(code) or _FACTORS.get(code[:-1], "other")
        for code in worry.concern.types
    ]
    if any(each.role == "unborn" for each in worry.subjects):
        found.append("unborn")
    return tuple(dict.fromkeys(found))


def role(subject: Subject) -> str:
    """A subject's role in the matter: those about whom a decision is made are all `subject`."""
    return "subject" if subject.focus else _ROLES.get(subject.role, "other")


def relation(subject: Subject) -> str:
    """What this person is of the first one, or empty for that one."""
    return "" if subject.relationship == "self" else _RELATIONS.get(subject.relationship, "relative of")


def route(decided: Decided) -> tuple[str, str]:
    """Codes of `route` and `referral-outcome`."""
    if decided.route == "care-assessment":
        return "care-assessment", "assessment"
    return _ROUTES[decided.outcome]


_LESS: Final = {
    1: ("nothing",),
    2: ("advice", "family"),
    3: ("advice", "known-worker", "one-agency"),
    4: ("danger",),
}


def seen(decided: Decided, worry: Worry, at: datetime) -> tuple[str, ...]:
    """Codes of `threshold-indicator` of the decided level that speak of this worry: the first two."""
    population = "adults" if worry.desk == "adults" else "children"
    found = codes("threshold-indicator", at=at, level=decided.level, populations=population)
    about = concern_types(worry)
    return tuple(one.code for one in found if any(one.says("concerns", each) for each in about))[:2]


def less(decided: Decided) -> tuple[str, ...]:
    """Codes of `less-considered` at the decided level."""
    return _LESS[decided.level]


def withheld(reason: str) -> str:
    """Code of `withhold-reason`."""
    return next((code for word, code in _WITHHELD if word in reason), "not-relevant")


def not_told(reason: str) -> str:
    """Code of `not-told-reason`."""
    return next((code for word, code in _NOT_TOLD if word in reason), "delay")


def ground(worry: Worry, rating: str) -> str:
    """The ground on which agencies are asked: reasonable cause where it is rated red."""
    if worry.desk == "adults":
        return "s42" if rating == "red" else "adult-below-s42"
    return "s47" if rating == "red" else "below-s47"


def sealed(answered: SubjectAnswer) -> tuple[Item, ...]:
    """What of an answer goes under seal: intelligence for the hub only, where something open stands beside it."""
    kept = [one for one in answered.items if one.handling == "hub-only" and one.form == "intelligence"]
    return tuple(kept) if len(kept) < len(answered.items) else ()
