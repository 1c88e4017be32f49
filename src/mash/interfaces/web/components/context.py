"""What every page knows of its look: the hub's brand, the duty number, the demonstration flag, languages."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

BRAND: dict[str, Any] = {
    "hub": _("Multi-Agency Safeguarding Hub"),
    "service": "MASH",
    "home_url": "/",
    # Path below static/ of a stylesheet that sets the custom properties of app.css; see brand.md.
    "stylesheet": "mash/brand-default.css",
    "theme_colour": "#1d3d5c",
    "icon": "mash/icon.svg",
    # Where "Exit this page" goes: somewhere ordinary that is likely to load.
    "exit_url": "https://www.bbc.co.uk/weather",
    # Each item: {"text", "href"}.
    "footer_links": (),
}
# Ofcom's drama range: nobody answers it, and nobody is called by mistake.
DEMO_DUTY_PHONE = "01632 960 999"


def _languages() -> list[dict[str, Any]]:
    current = (get_language() or "en").split("-")[0]
    said = []
    for code, _name in settings.LANGUAGES:
        short = code.split("-")[0]
        name = get_language_info(short)["name_local"].capitalize()
        said.append({"code": code, "lang": short, "name": name, "current": short == current})
    return said


def _path(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def look(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `brand`, `demo`, `duty_phone`, `language`, `languages`, `set_language_url`, `here`.

    Reads the settings MASH_BRAND (dict over `BRAND`), MASH_ENV ("demo" shows the banner) and
    MASH_DUTY_PHONE; reads no row, so that error pages can use it too.
    """
    demo = getattr(settings, "MASH_ENV", "") == "demo"
    return {
        "brand": {**BRAND, **getattr(settings, "MASH_BRAND", {})},
        "demo": demo,
        "duty_phone": getattr(settings, "MASH_DUTY_PHONE", "") or (DEMO_DUTY_PHONE if demo else ""),
        "language": (get_language() or "en").split("-")[0],
        # None to choose from where a page is written in one language; see access.py.
        "languages": [] if getattr(request, "english_only", False) else _languages(),
        "set_language_url": _path("set_language"),
        "here": request.get_full_path(),
    }
