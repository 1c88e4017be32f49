"""What stands around a case beyond its own picture: disagreements, round tables, updates, holds and what other areas told; one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q

from mash.casework.cases.models import Case
from mash.casework.cases.queries.together import Lists, Together, gather, tie
from mash.casework.disagreements.models import Disagreement
from mash.casework.handover.models import Handover
from mash.casework.intake.models import Contact
from mash.casework.matters.models import Matter, Subject
from mash.casework.pathways.models import Pathway
from mash.casework.roundtables.models import Meeting
from mash.casework.tasks.models import Todo
from mash.casework.tasks.queries import open_in
from mash.casework.updates.models import NewConcern, Notice, Receipt, Update
from mash.casework.updates.queries import notices_about
from mash.oversight.retention.models import Hold
from mash.oversight.retention.queries import holds
from mash.registers.agencies.models import Agency, Desk
from mash.registers.people.models import Person, Record


@dataclass(frozen=True, slots=True)
class Around:
    """As whoever asks sees it. `desks` are the numbers of the hub's desks; `decided` that the contact is a new concern."""

    disagreements: list[Disagreement]
    todos: list[Todo]
    handovers: list[Handover]
    meetings: list[Meeting]
    pathways: list[Pathway]
    updates: list[Update]
    holds: list[Hold]
    notices: list[Notice]
    desks: list[int]
    decided: bool


def around_case(case: Case, people: Iterable[int]) -> Around:
    """What stands around a case, with the notices about these persons, by their numbers."""
    matter = case.matter
    found = _AROUND.read(matter=matter.pk, hub=matter.hub_id, people=sorted(set(people)) or [0])
    matters = {one.pk: one for one in (*found["matters"], matter)}
    contacts = {one.pk: one for one in found["contacts"]}
    tie(contacts.values(), "matter", matters)
    tie(found["disagreements"], "agency", {one.pk: one for one in found["agencies"]})
    tie(found["updates"], "matter", matters)
    tie(found["updates"], "contact", contacts)
    gather(found["updates"], "receipts", found["receipts"], "update_id")
    _connect_notices(found, matters)
    return Around(
        disagreements=found["disagreements"],
        todos=found["todos"],
        handovers=found["handovers"],
        meetings=found["meetings"],
        pathways=found["pathways"],
        # A contact that the reader does not see is of an update that they do not see.
        updates=[one for one in found["updates"] if one.contact_id in contacts],
        holds=found["holds"],
        notices=found["notices"],
        desks=[one.pk for one in found["desks"]],
        decided=bool(found["decided"]),
    )


def _connect_notices(found: dict[str, list[Any]], matters: dict[int, Matter]) -> None:
    subjects = {one.pk: one for one in found["subjects"]}
    tie(subjects.values(), "person", {one.pk: one for one in found["persons"]})
    tie(subjects.values(), "record", {one.pk: one for one in found["records"]})
    tie(found["notices"], "subject", subjects)
    tie(found["notices"], "matter", matters)


def _around(*, matter: int, hub: int, people: list[int]) -> Lists:
    disagreements = Disagreement.objects.filter(matter_id=matter)
    own = Contact.objects.filter(matter_id=matter).order_by().values("pk")
    updates = Update.objects.filter(Q(matter_id=matter) | Q(contact_id__in=own))
    contacts = Contact.objects.filter(pk__in=updates.order_by().values("contact_id")).order_by()
    notices = notices_about(people, matter=matter)
    subjects = Subject.objects.filter(pk__in=notices.order_by().values("subject_id")).order_by()
    return {
        "disagreements": disagreements.order_by(F("ended_at").desc(nulls_first=True), "-opened_at"),
        "todos": open_in(matter),
        "handovers": Handover.objects.filter(matter_id=matter).order_by("-offered_at", "-pk"),
        "meetings": Meeting.objects.filter(matter_id=matter).order_by("-meets_at", "-pk"),
        "pathways": Pathway.objects.filter(matter_id=matter).order_by(
            F("ended_at").desc(nulls_first=True), "-began_at", "pk"
        ),
        "agencies": Agency.objects.filter(pk__in=disagreements.order_by().values("agency_id")).order_by(),
        "updates": updates.order_by("at", "pk"),
        "receipts": Receipt.objects.filter(update_id__in=updates.order_by().values("pk")),
        "contacts": contacts,
        "matters": Matter.objects.filter(
            Q(pk__in=updates.order_by().values("matter_id"))
            | Q(pk__in=contacts.values("matter_id"))
            | Q(pk__in=notices.order_by().values("matter_id"))
        ),
        "holds": holds().filter(matter_id=matter),
        "notices": notices.order_by("received_at", "pk"),
        "subjects": subjects,
        "persons": Person.objects.filter(pk__in=subjects.values("person_id")).order_by(),
        "records": Record.objects.filter(pk__in=subjects.values("record_id")).order_by(),
        "desks": Desk.objects.filter(hub_id=hub),
        "decided": NewConcern.objects.filter(matter_id=matter).order_by("pk")[:1],
    }


_AROUND = Together(_around, matter=-1, hub=-2, people=[-3])
