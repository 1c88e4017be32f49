"""Error pages: they say what to do, keep what was typed, and tell nothing of what is hidden."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import resolve

from mash.casework.access.models import BreakGlass
from mash.casework.access.queries import ended as ended_glass
from mash.interfaces.web.access import own_text
from mash.interfaces.web.request import HttpRequest


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it
    return render(request, "errors/400.jinja", {"own_text": own_text(request)}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it
    return render(request, "errors/403.jinja", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it
    ended = _ended(request)
    if ended is not None:
        return render(
            request, "glass/ended.jinja", {"glass": ended, "own_text": own_text(request)}, status=410
        )
    return render(request, "errors/404.jinja", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Nothing was stored. On the public form that is said in so many words, with the number to call."""
    if request.method == "POST" and _is_public_form(request):
        return render(request, "errors/not_received.jinja", {"own_text": own_text(request)}, status=503)
    return render(request, "errors/500.jinja", {"own_text": own_text(request)}, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django passes it
    return render(request, "errors/403_csrf.jinja", {"own_text": own_text(request)}, status=403)


def _ended(request: HttpRequest) -> BreakGlass | None:
    """The break-glass by which the reader saw this case until lately: they know of it, and may have typed something."""
    found, actor = request.resolver_match, getattr(request, "actor", None)
    if found is None or found.namespace != "cases" or actor is None or actor.user is None:
        return None
    return ended_glass(user=actor.user, ref=str(found.kwargs.get("ref", "")), at=request.at)


def _is_public_form(request: HttpRequest) -> bool:
    try:
        return resolve(request.path_info).app_name == "public"
    except Http404:
        return False
