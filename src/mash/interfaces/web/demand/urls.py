"""Addresses of the room `demand`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from mash.interfaces.web.demand import avoidable, board, channels, marking, sender, sheet

app_name = "demand"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", board.board, name="board"),
    path("board.csv", board.as_csv, name="csv"),
    path("day", sheet.sheet, name="sheet"),
    path("channels", channels.channels, name="channels"),
    path("channels.csv", channels.as_csv, name="channels_csv"),
    path("avoidable", avoidable.avoidable, name="avoidable"),
    path("avoidable.csv", avoidable.as_csv, name="avoidable_csv"),
    path("avoidable/sender/<slug:sender>", sender.sender, name="sender"),
    path("avoidable/sender/<slug:sender>.csv", sender.as_csv, name="sender_csv"),
    path("avoidable/list/<slug:kind>", avoidable.listed_things, name="list"),
    path("mark", marking.mark, name="mark"),
    path("mark/end", marking.unmark, name="unmark"),
]
