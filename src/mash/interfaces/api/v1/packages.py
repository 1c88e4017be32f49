"""Packages that a hub sent to the token's agency: to list, to read, to save and to acknowledge."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.http import HttpResponse
from ninja import Field, Router, Schema, Status

from mash.casework.disclosure import actions, queries
from mash.casework.disclosure.actions.receive import RECEIVE
from mash.casework.disclosure.models import Content, Delivery
from mash.foundation.kernel import Refused
from mash.interfaces.api.access import ApiError, ApiRequest, demand, missing, readable
from mash.interfaces.api.v1.answers import PROBLEMS

router = Router(tags=["packages"])
_PROBLEMS: Final[dict[int, Any]] = {**PROBLEMS, 410: PROBLEMS[404]}


class PackageRow(Schema):
    """A package in a list: no names, and nothing of what is in it."""

    ref: str
    hub: str = Field(description="Key of the hub that sent it.")
    purpose: str = Field(description="Code of the list `sharing-purpose`.")
    sent_at: datetime
    opened_at: datetime | None
    acknowledged_at: datetime | None
    recalled_at: datetime | None = Field(description="When the hub took it back; it is not read any more.")


class Packages(Schema):
    items: list[PackageRow]
    more: bool = Field(description="Whether a next page has more.")


class ParagraphOut(Schema):
    text: str = Field(description="The text; of a withheld paragraph the reason.")
    withheld: bool


class SectionOut(Schema):
    heading: str
    source: str
    paragraphs: list[ParagraphOut]


class CorrectionOut(Schema):
    """An item that the agency which supplied it has corrected since: ask the hub for a new package."""

    heading: str
    source: str
    at: datetime


class PackageOut(PackageRow):
    recipient: str
    gateway: list[str]
    handling: list[str]
    sections: list[SectionOut]
    sha256: str = Field(description="Of the PDF, in hexadecimal.")
    corrections: list[CorrectionOut]


def _row(one: Delivery) -> dict[str, Any]:
    names = ("ref", "purpose", "sent_at", "opened_at", "acknowledged_at", "recalled_at")
    return {"hub": one.hub.key, **{name: getattr(one, name) for name in names}}


@router.get(
    "",
    response={200: Packages, **PROBLEMS},
    operation_id="list_packages",
    summary="Packages sent to the agency, the latest first",
)
def list_packages(request: ApiRequest, page: int = 1) -> dict[str, Any]:
    """Twenty-five a page, from page 1."""
    demand(request, RECEIVE)
    found, more = queries.received(agency=request.actor.agency, page=min(max(1, page), 10_000))
    return {"items": [_row(one) for one in found], "more": more}


def _open(request: ApiRequest, ref: str, channel: str) -> tuple[Delivery, Content]:
    demand(request, RECEIVE)
    try:
        done = actions.open_page(by=request.actor, at=request.at, ref=readable(ref), channel=channel)
    except Delivery.DoesNotExist:
        raise missing() from None
    if isinstance(done, Refused):
        raise ApiError(410, "recalled", done.sentence)
    return done


@router.get(
    "/{ref}",
    response={200: PackageOut, **_PROBLEMS},
    operation_id="get_package",
    summary="One package; reading it opens it",
)
def get_package(request: ApiRequest, ref: str) -> dict[str, Any]:
    """410 once the hub has recalled it."""
    delivery, content = _open(request, ref, "api")
    said = content.shown
    return {
        **_row(delivery),
        **{name: said[name] for name in ("recipient", "gateway", "handling", "sections")},
        "sha256": content.sha256,
        "corrections": [
            {"heading": one.heading, "source": one.source, "at": one.at}
            for one in queries.corrections_of(delivery.ref)
        ],
    }


@router.get(
    "/{ref}/pdf",
    response={200: bytes, **_PROBLEMS},
    operation_id="get_package_pdf",
    summary="The PDF that was sent, byte for byte",
)
def get_package_pdf(request: ApiRequest, ref: str) -> HttpResponse:
    """410 once the hub has recalled it."""
    _delivery, content = _open(request, ref, "pdf")
    return HttpResponse(bytes(content.pdf), content_type="application/pdf")


@router.post(
    "/{ref}/acknowledgement",
    response={204: None, 409: PROBLEMS[404], **_PROBLEMS},
    operation_id="acknowledge_package",
    summary="Say that the agency has read it",
)
def acknowledge_package(request: ApiRequest, ref: str) -> Status[None]:
    """Once is enough; again changes nothing."""
    demand(request, RECEIVE)
    try:
        done = actions.acknowledge(by=request.actor, at=request.at, ref=readable(ref))
    except Delivery.DoesNotExist:
        raise missing() from None
    if isinstance(done, Refused):
        recalled = done.code.endswith(":recalled")
        raise ApiError(410 if recalled else 409, "recalled" if recalled else "not-opened", done.sentence)
    return Status(204, None)
