"""Addresses of the room `directory`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from mash.interfaces.web.directory import keep, search, sheet, teams, ways

app_name = "directory"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", search.search, name="search"),
    path("sheet", sheet.sheet, name="sheet"),
    path("sheet.pdf", sheet.as_pdf, name="pdf"),
    path("keep", keep.keep, name="keep"),
    path("teams/new", teams.new, name="new"),
    path("teams/<team:ref>", teams.team, name="team"),
    path("posts/<post:ref>", teams.post, name="post"),
    path("posts/<post:ref>/new", ways.new, name="add"),
    path("entries/<entry:ref>", ways.way, name="way"),
    path("entries/<entry:ref>/correct", ways.correct, name="correct"),
    path("entries/<entry:ref>/wrong", ways.wrong, name="wrong"),
]
