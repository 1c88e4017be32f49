"""Who may be called to a table: the hub's people by their seats, agencies by the seat that they fill."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final, cast

from django.db.models import Q
from django.utils.translation import gettext as _

from mash.casework.matters.actions import has_sight, never_sees, too_close
from mash.casework.matters.models import Matter, Subject
from mash.casework.roundtables import rules
from mash.casework.roundtables.models import Meeting
from mash.foundation.kernel import ALLOWED, Refused, Verdict
from mash.registers.accounts.models import Seat, User
from mash.registers.accounts.queries import seats_of
from mash.registers.agencies.models import Agency, Desk, Hub
from mash.registers.people.rules import Said, in_words, name
from mash.registers.standards.queries import codes, standard_for
from mash.registers.standards.rules import Code

KINDS: Final = "round-table-kind"
SEATS: Final = "round-table-seat"
# Whoever has one of these seats works on all open cases of the hub; a field practitioner on those given to them.
WORK_AT_HUB: Final = frozenset({"screener", "decider", "chair", "minutes", "manager"})
OF_THE_HUB: Final = WORK_AT_HUB | {"practitioner"}


def kinds_for(population: str, *, at: datetime) -> tuple[Code, ...]:
    """The kinds of meeting that are held about this population."""
    return codes(KINDS, at=at, populations=population)


def kind_of(code: str, *, at: datetime) -> Code | None:
    return next((one for one in codes(KINDS, at=at) if one.code == code), None)


def listed(code: Code | None, attribute: str) -> tuple[str, ...]:
    """An attribute that is a list of codes; empty where the code does not have it."""
    found = code.attributes.get(attribute) if code else None
    return tuple(map(str, cast("Iterable[object]", found))) if isinstance(found, list | tuple) else ()


def quorum_of(kind: Code, desk: Desk, *, at: datetime) -> tuple[str, ...]:
    """The seats that the desk's standard in force asks at a meeting of that kind; none where it does not speak of it.

    A standard's own names of kinds and seats are `quorum` and `standard` of the lists, else the codes themselves. A seat
    that it asks and the list does not have is asked by the standard's name.
    """
    standard = standard_for(desk.population, at=at, hub=desk.hub.key)
    asked = standard.quorum(str(kind.attributes.get("quorum", kind.code)))
    wanted = dict.fromkeys(sorted(asked.seats if asked else ()))
    known = {one.code: str(one.attributes.get("standard", one.code)) for one in codes(SEATS, at=at)}
    found = tuple(code for code, name in known.items() if name in wanted)
    return (*found, *(one for one in wanted if one not in known.values()))


def seats_at(at: datetime) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.code, listed(one, "kinds")) for one in codes(SEATS, at=at)]


def seat_of_agency(agency: Agency, matter: Matter, *, at: datetime) -> str:
    return rules.seat_of(agency.kind, authority=agency.pk == matter.desk.authority_id, seats=seats_at(at))


def people_of(hub: Hub, *, at: datetime) -> list[Seat]:
    """The seats of everybody who may sit at a table of the hub's, by name."""
    held = Seat.objects.filter(hub=hub, role__in=OF_THE_HUB, user__is_active=True, from_at__lte=at)
    return list(
        held.filter(Q(until_at__isnull=True) | Q(until_at__gt=at))
        .select_related("user", "agency")
        .order_by("user__name", "pk")
    )


def held_by(user: User, hub: Hub, *, at: datetime) -> list[Seat]:
    """The user's seats at this hub."""
    return [one for one in seats_of(user, at=at) if one.hub_id == hub.pk and one.role in OF_THE_HUB]


def may_sit(user: User, matter: Matter, *, at: datetime) -> Verdict:
    """Whether somebody of the hub may sit at a table about this matter: they see it, and are not close to anybody in it."""
    seats = held_by(user, matter.hub, at=at)
    if not seats or not user.is_active:
        return Refused(
            "roundtables:invitation:no-seat", _("This person does not work at the hub. Choose another.")
        )
    if never_sees(user.pk, matter):
        return too_close()
    if not has_sight(user.pk, matter, works_at_hub=any(one.role in WORK_AT_HUB for one in seats)):
        return Refused(
            "roundtables:invitation:no-sight",
            _("This person may not see this case. Give it to them first, or choose another."),
        )
    return ALLOWED


def seat_of_user(user: User, matter: Matter, *, at: datetime) -> str:
    """The authority's seat, for whom the desk's authority employs; else none. Who only takes minutes fills none."""
    theirs = {one.agency_id for one in held_by(user, matter.hub, at=at) if one.role != "minutes"}
    return rules.AUTHORITY if matter.desk.authority_id in theirs else ""


def names_of(subjects: Iterable[Subject]) -> list[str]:
    return [name(cast("Said", one.record.said)) for one in subjects]


def names_at(meeting: Meeting) -> list[str]:
    """The names of those whom the meeting is about, as whoever sees the case has them."""
    found = meeting.persons.select_related("subject__record", "subject__person")
    return names_of(one.subject for one in found)


def identifiers(subject: Subject) -> dict[str, str]:
    """What an invited agency is told of one person; no address and no number: it is asked about them by a request."""
    said = cast("Said", subject.record.said)
    return {
        "name": name(said),
        "role": subject.get_role_display(),
        "date_of_birth": in_words(said.get("born")) or in_words(said.get("expected")),
    }
