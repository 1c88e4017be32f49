"""Addresses of the room `packages`: at a case, in an agency's own room, and by a link."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from mash.interfaces.web.disclosure.views import link, making, received, sending

app_name = "packages"
CASE = "cases/<matter:ref>/packages"
ONE = f"{CASE}/<package:package>"
urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{CASE}/", making.packages, name="packages"),
    path(f"{CASE}/new", making.new, name="new"),
    path(f"{ONE}/", making.package_page, name="package"),
    path(f"{ONE}/cover", making.cover, name="cover"),
    path(f"{ONE}/choose", making.choose, name="choose"),
    path(f"{ONE}/address", making.address, name="address"),
    path(f"{ONE}/redact", making.redact, name="redact"),
    path(f"{ONE}/ask/<item:item>", making.ask, name="ask"),
    path(f"{ONE}/preview", sending.preview, name="preview"),
    path(f"{ONE}/step", sending.step, name="step"),
    path(f"{ONE}/check", sending.check, name="check"),
    path(f"{ONE}/send", sending.send, name="send"),
    path(f"{ONE}/pdf", sending.pdf, name="pdf"),
    path(f"{ONE}/recall", sending.recall, name="recall"),
    path("packages/", received.received, name="received"),
    path("packages/consents/<consent:consent>/", received.consent, name="consent"),
    path("packages/<package:package>/", received.one, name="received_one"),
    path("packages/<package:package>/pdf", received.pdf, name="received_pdf"),
    path("packages/<package:package>/acknowledge", received.acknowledge, name="acknowledge"),
    path("package/", link.about, name="about"),
    path("package/<str:token>", link.opened, name="link"),
    path("package/<str:token>/acknowledge", link.acknowledge, name="link_acknowledge"),
]
