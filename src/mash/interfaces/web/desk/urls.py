"""Addresses of the room `desk`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from mash.interfaces.web.desk.views import board, people, sealed, worklist

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", worklist.worklist, name="worklist"),
    path("claim", worklist.take, name="claim"),
    path("closed", worklist.closed, name="closed"),
    path("sealed", sealed.sealed, name="sealed"),
    path("load", board.load, name="load"),
    path("people", people.search, name="search"),
    path("people/<person:ref>", people.person, name="person"),
]
