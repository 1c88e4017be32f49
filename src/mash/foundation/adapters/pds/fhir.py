"""The service itself, by its FHIR R4 interface, in the access that an application has by itself."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Final
from urllib.parse import quote
from uuid import UUID

import requests
from nhs_number.validate import is_valid
from requests.auth import AuthBase

from mash.foundation.adapters.pds import reading
from mash.foundation.adapters.pds.reading import UnreadableError
from mash.foundation.adapters.pds.signing import SignIn, SignInError, safe_url
from mash.foundation.adapters.pds.values import Answer, Outcome, Search, fits

TIMEOUT_SECONDS: Final = 15.0
MAX_BYTES: Final = 2_000_000
_LONGEST_WAIT: Final = 3600
_MISSING: Final = {"RESOURCE_NOT_FOUND", "INVALIDATED_RESOURCE"}
_SECONDS: Final = re.compile(r"\d{1,6}")
_DENIED: Final = 401
_LATER: Final = {408, 429}


class _Bearer(AuthBase):
    """Our own token, whatever a .netrc on this machine says."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class FhirPds:
    """`url` ends before /Patient; `ods` is the code of the organisation whose people ask, where one is to be named."""

    def __init__(self, url: str, *, sign_in: SignIn, ods: str = "", timeout: float = TIMEOUT_SECONDS) -> None:
        self._url = safe_url(url, "MASH_PDS_URL")
        self._sign_in = sign_in
        self._ods = ods
        self._timeout = timeout

    def by_number(self, nhs_number: str, *, request: UUID, at: datetime) -> Answer:
        if not is_valid(nhs_number):
            return Answer(Outcome.FAILED, reason="INVALID_RESOURCE_ID")
        return self._ask(
            f"/Patient/{quote(nhs_number)}",
            [],
            lambda body: reading.retrieved(body, asked=nhs_number),
            request,
            at,
        )

    def search(self, wanted: Search, *, request: UUID, at: datetime) -> Answer:
        if not fits(wanted):
            return Answer(Outcome.FAILED, reason="INVALID_SEARCH_DATA")
        return self._ask("/Patient", _parameters(wanted), reading.searched, request, at)

    def _ask(
        self,
        path: str,
        parameters: list[tuple[str, str]],
        read: Callable[[object], Answer],
        request: UUID,
        at: datetime,
    ) -> Answer:
        try:
            status, wait, body = self._get(path, parameters, request, at)
            if status == 200:
                return read(body)
        except SignInError as error:
            return Answer(Outcome.FAILED, reason=error.reason, retry=error.retry)
        except UnreadableError:
            return Answer(Outcome.FAILED, reason="unreadable")
        except (requests.RequestException, OSError):
            # What these say repeats the address, and so whom was asked about.
            return Answer(Outcome.FAILED, reason="unreachable", retry=True)
        codes = _codes(body)
        if status == 404 and _MISSING & set(codes):
            return Answer(Outcome.NONE, reason=codes[0])
        retry = status in _LATER or status >= 500
        reason = codes[0] if codes else f"http-{status}"
        return Answer(Outcome.FAILED, reason=reason, retry=retry, wait=wait if retry else 0)

    def _get(
        self, path: str, parameters: list[tuple[str, str]], request: UUID, at: datetime
    ) -> tuple[int, int, object]:
        """Status, seconds to wait and body; a token that is not taken any more is renewed once."""
        token = self._sign_in.token(at)
        found = self._send(path, parameters, request, token)
        if found[0] == _DENIED:
            self._sign_in.forget(token)
            found = self._send(path, parameters, request, self._sign_in.token(at))
        return found

    def _send(
        self, path: str, parameters: list[tuple[str, str]], request: UUID, token: str
    ) -> tuple[int, int, object]:
        headers = {
            "Accept": "application/fhir+json",
            "X-Request-ID": str(request),
            "X-Correlation-ID": str(request),
        }
        if self._ods:
            headers["NHSD-End-User-Organisation-ODS"] = self._ods
        with requests.get(
            self._url + path,
            params=parameters,
            headers=headers,
            auth=_Bearer(token),
            timeout=self._timeout,
            allow_redirects=False,
            stream=True,
        ) as answer:
            return answer.status_code, _wait(answer.headers.get("Retry-After", "")), _body(answer)


def _body(answer: requests.Response) -> object:
    """What was sent as JSON; None where it is none, or more than the service ever sends."""
    whole = b""
    for piece in answer.iter_content(64 * 1024):
        whole += piece
        if len(whole) > MAX_BYTES:
            return None
    try:
        return json.loads(whole)
    except ValueError:
        return None


def _codes(body: object) -> list[str]:
    try:
        return reading.codes_of(body)
    except UnreadableError:
        return []


def _wait(text: str) -> int:
    return min(int(text), _LONGEST_WAIT) if _SECONDS.fullmatch(text.strip()) else 0


def _parameters(wanted: Search) -> list[tuple[str, str]]:
    flags = {"_fuzzy-match": wanted.fuzzy, "_exact-match": wanted.exact, "_history": wanted.history}
    rows = [
        *((name, "true") for name, on in flags.items() if on),
        ("_max-results", str(wanted.max_results)),
        ("family", wanted.family),
        *(("given", one) for one in wanted.given),
        ("gender", wanted.gender),
        ("birthdate", f"eq{wanted.born.isoformat()}" if wanted.born else ""),
        ("address-postalcode", wanted.postcode),
        ("phone", wanted.phone),
        ("email", wanted.email),
    ]
    return [(name, value) for name, value in rows if value]
