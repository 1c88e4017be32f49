"""Addresses of the room `cases`: everything on one case."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from mash.interfaces.web.cases.views import (
    access,
    ask,
    births,
    close,
    contacts,
    decide,
    elsewhere,
    family,
    joining,
    national,
    people,
    read,
    sealed,
    triage,
)

app_name = "cases"
urlpatterns: list[URLPattern | URLResolver] = [
    path("<matter:ref>/", read.overview, name="case"),
    path("<matter:ref>/contacts", contacts.contacts, name="contacts"),
    path("<matter:ref>/contacts/<contact:contact>/classify", contacts.classify, name="classify"),
    path("<matter:ref>/contacts/<contact:contact>/elsewhere", elsewhere.elsewhere, name="elsewhere"),
    path("<matter:ref>/contacts/<contact:contact>/link", joining.link, name="link"),
    path("<matter:ref>/contacts/<contact:contact>/part", joining.take_out, name="part"),
    path(
        "<matter:ref>/contacts/<contact:contact>/not-same/<contact:other>", joining.not_same, name="not-same"
    ),
    path("<matter:ref>/incident", joining.incident, name="incident"),
    path("<matter:ref>/contacts/<contact:contact>/answer", close.answer, name="answer"),
    path("<matter:ref>/files/<file:file>", contacts.download, name="file"),
    path("<matter:ref>/people", people.people, name="people"),
    path("<matter:ref>/people/add", people.add, name="add-person"),
    path("<matter:ref>/people/<int:place>/birth", births.birth, name="birth"),
    path("<matter:ref>/people/<int:place>/unborn", births.unborn, name="unborn"),
    path("<matter:ref>/people/<int:place>/twin", births.another, name="twin"),
    path("<matter:ref>/people/<int:place>/correct-birth", births.correct, name="correct-birth"),
    path("<matter:ref>/people/<int:place>/ended", births.ended, name="ended"),
    path("<matter:ref>/family", family.family, name="family"),
    path("<matter:ref>/family/<person:person>", family.consider, name="consider"),
    path("<matter:ref>/people/<int:place>/address", people.address, name="address"),
    path("<matter:ref>/people/<int:place>/pds", national.look_up, name="pds"),
    path("<matter:ref>/history", read.history, name="history"),
    path("<matter:ref>/claim", triage.claim, name="claim"),
    path("<matter:ref>/rate", triage.rate, name="rate"),
    path("<matter:ref>/notes", triage.notes, name="notes"),
    path("<matter:ref>/attention", triage.attention, name="attention"),
    path("<matter:ref>/ask", ask.ask, name="ask"),
    path("<matter:ref>/not-asked", ask.not_asked, name="not_asked"),
    path("<matter:ref>/requests/<request:asked>/withdraw", ask.take_back, name="withdraw"),
    path("<matter:ref>/decide", decide.decide_first, name="decide"),
    path("<matter:ref>/decide/<int:place>", decide.decide, name="decide-for"),
    path("<matter:ref>/protect", decide.protect, name="protect"),
    path("<matter:ref>/confirm", decide.confirm, name="confirm"),
    path("<matter:ref>/feedback", close.feedback, name="feedback"),
    path("<matter:ref>/close", close.close, name="close"),
    path("<matter:ref>/reopen", close.reopen, name="reopen"),
    path("<matter:ref>/access", access.access, name="access"),
    path("<matter:ref>/looks", read.looks, name="looks"),
    path("<matter:ref>/sealed", sealed.sealed, name="sealed"),
    path("<matter:ref>/sealed/matches", sealed.matches, name="matches"),
    path("<matter:ref>/sealed/annex", sealed.annex, name="annex"),
    path("<matter:ref>/sealed/instruction", sealed.instruction, name="instruction"),
]
