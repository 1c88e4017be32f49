"""How often one visitor may do a thing: high enough for a school behind one address.

Who guesses at somebody's reference is held up, and its owner is not. So nothing is counted for a reference alone:
passphrases are counted for an address and a reference together, and the session that wrote the form is counted by
itself, whoever else sits behind its address. What has been used up grows back slowly, and does not return at once
with the hour.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.db import connection

from mash.interfaces.web.request import HttpRequest

HOUR: Final = 3600
FORMS_AN_ADDRESS: Final = 300
FORMS_A_SESSION: Final = 20
PROOFS_AN_ADDRESS: Final = 120
PASSPHRASES: Final = 10
"""Tries from one address for one reference; each grows back in PASSPHRASE_BACK seconds. Guessers at many addresses
meet 41 bits: a thousand of them need millennia."""
PASSPHRASES_PRESSED: Final = 3
"""The same for a reference at which PRESSED guesses were made in an hour, from wherever."""
PRESSED: Final = 50
PASSPHRASE_BACK: Final = HOUR // PASSPHRASES
CODES: Final = 3
"""Codes sent for one reference at the wish of one address; each grows back in CODE_BACK seconds. Once as many were
sent for the reference, an address that is new to it has one."""
CODE_BACK: Final = 900
CODES_A_REFERENCE: Final = 9
"""Codes sent for one reference at the wish of everybody; an address alone never uses them up. With five tries a
code this is some 50 guesses an hour, of a million."""
CODES_BACK: Final = 360


def address(request: HttpRequest) -> str:
    """The visitor's network address; behind a trusted proxy, the one that the proxy saw."""
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        return forwarded.rsplit(",", 1)[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def _key(what: str, who: str) -> str:
    return f"limit:{what}:{hashlib.sha256(who.encode()).hexdigest()[:32]}"


def _count(what: str, who: str) -> int:
    key = _key(what, who)
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


@dataclass(frozen=True, slots=True)
class _Bucket:
    """What was used up of an allowance, as far as it has not grown back: one a `back` seconds."""

    what: str
    who: str
    back: int
    now: float

    @property
    def key(self) -> str:
        return _key(self.what, self.who)

    def used(self) -> float:
        level, since = cache.get(self.key, (0.0, self.now))
        return max(0.0, float(level) - (self.now - float(since)) / self.back)

    def use(self) -> None:
        level = self.used() + 1
        cache.set(self.key, (level, self.now), int(level * self.back) + 1)


def _one_at_a_time(reference: str) -> None:
    """Tries for one reference are counted one after the other, however many arrive at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [_key("tries", reference)])


def _wrote_it(request: HttpRequest, reference: str) -> bool:
    return reference in request.session.get("held", {})


def _whose(request: HttpRequest, reference: str) -> str:
    """Whom a try is counted for: the session that wrote the form, else the address; each with the reference."""
    if _wrote_it(request, reference):
        return f"session {request.session.session_key} {reference}"
    return f"address {address(request)} {reference}"


def may_try_passphrase(request: HttpRequest, reference: str) -> bool:
    """Whether one more passphrase may be tried here for this reference; the try is counted."""
    if _count("proofs", address(request)) > PROOFS_AN_ADDRESS:
        return False
    _one_at_a_time(reference)
    pressed = _count("proofs-of", reference) > PRESSED and not _wrote_it(request, reference)
    own = _passphrases(request, reference)
    if own.used() + 1 > (PASSPHRASES_PRESSED if pressed else PASSPHRASES):
        return False
    own.use()
    return True


def right_passphrase(request: HttpRequest, reference: str) -> None:
    """Forget the tries of whoever had the right one."""
    cache.delete(_passphrases(request, reference).key)


def _passphrases(request: HttpRequest, reference: str) -> _Bucket:
    return _Bucket("passphrases", _whose(request, reference), PASSPHRASE_BACK, request.at.timestamp())


def may_ask(request: HttpRequest) -> bool:
    """Whether this address may ask for one more code, for whatever reference."""
    return _count("proofs", address(request)) <= PROOFS_AN_ADDRESS


def may_send_code(request: HttpRequest, reference: str) -> bool:
    """Whether a code is sent at this wish; it is counted. The page says the same either way."""
    _one_at_a_time(reference)
    now = request.at.timestamp()
    own = _Bucket("codes", _whose(request, reference), CODE_BACK, now)
    everyone = _Bucket("codes-of", reference, CODES_BACK, now)
    if _wrote_it(request, reference):
        most, left = CODES, True
    else:
        sent = everyone.used()
        most, left = (CODES if sent < CODES else 1), sent + 1 <= CODES_A_REFERENCE
    if not left or own.used() + 1 > most:
        return False
    own.use()
    everyone.use()
    return True
