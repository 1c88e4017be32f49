"""Addresses of the room `lists`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from mash.interfaces.web.lists import views

app_name = "lists"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.every, name="lists"),
    path("new", views.agree, name="agree"),
    path("upload", views.upload, name="upload"),
    path("imports/<slug:run>/", views.run, name="run"),
    path("imports/<slug:run>/columns", views.columns, name="columns"),
    path("imports/<slug:run>/report.csv", views.as_csv, name="csv"),
    path("<slug:feed>/", views.feed, name="feed"),
]
