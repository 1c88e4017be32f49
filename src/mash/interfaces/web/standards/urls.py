"""Addresses of the room `standards`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from mash.interfaces.web.standards import deviations, lines, thresholds, trying, views

app_name = "standards"
_VERSION = "<str:key>/<str:version>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.every, name="list"),
    path("deviations", deviations.counted, name="deviations"),
    path("thresholds", thresholds.guidance, name="thresholds"),
    path(_VERSION, views.version, name="version"),
    path(f"{_VERSION}compare", views.compare, name="compare"),
    path(f"{_VERSION}try", trying.trial, name="try"),
    path(f"{_VERSION}head", lines.head, name="head"),
    path(f"{_VERSION}approvers", views.approvers, name="approvers"),
    path(f"{_VERSION}<slug:part>/new", lines.new, name="new"),
    path(f"{_VERSION}<slug:part>/<str:line>", lines.line, name="line"),
]
