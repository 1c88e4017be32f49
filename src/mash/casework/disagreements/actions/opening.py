"""Open a disagreement: the hub's or an agency's, about a request, a decision or a consent."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction

from mash.casework.disagreements import events, rules, times
from mash.casework.disagreements.actions.common import WORK, note, refs, tell
from mash.casework.disagreements.models import Disagreement
from mash.casework.disagreements.rules import About, Said, side_of
from mash.casework.matters.actions import read_only, works_on
from mash.casework.matters.models import Matter
from mash.casework.sharing.models import Request
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append, refuse
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Agency, Desk
from mash.registers.agreements.ladders import ladder_for
from mash.registers.standards.queries import codes

KINDS: Final = "disagreement-kind"


@transaction.atomic
def open_about_request(*, by: Actor, at: datetime, request: Request, said: Said) -> Disagreement | Refused:
    """Disagree about a request or its answer: the hub that asked, or the agency that was asked.

    Sent twice it is one. Nothing about the request changes.
    """
    about = [Ref("request", request.ref)]
    allowed = may(by, WORK)
    if allowed and side_of(by.role) == "agency" and by.agency != request.agency.key:
        allowed = rules.missing()
    if allowed and side_of(by.role) == "hub" and not works_on(request.matter):
        allowed = read_only()
    if isinstance(allowed, Refused):
        return refuse(WORK, allowed, by=by, at=at, about=about)
    desk = Desk.objects.select_related("hub").get(key=request.asked_by_desk)
    return _open(
        Disagreement(
            matter_id=request.matter_id,
            hub=desk.hub,
            desk=desk,
            agency=request.agency,
            about_kind="request",
            about_ref=request.ref,
            request=request,
        ),
        said,
        by=by,
        at=at,
        about=about,
    )


@transaction.atomic
def open_about(
    *, by: Actor, at: datetime, matter: Matter, agency: Agency, about: About, said: Said
) -> Disagreement | Refused:
    """The hub disagrees with an agency about a decision on this matter, or about a consent.

    The agency sees `about.ref` as it is: a number or a reference that tells it nothing of the case.
    """
    named = [Ref("matter", matter.ref)]
    allowed = may(by, WORK)
    if allowed and (side_of(by.role) == "agency" or about.kind not in {"decision", "consent"}):
        allowed = rules.missing()
    if allowed and not works_on(matter):
        allowed = read_only()
    if isinstance(allowed, Refused):
        return refuse(WORK, allowed, by=by, at=at, about=named)
    return _open(
        Disagreement(
            matter=matter,
            hub=matter.hub,
            desk=matter.desk,
            agency=agency,
            about_kind=about.kind,
            about_ref=about.ref,
        ),
        said,
        by=by,
        at=at,
        about=named,
    )


def _open(
    made: Disagreement, said: Said, *, by: Actor, at: datetime, about: list[Ref]
) -> Disagreement | Refused:
    allowed = rules.may_open(said, kinds={one.code for one in codes(KINDS, at=at)})
    if isinstance(allowed, Refused):
        return refuse(WORK, allowed, by=by, at=at, about=about)
    ladder = ladder_for(hub=made.hub, agency=made.agency, at=at)
    made.opened_from, made.opened_at, made.by, made.by_name = side_of(by.role), at, str(by), by.name
    made.kind, made.what, made.instead, made.urgent = said.kind, said.what, said.instead, said.urgent
    made.agreement, made.ladder = ladder.version, list(ladder.steps)
    made.due_at = times.due(made.desk, made.ladder[0], urgent=made.urgent, started=at)
    made.climbs_at = made.due_at if made.last_step > 1 else None
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        there = _there(made)
        if there is not None and (there.by, there.what, there.instead) == (made.by, made.what, made.instead):
            return there
        return refuse(WORK, rules.already_open(), by=by, at=at, about=about)
    note(made, "opened", by=by, at=at, side=made.opened_from)
    append(
        events.OPENED,
        by=by,
        at=at,
        about=refs(made),
        payload={
            "kind": made.kind,
            "side": made.opened_from,
            "about": made.about_kind,
            "agency": made.agency.key,
            "agreement": f"{ladder.version.agreement.key}:{ladder.version.number}" if ladder.version else "",
            "urgent": made.urgent,
            "due": made.due_at.isoformat(),
        },
    )
    if made.opened_from == "hub":
        tell(made, at=at)
    return made


def _there(made: Disagreement) -> Disagreement | None:
    """The open one about the same thing."""
    return (
        Disagreement.objects.select_related("agency", "desk")
        .filter(about_kind=made.about_kind, about_ref=made.about_ref, agency=made.agency, state="open")
        .first()
    )
