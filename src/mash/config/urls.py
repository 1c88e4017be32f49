"""Every address of the project: each room brings its own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from mash.interfaces.api.v1 import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("", include("mash.interfaces.web.urls")),
]

handler400 = "mash.interfaces.web.errors.bad_request"
handler403 = "mash.interfaces.web.errors.forbidden"
handler404 = "mash.interfaces.web.errors.not_found"
handler500 = "mash.interfaces.web.errors.server_error"
