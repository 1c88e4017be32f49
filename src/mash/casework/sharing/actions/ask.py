"""Ask an agency: with its purpose, its true status, its clock, and the family told or a reason why not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final, cast

from django.db import transaction

from mash.casework.matters.actions import read_only, works_on
from mash.casework.matters.models import Matter, Subject
from mash.casework.sharing import deciding, events, ports
from mash.casework.sharing.actions.share import record_share
from mash.casework.sharing.actions.telling import tell_of_request
from mash.casework.sharing.models import Openness, Request, RequestSubject
from mash.casework.sharing.rules import Ground, may_request, may_share_without_clause
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append, refuse
from mash.foundation.outbox.actions import publish
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Agency
from mash.registers.agreements.words import Names
from mash.registers.directory.queries.routing import addressees
from mash.registers.people.rules import Said, in_words, name
from mash.registers.standards.queries import clock_for, standard_for

REQUEST: Final = "request"
"""The directory's purpose under which a request for information finds its team."""


@transaction.atomic
def record_openness(
    *, by: Actor, at: datetime, matter: Matter, basis: str, who: str, reason_code: str = "", reason: str = ""
) -> Openness | Refused:
    """Record that the family or adult was told, has agreed, or was not told and why."""
    about = [Ref("matter", matter.ref)]
    allowed = may(by, "sharing:openness:record")
    if allowed and not works_on(matter):
        allowed = read_only()
    if allowed and basis == "not-told" and not reason.strip():
        allowed = Refused("sharing:openness:no-reason", "Record why they have not been told.")
    if not allowed:
        return refuse("sharing:openness:record", allowed, by=by, at=at, about=about)
    found = Openness.objects.create(
        matter=matter,
        basis=basis,
        who=who,
        reason_code=reason_code,
        reason=reason,
        by=str(by),
        by_name=by.name,
        at=at,
    )
    append(events.OPENNESS_RECORDED, by=by, at=at, about=about, payload={"basis": basis})
    return found


@transaction.atomic
def ask(
    *,
    by: Actor,
    at: datetime,
    matter: Matter,
    agency: Agency,
    subjects: Iterable[Subject],
    ground: str,
    purpose: str,
    question: str,
    status_said: str,
    rating: str,
    openness: Openness | None = None,
    without_clause: Ground | None = None,
) -> Request | Refused:
    """Send one agency a request about these subjects; its clock comes from the standard by rating.

    `openness` is the recorded fact relied on; needed below reasonable cause (see rules.may_request). The agreements in
    force must permit it, or `without_clause` says on which duty or danger it is sent all the same.
    """
    asked_about = list(subjects)
    about = [Ref("matter", matter.ref), Ref("agency", agency.key)]
    allowed = may(by, "sharing:request:send")
    if allowed:
        allowed = may_request(
            ground=ground,
            openness=openness.basis if openness else None,
            reason=openness.reason if openness else "",
            named_worker=bool(openness and openness.by_name),
        )
    populations = deciding.populations(asked_about, matter, at=at)
    decided = deciding.asking(
        by=by,
        at=at,
        matter=matter,
        agency=agency,
        about=populations,
        ground=ground,
        restricted=ports.is_restricted(asked_about),
    )
    if allowed and decided.refused:
        allowed = (
            may_share_without_clause(
                without_clause,
                urgent_powers=deciding.urgent_powers(matter.desk.population, at=at),
            )
            if without_clause
            else decided.verdict(Names.read(at=at))
        )
    if not allowed:
        return refuse("sharing:request:send", allowed, by=by, at=at, about=about)
    standard = standard_for(matter.desk.population, at=at, hub=matter.hub.key)
    clock = clock_for(standard, "answer_request", rating=rating, calendar=matter.desk.key, started=at, at=at)
    due = clock.due if clock else at
    told = addressees(agency, what=REQUEST, at=at)
    request = Request.objects.create(
        matter=matter,
        agency=agency,
        ground=ground,
        openness=openness,
        purpose=purpose,
        question=question,
        status_said=status_said,
        rating=rating,
        asked_by_role=by.role,
        asked_by_desk=matter.desk.key,
        sent_by=str(by),
        sent_by_name=by.name,
        sent_at=at,
        due_at=due,
        for_team=told.team if told else None,
    )
    for subject, known_as in zip(asked_about, populations, strict=True):
        RequestSubject.objects.create(
            matter=matter,
            request=request,
            subject=subject,
            given=_identifiers(subject),
            populations=sorted(known_as),
        )
    on_ground = without_clause if decided.refused else None
    record_share(by=by, at=at, matter=matter, request=request, decided=decided, ground=on_ground)
    append(
        events.REQUESTED,
        by=by,
        at=at,
        about=[
            *about,
            Ref("request", request.ref),
            *(Ref("person", one.person.public_id) for one in asked_about if one.person),
        ],
        # Typed words stay with the request, where they can be disposed of: the ground is what the log keeps.
        purpose=ground,
        payload={
            "agency": agency.key,
            "ground": ground,
            "basis": openness.basis if openness else "",
            "due": due.isoformat(),
            "rating": rating,
            "clauses": decided.named,
        },
    )
    publish(events.REQUESTED.name, at=at, request=request.ref, matter=matter.ref)
    tell_of_request(told, reference=request.ref, at=at)
    return request


def _identifiers(subject: Subject) -> dict[str, str]:
    """What the agency needs to search: never a protected address, which is not in the record at all."""
    said = cast("Said", subject.record.said)
    address = said.get("address") or {}
    person = subject.person
    return {
        "name": name(said),
        "role": subject.get_role_display(),
        "date_of_birth": in_words(said.get("born")),
        "expected": in_words(said.get("expected")),
        "nhs_number": said.get("nhs_number", "") or (person.nhs_number if person else ""),
        "address": ", ".join(filter(None, (address.get("lines"), address.get("postcode")))),
    }


@transaction.atomic
def withdraw(*, by: Actor, at: datetime, request: Request, reason: str) -> Request | Refused:
    """Withdraw a request not yet answered; the agency keeps seeing that it was."""
    about = [Ref("matter", request.matter.ref), Ref("request", request.ref)]
    allowed = may(by, "sharing:request:withdraw")
    # Held, so that an answer which comes at this moment is either before it or refused: neither undoes the other.
    held = Request.objects.select_for_update(of=("self",)).filter(pk=request.pk).first()
    if allowed and (held is None or not works_on(request.matter)):
        allowed = read_only()
    request = Request.objects.select_related("agency", "matter").get(pk=request.pk) if held else request
    if allowed and request.state not in {"sent", "acknowledged"}:
        allowed = Refused("sharing:request:ended", "This request is already answered or withdrawn.")
    if not allowed:
        return refuse("sharing:request:withdraw", allowed, by=by, at=at, about=about)
    request.state, request.withdrawn_at, request.withdrawn_reason = "withdrawn", at, reason[:500]
    request.save(update_fields=["state", "withdrawn_at", "withdrawn_reason"])
    append(events.WITHDRAWN, by=by, at=at, about=about, payload={"agency": request.agency.key})
    return request
