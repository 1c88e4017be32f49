"""Who asks, how often, and how a refusal looks to a machine."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final, cast

from django.core.cache import cache
from django.http import HttpRequest
from ninja import Schema
from ninja.errors import HttpError
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from mash.foundation.kernel import Actor
from mash.foundation.kernel.ids import ALPHABET
from mash.foundation.ledger import refuse
from mash.foundation.visibility import become
from mash.registers.accounts.queries import actor_for_token
from mash.registers.accounts.rules import may

REQUESTS_A_MINUTE: Final = 300
_MINUTE: Final = 60
_REFERENCE: Final = re.compile(f"[{ALPHABET}]{{5}}-[{ALPHABET}]{{5}}")


class ApiRequest(HttpRequest):
    """A request as the middleware leaves it: who acts, and when."""

    actor: Actor
    at: datetime


class Fault(Schema):
    """`code` is stable; `sentence` is for a person."""

    code: str
    sentence: str


class Problem(Schema):
    """How every error looks."""

    error: Fault


class ApiError(HttpError):
    """An error with its code."""

    def __init__(self, status: int, code: str, sentence: str) -> None:
        super().__init__(status, sentence)
        self.code = code


class BearerToken(HttpBearer):
    """A token made for one seat. The transaction becomes that seat's."""

    def authenticate(self, request: HttpRequest, token: str) -> str | None:
        """The actor as text, which is true; None for a token that is unknown, ended or revoked."""
        asked = cast("ApiRequest", request)
        actor = actor_for_token(token, at=asked.at)
        if actor is None:
            return None
        asked.actor = actor
        become(actor)
        return str(actor)


class PerToken(BaseThrottle):
    """So many requests of one token in each minute of the clock."""

    def allow_request(self, request: HttpRequest) -> bool:
        asked = cast("ApiRequest", request)
        key = f"limit:api:{asked.actor}:{int(asked.at.timestamp()) // _MINUTE}"
        if cache.add(key, 1, 2 * _MINUTE):
            return True
        try:
            return int(cache.incr(key)) <= REQUESTS_A_MINUTE
        except ValueError:  # it ran out between the two
            return True

    def wait(self) -> float:
        return _MINUTE


def demand(request: ApiRequest, permission: str) -> None:
    """Raise a 403, which the ledger keeps, unless the token's role has the permission."""
    allowed = may(request.actor, permission)
    if not allowed:
        refuse(permission, allowed, by=request.actor, at=request.at)
        raise ApiError(403, allowed.code, allowed.sentence)


def missing() -> ApiError:
    """What does not exist and what may not be seen look the same."""
    return ApiError(404, "not-found", "There is nothing here that this token may see.")


def readable(ref: str) -> str:
    """`ref` if it can be a reference at all. Raises a 404."""
    if not _REFERENCE.fullmatch(ref):
        raise missing()
    return ref
