"""Who is able, on duty and away; what may be asked and decided. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from mash.foundation.kernel import ALLOWED, Actor, Refused, Verdict

type Span = tuple[datetime, datetime]
LONGEST_DUTY: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of a competence: which, the evidence and from whom, and from which day to which."""

    code: str
    evidence: str
    source: str
    from_day: date
    until_day: date | None = None


def may_say(said: Told, *, known: Collection[str]) -> Verdict:
    """Whether this may be written down: `known` are the codes in force."""
    if said.code not in known:
        return Refused("team:competence:code", _("Choose a competence"))
    if not said.evidence.strip():
        return Refused("team:competence:evidence", _("Say what shows it"))
    if not said.source.strip():
        return Refused("team:competence:source", _("Say from whom the evidence is"))
    if said.until_day is not None and said.until_day < said.from_day:
        return Refused("team:competence:until", _("The last day must not be before the first"))
    return ALLOWED


def may_decide(by: Actor, *, user: int, state: str, held: bool, why: str) -> Verdict:
    """A manager decides once on what another asked for; a refusal says why."""
    if by.user == user:
        return Refused("team:competence:own", _("Nobody approves their own: another manager does."))
    if state != "asked":
        return Refused("team:competence:decided", _("A colleague has decided on this already."))
    if not held and not why.strip():
        return Refused("team:competence:why", _("Say why it is not approved"))
    return ALLOWED


def standing(state: str, from_day: date, until_day: date | None, *, ended: bool, on: date, soon: int) -> str:
    """`asked`, `refused`, `ended`, `later`, `expired`, `soon` (it expires within so many days) or `held`."""
    if state != "held":
        return state
    if ended:
        return "ended"
    if on < from_day:
        return "later"
    if until_day is not None and until_day < on:
        return "expired"
    return "soon" if until_day is not None and until_day - on <= timedelta(days=soon) else "held"


def may_do_duty(role: str, from_at: datetime, until_at: datetime, *, known: Collection[str]) -> Verdict:
    if role not in known:
        return Refused("team:duty:role", _("Choose a duty"))
    if until_at <= from_at:
        return Refused("team:duty:until", _("The end must be after the beginning"))
    if until_at - from_at > LONGEST_DUTY:
        return Refused("team:duty:long", _("A duty lasts a week at the most: write down another after it"))
    return ALLOWED


def may_be_away(
    from_day: date, until_day: date, *, user: int, cover: int | None, cover_away: bool
) -> Verdict:
    if until_day < from_day:
        return Refused("team:absence:until", _("The last day must not be before the first"))
    if cover == user:
        return Refused("team:absence:cover", _("Choose somebody else to cover"))
    if cover_away:
        return Refused("team:absence:cover", _("This person is away too on some of these days"))
    return ALLOWED


def uncovered(wanted: Iterable[Span], duties: Iterable[Span]) -> list[Span]:
    """The parts of the wanted times in which no duty runs, in order; each wanted time by itself."""
    held = sorted(duties)
    gaps: list[Span] = []
    for starts, ends in sorted(wanted):
        reached = starts
        for begins, stops in held:
            if stops <= reached or begins >= ends:
                continue
            if begins > reached:
                gaps.append((reached, begins))
            reached = max(reached, stops)
        if reached < ends:
            gaps.append((reached, ends))
    return gaps


def asked_for(
    rules: Iterable[tuple[str, Mapping[str, object]]],
    *,
    population: str,
    concerns: Collection[str],
    rating: str,
    languages: Collection[str],
) -> dict[str, str]:
    """The competences that a case asks for, by code, each with the code of the first rule that asks for it.

    `rules` are the codes of the list competence-asked with their attributes. What a rule says of a thing must hold.
    """
    found: dict[str, str] = {}
    spoken = [one.casefold() for one in languages]
    for code, says in rules:
        wanted = {
            name: _texts(says.get(name)) for name in ("populations", "concerns", "ratings", "languages")
        }
        if (
            (wanted["populations"] is None or population in wanted["populations"])
            and (wanted["concerns"] is None or any(one in wanted["concerns"] for one in concerns))
            and (wanted["ratings"] is None or rating in wanted["ratings"])
            and (wanted["languages"] is None or any(_speaks(one, spoken) for one in wanted["languages"]))
        ):
            found.setdefault(str(says["asks"]), code)
    return found


def _speaks(wanted: str, spoken: Collection[str]) -> bool:
    """A short code is the whole of what was said; a word is found in it."""
    return any(one == wanted if len(wanted) < 3 else wanted in one for one in spoken)


def _texts(said: object) -> list[str] | None:
    return (
        None
        if said is None
        else [str(one) for one in said]
        if isinstance(said, list | tuple)
        else [str(said)]
    )
