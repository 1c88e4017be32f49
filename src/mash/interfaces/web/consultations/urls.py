"""Addresses of the room `consultations`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from mash.interfaces.web.consultations import asked, lists, patterns, record

app_name = "consultations"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists.questions, name="list"),
    path("new", record.new, name="new"),
    path("patterns", patterns.patterns, name="patterns"),
    path("patterns.csv", patterns.as_csv, name="csv"),
    path("<advice:ref>", asked.one, name="one"),
]
