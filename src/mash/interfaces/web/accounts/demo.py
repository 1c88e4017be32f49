"""The demonstration's personas, from the file that its seed leaves beside the database."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings

PERIOD = 30


@dataclass(frozen=True, slots=True)
class Persona:
    """One sign-in of the demonstration; `code` is good for the rest of the half minute."""

    name: str
    role: str
    place: str
    email: str
    password: str
    code: str


def personas() -> list[Persona]:
    """Everyone whom the demonstration's visitor may be; empty until the seed has written its file."""
    try:
        rows = json.loads((settings.MASH_STATE / "personas.json").read_text("utf-8"))
    except (OSError, ValueError):
        return []
    counter = int(time.time()) // PERIOD
    return [
        Persona(
            name=row.get("name", ""),
            role=row.get("role", ""),
            place=" / ".join(filter(None, (row.get("desk") or row.get("hub"), row.get("agency")))),
            email=row["email"],
            password=row.get("password", ""),
            code=format_hotp_value(hotp_value(secret, counter))
            if (secret := row.get("totp_secret") or row.get("totp"))
            else "",
        )
        for row in rows
    ]
