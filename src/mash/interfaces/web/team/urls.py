"""Addresses of the room `team`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from mash.interfaces.web.team import one, people, rota

app_name = "team"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", people.people, name="people"),
    path("rota", rota.rota, name="rota"),
    path("me", one.me, name="me"),
    path("people/<int:pk>", one.person, name="person"),
]
