"""What a log may hold of a request: its method and route. Addresses, names and texts are nobody's reading."""

from __future__ import annotations

import logging
import traceback

from django.http import Http404
from django.http import HttpRequest as DjangoRequest
from django.urls import resolve


class RouteOnly(logging.Filter):
    """Put the route's name in place of the address, and the kind of an error in place of its words.

    The words of an error may quote a row of the database or what somebody typed; its lines of code do not.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, DjangoRequest):
            record.msg, record.args = (
                "%s %s %s",
                (getattr(record, "status_code", ""), request.method, _route(request)),
            )
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = _where(record.exc_info[1])
        return True


def _route(request: DjangoRequest) -> str:
    try:
        return (request.resolver_match or resolve(request.path_info)).view_name
    except Http404:
        return "no route"


def _where(error: BaseException) -> str:
    """The kind of each error in the chain and the lines of code that it came through."""
    lines: list[str] = []
    seen: set[int] = set()
    found: BaseException | None = error
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        lines += [
            *traceback.format_tb(found.__traceback__),
            f"{type(found).__module__}.{type(found).__qualname__}\n",
        ]
        found = found.__cause__ or found.__context__
    return "".join(lines).rstrip()
