"""Addresses of the room `people`: who is who, and why."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from mash.interfaces.web.people.views import join, models, person, review, split, undo

app_name = "people"
urlpatterns: list[URLPattern | URLResolver] = [
    path("review/", review.queue, name="review"),
    path("review/alike/", review.alike, name="alike"),
    path("review/disagreements/", review.disagreements, name="disagreements"),
    path("waiting/", split.waiting, name="waiting"),
    path("waiting/<slug:statement>/", split.agree, name="agree"),
    path("statements/<slug:statement>/undo", undo.undo, name="undo"),
    path("models/", models.versions, name="models"),
    path("models/<int:number>/", models.version, name="model"),
    path("models/<int:number>/looks/<slug:look>", models.answer, name="look"),
    path("<person:ref>/", person.person, name="person"),
    path("<person:ref>/placed", person.placed, name="placed"),
    path("<person:ref>/join", join.find, name="find"),
    path("<person:ref>/join/<person:other>/", join.compare, name="compare"),
    path("<person:ref>/split", split.choose, name="choose"),
    path("<person:ref>/split/confirm", split.split, name="split"),
]
