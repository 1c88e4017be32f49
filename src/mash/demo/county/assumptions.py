"""What no published figure gave, said as such.

Calibrated are: the number of children's referrals of each hub, their sources, their months, the shares that
are re-referrals and that end in no further action, and the relative weight of factors. Everything else that
shapes the generated year is below, each with its sentence, and may be wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mash.demo.county.worry import DeskKind, Kind

Volumes = tuple[tuple["DeskKind", "Kind", float, tuple[tuple[str, int], ...]], ...]


@dataclass(frozen=True, slots=True)
class Assumption:
    value: float
    sentence: str


ASSUMPTIONS: Final[dict[str, Assumption]] = {
    "children:police-notification": Assumption(
        0.35,
        "Police notifications about children that did not become referrals, for each children’s referral; those "
        "that did are within the published police share.",
    ),
    "children:consultation": Assumption(
        0.12, "Consultations about a child without a referral, for each children’s referral."
    ),
    "children:update": Assumption(
        0.10, "Updates on children whom a worker already has, for each children’s referral."
    ),
    "children:information-request": Assumption(
        0.05, "Requests for information about a child, for each children’s referral."
    ),
    "children:misdirected": Assumption(
        0.03, "Contacts sent to the children’s desk by mistake, for each children’s referral."
    ),
    "adults:referral": Assumption(0.45, "Adults’ safeguarding concerns, for each children’s referral."),
    "adults:police-notification": Assumption(
        0.12, "Police notifications about adults, for each children’s referral."
    ),
    "adults:consultation": Assumption(0.05, "Consultations about an adult, for each children’s referral."),
    "adults:update": Assumption(
        0.06, "Updates on adults whom a worker already has, for each children’s referral."
    ),
    "adults:information-request": Assumption(
        0.03, "Requests for information about an adult, for each children’s referral."
    ),
    "adults:misdirected": Assumption(
        0.02, "Contacts sent to the adults’ desk by mistake, for each children’s referral."
    ),
    "adults:repeat": Assumption(
        0.18, "Share of adults’ concerns about someone with an earlier one in the year."
    ),
    "adults:nfa": Assumption(0.30, "Share of adults’ concerns that end without an enquiry or assessment."),
    "adults:s42": Assumption(0.34, "Share of adults’ concerns that become a section 42 enquiry."),
    "children:early-help": Assumption(
        0.07, "Share of children’s referrals stepped down to early help, beside those with no further action."
    ),
    "children:advice": Assumption(
        0.03, "Share of children’s referrals that end in advice, beside those with no further action."
    ),
    "children:s47-at-front-door": Assumption(
        0.5, "Share of section 47 enquiries that begin with a new referral, not on open work."
    ),
    "known": Assumption(
        0.45, "Share of contacts other than referrals that concern a household already referred."
    ),
    "same-incident": Assumption(
        0.5,
        "Share of police notifications on a known household that are about the same event as the referral.",
    ),
    "overdue": Assumption(0.12, "Share of decisions taken later than the published local timescales allow."),
    "stuck": Assumption(0.07, "Share of the last fortnight’s contacts in which an agency has not answered."),
    "late": Assumption(0.15, "Share of the slower answers that come after the decision and not before it."),
    "told": Assumption(0.62, "Share of referrals in which the family or the adult knows of the referral."),
    "danger": Assumption(
        0.25,
        "The most that a theme (injury) is taken to mean danger now; the least is 1 % (young carers). Milder "
        "endings have less. Graver themes go with graver outcomes, around the published weights of factors.",
    ),
}
"""Ratios and shares (0 and up) by name. Weekdays, hours, terms, names and household shapes are assumed too."""

CHILDREN_OTHERS: Final = (("Schools", 30), ("Health_Services", 25), ("LA_Services", 25), ("Other", 20))
ADULT_SOURCES: Final = (
    ("Other", 30),
    ("Health_Services", 28),
    ("Individual", 14),
    ("LA_Services", 12),
    ("Police", 10),
    ("Housing", 4),
    ("Other_legal_agency", 2),
)
POLICE: Final = (("Police", 1),)
ASKING: Final = (("Other_legal_agency", 6), ("LA_Services", 4))
PUBLIC: Final = (("Individual", 7), ("Other", 3))

VOLUMES: Final[Volumes] = (
    ("children", "police-notification", ASSUMPTIONS["children:police-notification"].value, POLICE),
    ("children", "consultation", ASSUMPTIONS["children:consultation"].value, CHILDREN_OTHERS),
    ("children", "update", ASSUMPTIONS["children:update"].value, CHILDREN_OTHERS),
    ("children", "information-request", ASSUMPTIONS["children:information-request"].value, ASKING),
    ("children", "misdirected", ASSUMPTIONS["children:misdirected"].value, PUBLIC),
    ("adults", "referral", ASSUMPTIONS["adults:referral"].value, ADULT_SOURCES),
    ("adults", "police-notification", ASSUMPTIONS["adults:police-notification"].value, POLICE),
    ("adults", "consultation", ASSUMPTIONS["adults:consultation"].value, ADULT_SOURCES),
    ("adults", "update", ASSUMPTIONS["adults:update"].value, ADULT_SOURCES),
    ("adults", "information-request", ASSUMPTIONS["adults:information-request"].value, ASKING),
    ("adults", "misdirected", ASSUMPTIONS["adults:misdirected"].value, PUBLIC),
)
"""Desk, kind, contacts for each children's referral, and the sources' weights."""


def assumed(name: str) -> float:
    """The value of an assumption by its name. Raises KeyError for one that nobody wrote down."""
    return ASSUMPTIONS[name].value
