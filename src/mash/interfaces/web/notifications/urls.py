"""Addresses of the room `notifications`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from mash.interfaces.web.notifications import views

app_name = "notifications"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.days, name="days"),
    path("rows/<slug:notification>/", views.row, name="row"),
    path("<slug:source>/<slug:day>/", views.day, name="day"),
]
