"""Route contacts of a safe class at triage, several at a time: each person with a decision and a reason of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.utils.translation import gettext as _

from mash.casework.cases import events
from mash.casework.cases.actions.triage import about, hold, rate
from mash.casework.cases.errors import each_a_reason, not_safe
from mash.casework.cases.models import Case, Routing
from mash.casework.cases.queries.waiting import rows_of
from mash.casework.cases.safe import SafeClass, why_not
from mash.casework.intake.models import Contact
from mash.casework.matters.models import Subject
from mash.foundation.kernel import Actor, Refused, public_id
from mash.foundation.ledger import append, refuse
from mash.registers.people.rules import name

ROUTE = "cases:case:route"


@dataclass(frozen=True, slots=True)
class Routed:
    """What became of one case of a sheet: it is routed, or `refused` says why not."""

    case: Case
    refused: Refused | None


def route_all(
    *, by: Actor, at: datetime, klass: SafeClass, cases: Sequence[tuple[Case, Mapping[int, str], int | None]]
) -> list[Routed]:
    """Route these cases, each with a reason for each of its people by the subject's number, each for itself.

    The number beside them is the version of the case on the sheet that was read.

    What cannot be done leaves the others as they are. They are taken in one order, so that two sheets never wait for each
    other.
    """
    batch = public_id()
    done: dict[int, Routed] = {}
    for case, reasons, version in sorted(cases, key=lambda one: one[0].pk):
        try:
            result = route(
                by=by, at=at, case=case, klass=klass, reasons=reasons, batch=batch, version=version
            )
        except (OperationalError, InterfaceError):
            raise  # the database is away: nothing of the sheet is kept
        except DatabaseError:
            result = Refused(
                "cases:routing:not-stored", _("It could not be stored. Open it and rate it by itself.")
            )
        done[case.pk] = Routed(case, result if isinstance(result, Refused) else None)
    return [done[case.pk] for case, _reasons, _version in cases]


@transaction.atomic
def route(
    *,
    by: Actor,
    at: datetime,
    case: Case,
    klass: SafeClass,
    reasons: Mapping[int, str],
    batch: str,
    version: int | None = None,
) -> Case | Refused:
    """Rate a case of a safe class and keep, for each person we are worried about, where it goes and why.

    Refused where it is not in the class as it stands now and as `by` sees it, where somebody was quicker, where it is not
    the `version` that was read any more, or where a person has no reason. The same said again by the same person is the case as it is.
    """
    held = hold(case, ROUTE, by=by, at=at)
    if isinstance(held, Refused):
        return held
    people = list(
        Subject.objects.filter(matter=held.matter, role="subject").select_related("record").order_by("place")
    )
    if _said_before(people, reasons, by=by):
        return held
    contact = (
        Contact.objects.filter(matter=held.matter)
        .select_related("matter", "matter__case")
        .order_by("received_at", "pk")
        .last()
    )
    kept_out = why_not(rows_of([contact], by=by, at=at)[0].facts, klass) if contact is not None else ("kind",)
    if held.rating:
        kept_out = ()  # the rating says who was quicker
    refused = not_safe(kept_out) if kept_out else None
    if refused is None and (not people or any(not reasons.get(one.pk, "").strip() for one in people)):
        refused = each_a_reason()
    if refused is not None:
        return refuse(ROUTE, refused, by=by, at=at, about=about(held))
    said = [reasons[one.pk].strip() for one in people]
    whole = (
        said[0]
        if len(said) == 1
        else "\n".join(f"{name(one.record.said)}: {text}" for one, text in zip(people, said, strict=True))
    )
    rated = rate(by=by, at=at, case=held, rating=klass.rating, rationale=whole, version=version, first=True)
    if isinstance(rated, Refused):
        return rated
    Routing.objects.bulk_create(
        [
            Routing(
                matter=rated.matter,
                subject=one,
                klass=klass.code,
                route=klass.route,
                rationale=text,
                batch=batch,
                by=str(by),
                by_name=by.name,
                at=at,
            )
            for one, text in zip(people, said, strict=True)
        ]
    )
    append(
        events.ROUTED,
        by=by,
        at=at,
        about=about(rated),
        payload={"klass": klass.code, "route": klass.route, "batch": batch, "people": len(people)},
    )
    return rated


def _said_before(people: Sequence[Subject], reasons: Mapping[int, str], *, by: Actor) -> bool:
    kept = {one.subject_id: one.rationale for one in Routing.objects.filter(subject__in=people, by=str(by))}
    return bool(people) and kept == {one.pk: reasons.get(one.pk, "").strip() for one in people}
