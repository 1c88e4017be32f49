"""Addresses of the room `retention`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from mash.interfaces.web.retention import case, disposals, lists, sealed

app_name = "retention"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists.due, name="due"),
    path("classes", lists.classes, name="classes"),
    path("holds", lists.holds, name="holds"),
    path("disposals", disposals.disposals, name="disposals"),
    path("disposals.csv", disposals.as_csv, name="csv"),
    path("disposals/<disposal:ref>", disposals.disposal, name="disposal"),
    path("disposals/<disposal:ref>.pdf", disposals.certificate, name="certificate"),
    path("cases/<matter:ref>", case.schedule, name="case"),
    path("cases/<matter:ref>/sealed", sealed.sealed, name="sealed"),
]
