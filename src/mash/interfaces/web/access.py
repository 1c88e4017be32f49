"""Who may open a page: each view says so, and a test fails on one that does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Literal, cast
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mash.foundation.kernel import Refused
from mash.foundation.ledger import refuse
from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.rules import may

AccessClass = Literal["public", "holder", "signed-in", "permission"]
View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Access:
    """`public`: anyone. `holder`: whoever proved to hold one draft or contact, or their own sign-in (the view checks which). `signed-in`: any seat.
    `permission`: a seat whose role has `permission`; where the page is for the `cleared`, to everyone else it is missing.
    `unlogged` says why an answer that names a record needs no entry.
    """

    kind: AccessClass
    permission: str = ""
    methods: tuple[str, ...] = ("GET", "HEAD")
    unlogged: str = ""
    cleared: bool = False


def page(
    kind: AccessClass,
    permission: str = "",
    *,
    methods: Iterable[str] = ("GET",),
    unlogged: str = "",
    cleared: bool = False,
) -> Callable[[View], View]:
    """Declare a view's access and its methods. Nothing behind it may be kept by a cache.

    `@page("permission", "cases:case:rate", methods=["GET", "POST"])`
    """
    allowed = tuple(dict.fromkeys([*methods, *(["HEAD"] if "GET" in methods else [])]))

    def declare(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if kind in {"signed-in", "permission"} and request.actor.kind != "seat":
                if request.method in {"GET", "HEAD"}:
                    return redirect(f"{resolve_url('account_login')}?next={quote(request.get_full_path())}")
                return render(request, "errors/403_csrf.jinja", {"own_text": own_text(request)}, status=403)
            if kind == "permission":
                _in_english(request)
                allowed = may(request.actor, permission)
                if not allowed:
                    return refusal(request, permission, allowed)
            if cleared and not request.actor.cleared:
                raise Http404
            return view(request, *args, **kwargs)

        found = never_cache(require_http_methods(allowed)(checked))
        found.access = Access(kind, permission, allowed, unlogged, cleared)  # type: ignore[attr-defined] # read by routes.py and the tests
        return cast("View", found)

    return declare


def _in_english(request: HttpRequest) -> None:
    """The staff's rooms are written in English alone: nobody gets a page of two languages, its errors included."""
    translation.activate(settings.LANGUAGE_CODE)
    request.english_only = True


def refusal(request: HttpRequest, action: str, refused: Refused) -> HttpResponse:
    """The page for a refusal; the refusal itself is in the ledger."""
    refuse(action, refused, by=request.actor, at=request.at)
    return render(request, "errors/403.jinja", {"sentence": refused.sentence}, status=403)


# Never shown back: secrets, and what the form machinery adds.
_NOT_TEXT = {"csrfmiddlewaretoken", "code", "version"}
_SECRET = ("password", "passphrase")


def own_text(request: HttpRequest) -> list[dict[str, str]]:
    """What the person typed, to be kept on an error page: [{label, text}], longest first, no secrets."""
    try:
        posted = request.POST
    except Exception:  # noqa: BLE001 - an unreadable body has no text to keep
        return []
    texts = [
        {"label": key.rsplit("-", 1)[-1].replace("_", " ").capitalize(), "text": value}
        for key in posted
        if key not in _NOT_TEXT and not any(secret in key for secret in _SECRET)
        for value in posted.getlist(key)
        if value.strip()
    ]
    return sorted(texts, key=lambda one: -len(one["text"]))
