"""A DASH or DARA that came with a contact, as its page shows it: answers, counts, the officer's grade, the thresholds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.casework.cases.queries import Picture
from mash.casework.intake.models import Contact
from mash.casework.matters.models import Subject
from mash.casework.notifications.assessment import Assessment, assessments_in, thresholds
from mash.registers.standards.queries import codes, label

ANSWERS: Final = {
    "yes": gettext_lazy("Yes"),
    "no": gettext_lazy("No"),
    "not-known": gettext_lazy("Not known"),
}
_MONTH: Final = timedelta(days=365) / 12


@dataclass(frozen=True, slots=True)
class Shown:
    """One assessment in words: `facts` for a summary, `answers` and `thresholds` as rows of tables."""

    title: str
    facts: list[dict[str, object]]
    answers: list[list[object]]
    thresholds: list[list[object]]


def shown(contact: Contact, picture: Picture) -> list[Shown]:
    """The assessments of a contact. None asks the database for nothing."""
    police = contact.content.get("police")
    found = assessments_in(police) if isinstance(police, Mapping) else []
    return [_shown(one, contact, picture) for one in found]


def _shown(one: Assessment, contact: Contact, picture: Picture) -> Shown:
    at = contact.received_at
    listed = [(each.code, each.label, each.attributes) for each in codes("marac-threshold", at=at)]
    months = max((int(str(each.get("months", 0))) for _code, _label, each in listed), default=0)
    held = thresholds(one, listed, reports=_reports(picture.subjects, at, months * _MONTH))
    return Shown(
        one.kind.upper(),
        [
            {"key": _("Answered yes"), "value": str(one.count("yes"))},
            {"key": _("Answered no"), "value": str(one.count("no"))},
            {"key": _("Not known"), "value": str(one.count("not-known"))},
            {"key": _("The officer’s grade"), "value": one.grade},
            {"key": _("What else was said"), "prose": one.notes}
            if one.notes
            else {"key": _("What else was said"), "value": ""},
        ],
        [[number, _topic(one, number, at), ANSWERS.get(answer, answer)] for number, answer in one.answers],
        [
            [each.label, each.amount or "", "" if each.here is None else each.here, _met(each.met)]
            for each in held
        ],
    )


def _topic(one: Assessment, number: int, at: datetime) -> str:
    return (
        label("dash-topic", str(number), at=at) if one.kind == "dash" else _("Question %(n)d") % {"n": number}
    )


def _met(met: bool | None) -> str:
    return _("For people to judge") if met is None else _("Reached") if met else _("Not reached")


def _reports(subjects: Sequence[Subject], at: datetime, back: timedelta) -> int:
    """How often police told the hub of these people until then, of what the asker sees; unidentified people count once each."""
    people = {one.person_id for one in subjects if one.person_id is not None}
    matters: set[Any] = {one.matter_id for one in subjects}
    if people:
        matters |= set(Subject.objects.filter(person__in=people).values_list("matter_id", flat=True))
    found = Contact.objects.filter(
        matter__in=matters, kind="police-notification", received_at__gt=at - back, received_at__lte=at
    )
    # Two notifications of one incident are one report.
    return len({one.incident or one.ref for one in found.only("incident", "ref")})
