"""Addresses of the room `agency`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "agency"
urlpatterns: list[URLPattern | URLResolver] = []
