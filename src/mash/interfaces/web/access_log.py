"""A line for each answer, in a file that the application's database knows nothing of: to hold the log against.

A line has the request's number, its route, the status and whether the answer showed a record. No address, no reference,
no name: a route's name says which page it was.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable

from django.http.response import HttpResponseBase

from mash.foundation.kernel.time import now
from mash.foundation.ledger.reconciling import access_folder, file_of
from mash.interfaces.web.access import Access
from mash.interfaces.web.request import HttpRequest


def access_log(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Number the request, and note its answer once that is ready to leave."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        request.number = secrets.token_hex(16)
        response = get_response(request)
        _note(request, response)
        return response

    return answer


def owes_an_entry(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether the answer shows a record: its address names one, its view is for staff, and it was found."""
    found = request.resolver_match
    if found is None or not found.kwargs or response.status_code != 200 or request.method != "GET":
        return False
    access: Access | None = getattr(found.func, "access", None)
    if access is None:
        # The tree of the log tells nothing of anybody: see interfaces/api/v1/log.py.
        return found.route.startswith("api/") and not found.route.startswith("api/v1/log/")
    return access.kind == "permission" and not access.unlogged


def _note(request: HttpRequest, response: HttpResponseBase) -> None:
    at = now()
    found = request.resolver_match
    line = json.dumps(
        {
            "at": at.isoformat(),
            "request": request.number,
            "route": found.view_name if found else "",
            "method": request.method if request.method in {"GET", "HEAD", "POST"} else "other",
            "status": response.status_code,
            "owes": owes_an_entry(request, response),
        }
    )
    file = file_of(access_folder(), at)
    try:
        number = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    except FileNotFoundError:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        number = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(number, line.encode() + b"\n")
    finally:
        os.close(number)
