"""A link that opens once. A mail scanner that follows it opens nothing: a person presses a button first."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation

from mash.casework.disclosure import actions
from mash.casework.disclosure.actions.receive import state_of
from mash.casework.disclosure.models import Content, Delivery
from mash.interfaces.web.access import page
from mash.interfaces.web.disclosure.views.sending import pdf_response
from mash.interfaces.web.public.limits import may_ask
from mash.interfaces.web.request import HttpRequest


def _private(response: HttpResponse) -> HttpResponse:
    """No other site and nothing on the way learns the address. With no referrer at all the press itself would be refused."""
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _page(request: HttpRequest, status: int = 200, **context: object) -> HttpResponse:
    return _private(render(request, "disclosure/link.jinja", context, status=status))


def _opens_nothing(request: HttpRequest) -> HttpResponse:
    """Wrong, used, run out or recalled before it was opened: one answer for all."""
    return _page(request, status=404, step="nothing")


@page("public")
def about(request: HttpRequest) -> HttpResponse:
    """What to do when what a link brought was recalled or corrected."""
    return _page(request, step="about")


@page("public", methods=["GET", "POST"])
def opened(request: HttpRequest, token: str) -> HttpResponse:
    """Ask first; the press opens and burns it, as a page or as a PDF."""
    if not may_ask(request):
        return _private(render(request, "public/too_many.jinja", {}, status=429))
    return _opened(request, token) if request.method == "POST" else _asked_first(request, token)


def _asked_first(request: HttpRequest, token: str) -> HttpResponse:
    found = actions.find_link(token)
    link = state_of(found) if found is not None else None
    if found is not None and link is not None and link.recalled_after_opening:
        return _page(request, status=410, step="recalled", hub=found.hub, ref=found.ref)
    opens = link is not None and link.opens(request.at)
    return _page(request, step="confirm") if opens else _opens_nothing(request)


def _opened(request: HttpRequest, token: str) -> HttpResponse:
    done = actions.open_link(at=request.at, token=token)
    if done is None:
        return _opens_nothing(request)
    if isinstance(done, Delivery):
        return _page(request, status=410, step="recalled", hub=done.hub, ref=done.ref)
    delivery, content = done
    return _shown(request, token, delivery, content)


def _shown(request: HttpRequest, token: str, delivery: Delivery, content: Content) -> HttpResponse:
    if request.POST.get("as") == "pdf":
        return _private(pdf_response(bytes(content.pdf), delivery.ref))
    with translation.override(delivery.language):
        return _page(request, step="shown", data=content.shown, token=token, exit_page=True)


@page("public", methods=["POST"])
def acknowledge(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever opened it says that they have it."""
    if not may_ask(request):
        return _private(render(request, "public/too_many.jinja", {}, status=429))
    done = actions.acknowledge_link(at=request.at, token=token)
    return _page(request, step="thanks") if done else _opens_nothing(request)
