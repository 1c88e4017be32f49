"""What the load generator needs to ask for each page: signed-in sessions, cases, forms ready to send; and query counts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.http.response import HttpResponseBase
from django.middleware.csrf import _get_new_csrf_string  # type: ignore[attr-defined] # there is no public one
from django.test import Client
from django.urls import reverse

from benchmarks.pages.world import World
from mash.casework.cases.models import Case
from mash.casework.intake.actions.drafts import start_draft
from mash.foundation.kernel import Actor
from mash.foundation.visibility import acting
from mash.registers.accounts.models import User

WHO = "county-screener"
CASES = 400
WORDS = "Rosa came to school hungry and said that nobody was at home last night."

Ticket = dict[str, Any]


def write(said: dict[str, Any]) -> dict[str, object]:
    """Tickets and numbers of queries by page; `said` has `forms`, the number of forms made ready to send."""
    at = datetime.now().astimezone()
    world = World.found()
    actor = world.actors[WHO]
    cookie = f"{settings.SESSION_COOKIE_NAME}={session_of(actor)}"
    refs = _cases(actor, at)
    tickets = {
        "empty": [get(reverse("benchmark-empty"), cookie)],
        "worklist": [get(reverse("desk:worklist"), cookie)],
        "case": [get(reverse("cases:case", kwargs={"ref": ref}), cookie) for ref in refs],
        "submission": [_form(at) for _ in range(said["forms"])],
    }
    queries = {name: queries_of(of_page) for name, of_page in tickets.items()}
    tickets["submission"] = tickets["submission"][3:]  # what was counted has been sent
    return {
        "tickets": tickets,
        "queries": queries,
        "statements": said.get("statements") and statements_of(tickets),
    }


def session_of(actor: Actor) -> str:
    """The key of a session in which this person has signed in."""
    user = User.objects.get(pk=actor.user)
    store = SessionStore()
    store.update(
        {
            "_auth_user_id": str(user.pk),
            "_auth_user_backend": "allauth.account.auth_backends.AuthenticationBackend",
            "_auth_user_hash": user.get_session_auth_hash(),
            "seat": int(actor.key),
        }
    )
    store.create()
    return str(store.session_key)


def _cases(actor: Actor, at: datetime) -> list[str]:
    """References of cases that the actor sees, picked without regard to age or state."""
    with acting(actor, at):
        return list(Case.objects.order_by("?").values_list("matter__ref", flat=True)[:CASES])


def get(path: str, cookie: str) -> Ticket:
    return {"method": "GET", "path": path, "headers": {"Cookie": cookie}, "expect": 200}


def _form(at: datetime) -> Ticket:
    """A form filled in to the last page, held by a session of its own: what is left is to send it."""
    sections = {
        "person": {
            "given_name": ["Rosa"],
            "family_name": ["Bellweather"],
            "born-day": ["14"],
            "born-month": ["3"],
            "born-year": ["2017"],
        },
        "worry": {"worry": [WORDS], "danger": ["no"]},
        "you": {
            "klass": ["professional"],
            "name": ["Edith Marlow"],
            "role": ["Teacher"],
            "phone": ["01632 960111"],
            "email": ["teacher@example.org"],
        },
    }
    answers = {"hub": "county", "area_not_sure": False, "sections": sections, "items": {}}
    with acting(Actor.public(), at):
        draft = start_draft(
            by=Actor.public(), at=at, population="children", answers=answers, language="en-gb"
        )
    store = SessionStore()
    store["held"] = {draft.ref: draft.public_id}
    store.create()
    token = _get_new_csrf_string()
    cookie = f"{settings.SESSION_COOKIE_NAME}={store.session_key}; {settings.CSRF_COOKIE_NAME}={token}"
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    path = reverse("public:send", kwargs={"ref": draft.ref})
    body = urlencode({"csrfmiddlewaretoken": token})
    expect = reverse("public:sent", kwargs={"ref": draft.ref})
    return {"method": "POST", "path": path, "headers": headers, "body": body, "expect": 302, "to": expect}


# Counting


def _ask(ticket: Ticket) -> HttpResponseBase:
    said = {name: value for name, value in ticket["headers"].items() if name != "Content-Type"}
    client = Client(headers=said)
    make: Callable[..., Any] = getattr(client, ticket["method"].lower())
    if ticket["method"] == "POST":
        return make(ticket["path"], data=ticket["body"], content_type=ticket["headers"]["Content-Type"])  # type: ignore[no-any-return]
    return make(ticket["path"])  # type: ignore[no-any-return]


@contextmanager
def _noted() -> Iterator[list[str]]:
    found: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


def queries_of(tickets: list[Ticket]) -> int:
    """The most statements of two requests, every one between the first and the commit, in a process that has read
    its standards and calendars once; what a page reads once a process or writes once a minute is not the page's."""
    most = 0
    _ask(tickets[0])
    for ticket in (tickets * 3)[1:3]:
        with _noted() as statements:
            answer = _ask(ticket)
        if answer.status_code != ticket["expect"]:
            raise SystemExit(f"{ticket['path']} answered {answer.status_code}:\n{_text(answer)}")
        most = max(most, len(statements))
    return most


def _text(answer: HttpResponseBase) -> str:
    return str(answer.headers) + getattr(answer, "content", b"").decode(errors="replace")[-3000:]


def statements_of(tickets: dict[str, list[Ticket]]) -> dict[str, list[str]]:
    """Every statement of one request a page, for who looks where the time goes."""
    found = {}
    for name, of_page in tickets.items():
        with _noted() as statements:
            _ask(of_page[-1])
        found[name] = [json.dumps(one)[:2000] for one in statements]
    return found
