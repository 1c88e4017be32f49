"""What may be written down as a way to reach somebody. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from mash.foundation.kernel import ALLOWED, Refused, Verdict
from mash.registers.directory.rules.hours import Hours, UnreadableHoursError, read

KINDS: Final = frozenset({"phone", "email", "text", "portal", "letter"})
SHORT: Final = frozenset({"101", "105", "111", "112", "119", "999", "18000"})
"""Numbers of three or five digits that anybody in the United Kingdom may dial."""
_EMAIL: Final = re.compile(
    r"[^@\s<>\"',;]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}", re.IGNORECASE
)
_EXTENSION: Final = re.compile(r"\s*(?:ext(?:ension)?|x|#)\.?\s*(\d{1,6})$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaySaid:
    """A way as somebody writes it down. `hours` are lines as `hours.read` reads them."""

    kind: str
    value: str
    when: str = "always"
    hours: str = ""
    bank_holidays: bool = False
    purposes: tuple[str, ...] = ()
    place: int = 1
    languages: str = ""
    note: str = ""
    from_day: date
    until_day: date | None = None

    def read_hours(self) -> Hours:
        """What `hours` says; nothing where it holds at any time. Raises UnreadableHoursError."""
        return () if self.when == "always" else read(self.hours)


def phone_digits(text: str) -> str:
    """The digits as dialled within the United Kingdom, without an extension; "" where it is no number of its plan.

    Ofcom's National Telephone Numbering Plan: 0, then 1, 2, 3, 5, 7, 8 or 9, ten or eleven digits in all; mobiles (07) and
    03 numbers eleven; freephone 0800 1111 and other seven-digit 0500, 0800 and 0808 numbers; and the short numbers.
    """
    said = _EXTENSION.sub("", text.strip())
    if not re.fullmatch(r"\+?[\d\s().\-/]+", said):
        return ""
    digits = re.sub(r"\D", "", said.replace("(0)", "", 1) if said.startswith(("+44", "0044")) else said)
    if said.startswith("+"):
        digits = f"0{digits[2:]}" if digits.startswith("44") else ""
    elif digits.startswith("0044"):
        digits = f"0{digits[4:]}"
    if digits in SHORT or re.fullmatch(r"116\d{3}", digits):
        return digits
    if not re.fullmatch(r"0[1235789]\d+", digits):
        return ""
    if digits.startswith(("0500", "0800", "0808")) and len(digits) in {8, 10, 11}:
        return digits
    return digits if len(digits) == 11 or (len(digits) == 10 and digits[1] == "1") else ""


def is_mobile(text: str) -> bool:
    """Whether a text message can be sent to this number: 07, and not a pager's 070 or 076 but for 07624 (Isle of Man)."""
    digits = phone_digits(text)
    return digits.startswith("07") and (digits[2] not in "06" or digits.startswith("07624"))


def may_write(said: WaySaid, *, purposes: Collection[str]) -> Verdict:
    """Whether it may be written down. The code of a refusal ends in the field that it is about."""
    for field, sentence in (
        ("kind", "" if said.kind in KINDS else _("Choose how they are reached")),
        ("value", _value(said)),
        ("purposes", "" if set(said.purposes) <= set(purposes) else _("Choose for what it is")),
        ("when", "" if said.when in {"always", "hours", "outside"} else _("Choose when it is answered")),
        ("hours", _hours(said)),
        ("place", "" if 1 <= said.place <= 9 else _("Enter a number from 1 to 9: 1 is tried first")),
        (
            "until_day",
            _("The last day must be on or after the first day")
            if said.until_day and said.until_day < said.from_day
            else "",
        ),
    ):
        if sentence:
            return Refused(f"directory:way:{field}", sentence)
    return ALLOWED


def _value(said: WaySaid) -> str:
    value = said.value.strip()
    if not value:
        return _("Enter the number, address or link")
    if said.kind == "phone" and not phone_digits(value):
        return _("Enter a UK telephone number, like 01632 960 001, 0800 1111 or 101")
    if said.kind == "text" and not is_mobile(value):
        return _("Enter a UK mobile number that can be sent a text, like 07700 900 982")
    if said.kind == "email" and not _EMAIL.fullmatch(value):
        return _("Enter an email address in the correct format, like name@example.com")
    if said.kind == "portal":
        try:
            parts = urlsplit(value)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme != "https" or not parts.hostname or parts.username or parts.password:
            return _("Enter a link that begins with https://, without a user name or password in it")
    return ""


def _hours(said: WaySaid) -> str:
    if said.when == "always":
        return ""
    try:
        hours = said.read_hours()
    except UnreadableHoursError as wrong:
        return _("“%(line)s” cannot be read. Write hours like: Mon to Fri 08:30-17:00") % {
            "line": wrong.args[0]
        }
    return "" if hours else _("Enter the hours, like: Mon to Fri 08:30-17:00")
