"""What the hub's pages about one package do: find it with its case, show it, and act on it as it stands."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from mash.casework.cases.queries import Picture
from mash.casework.disclosure.models import Package
from mash.casework.disclosure.queries import get_package
from mash.casework.disclosure.workflow import STATES
from mash.foundation.kernel import Ref, Refused
from mash.interfaces.web.cases.views.common import Asked, load, show
from mash.interfaces.web.disclosure import presenters


def find(request: Asked, ref: str, package: str) -> tuple[Picture, Package]:
    """The case and its package. Raises Http404 for what is not there, or not for this reader."""
    picture = load(request, ref)
    try:
        found = get_package(package)
    except Package.DoesNotExist:
        raise Http404 from None
    if found.matter.ref != ref:
        raise Http404
    return picture, found


def show_package(
    request: Asked, template: str, picture: Picture, package: Package, context: dict[str, Any]
) -> HttpResponse:
    """A page about one package; its one entry names it beside everyone of the case."""
    facts = {
        "package": package,
        "state": STATES[package.state],
        "colour": presenters.COLOURS[package.state],
        "package_version": package.version,
    }
    return show(
        request,
        template,
        picture,
        facts | context,
        part="packages",
        about=[Ref("package", package.ref)],
    )


def posted_version(request: Asked) -> int:
    """The version of the package on the page that was sent; -1 where it was tampered with, which is stale."""
    text = request.POST.get("package_version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def to_package(package: Package) -> HttpResponse:
    return redirect("packages:package", ref=package.matter.ref, package=package.ref)


def said(request: Asked, done: object, sentence: str) -> None:
    """Tell what became of a press."""
    if isinstance(done, Refused):
        messages.error(request, done.sentence)
    else:
        messages.success(request, sentence)
