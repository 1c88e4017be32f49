"""Rating, deciding and the floors that no configuration lowers. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from mash.foundation.kernel import ALLOWED, Refused, Verdict

RATINGS = ("red", "amber", "green", "blue")

# Statutory decisions and who may take them; product principle: no configuration lowers this.
# Children Act 1989 s17 and s47: a registered social worker of the authority where the child is.
# Care Act 2014 s42: the authority; the duty is not delegated.
SOCIAL_WORKER_ROUTES = frozenset({"s17", "s47"})
AUTHORITY_ROUTES = frozenset({"s42-enquiry"})

IMMEDIATE = "immediate-protection"


def urgency(*, danger_now: str, rating: str) -> int:
    """The order of risk on a worklist, lowest first: danger now, red, not yet rated, amber, green, blue."""
    if danger_now == "yes" and rating in {"", "red"}:
        return 0
    return {"red": 1, "": 2, "amber": 3, "green": 4, "blue": 5}[rating]


def may_rate(*, rating: str, rationale: str, before: str, before_rationale: str) -> Verdict:
    """A rating and each change of it carry a rationale of their own."""
    if rating not in RATINGS:
        return Refused("cases:rating:unknown", _("Choose a rating."))
    if not rationale.strip():
        return Refused("cases:rating:no-rationale", _("Give the reason for the rating."))
    if before and rating != before and rationale.strip() == before_rationale.strip():
        return Refused("cases:rating:same-rationale", _("Say what has changed since the last rating."))
    return ALLOWED


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionSaid:
    """One decision for one subject. `considered` holds the text for each thing that the standard asks, by code.

    `indicators` are what was seen of the list threshold-indicator, `less` what of less-considered was weighed: codes.

    `deviations` holds, by kind and code (see Departure), why it is made without something expected or after its time.
    """

    subject: int
    route: str
    outcome: str
    rationale: str
    level: int | None = None
    considered: Mapping[str, str] = field(default_factory=dict)
    deviations: Mapping[tuple[str, str], str] = field(default_factory=dict)
    indicators: tuple[str, ...] = ()
    less: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Departure:
    """Something that the standard expects and that is not so: a `minimum` that is missing or a `timescale` that is past.

    Whoever decides may go on and says why. It never stands in the way of immediate protection.
    """

    kind: str
    code: str
    sentence: str

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.code


def may_depart(departures: Iterable[Departure], said: DecisionSaid) -> Verdict:
    """Whether each departure has its reason."""
    left = [one for one in departures if not said.deviations.get(one.key, "").strip()]
    if not left:
        return ALLOWED
    return Refused(
        f"cases:decision:deviation-{left[0].code}",
        " ".join([*(one.sentence for one in left), _("Say why you go on.")]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Decider:
    role: str
    social_worker: bool
    agency: str


def floor(route: str, decider: Decider, *, authority: str) -> Verdict:
    """What the law reserves. `authority` is the agency key of the authority where the child or adult is."""
    if route in SOCIAL_WORKER_ROUTES and not (decider.social_worker and decider.agency == authority):
        return Refused(
            "cases:decision:social-worker",
            _(
                "A section 17 or 47 decision is for a registered social worker of the authority where the child is."
            ),
        )
    if route in AUTHORITY_ROUTES and decider.agency != authority:
        return Refused(
            "cases:decision:authority",
            _("A section 42 decision is the local authority's own and is not delegated."),
        )
    return ALLOWED


def may_decide(said: DecisionSaid, decider: Decider, *, authority: str, allowed_roles: bool) -> Verdict:
    """Whether this decider may take this route. `allowed_roles` is the standard's answer for the role."""
    reserved = floor(said.route, decider, authority=authority)
    if not reserved:
        return reserved
    if not allowed_roles:
        return Refused("cases:decision:role", _("The standard does not let your role take this route."))
    if not said.rationale.strip():
        return Refused("cases:decision:no-rationale", _("Give the rationale for the decision."))
    if said.level is None or not 1 <= said.level <= 4:
        return Refused("cases:decision:no-level", _("Choose a level of need from 1 to 4."))
    return ALLOWED


def may_confirm(*, decided_by_user: int | None, confirming_user: int | None, confirmed: bool) -> Verdict:
    """The second person is another person."""
    if confirmed:
        return Refused("cases:decision:confirmed-already", _("This decision is already confirmed."))
    if decided_by_user is not None and decided_by_user == confirming_user:
        return Refused("cases:decision:same-person", _("Another person confirms your decision."))
    return ALLOWED


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnexSaid:
    """What a cleared decision maker says of the sealed items (by public id) that a decision rests on."""

    items: tuple[str, ...]
    text: str
    stands_without: bool
    originators_view: str
    gist: str = ""


def may_rely(said: AnnexSaid, *, cleared: bool, own: bool, known: frozenset[str]) -> Verdict:
    """Whether a sealed annex may be kept with a decision: by its own maker, who is cleared. `known` are the items seen."""
    missing = (
        (not cleared, "not-cleared", _("Only a cleared decision maker relies on sealed material.")),
        (not own, "not-yours", _("Whoever made the decision says what it rests on.")),
        (
            not said.items or not known.issuperset(said.items),
            "no-item",
            _("Say which sealed items the decision rests on."),
        ),
        (not said.text.strip(), "no-text", _("Say what you made of them.")),
        (
            not said.originators_view.strip(),
            "no-view",
            _("Say what the agency that supplied them thinks of this use."),
        ),
    )
    return next(
        (Refused(f"cases:sealed:{code}", sentence) for found, code, sentence in missing if found), ALLOWED
    )


def may_instruct(text: str, *, cleared: bool, agency: str) -> Verdict:
    """Whether an instruction to visitors from a sealed item may be written: it never says where it is from."""
    if not cleared:
        return Refused(
            "cases:sealed:not-cleared", _("Only a cleared decision maker relies on sealed material.")
        )
    if not text.strip():
        return Refused("cases:note:empty", _("Write the note."))
    if agency.casefold() in text.casefold():
        return Refused(
            "cases:sealed:names-source",
            _("The instruction names the agency: say only what a visitor must do."),
        )
    return ALLOWED


# Closings end together, at fixed minutes: when one ends says nothing of what was looked at for it.
TOGETHER = timedelta(minutes=15)


def ends_at(due: datetime) -> datetime:
    """The fixed minute at or after `due` at which a closing ends."""
    day = due.replace(hour=0, minute=0, second=0, microsecond=0)
    return day + -((day - due) // TOGETHER) * TOGETHER


def may_clear_match(*, custodian: bool, outcome: str, said: str, cleared: bool) -> Verdict:
    """Whether a hidden match may be cleared so: by a custodian, once, with what was made of it."""
    if not custodian:
        return Refused("cases:hidden:not-custodian", _("A cleared decision maker or manager does this."))
    if cleared:
        return Refused("cases:hidden:cleared-already", _("Somebody has looked at it already."))
    if outcome not in {"nothing", "see-me"}:
        return Refused("cases:hidden:no-outcome", _("Say whether it matters here."))
    if not said.strip():
        return Refused("cases:hidden:no-reason", _("Say what you looked at and what you made of it."))
    return ALLOWED
