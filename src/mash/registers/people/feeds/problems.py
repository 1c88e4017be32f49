"""What can be odd about a row, by code: how grave it is, and the sentence that says what was done about it."""

from __future__ import annotations

from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Problem(NamedTuple):
    """One thing odd about a row: its `code`, the column it stands in ("" for the whole row), and what stood there."""

    code: str
    column: str = ""
    value: str = ""


ASIDE: Final[dict[str, Promise]] = {
    "columns": _("The row has more or fewer cells than the heading."),
    "quote": _("A quotation mark in the row is never closed, so it cannot be told where its cells end."),
    "long": _("The row holds more text than any row of people does."),
    "no-key": _(
        "The column that numbers the records is empty, so the row could never be corrected or withdrawn."
    ),
    "twice": _("Another row of the same file has the same number. The first was taken in."),
    "nobody": _("The row says neither a name nor a date of birth nor an identifier."),
    "other-feed": _("Another feed of this agency already supplies a record with this number."),
    "deletion": _("The column that marks deletions says something that is neither yes nor no."),
}
"""The row was kept aside and nothing of it was taken in, until it is corrected or set straight in the next file."""

NOTED: Final[dict[str, Promise]] = {
    "control": _("Invisible characters were taken out."),
    "letters": _("A letter could not be read: the file mixes encodings."),
    "long-cell": _("The text is far too long for this field and was left out."),
    "formula": _(
        "The text looks like a spreadsheet’s formula. It was taken in as text and is never computed."
    ),
    "date": _("This is not a date that can be read. It was left out."),
    "impossible": _("There is no such day. It was kept as it was said."),
    "partial": _("Only part of the date is known. That part was kept."),
    "turned": _("Day and month were the other way round than in the rest of the file."),
    "century": _("The year has two digits. Its century was guessed."),
    "future": _("The date lies in the future. It was kept as it was said."),
    "old": _("Nobody is that old. It was kept as it was said."),
    "serial": _("This is a spreadsheet’s count of days. It was turned into the day."),
    "digits": _("An NHS number has ten digits. It was left out."),
    "placeholder": _("This stands in for an NHS number that is not known. It was left out."),
    "check": _("The check digit is wrong, so a digit was mistyped. It was kept as it was said."),
    "upn": _("This is not a unique pupil number. It was left out."),
    "postcode": _("This is not a British postcode."),
    "part": _("This is only part of a postcode. It was kept."),
    "no-place": _("This postcode stands for no fixed abode or an unknown one. It was left out."),
    "sex": _("This code for sex is not in the mapping. It was left out."),
    "phone": _("This is not a telephone number. It was left out."),
    "zero": _("The leading zero was missing and was put back."),
    "email": _("This is not an e-mail address. It was left out."),
}
"""The row was taken in; one of its cells was odd."""


def is_aside(code: str) -> bool:
    """Whether a row with this problem was kept aside."""
    return code in ASIDE


def sentence(code: str) -> str:
    """The sentence for a code."""
    return str(ASIDE.get(code) or NOTED[code])
