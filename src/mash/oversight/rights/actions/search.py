"""Find the person, read what is held, and keep by reference what was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from mash.casework.matters.holding import save
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append, refuse
from mash.foundation.outbox.actions import queue_message
from mash.foundation.visibility import as_service
from mash.oversight.rights import events
from mash.oversight.rights.actions.common import about_as_said, end_sight, lend, refs, work_on
from mash.oversight.rights.models import Custody, Mark, Passage, RightsRequest
from mash.oversight.rights.queries.gather import Found, gather
from mash.registers.accounts.clearances import cleared_at
from mash.registers.accounts.rules import CUSTODIANS
from mash.registers.agencies.models import Hub


@dataclass(frozen=True, slots=True)
class MayBe:
    """Somebody of the index who may be meant."""

    public_id: str
    given_name: str
    family_name: str
    born: date | None


@transaction.atomic
def find_people(*, by: Actor, at: datetime, request: RightsRequest) -> list[MayBe] | Refused:
    """People of the index with exactly the name and date of birth, or the NHS number, that the request gives.

    Whoever works on a request may not browse the index: a likeness is nobody here.
    """
    held = work_on(request, "find", by=by, at=at)
    if isinstance(held, Refused):
        return held
    with as_service("rights"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM mash.rights_people(%s, %s, %s, %s, %s)",
            [*about_as_said(held), held.about.get("nhs_number", ""), held.handler_id],
        )
        found = [MayBe(*row) for row in cursor.fetchall()]
    append(
        events.FOUND,
        by=by,
        at=at,
        about=refs(held, *(Ref("person", one.public_id) for one in found)),
        payload={"shown": len(found)},
    )
    return found


@transaction.atomic
def name_person(*, by: Actor, at: datetime, request: RightsRequest, person: str) -> RightsRequest | Refused:
    """Say who is meant: one of those found, or nobody ("") whom the handler can find. Sight of another ends."""
    found = find_people(by=by, at=at, request=request)
    if isinstance(found, Refused):
        return found
    held = RightsRequest.objects.get(pk=request.pk)
    if person and person not in {one.public_id for one in found}:
        refused = Refused("rights:person:unknown", _("Choose one of those found."))
        return refuse("rights:person:name", refused, by=by, at=at, about=refs(held))
    if held.person and held.person != person:
        end_sight(held, by=by, at=at)
    held.person, held.searched_at = person, None
    save(held, "person", "searched_at")
    append(events.NAMED, by=by, at=at, about=refs(held))
    return held


@transaction.atomic
def search(*, by: Actor, at: datetime, request: RightsRequest) -> RightsRequest | Refused:
    """Give the handler sight of the person's open matters, read all that is held, and keep each passage by reference.

    Done again it adds what has come since; what is marked stays marked where the text is the same. Each time the step that
    every answer waits for begins anew.
    """
    held = work_on(request, "search", by=by, at=at)
    if isinstance(held, Refused):
        return held
    if by.user is None or held.handler_id != by.user:
        refused = Refused("rights:search:handler", _("Whoever works on it searches: take it over first."))
        return refuse("rights:search:make", refused, by=by, at=at, about=refs(held))
    if held.person:
        lend(held, user=by.user, by=by, at=at)
    held.searched_at, held.released_at = at, None
    save(held, "searched_at", "released_at")
    found = gather(held)
    keep(held, found)
    matters = sorted({one.matter for one in found if one.matter})
    append(
        events.SEARCHED,
        by=by,
        at=at,
        about=refs(held, *(Ref("matter", one) for one in matters)),
        payload={"count": len(found), "matters": len(matters)},
    )
    for_custodians(held, at=at)
    return held


def keep(request: RightsRequest, found: list[Found]) -> None:
    """A row for each passage. Of one whose text has changed the marks are gone: they were of another text."""
    standing = {one.ref: one for one in Passage.objects.filter(request=request)}
    for one in found:
        row = standing.get(one.ref)
        if row is None:
            Passage.objects.create(
                request=request,
                ref=one.ref,
                kind=one.kind,
                matter=one.matter,
                agency=one.agency,
                about_other=one.about_other,
                health=one.health,
                ask_first=one.ask_first,
                happened_on=one.happened_on[:40],
                digest=one.digest,
                paragraphs=len(one.paragraphs),
            )
        elif row.digest != one.digest:
            Mark.objects.filter(passage=row).update(exemption="", reasonable="", reason="")
            row.digest, row.paragraphs = one.digest, len(one.paragraphs)
            row.save(update_fields=["digest", "paragraphs"])


def for_custodians(request: RightsRequest, *, at: datetime) -> None:
    """The step that every answer waits for, at its own hub and wherever else something is hidden.

    Whoever works on the request learns nothing of it: what is written here is the service's, and at the own hub there is
    such a step each time.
    """
    with as_service("rights") as service:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT hub_id, ref, sealed FROM mash.rights_hidden(%s, %s, %s, %s, %s)",
                [request.person, *about_as_said(request), request.handler_id],
            )
            rows = cursor.fetchall()
        for hub in Hub.objects.filter(pk__in={request.hub_id, *(row[0] for row in rows)}).order_by("pk"):
            hidden = sorted({row[1] for row in rows if row[0] == hub.pk and not row[2]})
            sealed = sorted({row[1] for row in rows if row[0] == hub.pk and row[2]})
            one, _made = Custody.objects.update_or_create(
                request=request,
                hub=hub,
                defaults={
                    "rights_ref": request.ref,
                    "handler_name": request.handler_name,
                    "about": request.about,
                    "hidden": hidden,
                    "sealed": sealed,
                    "found_at": at,
                    "outcome": "",
                    "exemption": "",
                    "reason": "",
                    "looked_at": None,
                    "looked_by_name": "",
                },
            )
            append(events.CUSTODY_FOUND, by=service, at=at, about=[Ref("sealed", one.public_id)])
            seats = [seat for seat in cleared_at(hub, at=at) if seat.role in CUSTODIANS]
            for user in {seat.user_id: seat.user for seat in seats}.values():
                queue_message(
                    to=user.email,
                    channel="email",
                    template="answer_waits",
                    reference=one.rights_ref,
                    at=at,
                    link="/rights/waiting",
                )
