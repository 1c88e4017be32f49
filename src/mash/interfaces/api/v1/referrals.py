"""Referrals: contacts that are one, by the latest recorded decision on what they are, else as offered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from ninja import Field, Router, Schema

from mash.casework.intake import events
from mash.casework.intake.models import Classification, Contact, Referrer
from mash.foundation.kernel import Ref
from mash.foundation.ledger import append
from mash.interfaces.api.access import ApiRequest, demand, missing, readable
from mash.interfaces.api.paging import After, DeskKey, Limit, Next, find_desk, page_after
from mash.interfaces.api.v1.answers import PROBLEMS, PersonOut, person_out, refs_of

router = Router(tags=["referrals"])


class ReferralRow(Schema):
    """A referral in a list: no names."""

    ref: str
    case: str = Field(description="Reference of the case.")
    kind: str
    offered_as: str = Field(description="The kind that the sender gave it.")
    channel: str
    population: str
    source: str = Field(description="Code of the children in need census.")
    received_at: datetime
    acknowledged_at: datetime | None


class Referrals(Schema):
    items: list[ReferralRow]
    next: Next = None


class Sender(Schema):
    """By class; who it was in person is not given here."""

    klass: str
    role: str
    agency: str
    keep_identity_from_family: bool


class Referral(ReferralRow):
    """One referral as it came."""

    danger_now: str
    worry: str
    concern_types: list[str]
    level_suggested: int | None
    language: str
    people: list[PersonOut]
    referrer: Sender | None


def _referrals() -> QuerySet[Any]:
    latest = Classification.objects.filter(contact=OuterRef("pk")).order_by("-at", "-pk").values("kind")[:1]
    return Contact.objects.annotate(is_now=Coalesce(Subquery(latest), F("kind"))).filter(is_now="referral")


def _row(contact: Any) -> dict[str, Any]:
    return {
        "ref": contact.ref,
        "case": contact.matter.ref,
        "kind": contact.is_now,
        "offered_as": contact.kind,
        "channel": contact.channel,
        "population": contact.population,
        "source": contact.source,
        "received_at": contact.received_at,
        "acknowledged_at": contact.acknowledged_at,
    }


@router.get(
    "",
    response={200: Referrals, **PROBLEMS},
    operation_id="list_referrals",
    summary="Referrals of one desk, newest first",
)
def list_referrals(request: ApiRequest, desk: DeskKey, after: After = "", limit: Limit = 50) -> Referrals:
    """One page."""
    demand(request, "cases:worklist:view")
    of_desk = _referrals().filter(matter__desk=find_desk(desk)).select_related("matter")
    found, more = page_after(of_desk, key="ref", after=after, limit=limit)
    if found:
        shown = [Ref("contact", one.ref) for one in found]
        append(events.VIEWED, by=request.actor, at=request.at, about=shown)
    return Referrals(items=[ReferralRow(**_row(one)) for one in found], next=found[-1].ref if more else None)


@router.get(
    "/{ref}", response={200: Referral, **PROBLEMS}, operation_id="get_referral", summary="One referral"
)
def get_referral(request: ApiRequest, ref: str) -> Referral:
    """As it came, with the people in it."""
    demand(request, "cases:case:view")
    contact = _referrals().select_related("matter").filter(ref=readable(ref)).first()
    if contact is None:
        raise missing()
    people = list(contact.matter.subjects.select_related("record", "person"))
    sender = Referrer.objects.filter(contact=contact).first()
    append(
        events.VIEWED,
        by=request.actor,
        at=request.at,
        about=[Ref("contact", contact.ref), Ref("matter", contact.matter.ref), *refs_of(people)],
    )
    return Referral(
        **_row(contact),
        danger_now=contact.danger_now,
        worry=contact.worry,
        concern_types=contact.concern_types,
        level_suggested=contact.level_suggested,
        language=contact.language,
        people=[person_out(one) for one in people],
        referrer=Sender(
            klass=sender.klass,
            role=sender.role,
            agency=sender.agency,
            keep_identity_from_family=sender.keep_identity_from_family,
        )
        if sender
        else None,
    )
