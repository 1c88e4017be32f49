"""Version 1: its nouns, and how an error looks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from mash.interfaces.api.access import ApiError, BearerToken, PerToken
from mash.interfaces.api.v1 import cases, log, notifications, packages, referrals

# As django-ninja types what it hands to a handler.
type Fault = Exception | type[Exception]

PREFIX = "/api/v1/"


class Api(NinjaAPI):
    """Nothing that it says may be kept by a cache."""

    def create_response(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().create_response(*args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response


api = Api(
    title="MASH",
    version="1",
    description=(
        "Referrals and cases of a multi-agency safeguarding hub, to read; packages that it sent to an agency, to read and "
        "acknowledge; police notifications, to send and reconcile; and the tree of its log. A token acts from one seat and sees what "
        "that seat sees; everything shown is named in the ledger."
    ),
    urls_namespace="api-v1",
    docs_url=None,
    openapi_url=None,
    auth=BearerToken(),
    throttle=PerToken(),
)
api.add_router("/referrals", referrals.router)
api.add_router("/cases", cases.router)
api.add_router("/packages", packages.router)
api.add_router("/notifications", notifications.router)
api.add_router("/log", log.router)


def _problem(request: HttpRequest, status: int, code: str, sentence: str) -> HttpResponse:
    return api.create_response(request, {"error": {"code": code, "sentence": sentence}}, status=status)


def _unauthenticated(request: HttpRequest, error: Fault) -> HttpResponse:
    del error
    response = _problem(request, 401, "no-token", "Send `Authorization: Bearer` with a live token.")
    response["WWW-Authenticate"] = "Bearer"
    return response


def _too_often(request: HttpRequest, error: Fault) -> HttpResponse:
    response = _problem(request, 429, "too-often", "Too many requests. Wait, then go on.")
    response["Retry-After"] = str(int(getattr(error, "wait", 0) or 60))
    return response


def _wrong(request: HttpRequest, error: Fault) -> HttpResponse:
    faults = getattr(error, "errors", [])
    said = "; ".join(f"{one['loc'][-1]}: {one['msg']}" for one in faults)
    return _problem(request, 422, "wrong-parameter", said or "A parameter is wrong.")


def _missing(request: HttpRequest, error: Fault) -> HttpResponse:
    del error
    return _problem(request, 404, "not-found", "There is nothing here that this token may see.")


def _other(request: HttpRequest, error: Fault) -> HttpResponse:
    status = getattr(error, "status_code", 400)
    code = error.code if isinstance(error, ApiError) else "refused"
    return _problem(request, status, code, str(error))


_HANDLERS: dict[type[Exception], Callable[[HttpRequest, Fault], HttpResponse]] = {
    AuthenticationError: _unauthenticated,
    Throttled: _too_often,
    ValidationError: _wrong,
    Http404: _missing,
    HttpError: _other,
}
for _kind, _handler in _HANDLERS.items():
    api.add_exception_handler(_kind, _handler)
