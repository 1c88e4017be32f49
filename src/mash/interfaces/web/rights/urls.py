"""Addresses of the room `rights`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from mash.interfaces.web.rights.views import agency, check, custody, passages, requests, steps

app_name = "rights"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", requests.requests, name="requests"),
    path("ended", requests.closed, name="closed"),
    path("new", requests.new, name="new"),
    path("consultations/", agency.consultations, name="consultations"),
    path("consultations/<piece:consultation>/", agency.consultation, name="consultation"),
    path("waiting", custody.waiting, name="waiting"),
    path("waiting/<piece:custody>", custody.custody, name="custody"),
    path("<rights:ref>/", requests.request_page, name="request"),
    path("<rights:ref>/found", passages.found, name="found"),
    path("<rights:ref>/found/<piece:passage>", passages.passage, name="passage"),
    path("<rights:ref>/check", check.check, name="check"),
    path("<rights:ref>/package/<piece:package>.pdf", check.pdf, name="pdf"),
    path("<rights:ref>/step/<slug:step>", steps.step, name="step"),
]
