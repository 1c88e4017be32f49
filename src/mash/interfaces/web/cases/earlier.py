"""The history of a case's people, in words for the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from mash.casework.cases.models import RATINGS
from mash.casework.cases.queries import History
from mash.casework.cases.queries.history import Earlier
from mash.casework.cases.workflow import STATES
from mash.casework.updates.queries import accepted_among
from mash.interfaces.web.cases import words
from mash.interfaces.web.components.words import uk_date
from mash.registers.people.models import Person
from mash.registers.standards.queries import label


@dataclass(frozen=True, slots=True)
class EarlierShown:
    """One earlier matter in words; without `content` there is only that it exists, and whom to telephone."""

    ref: str
    hub: str
    hub_phone: str
    opened_at: datetime
    who: tuple[str, ...]
    content: bool
    kinds: str
    rating: str
    state: str
    worries: tuple[str, ...]
    decisions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """Someone of the household or family, with how they are near and when they were born."""

    person: Person
    name: str
    born: str
    why: str


@dataclass(frozen=True, slots=True)
class HistoryShown:
    """`own` are matters of the case's people, `near` those of their household only, `earlier` both by date."""

    own: tuple[EarlierShown, ...]
    near: tuple[EarlierShown, ...]
    earlier: tuple[EarlierShown, ...]
    household: tuple[Near, ...]


def history_shown(history: History, at: datetime) -> HistoryShown:
    """The history with its codes as labels; it says of each case whether what it tells is an update of another."""
    seen = [one.ref for one in history.earlier if one.content]
    updates = accepted_among(seen) if seen else set()
    return HistoryShown(
        own=tuple(_shown(one, at, updates) for one in history.own),
        near=tuple(_shown(one, at, updates) for one in history.near),
        earlier=tuple(_shown(one, at, updates) for one in history.earlier),
        household=tuple(
            Near(person, str(person), born(person), words.reasons(why)) for person, why in history.household
        ),
    )


def born(person: Person) -> str:
    """The date of birth, or that a birth is expected; empty where neither is known."""
    if person.date_of_birth:
        said = uk_date(person.date_of_birth)
        return (
            _("born about %(date)s") % {"date": said}
            if person.birth_estimated
            else _("born %(date)s") % {"date": said}
        )
    if person.expected_date:
        return _("unborn, expected %(when)s") % {"when": uk_date(person.expected_date)}
    return ""


def _shown(one: Earlier, at: datetime, updates: set[str]) -> EarlierShown:
    state = str(STATES[one.state]) if one.state else ""
    if one.ref in updates:
        said = _("an update of another case, no referral")
        state = said if one.state == "noted" else f"{said}; {state.lower()}"
    return EarlierShown(
        ref=one.ref,
        hub=one.hub,
        hub_phone=one.hub_phone,
        opened_at=one.opened_at,
        who=one.who,
        content=one.content,
        kinds=words.coded("contact-kind", dict.fromkeys(one.kinds), at),
        rating=_(dict(RATINGS)[one.rating]) if one.rating else "",
        state=state,
        worries=one.worries,
        decisions=tuple(_decision(each, at) for each in one.decisions),
    )


def _decision(text: str, at: datetime) -> str:
    """`4:s47:strategy-s47` of `Earlier.decisions` in words."""
    level, route, outcome = text.split(":", 2)
    parts = [label("route", route, at=at)]
    if level != "-":
        parts.insert(0, _("Level %(level)s") % {"level": level})
    if outcome and outcome != route:
        found = label("referral-outcome", outcome, at=at)
        if found.casefold() != parts[-1].casefold():
            parts.append(_("recorded as: %(outcome)s") % {"outcome": found})
    return ", ".join(parts)
