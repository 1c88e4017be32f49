"""Addresses of the room `tasks`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from mash.interfaces.web.tasks import views

app_name = "tasks"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.mine, name="list"),
    path("new", views.new, name="new"),
    path("new/<matter:ref>", views.new_on_case, name="new-on-case"),
    path("<task:ref>", views.one, name="one"),
]
