"""One contact with a hub, as plain data: what arrived, who is in it, and what was then done with it.

Nothing here knows the database. Whoever plays a `Worry` calls the application's actions with these facts and
with these times as the clock. All datetimes are aware (Europe/London). `None` in a time or an answer means
"has not happened by the end of the generated year": recent worries are left half-way on purpose.

Codes: `source_code` and children's `concern types` are Department for Education children-in-need census codes
(source of referral, assessment factors); adults' concern types are slugs of the Care Act guidance's list of
abuse types.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date, datetime

Hub = Literal["county", "city"]
DeskKind = Literal["children", "adults"]
Kind = Literal[
    "referral", "police-notification", "consultation", "update", "information-request", "misdirected"
]
Rating = Literal["blue", "green", "amber", "red"]
State = Literal["received", "rated", "waiting", "ready", "decided", "closed"]
Role = Literal[
    "child", "unborn", "adult-at-risk", "parent", "carer", "alleged-perpetrator", "household-member"
]
Held = Literal["nothing-held", "held", "disclosed", "withheld"]
Channel = Literal["form", "phone", "email", "police-system"]
Form = Literal["fact", "opinion", "intelligence"]
Handling = Literal["open", "hub-only", "originator-consent"]
Outcome = Literal[
    "nfa",
    "advice",
    "early-help",
    "assessment",
    "strategy-s47",
    "s42-enquiry",
    "other-enquiry",
    "redirected",
    "passed-to-worker",
]
Route = Literal["universal", "early-help", "s17", "s47", "s42", "care-assessment", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where someone lives. `key` is the same whenever it is the same dwelling, however it was spelt."""

    key: str
    line1: str
    town: str
    ward: str
    postcode: str
    protected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person as this contact describes them; `key` is the truth behind the spelling.

    Two persons with equal names and different keys are different people. `expected_on` is set, and `born` is
    None, for the unborn. `school` and `gp` are names of invented places, empty when not known.
    """

    key: str
    first_name: str
    middle_name: str
    last_name: str
    known_as: str
    born: date | None
    born_estimated: bool
    expected_on: date | None
    sex: Literal["female", "male", "unknown"]
    ethnicity: str
    language: str
    interpreter: bool
    disability: str
    nhs_number: str
    phone: str
    email: str
    school: str
    gp: str
    address: Address | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A person's part in this contact. `relationship` is to the first subject ("self" for that one).

    `focus` marks those about whom a decision is made: the children, the unborn, the adult at risk.
    """

    person: Person
    role: Role
    relationship: str
    focus: bool
    parental_responsibility: bool | None
    safe_contact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Referrer:
    """Who told the hub. `agency` is a key of `places.AGENCIES`, or empty for a member of the public."""

    name: str
    role: str
    agency: str
    organisation: str
    relationship: str
    phone: str
    email: str
    professional: bool
    anonymous: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """The worry itself. The three facts about openness are apart: told, agreement to a service, lawful basis.

    `capacity_decision`, `wishes` and `care_needs` are filled for adults; `child_words` for children.
    `dash_ticks` (0 to 24) is set for domestic abuse where a checklist was done. `level` is the referrer's
    view, 1 to 4, or None when not given. `worker_safety` is an instruction without its source.
    """

    types: tuple[str, ...]
    happened: str
    happened_on: date | None
    basis: Literal["seen", "heard", "reported", "opinion"]
    child_words: str
    working_well: str
    outcome_wanted: str
    danger_now: bool
    danger_detail: str
    level: int | None
    family_told: bool | None
    not_told_reason: str
    agreement_to_service: bool | None
    lawful_basis: str
    dash_ticks: int | None
    care_needs: str
    capacity_doubt: bool | None
    capacity_decision: str
    wishes: str
    worker_safety: str
    attachments: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    at: datetime
    rating: Rating
    rationale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    form: Form
    on: date | None
    category: str
    text: str
    handling: Handling
    family_may_know: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectAnswer:
    """One agency's answer about one person. `reason` is set for "withheld"; `items` for "disclosed"."""

    person_key: str
    held: Held
    reason: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request to one agency (a key of `places.AGENCIES`). `answered_at` is None while it is awaited.

    `without_telling` is the reason recorded for asking before the family or adult was told, else empty.
    `late` says that the answer came after the decision.
    """

    agency: str
    asked_at: datetime
    purpose: str
    question: str
    without_telling: str
    answered_at: datetime | None
    answers: tuple[SubjectAnswer, ...]
    systems_searched: str
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """The decision about one focus person."""

    at: datetime
    person_key: str
    level: int
    route: Route
    outcome: Outcome
    rationale: str
    proportionality: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Worry:
    """One contact from arrival to feedback.

    `rereferral` says that its first focus person was referred within the 12 months before `received_at`;
    `previous` is that worry's `id` when it lies in the same generated year, else `previous_on` is its date.
    `incident` is shared by contacts about one event. `duplicate_names` are not marked: finding them is work.
    """

    id: str
    received_at: datetime
    hub: Hub
    desk: DeskKind
    kind: Kind
    channel: Channel
    source: str
    source_code: str
    referrer: Referrer
    household: str
    subjects: tuple[Subject, ...]
    concern: Concern
    ratings: tuple[Rated, ...]
    asked: tuple[Asked, ...]
    decisions: tuple[Decided, ...]
    feedback_at: datetime | None
    feedback_withheld: str
    state: State
    rereferral: bool
    previous: str
    previous_on: date | None
    incident: str

    @property
    def desk_key(self) -> str:
        """Key in `places.DESKS`, such as "county-children"."""
        return f"{self.hub}-{self.desk}"
