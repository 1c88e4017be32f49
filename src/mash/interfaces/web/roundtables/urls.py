"""Addresses of the room `roundtables`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from mash.interfaces.web.roundtables import calling, entry, lists, meeting, minutes

app_name = "roundtables"
urlpatterns: list[URLPattern | URLResolver] = [
    path("cases/<matter:ref>/round-tables/", calling.of_case, name="of-case"),
    path("cases/<matter:ref>/round-tables/new", calling.new, name="new"),
    path("round-tables/", lists.meetings, name="list"),
    path("round-tables/actions", lists.my_actions, name="actions"),
    path("round-tables/<meeting:ref>/", meeting.one, name="one"),
    path("round-tables/<meeting:ref>/minutes", minutes.minutes, name="minutes"),
    path("round-tables/<meeting:ref>/minutes/entry/<int:place>", entry.entry, name="entry"),
    path("round-tables/<meeting:ref>/minutes/entry/<int:place>/autosave", entry.autosave, name="autosave"),
    path("round-tables/<meeting:ref>/minutes/hypothesis/<int:place>", entry.hypothesis, name="hypothesis"),
    path("round-tables/<meeting:ref>/minutes.pdf", minutes.pdf, name="pdf"),
]
