"""Days and times as a package says them, in the language that is active."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.utils.formats import date_format

from mash.foundation.kernel.time import LONDON

_TYPED = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?")


def day(at: datetime) -> str:
    """The day of an aware moment in London: "9 June 2026"."""
    return date_format(at.astimezone(LONDON), "j F Y")


def moment(at: datetime) -> str:
    """An aware moment in London: "9 June 2026, 14:05"."""
    return date_format(at.astimezone(LONDON), "j F Y, H:i")


def happened(typed: str) -> str:
    """When something happened, as an item keeps it: "2026-03" as "March 2026"; what is no such date, as it was typed."""
    found = _TYPED.fullmatch(typed)
    if found is None:
        return typed
    parts = {name: int(value) for name, value in found.groupdict().items() if value}
    try:
        whole = date(parts["year"], parts.get("month", 1), parts.get("day", 1))
    except ValueError:
        return typed
    return date_format(whole, "j F Y" if "day" in parts else "F Y" if "month" in parts else "Y")
