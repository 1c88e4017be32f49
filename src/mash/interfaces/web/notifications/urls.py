"""Addresses of the room `notifications`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from mash.interfaces.web.notifications.views import days, files, sources

app_name = "notifications"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", days.days, name="days"),
    path("rows/<slug:notification>/", days.row, name="row"),
    path("sources/", sources.every, name="sources"),
    path("sources/new/", sources.record, name="record"),
    path("sources/<slug:source>/", sources.source, name="source"),
    path("sources/<slug:source>/change/", sources.change, name="change"),
    path("sources/<slug:source>/secret/", sources.secret, name="secret"),
    path("sources/<slug:source>/file/", files.upload, name="upload"),
    path("files/<slug:upload>/", files.file, name="file"),
    path("files/<slug:upload>/columns/", files.columns, name="columns"),
    path("<slug:source>/<slug:day>/", days.day, name="day"),
]
