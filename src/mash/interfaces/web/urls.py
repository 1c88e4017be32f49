"""Addresses of pages, room by room; each room's urls.py holds its own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from mash.interfaces.web import language

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("mash.interfaces.web.public.urls")),
    path("", include("mash.interfaces.web.accounts.urls")),
    path("triage/", include("mash.interfaces.web.triage.urls")),
    path("desk/", include("mash.interfaces.web.desk.urls")),
    path("", include("mash.interfaces.web.disclosure.urls")),
    path("tasks/", include("mash.interfaces.web.tasks.urls")),
    path("calls/", include("mash.interfaces.web.calls.urls")),
    path("calendars/", include("mash.interfaces.web.calendars.urls")),
    path("demand/", include("mash.interfaces.web.demand.urls")),
    path("advice/", include("mash.interfaces.web.consultations.urls")),
    path("updates/", include("mash.interfaces.web.updates.urls")),
    path("team/", include("mash.interfaces.web.team.urls")),
    path("allocation/", include("mash.interfaces.web.allocation.urls")),
    path("directory/", include("mash.interfaces.web.directory.urls")),
    path("handovers/", include("mash.interfaces.web.handover.urls")),
    path("disagreements/", include("mash.interfaces.web.disagreements.urls")),
    path("", include("mash.interfaces.web.roundtables.urls")),
    path("", include("mash.interfaces.web.pathways.urls")),
    path("cases/", include("mash.interfaces.web.cases.urls")),
    path("requests/", include("mash.interfaces.web.agency.urls")),
    path("lists/", include("mash.interfaces.web.lists.urls")),
    path("notifications/", include("mash.interfaces.web.notifications.urls")),
    path("encompass/", include("mash.interfaces.web.encompass.urls")),
    path("agreements/", include("mash.interfaces.web.agreements.urls")),
    path("standards/", include("mash.interfaces.web.standards.urls")),
    path("people/", include("mash.interfaces.web.people.urls")),
    path("break-glass/", include("mash.interfaces.web.glass.urls")),
    path("rights/", include("mash.interfaces.web.rights.urls")),
    path("retention/", include("mash.interfaces.web.retention.urls")),
    path("mailbox/", include("mash.interfaces.web.mailbox.urls")),
    path("governance/", include("mash.interfaces.web.governance.urls")),
    path("language", language.choose, name="set_language"),
]
