"""Addresses of the room `calendars`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from mash.interfaces.web.calendars import views

app_name = "calendars"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.hours, name="hours"),
    path("day", views.day, name="day"),
    path("week", views.week, name="week"),
]
