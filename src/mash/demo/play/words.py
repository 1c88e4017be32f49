"""What the desk writes where the county's own words do not reach: short sentences, by code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mash.demo.county.worry import Rated

if TYPE_CHECKING:
    from datetime import datetime
    from random import Random

    from mash.casework.cases.rules import Departure
    from mash.demo.county.worry import Decided, DeskKind, Kind, Outcome, Worry

KINDS: Final[dict[Kind, str]] = {
    "referral": "A worry about harm that asks for a decision.",
    "police-notification": "Sent by the police for information; read as a contact and looked into.",
    "consultation": "The caller asked for advice and named nobody for a referral.",
    "update": "About somebody whom a worker already has.",
    "information-request": "Another body asks what is known.",
    "misdirected": "Meant for another service.",
}
PURPOSE: Final[dict[DeskKind, str]] = {
    "children": "To decide what help or protection this child needs",
    "adults": "To decide whether this adult needs care and support and is at risk of abuse or neglect",
}
QUICK_QUESTION: Final = "Is anything held from the last twelve months? A short answer is enough."
QUICK_SEARCH: Final = "Main record, last twelve months"
NOT_TOLD: Final = "Asking could not wait: nobody in the family had been reached by telephone yet."
CONFIDENCE: Final = ("certain", "certain", "certain", "probable", "unsure")
PROTECTED: Final = "Danger now: officers and the duty worker are on their way."
PROTECTED_TOLD: Final = "The person who called was told to dial 999 if anything changes."
NOBODY_TO_TELL: Final = "Nobody to tell: the contact was anonymous."
WEIGHED: Final = "What you told us was weighed with what others know."
LATE_READ: Final = "Read: it adds to what was known and would not have changed the decision."
EARLIER: Final = "An earlier worry about the same family, put to the hub and looked into at the time."
EARLIER_RATED: Final = "A single worry, with a professional who stays in touch."
EARLIER_DECIDED: Final = "No sign of harm was found; the school and the family keep in touch."
EARLIER_PROPORTIONATE: Final = "Nothing more was needed for a single worry."
EARLIER_TOLD: Final = "A parent was told by telephone."
OUTCOMES: Final[dict[Outcome, str]] = {
    "nfa": "No further action by the hub.",
    "advice": "Advice was given about services that can help.",
    "early-help": "Offered early help.",
    "assessment": "A social worker will make an assessment.",
    "strategy-s47": "A child protection enquiry has begun.",
    "s42-enquiry": "A safeguarding enquiry has begun.",
    "other-enquiry": "The council is making enquiries.",
    "redirected": "Passed on to the service it was meant for.",
    "passed-to-worker": "Passed to the worker of the open case.",
}
_HOUSEHOLD: Final = (
    "Everyone in the household was looked up; what is known of each is in the history.",
    "Brothers and sisters were considered: nothing separate is needed for them now.",
    "Those at the address were considered, with those who visit.",
)
_OTHER_REASONS: Final = (
    "An accident was considered and does not fit what was seen.",
    "It may be a misunderstanding between neighbours; the history speaks against it.",
    "Poverty alone would explain some of it, and help with that is offered as well.",
)
_LIMBS: Final = (
    "Has needs for care and support; abuse or neglect is suspected; cannot protect themself because of the needs.",
    "Has needs for care and support; the risk of abuse is not made out; can protect themself with help.",
)


_WHY: Final[dict[str, tuple[str, ...]]] = {
    "timescale": (
        "We waited for one agency's answer, without which we would have guessed.",
        "The family could not be reached until today.",
        "Too few of us were in that week; it was looked at each morning.",
    ),
    "child-seen": (
        "The school sees the child tomorrow and calls us the same day.",
        "With a grandparent out of the county; the social worker there visits.",
        "To see the child now would have told the family before we were ready.",
    ),
    "": (
        "What is known leaves no room for another.",
        "It will be done in the assessment.",
    ),
}


def why(departure: Departure, key: str) -> str:
    """Why somebody goes on without what the standard expects; the same each time for the same person."""
    said = _WHY.get(departure.kind) or _WHY.get(departure.code) or _WHY[""]
    return said[sum(map(ord, key)) % len(said)]


def considered(worry: Worry, decided: Decided, rng: Random) -> dict[str, str]:
    """What the practice standard asks to be recorded with a decision, by its code."""
    found = {
        "household-considered": rng.choice(_HOUSEHOLD),
        "proportionality": decided.proportionality,
        "hypothesis-reviewed": rng.choice(_OTHER_REASONS),
    }
    if worry.desk == "adults":
        grave = decided.outcome in {"s42-enquiry", "other-enquiry"}
        found["three-limbs"] = _LIMBS[0 if grave else 1]
        found["wishes-asked"] = (
            worry.concern.wishes or "Asked by telephone: wants it to stop and nobody punished."
        )
        found["capacity-considered"] = (
            worry.concern.capacity_decision or "No reason to doubt it for this decision."
        )
    else:
        found["family-told"] = decided.told
        if worry.concern.child_words:
            found["child-seen"] = worry.concern.child_words
    return found


def earlier_rating(at: datetime) -> Rated:
    return Rated(at=at, rating="green", rationale=EARLIER_RATED)


WHY_SEALED: Final = "Whoever told it would be in danger if it were known that somebody did."
