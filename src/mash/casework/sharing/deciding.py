"""May this be shared about these people, under the agreements in force? Asked before anything leaves the hub or an agency."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from mash.casework.matters.models import Matter, Subject
from mash.casework.sharing.models import Request
from mash.casework.sharing.ports import is_restricted
from mash.casework.sharing.rules import NEEDS_NO_OPENNESS, AnswerSaid, marked, populations_of, told
from mash.foundation.kernel import ALLOWED, Actor, Refused, Verdict
from mash.registers.agencies.models import Agency, Desk
from mash.registers.agreements.queries import (
    agency_party,
    category_of,
    hub_party,
    must_record,
    purpose_of,
    rulebook,
    today,
)
from mash.registers.agreements.rules import (
    FAMILY,
    Answer,
    Ask,
    Cited,
    Mode,
    NotPermitted,
    Party,
    Permitted,
)
from mash.registers.agreements.words import Names, explain
from mash.registers.people.rules import Said, as_date
from mash.registers.standards.queries import codes

# What an agency is told of those it is asked about.
ASKING = "identity"
# What the hub is told where an agency says that it holds something, and not what.
HOLDING = "involvement"


@dataclass(frozen=True, slots=True)
class Decided:
    """What the clauses say of one agency and some people: `answers` in the order of `asks`."""

    asks: tuple[Ask, ...]
    answers: tuple[Answer, ...]

    @property
    def refused(self) -> tuple[Ask, NotPermitted] | None:
        """The first that is not permitted, or None where all are."""
        pairs = zip(self.asks, self.answers, strict=True)
        return next(((ask, one) for ask, one in pairs if isinstance(one, NotPermitted)), None)

    @property
    def cited(self) -> tuple[Cited, ...]:
        """The clauses that permit, each once; nothing where something is not permitted."""
        if self.refused is not None:
            return ()
        found = {
            (one.by.version.agreement, one.by.clause.number): one.by
            for one in self.answers
            if isinstance(one, Permitted)
        }
        return tuple(found.values())

    @property
    def named(self) -> list[str]:
        """The clauses that permit something, each once, as `agreement:version:number`."""
        found = [one.by for one in self.answers if isinstance(one, Permitted)]
        return list(
            dict.fromkeys(
                f"{one.version.agreement}:{one.version.number}:{one.clause.number}" for one in found
            )
        )

    def __iter__(self) -> Iterator[Decided]:
        """The same in parts that each are one decision: of one mode, under one agreement or under none."""
        parts: dict[tuple[object, ...], list[tuple[Ask, Answer]]] = {}
        for ask, one in zip(self.asks, self.answers, strict=True):
            under = (one.by.version.agreement, one.by.version.number) if isinstance(one, Permitted) else ()
            parts.setdefault((ask.mode, *under), []).append((ask, one))
        for pairs in parts.values():
            asks, answers = zip(*pairs, strict=True)
            yield Decided(asks, answers)

    def verdict(self, names: Names) -> Verdict:
        """Allowed, or refused with the reason in a sentence."""
        refused = self.refused
        if refused is None:
            return ALLOWED
        ask, why = refused
        return Refused(f"sharing:clause:{why.code}", explain(why, ask, names))


def populations(subjects: Iterable[Subject], matter: Matter, *, at: datetime) -> list[frozenset[str]]:
    """Whom each subject is, as clauses name them; by what was said of them."""
    found = []
    for one in subjects:
        said = cast("Said", one.record.said)
        found.append(
            populations_of(
                role=one.role,
                born=as_date(said.get("born")),
                expected=bool(said.get("expected")),
                desk=matter.desk.population,
                day=today(at),
            )
        )
    return found


def asking(
    *,
    by: Actor,
    at: datetime,
    matter: Matter,
    agency: Agency,
    about: Sequence[frozenset[str]],
    ground: str,
    restricted: bool,
) -> Decided:
    """Whether this agency may be asked about people of these populations: it is told who they are.

    `restricted` says that use of information about one of them is (`ports.is_restricted`).
    """
    recipient = agency_party(agency)
    asks = tuple(
        Ask(
            source=hub_party(role=by.role, desk=by.desk),
            recipient=recipient,
            about=one,
            category=ASKING,
            mode=Mode.CONTENT,
            purpose=purpose_of(ground, at=at),
            day=today(at),
            hub=matter.hub.key,
        )
        for one in dict.fromkeys(about)
    )
    return _of_the_hub(asks, restricted=restricted, at=at)


def _of_the_hub(asks: tuple[Ask, ...], *, restricted: bool, at: datetime) -> Decided:
    """What the clauses say; but of somebody whose information is restricted nothing is shared onwards as a routine.

    UK GDPR Article 18(2): the rights of another person and important public interests come before a restriction.
    """
    if restricted and not all(_duty_bound(one.purpose, at=at) for one in asks):
        return Decided(asks, tuple(NotPermitted("restricted") for _one in asks))
    return Decided(asks, tuple(map(rulebook().decide, asks)))


def _duty_bound(purpose: str, *, at: datetime) -> bool:
    """Whether what is shared for this purpose is so because somebody may be suffering significant harm or abuse."""
    return any(
        one.code == purpose and one.attributes.get("ground") in NEEDS_NO_OPENNESS
        for one in codes("sharing-purpose", at=at)
    )


def answering(
    *, at: datetime, request: Request, answers: Iterable[AnswerSaid], sealed: bool = False
) -> Decided:
    """Whether the agency may tell the hub what it says openly, or (`sealed`) under seal: each thing, of each person.

    The seat that asked is who receives it. An item that lacks what its clause asks the police to say of it counts as not
    permitted, with the code `records`.
    """
    source, recipient = (
        agency_party(request.agency),
        hub_party(role=request.asked_by_role, desk=request.asked_by_desk),
    )
    hub = Desk.objects.filter(key=request.asked_by_desk).values_list("hub__key", flat=True).first() or ""
    purpose, day, book = purpose_of(request.ground, at=at), today(at), rulebook()
    about = {one.pk: frozenset(one.populations) for one in request.subjects.all()}
    found: dict[Ask, Answer] = {}
    for said in answers:
        for item in told(said, sealed=sealed):
            ask = Ask(
                source=source,
                recipient=recipient,
                about=about[said.subject],
                category=category_of(item.category, at=at) if item else HOLDING,
                mode=Mode.CONTENT if item else Mode.EXISTENCE,
                purpose=purpose,
                day=day,
                hub=hub,
            )
            one = book.decide(ask)
            if item and isinstance(one, Permitted) and not marked(item, must_record(one.by.clause, at=at)):
                one = NotPermitted("records", one.by)
            if ask not in found or not one:
                found[ask] = one
    return Decided(tuple(found), tuple(found.values()))


def passing_on(
    *,
    by: Actor,
    at: datetime,
    matter: Matter,
    recipient: Party,
    what: Iterable[tuple[str, frozenset[str]]],
    purpose: str,
) -> Decided:
    """Whether the hub may pass this on: (category, populations of whom it is about) each, as content, for a purpose."""
    asks = tuple(
        Ask(
            source=hub_party(role=by.role, desk=by.desk),
            recipient=recipient,
            about=about,
            category=category,
            mode=Mode.CONTENT,
            purpose=purpose,
            day=today(at),
            hub=matter.hub.key,
        )
        for category, about in dict.fromkeys(what)
    )
    # To give somebody what is held about themself is not onwards.
    onwards = recipient.kind != FAMILY
    restricted = onwards and is_restricted(list(matter.subjects.all()))
    return _of_the_hub(asks, restricted=restricted, at=at)


def family_powers(population: str, *, at: datetime) -> dict[str, str]:
    """The powers on which a family or an adult is told what the hub holds, with their words."""
    found = codes("sharing-power", at=at, populations=population)
    return {
        one.code: one.label for one in found if one.attributes.get("family") or one.attributes.get("urgent")
    }


def urgent_powers(population: str, *, at: datetime) -> dict[str, str]:
    """The powers and duties on which something may be shared without a clause, with their words."""
    found = codes("sharing-power", at=at, urgent=True, populations=population)
    return {one.code: one.label for one in found if one.attributes.get("urgent")}
