"""Cases and people as the desk's lists show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.casework.cases.models import Case
from mash.casework.cases.queries.elsewhere import Held
from mash.casework.families.queries import flags_of
from mash.interfaces.web.cases import words
from mash.interfaces.web.components.forms import PartialDate
from mash.interfaces.web.components.words import uk_date
from mash.interfaces.web.people.words import likely
from mash.registers.clocks.errors import UnknownCalendarError
from mash.registers.clocks.queries import calendar_for
from mash.registers.clocks.rules import working_between
from mash.registers.people.models import Person
from mash.registers.people.queries import Candidate
from mash.registers.standards.queries import label

if TYPE_CHECKING:
    from mash.registers.clocks.rules import Calendar

QUEUES: dict[str, str | Promise] = {
    "open": gettext_lazy("All open"),
    "new": gettext_lazy("New"),
    "rated": gettext_lazy("Being looked into"),
    "asking": gettext_lazy("Agencies asked"),
    "decided": gettext_lazy("Decided"),
    "late": gettext_lazy("Overdue"),
    "attention": gettext_lazy("Needs a look"),
    "mine": gettext_lazy("Mine"),
    "nobody": gettext_lazy("Nobody's"),
}
STATES: dict[str, str | Promise] = {
    "new": gettext_lazy("New"),
    "rated": gettext_lazy("Being looked into"),
    "asking": gettext_lazy("Agencies asked"),
    "decided": gettext_lazy("Decided"),
    "noted": gettext_lazy("Noted"),
    "closed": gettext_lazy("Closed"),
}
ATTENTION: dict[str, str | Promise] = {
    "late-answer": gettext_lazy("A late answer has come"),
    "see-custodian": gettext_lazy("Somebody asks to be seen"),
    "closing-ended": gettext_lazy("It changed and did not close"),
    "handover-refused": gettext_lazy("A hand-over was refused"),
    "further-mail": gettext_lazy("A further message has come"),
    "update": gettext_lazy("An update has come on it"),
    "call-danger": gettext_lazy("The caller now says that somebody is in danger"),
    "further-call": gettext_lazy("The call has more than the case"),
    "may-be-known": gettext_lazy("Somebody in it may be in a new contact"),
}
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Row:
    """One case in a list. `minutes` are working minutes until it is due, negative when overdue."""

    ref: str
    title: str
    people: int
    rating: str
    danger: bool
    state: str
    minutes: int | None
    due: datetime | None
    soon: bool
    worker: str
    mine: bool
    attention: str
    flags: tuple[str, ...]
    received: datetime
    closed: datetime | None


def calendar_or_none(key: str, at: datetime) -> Calendar | None:
    """The calendar with that key; None where there is none yet."""
    try:
        return calendar_for(key, at=at)
    except UnknownCalendarError:
        return None


def rows(cases: list[Case], *, desk: str, at: datetime, user: int | None) -> list[Row]:
    """The cases of the desk `desk` as rows, with time counted on its calendar."""
    calendar = calendar_or_none(desk, at) if cases else None
    flags = flags_of([one.matter_id for one in cases if one.closed_at is None], at=at)
    return [_row(one, calendar, at, user, flags.get(one.matter_id, ())) for one in cases]


def clock_of(case: Case, calendar: Calendar | None, at: datetime) -> tuple[int | None, bool]:
    """Working minutes until the case is due, negative when overdue, None without a clock; and whether it warns."""
    soon = case.warns_at is not None and case.warns_at <= at
    if case.due_at is None:
        return None, soon
    late = case.due_at < at
    first, last = (case.due_at, at) if late else (at, case.due_at)
    span = working_between(calendar, first, last) if calendar else last - first
    # Overdue in the night is overdue, though no working minute has passed since.
    return (-max(span // MINUTE, 1) if late else span // MINUTE), soon


def _row(
    case: Case, calendar: Calendar | None, at: datetime, user: int | None, flags: tuple[str, ...]
) -> Row:
    minutes, soon = clock_of(case, calendar, at)
    return Row(
        ref=case.matter.ref,
        title=case.title,
        people=case.people,
        rating=case.rating,
        danger=case.urgency == 0,
        state=str(STATES.get(case.state, case.state)),
        minutes=minutes,
        due=case.due_at,
        soon=soon,
        worker=case.worker.name if case.worker else "",
        mine=user is not None and case.worker_id == user,
        attention=str(ATTENTION.get(case.attention, _("Needs a look"))) if case.attention else "",
        flags=tuple(label("unborn-alert", one, at=at) for one in flags),
        received=case.received_at,
        closed=case.closed_at,
    )


@dataclass(frozen=True, slots=True)
class Found:
    """One person whom a search found, why, and how many matters each hub has on them."""

    ref: str
    name: str
    born: str
    nhs_number: str
    reasons: str
    matters: str
    likely: str = ""
    household: bool = False


def fits(born: date | None, wanted: PartialDate | None) -> bool:
    """Whether a date of birth agrees with what is known of it; one that nobody knows always does."""
    if born is None or wanted is None or wanted.exact is not None:
        return True
    return all(
        part is None or part == mine
        for part, mine in ((wanted.day, born.day), (wanted.month, born.month), (wanted.year, born.year))
    )


def found(candidates: list[Candidate], held: Iterable[Held]) -> list[Found]:
    """The candidates of a search, with where they are known."""
    hubs: dict[int, Counter[str]] = {}
    for one in held:
        hubs.setdefault(one.person, Counter())[one.hub] += 1
    return [
        Found(
            ref=one.person.public_id,
            name=str(one.person),
            born=born_words(one.person),
            nhs_number=one.person.nhs_number,
            reasons=words.reasons(one.reasons),
            likely=likely(one.probability) if one.probability is not None and not one.household else "",
            household=one.household,
            matters=", ".join(
                f"{hub}: {matters}" for hub, matters in sorted(hubs.get(one.person.pk, Counter()).items())
            ),
        )
        for one in candidates
    ]


def born_words(person: Person) -> str:
    """The date of birth as `1 June 2015`, or that it is expected, estimated or not known."""
    if person.date_of_birth:
        said = uk_date(person.date_of_birth)
        return _("about %(date)s") % {"date": said} if person.birth_estimated else said
    if person.expected_date:
        return _("expected %(date)s") % {"date": uk_date(person.expected_date)}
    return _("not known")
