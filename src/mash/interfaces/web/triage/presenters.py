"""A waiting contact as a row of the grid and as a card of a sheet, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mash.casework.cases.queries.history import History
from mash.casework.cases.queries.waiting import Waiting
from mash.casework.cases.safe import SafeClass
from mash.foundation.kernel import Actor, Ref
from mash.foundation.kernel.time import LONDON
from mash.interfaces.web.cases.before import RepeatsShown, repeats_shown
from mash.interfaces.web.cases.presenters import age_of, name_of
from mash.interfaces.web.desk.presenters import ATTENTION, clock_of
from mash.registers.clocks.rules import Calendar
from mash.registers.standards.queries import label

FIRST = 240
"""So many signs of the worry stand in a row that is not open."""


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    age: str
    role: str
    worried: bool
    place: int


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `minutes` are working minutes until it is due; `with_whom` has it, where that is somebody else.

    `attention` says what came that nobody has looked at.
    """

    ref: str
    contact: str
    version: int
    kind: str
    channel: str
    received: datetime
    minutes: int | None
    due: datetime | None
    soon: bool
    danger: str
    attention: str
    grade: str
    people: tuple[Person, ...]
    others: int
    before: RepeatsShown
    looked: bool
    hubs: tuple[tuple[str, str], ...]
    fits: tuple[SafeClass, ...]
    begin: str
    worry: str
    more: bool
    mine: bool
    with_whom: str
    rated: str

    @property
    def who(self) -> str:
        """Those we are worried about, with their ages, in one line."""
        return ", ".join(f"{one.name} ({one.age})" for one in self.people if one.worried)


def row(one: Waiting, *, calendar: Calendar | None, by: Actor, at: datetime, worries: bool = False) -> Row:
    """A row; `worries` asks for the beginnings of the earlier ones, which is one query."""
    contact, case = one.contact, one.case
    day = at.astimezone(LONDON).date()
    minutes, soon = clock_of(case, calendar, at)
    people = tuple(
        Person(name_of(each), age_of(each, day), each.get_role_display(), each.role == "subject", each.place)
        for each in one.people
    )
    plain = " ".join(contact.worry.split())
    begin = plain if len(plain) <= FIRST else plain[:FIRST].rsplit(" ", 1)[0] + "…"
    mine = case.worker_id is not None and case.worker_id == by.user
    return Row(
        ref=contact.matter.ref,
        contact=contact.ref,
        version=case.version,
        kind=label("contact-kind", contact.kind, at=at),
        channel=contact.get_channel_display(),
        received=contact.received_at,
        minutes=minutes,
        due=case.due_at,
        soon=soon,
        danger=contact.danger_now,
        attention=str(ATTENTION.get(case.attention, _("Needs a look"))) if case.attention else "",
        grade=one.facts.grade,
        people=people,
        others=sum(not each.worried for each in people),
        before=repeats_shown(one.repeats, at, worries=worries),
        looked=one.looked,
        hubs=tuple(sorted({(each.hub, each.phone) for each in one.elsewhere})),
        fits=one.fits,
        begin=begin,
        worry=contact.worry,
        more=begin != contact.worry.strip(),
        mine=mine,
        with_whom=case.worker.name if case.worker and not mine else "",
        rated=str(case.get_rating_display()) if case.rating else "",
    )


def grouped(rows: Iterable[tuple[str, Row]]) -> Iterator[tuple[str, list[Row]]]:
    """Rows of one incident together, with a sentence where there are several."""
    for _group, found in groupby(rows, key=lambda one: one[0]):
        several = [each for _key, each in found]
        words = (
            ngettext(
                "%(num)d contact about one incident", "%(num)d contacts about one incident", len(several)
            )
            % {"num": len(several)}
            if len(several) > 1
            else ""
        )
        yield words, several


def why_safe(one: Waiting, klass: SafeClass) -> list[str]:
    """Why a contact is in a class, a sentence for each condition that was looked at."""
    found = [
        _("Nobody is said to be in danger now."),
        _("Everybody in it is identified, or known by a date of birth, an NHS number or a home."),
        _("Nobody works on a case of these people or their home, as far as you may see."),
        _("Nothing of them came in the last %(months)d months.") % {"months": klass.quiet},
    ]
    if one.repeats.earlier:
        found.append(_("You have looked at what came before that."))
    if one.facts.grade and klass.grades:
        found.append(_("The force graded it %(grade)s.") % {"grade": one.facts.grade})
    if not one.facts.children:
        found.append(_("Everybody in it is 18 or older."))
    return found


def shown(found: Iterable[Waiting]) -> list[Ref]:
    """What a page with these rows shows, for the ledger: the cases, and other hubs' matters whose existence it tells."""
    refs: dict[Ref, None] = {}
    for one in found:
        refs[Ref("matter", one.contact.matter.ref)] = None
        refs.update(dict.fromkeys(Ref("matter", each.ref) for each in one.elsewhere))
        refs.update(
            dict.fromkeys(
                Ref("person", each.person.public_id) for each in one.people if each.person is not None
            )
        )
    return list(refs)


def in_history(history: History) -> list[Ref]:
    return [
        *(Ref("matter", one.ref) for one in history.earlier),
        *(Ref("person", one.public_id) for one in history.persons),
    ]
