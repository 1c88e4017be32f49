"""Addresses of the room `public`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from mash.interfaces.web.public.views import coming_back, files, sections, sending, start

app_name = "public"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", start.start, name="start"),
    path("report/<contact:ref>/", sections.tasks, name="tasks"),
    path("report/<contact:ref>/about/<slug:key>", sections.one_section, name="section"),
    path("report/<contact:ref>/about/<slug:key>/<slug:item>", sections.one_item, name="item"),
    path("report/<contact:ref>/about/<slug:key>/<slug:item>/remove", sections.remove_item, name="remove"),
    path("report/<contact:ref>/save/<slug:key>", sections.save, name="save"),
    path("report/<contact:ref>/save/<slug:key>/<slug:item>", sections.save, name="save-item"),
    path("report/<contact:ref>/files", files.files, name="files"),
    path("report/<contact:ref>/files/add", files.upload, name="upload"),
    path("report/<contact:ref>/files/<file:file>/remove", files.remove_file, name="remove-file"),
    path("report/<contact:ref>/later", sending.later, name="later"),
    path("report/<contact:ref>/check", sending.check, name="check"),
    path("report/<contact:ref>/send", sending.send, name="send"),
    path("report/<contact:ref>/sent", sending.sent, name="sent"),
    path("report/<contact:ref>/copy.pdf", sending.copy, name="copy"),
    path("resume", coming_back.resume, name="resume"),
    path("resume/code", coming_back.resume_code, name="resume-code"),
    path("return", coming_back.come_back, name="return"),
    path("return/code", coming_back.come_back_code, name="return-code"),
    path("answer/<contact:ref>", coming_back.answer, name="answer"),
    path("my-reports", coming_back.mine, name="mine"),
]
