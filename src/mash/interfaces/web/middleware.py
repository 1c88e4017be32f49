"""One transaction a request, that knows its actor; committed before a byte leaves, rolled back on a 5xx."""

from __future__ import annotations

from collections.abc import Callable

from django.db import DatabaseError, connection, transaction
from django.http import JsonResponse
from django.http.response import HttpResponseBase

from mash.foundation.kernel import Actor
from mash.foundation.kernel.time import now
from mash.foundation.visibility import acting as acting_as
from mash.foundation.visibility import become
from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts import queries as accounts

Handler = Callable[[HttpRequest], HttpResponseBase]


class StreamError(RuntimeError):
    """A streamed response would read rows after its transaction has ended."""


def health(get_response: Handler) -> Handler:
    """Answer /health/live and /health/ready before sessions and sign-in, and without a word about why."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.path == "/health/live":
            return JsonResponse({"live": True})
        if request.path == "/health/ready":
            try:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT to_regprocedure('mash.begin(text, timestamptz)') IS NOT NULL")
                    ready = bool(cursor.fetchone()[0])
            except DatabaseError:
                connection.close()
                ready = False
            return JsonResponse({"ready": ready}, status=200 if ready else 503)
        return get_response(request)

    return answer


def acting(get_response: Handler) -> Handler:
    """Run the request as the public; `seat` and the token check say later who it really is."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        request.at = now()
        with acting_as(Actor.public(), request.at, request=request.number):
            request.actor = Actor.public()
            response = get_response(request)
            if response.streaming:
                raise StreamError(request.path_info)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        # Pages say so themselves; what answers in their place, such as an error, bears the reader's name too.
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer


# An activity within this many seconds of the last one leaves the session's row alone.
TOUCH_SECONDS = 60


def seat(get_response: Handler) -> Handler:
    """Find the seat that the signed-in user acts from, and become that actor.

    Activity renews the idle time-out. Who still owes a second factor acts from no seat but a referrer's.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            _touch(request)
            held = accounts.seat_for(request.user, seat=request.session.get("seat"), at=request.at)
            if held is not None and (held.role == "referrer" or not request.session.get("enrol")):
                if request.session.get("seat") != held.pk:
                    request.session["seat"] = held.pk
                request.seat_name = accounts.place_of(held)
                request.actor = accounts.actor_of(held)
                become(request.actor)
        return get_response(request)

    def _touch(request: HttpRequest) -> None:
        last, now_at = request.session.get("touched", 0), int(request.at.timestamp())
        if now_at - last >= TOUCH_SECONDS:
            request.session["touched"] = now_at

    return answer
