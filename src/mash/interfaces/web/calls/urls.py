"""Addresses of the room `calls`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from mash.interfaces.web.calls import door, ending, live, room

app_name = "calls"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", room.calls, name="list"),
    path("take", room.take, name="take"),
    path("door", door.door, name="door"),
    path("door.csv", door.as_csv, name="csv"),
    path("<call:ref>", live.call, name="call"),
    path("<call:ref>/autosave", live.autosave, name="autosave"),
    path("<call:ref>/known", live.known, name="known"),
    path("<call:ref>/read", ending.read, name="read"),
    path("<call:ref>/advice", ending.advice, name="advice"),
]
