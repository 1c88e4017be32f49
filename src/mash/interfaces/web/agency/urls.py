"""Addresses of the room `agency`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from mash.interfaces.web.agency import views

app_name = "agency"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.inbox, name="inbox"),
    path("used", views.uses, name="uses"),
    path("<request:ref>/", views.request_page, name="request"),
    path("<request:ref>/acknowledge", views.acknowledge, name="acknowledge"),
    path("<request:ref>/answer/<int:number>", views.answer, name="answer"),
    path("<request:ref>/answer/<int:number>/autosave", views.autosave, name="autosave"),
    path("<request:ref>/check", views.check, name="check"),
    path("<request:ref>/correct", views.correct, name="correct"),
    path("<request:ref>/discard", views.discard, name="discard"),
]
