"""May this be shared? The clauses that are in force answer, and say why. Pure.

For browsing and routine sharing a clause that forbids wins over any that permits, and what no clause speaks of is not
permitted. Where a duty or danger asks for sharing without a clause, casework records the ground instead and asks nobody:
see `mash.casework.sharing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Final

ANY: Final = "any"
HUB: Final = "hub"
# Whom a case is about or their family: no party to an agreement, and so named by none.
FAMILY: Final = "family"


class Mode(StrEnum):
    """That something is held, or what it says. Content includes existence."""

    EXISTENCE = "existence"
    CONTENT = "content"


class Effect(StrEnum):
    PERMIT = "permit"
    FORBID = "forbid"


@dataclass(frozen=True, slots=True)
class Party:
    """Who gives or gets: an agency by key and kind, or the hub (kind `hub`, no agency) with the seat's role and desk."""

    kind: str
    agency: str = ""
    role: str = ""
    desk: str = ""

    def is_named_by(self, selector: str) -> bool:
        """Whether `any`, `hub`, `kind:KIND` or `agency:KEY` names this party. `any` is any agency, never the hub or a family."""
        if selector == HUB:
            return self.kind == HUB
        if self.kind in {HUB, FAMILY}:
            return False
        how, _, name = selector.partition(":")
        return (
            selector == ANY
            or (how == "kind" and name == self.kind)
            or (how == "agency" and name == self.agency)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Who gives what to whom, about whom, what for, and on which day.

    `about` holds every population that the person belongs to, such as {"adults", "alleged-perpetrators"}.
    """

    source: Party
    recipient: Party
    about: frozenset[str]
    category: str
    mode: Mode
    purpose: str
    day: date
    hub: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """What a clause rests on, as codes of the lists `sharing-…`: never one list, for each answers another question."""

    power: str
    article_6: str
    condition: str = ""
    confidentiality: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One sentence of an agreement. An empty `roles` or `desks` names every role or desk.

    A clause that permits speaks of somebody when it names every population they belong to; one that forbids, when it
    names any of them. So nobody's information is shared because a clause overlooked what else they are.
    `records` is what must be recorded when it is relied on, `limits` what binds the recipient.
    """

    number: str
    effect: Effect
    source: str
    recipient: str
    categories: frozenset[str]
    populations: frozenset[str]
    purposes: frozenset[str]
    mode: Mode
    roles: frozenset[str] = frozenset()
    desks: frozenset[str] = frozenset()
    gateway: Gateway | None = None
    records: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    starts: date | None = None
    ends: date | None = None
    why: str = ""

    def misses(self, ask: Ask) -> tuple[str, ...]:
        """What of the question this clause does not reach, by name; the parties are left to the caller."""
        found = []
        if ask.category not in self.categories:
            found.append("category")
        if self.mode is Mode.EXISTENCE and ask.mode is Mode.CONTENT and self.effect is Effect.PERMIT:
            found.append("mode")
        if self.mode is Mode.CONTENT and ask.mode is Mode.EXISTENCE and self.effect is Effect.FORBID:
            found.append("mode")
        if not (
            ask.about <= self.populations if self.effect is Effect.PERMIT else ask.about & self.populations
        ):
            found.append("population")
        if ask.purpose not in self.purposes:
            found.append("purpose")
        if (self.roles and ask.recipient.role not in self.roles) or (
            self.desks and ask.recipient.desk not in self.desks
        ):
            found.append("role")
        if (self.starts and ask.day < self.starts) or (self.ends and ask.day >= self.ends):
            found.append("time")
        return tuple(found)

    @property
    def narrowness(self) -> tuple[int, int, int]:
        """How closely it names its parties and its categories: the narrowest clause that permits is the one cited."""
        named = sum(one == HUB or one.startswith("agency:") for one in (self.source, self.recipient))
        return named, len(self.roles) > 0, -len(self.categories)


@dataclass(frozen=True, slots=True)
class Signature:
    """From which day an agency is bound, and the first on which it is not any more."""

    starts: date
    ends: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.starts <= day and (self.ends is None or day < self.ends)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of an agreement with its clauses, in force from `starts` until `ends` (the first day it is not).

    `hub` is the key of the hub that it binds, "" for all. It is to be reviewed by `review_by`; `grace` days later
    routine sharing under it ends. A schedule binds while the agreement that it stands `under` binds.
    """

    agreement: str
    title: str
    number: int
    hub: str
    starts: date
    ends: date | None
    review_by: date
    warn: timedelta
    grace: timedelta
    clauses: tuple[Clause, ...]
    signatures: Mapping[str, tuple[Signature, ...]]
    under: str = ""

    def in_force(self, day: date) -> bool:
        return self.starts <= day and (self.ends is None or day < self.ends)

    def lapsed(self, day: date) -> bool:
        """Whether its review is so late that nothing is shared under it as a routine."""
        return day > self.review_by + self.grace

    def bound(self, party: Party, day: date) -> bool:
        """Whether the party signed. The hub is its agencies' own desk and signs nothing."""
        return party.kind == HUB or any(one.holds_on(day) for one in self.signatures.get(party.agency, ()))

    def warnings(self, day: date) -> Iterator[tuple[str, str, date]]:
        """(`review` or `signature`, the agency's key or "", the day it ends) of whatever ends within the warning time."""
        if day + self.warn >= self.review_by:
            yield "review", "", self.review_by + self.grace
        for agency, signatures in sorted(self.signatures.items()):
            last = max((one.ends for one in signatures if one.ends is not None), default=None)
            if (
                last is not None
                and all(one.ends is not None for one in signatures)
                and day + self.warn >= last
            ):
                yield "signature", agency, last


@dataclass(frozen=True, slots=True)
class Cited:
    """A clause of a version of an agreement."""

    version: Version
    clause: Clause


@dataclass(frozen=True, slots=True)
class Permitted:
    """By this clause; `records` and `limits` are what goes with it."""

    by: Cited

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class NotPermitted:
    """`code` says why (see `words`), `near` is the clause that comes nearest, `missing` what it does not reach."""

    code: str
    near: Cited | None = None
    missing: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return False


type Answer = Permitted | NotPermitted

# What stops a clause that would reach, in the order in which it is told.
_STOPS: Final = ("lapsed", "source-not-signed", "recipient-not-signed")


@dataclass(frozen=True)
class Rulebook:
    """Every version that is, was or will be in force. Asked some thousand times a second: see `benchmarks.sharing`."""

    versions: tuple[Version, ...]
    _lines: dict[tuple[date, str, Party, Party], tuple[tuple[Cited, str], ...]] = field(
        default_factory=dict, repr=False, compare=False
    )

    @cached_property
    def _by_key(self) -> dict[str, tuple[Version, ...]]:
        keys = {one.agreement for one in self.versions}
        return {key: tuple(one for one in self.versions if one.agreement == key) for key in keys}

    def in_force(self, day: date, hub: str = "") -> tuple[Version, ...]:
        """The versions in force on the day that bind the hub (all hubs for "")."""
        return tuple(one for one in self.versions if one.in_force(day) and (not hub or one.hub in {"", hub}))

    def decide(self, ask: Ask) -> Answer:
        """Whether it may be shared as a routine, by which clause, or why not."""
        near: tuple[int, str, Cited, tuple[str, ...]] | None = None
        best: Cited | None = None
        for cited, stop in self._between(ask):
            missing = cited.clause.misses(ask)
            if cited.clause.effect is Effect.FORBID:
                # Whoever signed to forbid something is held to it; a lapse of the paper does not set it free.
                if not missing:
                    return NotPermitted("forbidden", cited)
                continue
            if missing or stop:
                rank = len(missing) + bool(stop)
                if near is None or rank < near[0]:
                    near = rank, stop, cited, missing
            elif best is None or cited.clause.narrowness > best.clause.narrowness:
                best = cited
        if best is not None:
            return Permitted(best)
        if near is None:
            return NotPermitted("no-clause")
        _rank, stop, cited, missing = near
        return NotPermitted(missing[0] if missing else stop, cited, missing or (stop,))

    def _between(self, ask: Ask) -> tuple[tuple[Cited, str], ...]:
        """The clauses between these two parties on that day, each with what stops it ("" for nothing)."""
        key = (ask.day, ask.hub, ask.source, ask.recipient)
        found = self._lines.get(key)
        if found is None:
            if len(self._lines) > 4_096:
                self._lines.clear()
            found = self._lines[key] = tuple(self._find(ask))
        return found

    def _find(self, ask: Ask) -> Iterator[tuple[Cited, str]]:
        for version in self.in_force(ask.day, ask.hub):
            stop: str | None = None
            for clause in version.clauses:
                if ask.source.is_named_by(clause.source) and ask.recipient.is_named_by(clause.recipient):
                    if stop is None:
                        stop = self._stop(version, ask)
                    yield Cited(version, clause), stop

    def _stop(self, version: Version, ask: Ask) -> str:
        chain = [version]
        seen = {version.agreement}
        while chain[-1].under:
            above = next(
                (one for one in self._by_key.get(chain[-1].under, ()) if one.in_force(ask.day)), None
            )
            if above is None or above.agreement in seen:
                return "lapsed"
            seen.add(above.agreement)
            chain.append(above)
        reasons = (
            any(one.lapsed(ask.day) for one in chain),
            not all(one.bound(ask.source, ask.day) for one in chain),
            not all(one.bound(ask.recipient, ask.day) for one in chain),
        )
        return next((code for code, true in zip(_STOPS, reasons, strict=True) if true), "")


def changes(before: Rulebook, after: Rulebook, asks: Iterable[Ask]) -> Iterator[tuple[Ask, Answer, Answer]]:
    """The questions that one of the two permits and the other does not, with both answers."""
    for one in asks:
        was, would = before.decide(one), after.decide(one)
        if bool(was) != bool(would):
            yield one, was, would
