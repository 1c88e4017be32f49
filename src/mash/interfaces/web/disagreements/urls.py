"""Addresses of the room `disagreements`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from mash.interfaces.web.disagreements import lists, one, opening, patterns

app_name = "disagreements"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists.disagreements, name="list"),
    path("about/request/<request:ref>", opening.about_request, name="about-request"),
    path("about/case/<matter:ref>", opening.about_case, name="about-case"),
    path("patterns", patterns.patterns, name="patterns"),
    path("patterns.csv", patterns.as_csv, name="csv"),
    path("<disagreement:ref>", one.one, name="one"),
]
