"""One-time codes: six digits, fifteen minutes, five tries, kept as a digest."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare

from mash.casework.intake import rules
from mash.casework.intake.models import OneTimeCode


@transaction.atomic
def make_code(about: str, *, at: datetime) -> str | None:
    """A new code about one thing, or None when enough were made lately. The caller is the service that may."""
    if (
        OneTimeCode.objects.filter(about=about, created_at__gt=at - rules.CODE_LIFE).count()
        >= rules.CODES_AT_ONCE
    ):
        return None
    code = rules.new_code()
    OneTimeCode.objects.create(
        about=about,
        digest=rules.digest(about, code, key=settings.SECRET_KEY),
        created_at=at,
        expires_at=at + rules.CODE_LIFE,
    )
    return code


@transaction.atomic
def use_code(about: str, typed: str, *, at: datetime) -> bool:
    """Whether `typed` is the latest code about it, in time and within its tries. A right code works once."""
    digest = rules.digest(about, rules.read_code(typed), key=settings.SECRET_KEY)
    held = (
        OneTimeCode.objects.select_for_update()
        .filter(about=about, expires_at__gt=at, used_at__isnull=True)
        .order_by("-created_at", "-pk")
        .first()
    )
    right = constant_time_compare(digest, held.digest if held else "0" * 64)
    if held is None or held.tries >= rules.CODE_TRIES:
        return False
    held.tries += 1
    if right:
        held.used_at = at
    held.save(update_fields=["tries", "used_at"])
    return right
