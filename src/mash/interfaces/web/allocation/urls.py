"""Addresses of the room `allocation`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from mash.interfaces.web.allocation import another, board, near_home, offered, one

app_name = "allocation"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", board.board, name="board"),
    path("near-home", near_home.near_home, name="near-home"),
    path("next", offered.take_next, name="next"),
    path("offered", offered.offered, name="offered"),
    path("<matter:ref>", one.one, name="one"),
    path("<matter:ref>/another", another.another, name="another"),
]
