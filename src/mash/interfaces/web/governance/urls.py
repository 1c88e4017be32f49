"""Addresses of the room `governance`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from mash.interfaces.web.governance import browsing, clearances, glass, shares, tree, views

app_name = "governance"
urlpatterns: list[URLPattern | URLResolver] = [
    path("ledger", views.ledger, name="ledger"),
    path("ledger.csv", views.as_csv, name="csv"),
    path("ledger/refusals", views.refusals, name="refusals"),
    path("ledger/<int:number>", views.entry, name="entry"),
    path("shares", shares.shares, name="shares"),
    path("shares.csv", shares.as_csv, name="shares_csv"),
    path("break-glass", glass.glasses, name="glasses"),
    path("break-glass/<glass:ref>", glass.glass, name="glass"),
    path("browsing", browsing.patterns, name="patterns"),
    path("browsing/<glass:ref>", browsing.browsing, name="browsing"),
    path("clearances", clearances.clearances, name="clearances"),
    path("log", tree.log, name="log"),
    path("log/findings/<int:number>", tree.finding, name="finding"),
]
