"""Addresses of the room that are not allauth's: seats, homes, and the administrator's pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from mash.interfaces.web.accounts.views import people, seats

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("after-sign-in", seats.after_sign_in, name="after_sign_in"),
    path("home", seats.home, name="home"),
    path("seats", seats.seats, name="seats"),
    path("accounts/people", people.people, name="people"),
    path("accounts/people/new", people.new, name="invite"),
    path("accounts/people/<int:pk>", people.user, name="user"),
    path("sign-in/persona", seats.as_persona, name="as_persona"),
]
