"""May the hub share this about these people, under the agreements that are in force? Asked before anything leaves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from mash.casework.matters.models import Matter, Subject
from mash.casework.sharing.rules import populations_of
from mash.foundation.kernel import ALLOWED, Actor, Refused, Verdict
from mash.registers.agencies.models import Agency
from mash.registers.agreements.queries import agency_party, hub_party, purpose_of, rulebook, today
from mash.registers.agreements.rules import Answer, Ask, Cited, Mode, NotPermitted, Party, Permitted
from mash.registers.agreements.words import Names, explain
from mash.registers.people.rules import Said, as_date
from mash.registers.standards.queries import codes

# What an agency is told of those it is asked about.
ASKING = "identity"


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
) -> Decided:
    """Whether this agency may be asked about people of these populations: it is told who they are."""
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
    book = rulebook()
    return Decided(asks, tuple(map(book.decide, asks)))


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
    book = rulebook()
    return Decided(asks, tuple(map(book.decide, asks)))


def parts(decided: Decided) -> list[Decided]:
    """The same, parted by what each rests on: one for each version of an agreement, and last what no clause permits."""
    found: dict[tuple[str, int], list[tuple[Ask, Answer]]] = {}
    for ask, answer in zip(decided.asks, decided.answers, strict=True):
        key = (
            (answer.by.version.agreement, answer.by.version.number)
            if isinstance(answer, Permitted)
            else ("", 0)
        )
        found.setdefault(key, []).append((ask, answer))
    return [
        Decided(tuple(ask for ask, _one in pairs), tuple(one for _ask, one in pairs))
        for _key, pairs in sorted(found.items(), key=lambda one: (one[0] == ("", 0), one[0]))
    ]


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
