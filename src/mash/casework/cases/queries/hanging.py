"""What of casework hangs on persons, for those who decide who is who: asked through `people`'s ports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from mash.casework.cases.models import Case
from mash.casework.cases.queries.elsewhere import elsewhere, subjects_of
from mash.casework.intake.models import Contact
from mash.casework.matters.models import Subject
from mash.casework.sharing.models import RequestSubject
from mash.foundation.kernel import Ref
from mash.registers.people.clusters.ports import Hanging
from mash.registers.people.models import Person


def hanging_on(people: Sequence[Person]) -> Iterable[Hanging]:
    """The matters in which these persons are, and what agencies were asked about them; two queries."""
    subjects = Subject.objects.filter(person__in=people).select_related("matter__case")
    asked = RequestSubject.objects.filter(subject__person__in=people).select_related(
        "request__agency", "subject"
    )
    for one in subjects:
        case = getattr(one.matter, "case", None)
        yield Hanging(
            Ref("matter", one.matter.ref),
            case.title if case else one.matter.ref,
            one.person_id or 0,
            one.matter.opened_at,
            one.record_id,
            open=case is not None and case.closed_at is None,
        )
    for about in asked:
        yield Hanging(
            Ref("request", about.request.ref),
            _("Asked of %(agency)s") % {"agency": about.request.agency.name},
            about.subject.person_id or 0,
            about.request.sent_at,
            about.subject.record_id,
            open=about.request.state in {"sent", "acknowledged"},
        )


def has_open_case(people: Sequence[Person]) -> bool:
    """Whether somebody works on a matter with one of them; of another hub's matter nobody here knows, so that it counts."""
    if Case.objects.filter(matter__subjects__person__in=people, closed_at__isnull=True).exists():
        return True
    return bool(elsewhere(one.pk for one in people))


def hubs_of(people: Sequence[Person]) -> Mapping[int, set[str]]:
    """The hubs in whose cases these persons are, as far as the asker may know, by the person's number; two queries."""
    numbers = [one.pk for one in people]
    found: dict[int, set[str]] = {}
    for subject in subjects_of(numbers):
        found.setdefault(subject.person_id or 0, set()).add(subject.matter.hub.name)
    for known in elsewhere(numbers):
        found.setdefault(known.person, set()).add(known.hub)
    return found


def is_worked_on(contact: Contact) -> bool:
    """Asked by the mailbox, as the service `intake`: whether somebody still works on the contact's case."""
    return Case.objects.filter(matter_id=contact.matter_id, closed_at__isnull=True).exists()
