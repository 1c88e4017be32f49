"""What was shared and on what it rests; what was not shared and why; and the lead's look at what no clause permitted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mash.casework.matters.actions import read_only, works_on
from mash.casework.matters.models import Matter, Subject
from mash.casework.sharing import deciding, events
from mash.casework.sharing.deciding import Decided
from mash.casework.sharing.models import Request, Share, ShareReview
from mash.casework.sharing.rules import Ground
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append, refuse
from mash.registers.accounts.queries import user_of
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Agency
from mash.registers.agreements.models import Version
from mash.registers.agreements.rules import HUB, Mode
from mash.registers.clocks.queries import calendar_for
from mash.registers.clocks.rules import Timescale, Unit, due

# What was shared without a clause is looked at on the next working day.
REVIEWED_WITHIN = Timescale(1, Unit.WORKING_DAYS)


def record_share(
    *,
    by: Actor,
    at: datetime,
    matter: Matter,
    decided: Decided,
    request: Request | None = None,
    ground: Ground | None = None,
) -> Share:
    """Keep what the hub decided, under its clauses or on the ground; the caller has asked whether it may be."""
    facts = {"matter_id": matter.pk, "reference": matter.ref, "request": request}
    share = _keep(facts, decided, ground, calendar=matter.desk.key, by=by, at=at)
    if share.outcome == "ground":
        append(
            events.SHARED_WITHOUT_CLAUSE,
            by=by,
            at=at,
            about=[Ref("matter", matter.ref), Ref("agency", share.recipient)],
            payload={"agency": share.recipient, **_of_ground(share)},
        )
    return share


def record_answer(
    *, by: Actor, at: datetime, request: Request, decided: Decided, ground: Ground | None
) -> list[Share]:
    """The same for what an agency answers: one row for each agreement, and one for what rests on the ground.

    The agency knows its request and not the case: that is the reference which it gives.
    """
    made = []
    for part in decided:
        facts = {"matter_id": request.matter_id, "reference": request.ref, "request": request}
        share = _keep(
            facts, part, ground if part.refused else None, calendar=request.asked_by_desk, by=by, at=at
        )
        if share.outcome == "ground":
            append(
                events.ANSWERED_WITHOUT_CLAUSE,
                by=by,
                at=at,
                about=[Ref("request", request.ref), Ref("agency", share.source)],
                payload={"agency": share.source, **_of_ground(share)},
            )
        made.append(share)
    return made


def _keep(
    facts: dict[str, Any], decided: Decided, ground: Ground | None, *, calendar: str, by: Actor, at: datetime
) -> Share:
    first = decided.asks[0]
    cited = decided.cited
    return Share.objects.create(
        **facts,
        outcome="ground" if ground else "clause",
        source=first.source.agency or HUB,
        source_kind=first.source.kind,
        recipient=first.recipient.agency or HUB,
        recipient_kind=first.recipient.kind,
        recipient_role=first.recipient.role,
        recipient_desk=first.recipient.desk,
        categories=sorted({one.category for one in decided.asks}),
        about=[sorted(one.about) for one in decided.asks],
        mode=str(first.mode),
        purpose=first.purpose,
        agreement=_version(cited[0].version.agreement, cited[0].version.number) if cited else None,
        clauses=[one.clause.number for one in cited],
        by=str(by),
        by_name=by.name,
        at=at,
        **_ground(ground, calendar, at=at) if ground else {},
    )


def _of_ground(share: Share) -> dict[str, object]:
    return {
        "power": share.power,
        "categories": share.categories,
        "share": share.public_id,
        "review": share.review_by.isoformat() if share.review_by else None,
    }


def _version(key: str, number: int) -> Version:
    return Version.objects.get(agreement__key=key, number=number)


def _ground(ground: Ground, calendar: str, *, at: datetime) -> dict[str, object]:
    return {
        "power": ground.power,
        "necessity": ground.necessity,
        "recipient_checked": ground.recipient_checked,
        "reason": ground.reason,
        "review_by": due(calendar_for(calendar, at=at), at, REVIEWED_WITHIN),
    }


@transaction.atomic
def not_share(
    *,
    by: Actor,
    at: datetime,
    matter: Matter,
    agency: Agency,
    subjects: Iterable[Subject],
    ground: str,
    reason: str,
) -> Share | Refused:
    """Record that an agency was not asked or told about these people, and why: not sharing is a decision too."""
    about = [Ref("matter", matter.ref), Ref("agency", agency.key)]
    allowed = may(by, "sharing:request:send")
    if allowed and not works_on(matter):
        allowed = read_only()
    if allowed and not reason.strip():
        allowed = Refused("sharing:not-shared:no-reason", _("Say why it is not shared."))
    if not allowed:
        return refuse("sharing:decision:not-share", allowed, by=by, at=at, about=about)
    decided = deciding.asking(
        by=by,
        at=at,
        matter=matter,
        agency=agency,
        about=deciding.populations(subjects, matter, at=at),
        ground=ground,
        restricted=False,  # nothing leaves
    )
    first = decided.asks[0]
    share = Share.objects.create(
        matter=matter,
        reference=matter.ref,
        outcome="not-shared",
        source=HUB,
        source_kind=HUB,
        recipient=agency.key,
        recipient_kind=agency.kind,
        categories=[deciding.ASKING],
        about=[sorted(one.about) for one in decided.asks],
        mode=str(Mode.CONTENT),
        purpose=first.purpose,
        reason=reason,
        by=str(by),
        by_name=by.name,
        at=at,
    )
    append(
        events.NOT_SHARED,
        by=by,
        at=at,
        about=about,
        payload={"recipient": agency.key, "categories": share.categories, "share": share.public_id},
    )
    return share


def _about(share: Share) -> list[Ref]:
    if share.source == HUB:
        return [Ref("matter", share.reference), Ref("agency", share.recipient)]
    return [Ref("request", share.reference), Ref("agency", share.source)]


@transaction.atomic
def review_share(
    *, by: Actor, at: datetime, share: Share, verdict: str, comment: str
) -> ShareReview | Refused:
    """The lead's verdict on something shared without a clause. One is enough, and nobody reviews their own."""
    about = _about(share)
    allowed = may(by, "sharing:ground:review")
    if allowed and share.outcome != "ground":
        allowed = Refused("sharing:review:clause", _("A clause permitted this: there is nothing to review."))
    if allowed and user_of(share.by) == by.user:
        allowed = Refused("sharing:review:own", _("Somebody else reviews what you shared."))
    if allowed and not comment.strip():
        allowed = Refused("sharing:review:no-comment", _("Say what you made of it."))
    if not allowed:
        return refuse("sharing:ground:review", allowed, by=by, at=at, about=about)
    try:
        with transaction.atomic():
            made = ShareReview.objects.create(
                matter_id=share.matter_id,
                share=share,
                verdict=verdict,
                comment=comment,
                by=str(by),
                by_name=by.name,
                at=at,
            )
    except IntegrityError:  # one review a share: the database says who was first
        return Refused("sharing:review:done", _("A colleague has reviewed this already."))
    late = share.review_by is not None and at > share.review_by
    append(
        events.REVIEWED,
        by=by,
        at=at,
        about=about,
        payload={"share": share.public_id, "verdict": verdict, "late": late},
    )
    return made
