"""When advice waits for something, who a person is compared with, and what may name somebody. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from django.utils.translation import gettext as _

from mash.foundation.kernel import ALLOWED, Refused, Verdict
from mash.registers.people.rules import Said, as_date, fold

SMALL: Final = 5
"""A count below it is not shown where figures leave the desk."""
WINDOW: Final = timedelta(days=60)
"""So long after a question a contact may have come of it."""
LEVELS: Final = (1, 2, 3, 4)

Agreement = Literal["number", "born", "name", ""]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskerSaid:
    """Who asked, as they said it."""

    name: str = ""
    role: str = ""
    agency: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonNamed:
    """Somebody named: `role` is one of matters.Subject.ROLES."""

    role: str
    said: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Advice: `level` 1 to 4, or None where it was not talked about."""

    text: str
    refer: bool
    level: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question to the desk. `once` is the number of the form: sent twice is one. Without `advice` it stays open."""

    once: str
    named: bool
    source: str
    asker: AskerSaid
    themes: tuple[str, ...]
    question: str
    danger_now: str
    consent: str
    people: tuple[PersonNamed, ...] = ()
    meanwhile: str = ""
    advice: Given | None = None


def may_record(
    asked: Asked, *, sources: Collection[str], themes: Collection[str], consents: Collection[str]
) -> Verdict:
    """Whether a question says what it must: its codes are in force, and named is named."""
    if asked.source not in sources or not asked.themes or not set(asked.themes) <= set(themes):
        return Refused("consultations:consultation:code", _("Choose who asked, and what it is about."))
    if asked.consent not in consents:
        return Refused("consultations:consultation:consent", _("Choose what the family knows."))
    if not asked.question.strip():
        return Refused("consultations:consultation:question", _("Write down what they asked."))
    if asked.named != bool(asked.people):
        return Refused(
            "consultations:consultation:named",
            _("Name somebody, or record it as advice without names."),
        )
    return ALLOWED


def may_advise(given: Given, *, state: str) -> Verdict:
    """Whether advice may be added now. What a contact came of is worked on there."""
    if not given.text.strip():
        return Refused("consultations:advice:text", _("Write down the advice."))
    if given.level is not None and given.level not in LEVELS:
        return Refused("consultations:advice:level", _("Choose a level from 1 to 4."))
    if state in {"ended", "second-look"}:
        return Refused(
            "consultations:advice:ended", _("This has ended. Record a new question if they ask again.")
        )
    return ALLOWED


def stands(given: Given, *, state: str) -> str:
    """The state after advice: once a referral is advised, only what comes of it ends the waiting."""
    return "waiting" if given.refer or state == "waiting" else "given"


def may_end(*, state: str) -> Verdict:
    """Whether whoever asked may still be heard on what came of it."""
    if state != "waiting":
        return Refused("consultations:outcome:not-waiting", _("Nothing is waited for here any more."))
    return ALLOWED


def may_look(*, state: str, told_by: int | None, by: int | None) -> Verdict:
    """Whether somebody may take the second look: another person than who recorded that no referral is needed."""
    if state != "second-look":
        return Refused("consultations:look:not-waiting", _("No second look is waited for here any more."))
    if by is None or by == told_by:
        return Refused(
            "consultations:look:own", _("You recorded this yourself: another person takes the second look.")
        )
    return ALLOWED


def changed() -> Refused:
    return Refused(
        "consultations:consultation:changed",
        _(
            "Somebody else has changed this meanwhile. Read what is here now; what you typed is still in the form."
        ),
    )


# Words that begin with a capital and name nobody.
_ORDINARY: Final = frozenset(
    [
        "i",
        "i'm",
        "i've",
        "i'd",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "christmas",
        "easter",
        "english",
        "welsh",
        "british",
        "polish",
        "romanian",
        "ofsted",
        "year",
        "reception",
        "key",
        "stage",
        "mash",
        "gp",
        "camhs",
        "nhs",
        "eh",
        "lado",
        "dsl",
        "send",
        "ehcp",
    ]
)
_SENTENCE: Final = re.compile(r"[.!?:;\n]\s*$|^\s*$")
_WORD: Final = re.compile(r"[A-Z][a-z’']+(?:-[A-Z][a-z]+)?")
_NUMBER: Final = re.compile(
    r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\b[A-Z]{1,2}\d{1,2}[A-Z]? ?\d[A-Z]{2}\b"
)


def may_name(text: str) -> list[str]:
    """What in a text may name somebody: words with a capital within a sentence, numbers, dates of birth, postcodes.

    A hint for whoever writes advice without names; it is no proof of either.
    """
    found = [one.group(0) for one in _NUMBER.finditer(text)]
    last = None
    for one in _WORD.finditer(text):
        word, before = one.group(0), text[: one.start()]
        starts = _SENTENCE.search(before) is not None
        ordinary = word.casefold().replace("’", "'") in _ORDINARY
        if last is not None and not ordinary and text[last.end() : one.start()] == " ":
            # Two such words in a row name somebody even where a sentence begins.
            if found and found[-1] == last.group(0):
                found[-1] = f"{last.group(0)} {word}"
            elif last.group(0).casefold() not in _STARTS:
                found.append(f"{last.group(0)} {word}")
            else:
                found.append(word)
        elif not ordinary and not starts:
            found.append(word)
        last = None if ordinary else one
    return list(dict.fromkeys(found))


_STARTS: Final = frozenset(
    [
        "the",
        "a",
        "an",
        "if",
        "she",
        "he",
        "they",
        "it",
        "we",
        "when",
        "while",
        "after",
        "before",
        "since",
        "her",
        "his",
        "their",
        "my",
        "our",
        "is",
        "was",
        "does",
        "did",
        "can",
        "has",
        "have",
        "had",
        "mother",
        "father",
        "mum",
        "dad",
        "and",
        "but",
        "so",
        "on",
        "at",
        "in",
        "to",
        "for",
        "with",
    ]
)


def agreement(said: Mapping[str, Any], other: Mapping[str, Any]) -> Agreement:
    """How two descriptions agree: by NHS number, by name and date of birth, by name with nothing against it, or not."""
    if said.get("nhs_number") and other.get("nhs_number"):
        return "number" if said["nhs_number"] == other["nhs_number"] else ""
    if not _names(said) or _names(said) != _names(other):
        return ""
    born, theirs = as_date(said.get("born")), as_date(other.get("born"))
    if born and theirs:
        return "born" if born == theirs else ""
    return "name"


def _names(said: Mapping[str, Any]) -> tuple[str, str] | None:
    found = fold(str(said.get("given_name", ""))), fold(str(said.get("family_name", "")))
    return found if all(found) else None


def same_asker(asker: AskerSaid, *, email: str, phone: str) -> bool:
    """Whether a referrer can be reached as whoever asked can: by the same address or the same number."""
    digits, theirs = _digits(asker.phone), _digits(phone)
    return bool((asker.email and asker.email.casefold() == email.casefold()) or (digits and digits == theirs))


def _digits(phone: str) -> str:
    return "".join(one for one in phone if one.isdigit())[-9:]


@dataclass(frozen=True, slots=True)
class Likely:
    """A contact that may have come of advice: how its people agree, and whether the same person sent it."""

    people: Agreement
    asker: bool

    @property
    def rank(self) -> int:
        """The most likely first: 0 is none."""
        return {"number": 6, "born": 6, "name": 4, "": 0}[self.people] + (2 if self.asker else 0)


def likely(
    people: Iterable[Mapping[str, Any]], others: Sequence[Mapping[str, Any]], *, asker: bool
) -> Likely:
    """How a contact's people (`others`) agree with those whom a question named; the best agreement counts."""
    order: tuple[Agreement, ...] = ("number", "born", "name", "")
    held = {agreement(one, other) for one in people for other in others} | {""}
    return Likely(next(each for each in order if each in held), asker)


MADE: Final = frozenset({"arrived", "made-here", "made-elsewhere"})
"""Outcomes after which the referral that was advised is there."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One question as figures have it. `month` is YYYY-MM."""

    source: str
    themes: tuple[str, ...]
    month: str
    advised: bool
    made: bool


@dataclass(frozen=True, slots=True)
class Table:
    """Counts by two codes, the most asked first; small ones are left out."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]


def crossed(pairs: Iterable[tuple[str, str]], *, columns: Sequence[str] = ()) -> Table:
    """How often each pair of codes is met; `columns` are shown in that order though they are empty."""
    met = Counter(pairs)
    rows = _by_size(Counter(pair[0] for pair in met.elements()))
    across = tuple(columns) or _by_size(Counter(pair[1] for pair in met.elements()))
    cells = withheld([[met[row, column] for column in across] for row in rows])
    return Table(rows, across, tuple(tuple(one) for one in cells))


def _by_size(counts: Counter[str]) -> tuple[str, ...]:
    return tuple(sorted(counts, key=lambda one: (-counts[one], one)))


def came_of_it(facts: Iterable[Fact]) -> Table:
    """By class: advice alone, referrals that were advised and came, and those that did not."""
    return crossed(
        ((one.source, "advice" if not one.advised else "made" if one.made else "not-made") for one in facts),
        columns=("advice", "made", "not-made"),
    )


def shown(number: int, small: int = SMALL) -> int | None:
    """A count as it may leave the desk: none is said as none, few as None."""
    return number if number == 0 or number >= small else None


def withheld(rows: Sequence[Sequence[int]], small: int = SMALL) -> list[list[int | None]]:
    """A table of counts whose small ones are left out, and with each another of its row and of its column, so that no sum
    tells it. Nought is told: that nobody asked is about nobody.
    """
    held: list[list[int | None]] = [[shown(each, small) for each in row] for row in rows]
    again = True
    while again:
        again = False
        for line in _lines(held):
            hidden = [at for at in line if held[at[0]][at[1]] is None]
            if len(hidden) != 1:
                continue
            rest = [at for at in line if held[at[0]][at[1]]]
            if rest:
                row, column = min(rest, key=lambda at: held[at[0]][at[1]] or 0)
                held[row][column] = None
                again = True
    return held


def _lines(rows: Sequence[Sequence[object]]) -> Iterator[list[tuple[int, int]]]:
    wide = len(rows[0]) if rows else 0
    yield from ([(row, column) for column in range(wide)] for row in range(len(rows)))
    yield from ([(row, column) for row in range(len(rows))] for column in range(wide))


def forget_before(at: datetime, years: int) -> datetime:
    """What ended before this moment is over, at a period of so many years."""
    try:
        return at.replace(year=at.year - years)
    except ValueError:
        return at.replace(year=at.year - years, day=28)
