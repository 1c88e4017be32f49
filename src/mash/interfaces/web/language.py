"""Choose the language of the pages."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.views.i18n import set_language

from mash.interfaces.web.access import page
from mash.interfaces.web.request import HttpRequest


@page("public", methods=["POST"])
def choose(request: HttpRequest) -> HttpResponseBase:
    """Django's own view: it checks that the way back is on this site."""
    return set_language(request)
