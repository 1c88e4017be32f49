"""The parts of `served` that need Django, each in a process of its own against one database.

Words: `world`, `tickets`; each reads JSON on stdin and writes JSON on stdout.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django is set up first
from django.middleware.csrf import _get_new_csrf_string  # type: ignore[attr-defined] # noqa: E402 - there is no public one
from django.urls import reverse  # noqa: E402

from benchmarks.pages import tickets  # noqa: E402
from benchmarks.pages.world import World, build  # noqa: E402


def world(said: dict[str, Any]) -> None:
    """Two hubs, their people and the agencies that supply."""
    build(datetime.fromisoformat(said["today"]))


def asked(said: dict[str, Any]) -> dict[str, Any]:
    """Tickets and statements of the empty page and of the search, sent and as it is typed, for what is `typed`."""
    actor = World.found().actors[tickets.WHO]
    token = _get_new_csrf_string()
    session = f"{settings.SESSION_COOKIE_NAME}={tickets.session_of(actor)}"
    cookie = f"{session}; {settings.CSRF_COOKIE_NAME}={token}"
    found = {
        "empty": [tickets.get(reverse("benchmark-empty"), session)],
        "search": [_search(typed, cookie, token) for typed in said["typed"]],
        "typed": [_search(typed, cookie, token, script=True) for typed in said["typed"]],
    }
    return {
        "tickets": found,
        "queries": {name: tickets.queries_of(page) for name, page in found.items()},
        "statements": tickets.statements_of(found) if said.get("statements") else None,
    }


def _search(typed: str, cookie: str, token: str, *, script: bool = False) -> tickets.Ticket:
    """The form sent, answered by the page; or with `script`, as somebody types, by the list alone."""
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    return {
        "method": "POST",
        "path": reverse("desk:search"),
        "headers": headers | ({"HX-Request": "true"} if script else {}),
        "body": urlencode({"csrfmiddlewaretoken": token, "typed": typed}),
        "expect": 200,
    }


WORDS: dict[str, Callable[[dict[str, Any]], object]] = {"world": world, "tickets": asked}

if __name__ == "__main__":
    json.dump(WORDS[sys.argv[1]](json.load(sys.stdin)), sys.stdout)
