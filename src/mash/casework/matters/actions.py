"""Open a matter, say who is in it, and who beyond the hub may see it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from mash.casework.matters import errors, events
from mash.casework.matters.models import FurtherRecord, Grant, Matter, Subject
from mash.foundation.kernel import ALLOWED, Actor, Ref, Refused, Verdict
from mash.foundation.ledger import Happened, append, append_all, refuse
from mash.foundation.visibility import as_service
from mash.registers.accounts.models import User
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Desk
from mash.registers.people.actions import identify, receive_birth
from mash.registers.people.clusters.queries import current
from mash.registers.people.events import BIRTH_TAKEN_BACK, BORN
from mash.registers.people.forgetting import forget
from mash.registers.people.models import Person, Record
from mash.registers.people.rules import Said
from mash.registers.people.telling import retell, tell_birth


def open_matters(*, by: Actor, at: datetime, desks: Sequence[Desk]) -> list[Matter]:
    """A new matter at each of these desks. The caller is an action with a transaction, acting as the service `intake`."""
    matters = Matter.objects.bulk_create(Matter(hub=desk.hub, desk=desk, opened_at=at) for desk in desks)
    append_all(
        [
            Happened(
                events.OPENED,
                [Ref("matter", matter.ref)],
                {"hub": matter.desk.hub.key, "desk": matter.desk.key},
            )
            for matter in matters
        ],
        by=by,
        at=at,
    )
    return matters


def add_subject(*, matter: Matter, record: Record, role: str, place: int) -> Subject:
    """Keep one more person of a matter."""
    return Subject.objects.create(matter=matter, record=record, role=role, place=place)


def add_subjects(subjects: Iterable[Subject]) -> list[Subject]:
    """Keep who is in a matter, each with the record of what was said of them."""
    return Subject.objects.bulk_create(subjects)


@transaction.atomic
def identify_subject(
    *, by: Actor, at: datetime, subject: Subject, person: Person | None, reason: str
) -> Subject | Refused:
    """Say who a subject is: a known person, or somebody new when None. What other sources said of them goes along."""
    further = FurtherRecord.objects.filter(subject=subject).select_related("record").order_by("pk")
    for record in (subject.record, *(one.record for one in further)):
        said = _identify(by=by, at=at, subject=subject, record=record, person=person, reason=reason)
        if isinstance(said, Refused):
            transaction.set_rollback(True)
            return said
        person = said
    subject.person = person
    subject.save(update_fields=["person"])
    return subject


@transaction.atomic
def add_record(
    *, by: Actor, at: datetime, subject: Subject, record: Record, reason: str
) -> FurtherRecord | Refused:
    """Keep with a subject what another source has said of them since; it is of whoever the subject is."""
    further = FurtherRecord.objects.create(matter_id=subject.matter_id, subject=subject, record=record)
    if subject.person is not None:
        said = _identify(by=by, at=at, subject=subject, record=record, person=subject.person, reason=reason)
        if isinstance(said, Refused):
            transaction.set_rollback(True)
            return said
    return further


@transaction.atomic
def record_birth(
    *,
    by: Actor,
    at: datetime,
    subject: Subject,
    born_on: date,
    given_name: str = "",
    family_name: str = "",
    sex: str = "",
    nhs_number: str = "",
) -> FurtherRecord | Refused:
    """An unborn child of a matter becomes a child: the same person, now with a date of birth. The expected date stays.

    It is said in this matter and seen with it. Whether the child is still unborn is asked of the person's own row and of
    this matter, so that nobody learns here of a birth that another, restricted matter says.
    """
    about = [Ref("matter", subject.matter.ref)]
    held = _hold_subject(subject, by=by, at=at)
    if isinstance(held, Refused):
        return held
    person = current(Person.objects.get(pk=held.person_id)) if held.person_id else None
    unborn = False
    if person is not None:
        said = _said_of(held)
        tell_birth(person, said)
        unborn = person.expected_date is not None or any("expected" in one for one in said)
    if person is None or not unborn or person.date_of_birth is not None:
        return refuse(BORN.name, errors.not_expected(), by=by, at=at, about=about)
    with as_service("intake"):
        record = receive_birth(
            at=at,
            person=person,
            source=Ref("birth", subject.matter.ref),
            born_on=born_on,
            given_name=given_name,
            family_name=family_name,
            sex=sex,
            nhs_number=nhs_number,
        )
    added = add_record(by=by, at=at, subject=subject, record=record, reason="born")
    if isinstance(added, FurtherRecord):
        append(BORN, by=by, at=at, about=[Ref("person", person.public_id), *about])
    return added


@transaction.atomic
def take_back_birth(*, by: Actor, at: datetime, subject: Subject) -> FurtherRecord | Refused:
    """A birth that this matter says was recorded by mistake: it counts no more, and stays as it was said.

    What the person's row had from it alone is gone from there. Returns what was taken back.
    """
    held = _hold_subject(subject, by=by, at=at)
    if isinstance(held, Refused):
        return held
    births = FurtherRecord.objects.filter(
        subject=held, record__source__startswith="birth:", record__live=True
    ).select_related("record")
    last = births.order_by("pk").last()
    if last is None:
        about = [Ref("matter", subject.matter.ref)]
        return refuse(BIRTH_TAKEN_BACK.name, errors.no_birth(), by=by, at=at, about=about)
    forget(by=by, at=at, records=[last.record_id], cause=Ref("matter", subject.matter.ref))
    person = [Ref("person", held.person.public_id)] if held.person else []
    append(BIRTH_TAKEN_BACK, by=by, at=at, about=[*person, Ref("matter", subject.matter.ref)])
    return last


def _hold_subject(subject: Subject, *, by: Actor, at: datetime) -> Subject | Refused:
    """The subject, for whoever may say of births: of two clicks the second waits for the first."""
    about = [Ref("matter", subject.matter.ref)]
    allowed = may(by, "people:record:identify")
    if not allowed:
        return refuse(BORN.name, allowed, by=by, at=at, about=about)
    rows = Subject.objects.select_for_update(of=("self",)).select_related("record", "person")
    held = rows.filter(pk=subject.pk).first()
    return held if held is not None else refuse(BORN.name, read_only(), by=by, at=at, about=about)


def _said_of(subject: Subject) -> list[Said]:
    """What this matter says of a subject, and has not taken back."""
    further = FurtherRecord.objects.filter(subject=subject, record__live=True).order_by("pk")
    return [subject.record.said, *(one.record.said for one in further.select_related("record"))]


def _identify(
    *, by: Actor, at: datetime, subject: Subject, record: Record, person: Person | None, reason: str
) -> Person | Refused:
    about = (Ref("matter", subject.matter.ref),)
    return identify(by=by, at=at, record=record, person=person, reason=reason, about=about)


def works_on(matter: Matter) -> bool:
    """Whether the actor may change the matter, which whoever sees it for a time only may not; held until the end."""
    return Matter.objects.select_for_update().filter(pk=matter.pk).first() is not None


def never_sees(user: int, matter: Matter) -> bool:
    """Whether the matter is kept from this user whatever they are given: they are, or are close to, somebody in it."""
    own = RawSQL("SELECT coalesce(hidden_from && ARRAY[mash.principal('user', %s)], false)", (user,))
    return Matter.objects.annotate(own=own).filter(pk=matter.pk, own=True).exists()


def has_sight(user: int, matter: Matter, *, works_at_hub: bool) -> bool:
    """Whether this user has the matter for good: by working at its hub while it is open, or named on it."""
    named = RawSQL("SELECT visible_to && ARRAY[mash.principal('user', %s)]", (user,))
    found = Matter.objects.annotate(named=named).filter(pk=matter.pk).first()
    return found is not None and ((works_at_hub and found.restriction == "open") or bool(found.named))


def too_close() -> Refused:
    return Refused("matters:matter:too-close", _("This person can never have this case. Choose another."))


def read_only() -> Refused:
    return Refused(
        "matters:matter:read-only",
        _("You have this case to read. It is changed by those who work on the hub’s cases."),
    )


@transaction.atomic
def grant(
    *, by: Actor, at: datetime, matter: Matter, user: User, reason: str, until: datetime | None = None
) -> Verdict:
    """Give one user sight of one matter, such as an allocated practitioner."""
    allowed = may(by, "cases:case:assign")
    if allowed and not works_on(matter):
        allowed = read_only()
    if allowed and never_sees(user.pk, matter):
        allowed = too_close()
    if not allowed:
        return refuse("matters:matter:grant", allowed, by=by, at=at, about=[Ref("matter", matter.ref)])
    Grant.objects.create(
        matter=matter, holder_kind="user", holder_id=user.pk, reason=reason, from_at=at, until_at=until
    )
    append(
        events.GRANTED,
        by=by,
        at=at,
        about=[Ref("matter", matter.ref), Ref("user", str(user.pk))],
        payload={"holder": user.pk, "until": until.isoformat() if until else None},
    )
    return ALLOWED


@transaction.atomic
def restrict(*, by: Actor, at: datetime, matter: Matter, restriction: str) -> Verdict:
    """Restrict a matter to named people (who keep their grants), or open it to the hub again.

    Whoever restricts it keeps sight of it by a grant of their own. What only this matter says of its people leaves their
    rows in the index, which others read, or returns there.
    """
    allowed = may(by, "cases:case:restrict")
    if allowed and not works_on(matter):
        allowed = read_only()
    if not allowed:
        return refuse(
            "matters:matter:restrict",
            allowed,
            by=by,
            at=at,
            about=[Ref("matter", matter.ref)],
        )
    if restriction == "restricted" and by.user is not None:
        Grant.objects.create(
            matter=matter, holder_kind="user", holder_id=by.user, reason="restricted it", from_at=at
        )
    matter.restriction = restriction
    people = list(matter.subjects.filter(person__isnull=False).values_list("person_id", flat=True))
    matter.save(update_fields=["restriction"])
    retell(people)
    append(
        events.RESTRICTED,
        by=by,
        at=at,
        about=[Ref("matter", matter.ref)],
        payload={"restriction": restriction},
    )
    return ALLOWED
