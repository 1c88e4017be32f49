"""Addresses of the room `mailbox`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from mash.interfaces.web.mailbox import views

app_name = "mailbox"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.today, name="today"),
    path("not-for-us", views.refused, name="refused"),
    path("<mail:mail>", views.message, name="message"),
]
