"""Addresses of the room `pathways`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from mash.interfaces.web.pathways import doing, lists, one

app_name = "pathways"
urlpatterns: list[URLPattern | URLResolver] = [
    path("pathways/", lists.pathways, name="list"),
    path("cases/<matter:ref>/pathways/begin/<int:place>", doing.begin, name="begin"),
    path("cases/<matter:ref>/pathways/<pathway:pathway>/", one.one, name="one"),
    path("cases/<matter:ref>/pathways/<pathway:pathway>/step/<slug:verb>", doing.step, name="step"),
    path("cases/<matter:ref>/pathways/<pathway:pathway>/take-back", doing.take_back, name="take-back"),
    path(
        "cases/<matter:ref>/pathways/<pathway:pathway>/consider/<person:person>",
        doing.consider,
        name="consider",
    ),
]
