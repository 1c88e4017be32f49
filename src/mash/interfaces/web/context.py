"""What every page knows of who is signed in."""

from __future__ import annotations

from django.http import HttpRequest


def signed_in(request: HttpRequest) -> dict[str, object]:
    return {"actor": getattr(request, "actor", None)}
