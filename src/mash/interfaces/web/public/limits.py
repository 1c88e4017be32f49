"""How often one visitor may do a thing in an hour: high enough for a school behind one address."""

from __future__ import annotations

import hashlib
from typing import Final

from django.conf import settings
from django.core.cache import cache

from mash.interfaces.web.request import HttpRequest

HOUR: Final = 3600
FORMS_AN_ADDRESS: Final = 300
FORMS_A_SESSION: Final = 20
PROOFS_AN_ADDRESS: Final = 120
PROOFS_A_REFERENCE: Final = 10


def address(request: HttpRequest) -> str:
    """The visitor's network address; behind a trusted proxy, the one that the proxy saw."""
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        return forwarded.rsplit(",", 1)[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def _count(what: str, who: str) -> int:
    key = f"limit:{what}:{hashlib.sha256(who.encode()).hexdigest()[:32]}"
    if cache.add(key, 1, HOUR):
        return 1
    try:
        return int(cache.incr(key))
    except ValueError:  # it ran out between the two
        cache.set(key, 1, HOUR)
        return 1


def may_start_form(request: HttpRequest) -> bool:
    """Whether this visitor may start one more form. A form that was started is never held up."""
    now = int(request.at.timestamp())
    started = [one for one in request.session.get("started", []) if one > now - HOUR]
    if len(started) >= FORMS_A_SESSION:
        return False
    if _count("forms", address(request)) > FORMS_AN_ADDRESS:
        return False
    request.session["started"] = [*started, now]
    return True


def may_try_proof(request: HttpRequest, reference: str) -> bool:
    """Whether one more code or passphrase may be tried, from this address and for this reference."""
    by_address = _count("proofs", address(request))
    by_reference = _count("proofs-of", reference)
    return by_address <= PROOFS_AN_ADDRESS and by_reference <= PROOFS_A_REFERENCE
