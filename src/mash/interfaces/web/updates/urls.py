"""Addresses of the room `updates`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from mash.interfaces.web.updates import lists, notices, one, recognise

app_name = "updates"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists.updates, name="list"),
    path("of/<matter:ref>", recognise.recognise, name="recognise"),
    path("notices/", notices.notices, name="notices"),
    path("notices/new", notices.new, name="notice-new"),
    path("notices/about/<matter:ref>", notices.about, name="notice-about"),
    path("notices/<notice:ref>", notices.notice, name="notice"),
    path("<update:ref>", one.one, name="one"),
]
