"""A request as the rooms see it: Django's own, with what the middleware found out."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest as DjangoRequest
from django_htmx.middleware import HtmxDetails

from mash.foundation.kernel import Actor


class HttpRequest(DjangoRequest):
    """`actor` and `at` are the transaction's own; `seat_name` is where the actor sits, for the header.

    `number` names the request in the access log and in the ledger.

    `htmx` is true where a script of the page asks for a part of it.

    `english_only` is set by a page that is written in English alone.
    """

    actor: Actor
    at: datetime
    number: str
    seat_name: str
    htmx: HtmxDetails
    english_only: bool
