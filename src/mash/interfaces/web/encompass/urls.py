"""Addresses of the room `encompass`: the hub's notices, and what a school was told."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from mash.interfaces.web.encompass import hub, school

app_name = "encompass"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", hub.to_do, name="list"),
    path("counts/", hub.counts, name="counts"),
    path("notices/<slug:notice>/", hub.notice, name="notice"),
    path("cases/<matter:ref>/", hub.case, name="case"),
    path("received/", school.received, name="received"),
    path("received/<slug:message>/", school.message, name="message"),
]
