"""Addresses of the room `handover`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from mash.interfaces.web.handover import lists, offering, one

app_name = "handover"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists.handovers, name="list"),
    path("case/<matter:ref>", offering.of_case, name="of-case"),
    path("<handover:ref>", one.one, name="one"),
]
