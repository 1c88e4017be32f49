"""Notifications that a force's system sends, signed and idempotent; and each day's reconciliation."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final

from ninja import Header, Router, Schema, Status
from pydantic import Field

from mash.casework.notifications import actions, events, problems, queries, secrets, work
from mash.casework.notifications.errors import WrongColumnsError
from mash.casework.notifications.models import Batch, Row, Source
from mash.casework.notifications.permissions import RECONCILE, SEND, may_send
from mash.foundation.kernel import Refused
from mash.foundation.ledger import append, refuse
from mash.interfaces.api.access import ApiError, ApiRequest, demand, missing
from mash.interfaces.api.v1.answers import PROBLEMS

router = Router(tags=["notifications"])
MOST: Final = 500
"""Notifications of one call."""
AT_ONCE: Final = 10
"""So many are taken in before the answer; more are stored, and taken in within seconds after."""
_CONFLICT: Final[dict[int, Any]] = {**PROBLEMS, 409: PROBLEMS[404]}

SourceKey = Annotated[str, Field(description="Key of the source.", pattern=r"^[a-z0-9-]{1,40}$")]


class NotificationsIn(Schema):
    """Each notification has `reference`, and of `incident`, `occurred`, `grade`, `summary`, `danger` (yes or no),
    `population` (children or adults), `officer`, `officer_phone`, `school` what the force knows. `dash` and `dara` are
    objects with the number of a question and yes, no or not known, `grade` and `notes`. `people` is a list of
    objects with `role`, `given_name`, `family_name`, `known_as`, `date_of_birth`, `sex`, `ethnicity`, `address`, `postcode`,
    `phone`, `email`, `nhs_number`, `upn`, `school`, `description`, `relationship`.
    """

    source: SourceKey
    declared: int | None = Field(
        default=None, ge=0, description="How many notifications the force says that this call brings."
    )
    notifications: list[Any] = Field(min_length=1, max_length=MOST)


class RowOut(Schema):
    """What became of one notification. One that waits is taken in within seconds; ask again with the same call."""

    number: int = Field(description="Its place in the call or the file.")
    reference: str = Field(description="The force's own; empty where it has none that can be read.")
    state: str = Field(description="`received`, `duplicate`, `rejected` or `waiting`.")
    corrects: bool = Field(description="It says something else than an earlier one of the same reference.")
    code: str = Field(description="Why it was rejected; empty otherwise.")
    column: str
    sentence: str


class Sum(Schema):
    """sent = received + duplicates + rejected + waiting, where `adds_up`."""

    sent: int
    received: int
    duplicates: int
    rejected: int
    waiting: int
    corrected: int = Field(description="Of those received, how many say otherwise than an earlier one.")
    declared: int | None = Field(
        description="What the force says that it sent; null where a batch does not say."
    )
    batches: int
    adds_up: bool


class BatchOut(Schema):
    batch: str
    sum: Sum
    rows: list[RowOut]


class DayOut(Schema):
    source: str
    day: date
    sum: Sum
    rejected: list[RowOut] = Field(description="The first 500.")


def _row(one: Row) -> dict[str, Any]:
    return {
        "number": one.number,
        "reference": one.reference,
        "state": one.state,
        "corrects": one.corrects,
        "code": one.code,
        "column": one.column,
        "sentence": problems.sentence(one.code) if one.code else "",
    }


def _source(key: str) -> Source:
    found = queries.sources().filter(key=key).first()
    if found is None:
        raise missing()
    return found


def _check_signature(request: ApiRequest, source: Source, header: str) -> None:
    """Raise a 403, which the ledger keeps, unless a secret of the force signed this body within the last minutes."""
    held = queries.secrets_of(source, request.at)
    if not any(secrets.signed(header, one, request.body, at=request.at) for one in held):
        refused = Refused("wrong-signature", "Sign the body with the source's secret, within five minutes.")
        refuse(SEND, refused, by=request.actor, at=request.at, about=[source.ref])
        raise ApiError(403, refused.code, refused.sentence)


@router.post(
    "",
    response={200: BatchOut, **_CONFLICT},
    operation_id="send_notifications",
    summary="Send notifications; the same call again changes nothing and tells how they stand",
)
def send_notifications(
    request: ApiRequest,
    body: NotificationsIn,
    idempotency_key: Annotated[str, Header(alias="Idempotency-Key", pattern=r"^[!-~]{8,100}$")],
    mash_signature: Annotated[
        str,
        Header(
            alias="Mash-Signature",
            description="t=SECONDS,v1=HEX: HMAC-SHA256 of the seconds since 1970, a full stop and the body.",
        ),
    ],
) -> Status[Any]:
    """What is answered is on disk. 409 for a key that came with another body before."""
    demand(request, SEND)
    source = _source(body.source)
    allowed = may_send(request.actor, source)
    if not allowed:
        refuse(SEND, allowed, by=request.actor, at=request.at, about=[source.ref])
        raise ApiError(403, allowed.code, allowed.sentence)
    _check_signature(request, source, mash_signature)
    try:
        batch = work.keep_call(
            body.notifications,
            by=request.actor,
            at=request.at,
            source=source,
            body=request.body,
            key=idempotency_key,
            declared=body.declared,
        )
    except WrongColumnsError as error:
        raise ApiError(422, "wrong-notifications", error.sentence) from error
    if isinstance(batch, Refused):
        raise ApiError(409, batch.code, batch.sentence)
    if batch.rows <= AT_ONCE:
        waiting = [one.pk for one in queries.rows_of(batch, Row.State.WAITING)]
        while waiting and actions.take_some(by=request.actor, at=request.at, source=source, only=waiting):
            pass
    return Status(200, _batch(batch))


def _batch(batch: Batch) -> dict[str, Any]:
    return {
        "batch": batch.public_id,
        "sum": queries.reconcile([batch]).as_json(),
        "rows": [_row(one) for one in queries.rows_of(batch)],
    }


@router.get(
    "/days/{day}",
    response={200: DayOut, **PROBLEMS},
    operation_id="reconcile_notifications",
    summary="What came on a day against what became of it",
)
def reconcile_notifications(request: ApiRequest, day: date, source: SourceKey) -> dict[str, Any]:
    """Files and calls of that day in England together."""
    demand(request, RECONCILE)
    found = _source(source)
    batches = list(queries.of_a_day(found, day))
    append(
        events.VIEWED,
        by=request.actor,
        at=request.at,
        about=[found.ref],
        payload={"source": found.key, "rows": sum(one.rows for one in batches)},
    )
    return {
        "source": found.key,
        "day": day,
        "sum": queries.reconcile_day(found, day).as_json(),
        "rejected": [_row(one) for one in queries.rejected_in(batches)[:MOST]],
    }
