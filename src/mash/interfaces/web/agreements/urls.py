"""Addresses of the room `agreements`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from mash.interfaces.web.agreements import clauses, grounds, views, what_if

app_name = "agreements"
_VERSION = "<slug:key>/<int:number>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.every, name="agreements"),
    path("what-if", what_if.ask, name="what_if"),
    path("grounds/", grounds.every, name="grounds"),
    path("grounds/<slug:share>/", grounds.ground, name="ground"),
    path(_VERSION, views.version, name="version"),
    path(f"{_VERSION}changes", views.changes, name="changes"),
    path(f"{_VERSION}effects", what_if.effects, name="effects"),
    path(f"{_VERSION}head", clauses.head, name="head"),
    path(f"{_VERSION}clauses/new", clauses.new, name="new_clause"),
    path(f"{_VERSION}clauses/<str:clause>", clauses.clause, name="clause"),
    path(f"{_VERSION}agencies/<slug:agency>", views.signature, name="signature"),
]
