"""Addresses of the room that are not allauth's: seats, homes, and the administrator's pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from mash.interfaces.web.accounts.views import seats

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("after-sign-in", seats.after_sign_in, name="after_sign_in"),
    path("home", seats.home, name="home"),
    path("seats", seats.seats, name="seats"),
    path("sign-in/persona", seats.as_persona, name="as_persona"),
]
