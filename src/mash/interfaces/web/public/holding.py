"""Who holds a form: the session that started it or proved to; and what every page of it needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from mash.casework.intake.models import Draft
from mash.casework.intake.queries import held_draft
from mash.casework.intake.vault import Answers
from mash.foundation.kernel import Actor
from mash.foundation.visibility import become
from mash.interfaces.web.access import own_text
from mash.interfaces.web.public.forms import Facts
from mash.interfaces.web.public.reading import facts_of
from mash.interfaces.web.request import HttpRequest
from mash.registers.agencies.models import Hub

PROOF_LIFE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Holding:
    """One form in its holder's hands. `by` is the actor of the rest of the request."""

    draft: Draft
    answers: Answers
    facts: Facts
    by: Actor

    @property
    def ref(self) -> str:
        return self.draft.ref

    @property
    def hub(self) -> str:
        return str(self.answers.get("hub", ""))


def hold(request: HttpRequest, *, ref: str, draft: str) -> None:
    """From here on this session holds the form."""
    request.session["held"] = {**request.session.get("held", {}), ref: draft}


def hold_answer(request: HttpRequest, *, ref: str, how: str) -> None:
    """For an hour this session may read the answer about this reference."""
    proved = {**request.session.get("proved", {}), ref: [how, request.at.isoformat()]}
    request.session["proved"] = proved


def holds_answer(request: HttpRequest, ref: str) -> str:
    """How this session proved that it may read the answer: code or passphrase; empty when it did not."""
    how, since = request.session.get("proved", {}).get(ref, ("", ""))
    return how if since and request.at < datetime.fromisoformat(since) + PROOF_LIFE else ""


def take(request: HttpRequest, ref: str) -> Holding | None:
    """The form of that reference, if this session holds it or the signed-in person started it."""
    key = request.session.get("held", {}).get(ref)
    if key is None and request.actor.user is not None:
        own = Draft.objects.filter(ref=ref, user_id=request.actor.user).first()
        if own is not None:
            key = own.public_id
            hold(request, ref=ref, draft=key)
    if key is None:
        return None
    by = Actor.draft(key)
    become(by)
    found = held_draft(by)
    if found is None:
        return None
    draft, answers = found
    # Each use keeps the session: it ends after a time of nothing, not in the middle of a form.
    request.session.modified = True
    return Holding(draft, answers, facts_of(answers, population=draft.population, at=request.at), by)


def holding(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Give the view its `Holding`; who holds nothing sees how to come back, and keeps what was typed."""

    @wraps(view)
    def held(request: HttpRequest, ref: str, **kwargs: Any) -> HttpResponseBase:
        found = take(request, ref)
        if found is None:
            return lost(request)
        return view(request, found, **kwargs)

    return held


def unsent(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For pages that change a form: one that was sent leads to its confirmation, and text that comes too late back."""

    @wraps(view)
    def checked(request: HttpRequest, held: Holding, **kwargs: Any) -> HttpResponseBase:
        if held.draft.submitted_at is not None:
            late = own_text(request) if request.method == "POST" else []
            if late:
                return render(request, "public/lost.jinja", page(held.hub, own_text=late), status=409)
            return redirect("public:sent", ref=held.ref)
        return view(request, held, **kwargs)

    return checked


def lost(request: HttpRequest) -> HttpResponseBase:
    """The form is not in this session's hands. The same whether or not there is one."""
    return render(
        request,
        "public/lost.jinja",
        page(None, own_text=own_text(request) if request.method == "POST" else []),
        status=403,
    )


def page(hub: str | None, **context: object) -> dict[str, object]:
    """The context of every page of this room: the hub's number and name, and a way out at once."""
    found = Hub.objects.filter(key=hub).first() if hub else None
    found = found or Hub.objects.first()
    return {
        "exit_page": True,
        "hub_phone": found.phone if found else "",
        "hub_name": found.name if found else "",
        **context,
    }
