"""Addresses of the room `triage`: the grid, one row of it, and the sheets of safe classes."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from mash.interfaces.web.triage import bulk, views

app_name = "triage"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.grid, name="grid"),
    path("safe", bulk.sheet, name="safe"),
    path("<matter:ref>/open", views.open_row, name="open"),
    path("<matter:ref>/rate", views.rate_row, name="rate"),
]
