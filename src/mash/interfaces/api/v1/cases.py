"""Cases: where each stands, who is in it, what was asked and decided."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from ninja import Field, Router, Schema

from mash.casework.access.queries import BREAK_GLASS, glass_of
from mash.casework.cases import events
from mash.casework.cases.models import Case
from mash.casework.sharing.models import Request
from mash.foundation.kernel import Ref
from mash.foundation.ledger import append
from mash.interfaces.api.access import ApiRequest, demand, missing, readable
from mash.interfaces.api.paging import After, DeskKey, Limit, Next, find_desk, page_after
from mash.interfaces.api.v1.answers import PROBLEMS, PersonOut, person_out, refs_of

router = Router(tags=["cases"])


class CaseRow(Schema):
    """A case in a list: no names."""

    ref: str
    desk: str
    state: str
    rating: str = Field(description="`red`, `amber`, `green`, `blue`; empty while not rated.")
    urgency: int = Field(description="Order of risk, 0 first.")
    received_at: datetime
    due_at: datetime | None
    due_step: str
    attention: str = Field(description="Why it needs a look again; empty when it does not.")
    closed_at: datetime | None
    version: int


class Cases(Schema):
    items: list[CaseRow]
    next: Next = None


class DecisionOut(Schema):
    level: int | None
    route: str
    outcome: str
    immediate_protection: bool
    at: datetime
    confirmed_at: datetime | None


class RequestOut(Schema):
    ref: str
    agency: str
    state: str
    sent_at: datetime
    due_at: datetime
    answered_at: datetime | None


class CaseOut(CaseRow):
    """One case. Texts of agencies and rationales are for the pages."""

    people: list[PersonOut]
    contacts: list[str] = Field(description="References of what arrived.")
    requests: list[RequestOut]
    decisions: list[DecisionOut]


def _row(case: Case) -> dict[str, Any]:
    return {
        "ref": case.matter.ref,
        "desk": case.desk.key,
        **{
            name: getattr(case, name)
            for name in (
                "state",
                "rating",
                "urgency",
                "received_at",
                "due_at",
                "due_step",
                "attention",
                "closed_at",
                "version",
            )
        },
    }


@router.get(
    "",
    response={200: Cases, **PROBLEMS},
    operation_id="list_cases",
    summary="Cases of one desk, newest first",
)
def list_cases(
    request: ApiRequest,
    desk: DeskKey,
    state: Literal["", "open", "closed"] = "",
    after: After = "",
    limit: Limit = 50,
) -> Cases:
    """One page; `state` narrows it to open or closed cases."""
    demand(request, "cases:worklist:view")
    rows = Case.objects.filter(desk=find_desk(desk)).select_related("matter", "desk")
    if state:
        rows = rows.filter(closed_at__isnull=state == "open")
    found, more = page_after(rows, key="matter__ref", after=after, limit=limit)
    if found:
        append(
            events.LISTED,
            by=request.actor,
            at=request.at,
            about=[Ref("matter", one.matter.ref) for one in found],
            payload={"queue": "api", "shown": len(found)},
        )
    return Cases(items=[CaseRow(**_row(one)) for one in found], next=found[-1].matter.ref if more else None)


@router.get("/{ref}", response={200: CaseOut, **PROBLEMS}, operation_id="get_case", summary="One case")
def get_case(request: ApiRequest, ref: str) -> CaseOut:
    """Where it stands, who is in it, what was asked and decided."""
    demand(request, "cases:case:view")
    case = Case.objects.select_related("matter__hub", "desk").filter(matter__ref=readable(ref)).first()
    if case is None:
        raise missing()
    people = list(case.matter.subjects.select_related("record", "person"))
    contacts = list(case.matter.contacts.order_by("received_at", "pk").values_list("ref", flat=True))
    requests = list(
        Request.objects.filter(matter=case.matter).select_related("agency").order_by("sent_at", "pk")
    )
    decisions = list(case.matter.decisions.all())
    append(
        events.VIEWED,
        by=request.actor,
        at=request.at,
        about=[
            Ref("matter", case.matter.ref),
            *(Ref("contact", one) for one in contacts),
            *(Ref("request", one.ref) for one in requests),
            *refs_of(people),
        ],
        purpose=BREAK_GLASS if glass_of(request.actor, case.matter, at=request.at) else "",
        payload={"part": "api", "case": case.matter.ref},
    )
    return CaseOut(
        **_row(case),
        people=[person_out(one) for one in people],
        contacts=contacts,
        requests=[
            RequestOut(
                ref=one.ref,
                agency=one.agency.key,
                state=one.state,
                sent_at=one.sent_at,
                due_at=one.due_at,
                answered_at=one.answered_at,
            )
            for one in requests
        ],
        decisions=[
            DecisionOut(
                level=one.level,
                route=one.route,
                outcome=one.outcome,
                immediate_protection=one.immediate_protection,
                at=one.at,
                confirmed_at=one.confirmed_at,
            )
            for one in decisions
        ],
    )
