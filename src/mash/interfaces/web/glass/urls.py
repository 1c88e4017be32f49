"""Addresses of the room `glass`: access beyond one's work, and what is never anyone's."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from mash.interfaces.web.glass import close, views

app_name = "glass"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.break_it, name="break"),
    path("<glass:ref>/give-back", views.give_back, name="give-back"),
    path("close", close.close, name="close"),
    path("close/case/<matter:ref>", close.in_case, name="in-case"),
    path("close/others", close.others, name="others"),
    path("close/others/<int:number>", close.end, name="end"),
]
