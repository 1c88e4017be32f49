"""MASH's addresses and one more: the empty signed-in page that the others are compared with."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from mash.config.urls import handler400, handler403, handler404, handler500
from mash.config.urls import urlpatterns as of_mash
from mash.interfaces.web.access import page
from mash.interfaces.web.request import HttpRequest

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@page("signed-in")
def empty(request: HttpRequest) -> HttpResponse:
    """The same middleware, session, actor and layout, with a heading and nothing under it."""
    return render(request, "benchmarks/empty.jinja")


urlpatterns = [*of_mash, path("benchmark/empty", empty, name="benchmark-empty")]
