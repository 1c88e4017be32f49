"""The log as rows of a table and of a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from mash.foundation.kernel import Ref
from mash.foundation.ledger.queries import Line
from mash.interfaces.web.governance.forms import KINDS
from mash.registers.accounts.roles import ROLES

NAMED_IN_A_LIST: Final = 3


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    href: str
    at: datetime
    sentence: str
    role: str
    about: str


def rooms(here: str) -> list[dict[str, object]]:
    """The pages of the log, for the navigation above each; `here` is the route that is open."""
    words = {"ledger": _("Everything"), "refusals": _("Refused"), "log": _("Where the log stands")}
    return [
        {"text": text, "href": reverse(f"governance:{name}"), "current": name == here}
        for name, text in words.items()
    ]


def shown_in_list(line: Line) -> tuple[Ref, ...]:
    """What a list names of an entry; the rest is counted, and named on the entry's own page."""
    return line.about[:NAMED_IN_A_LIST]


def row(line: Line) -> Row:
    named = ", ".join(ref_words(one) for one in shown_in_list(line))
    more = len(line.about) - NAMED_IN_A_LIST
    if more > 0:
        named += _(" and %(n)d more") % {"n": more}
    return Row(
        number=line.entry.pk,
        href=reverse("governance:entry", args=[line.entry.pk]),
        at=line.entry.at,
        sentence=line.sentence,
        role=role_words(line.entry.actor_role),
        about=named,
    )


def ref_words(ref: Ref) -> str:
    return f"{KINDS.get(ref.kind, ref.kind)} {ref.id}"


def role_words(role: str) -> str:
    """`screener:county-children` as "Screener, county-children"."""
    key, _colon, place = role.partition(":")
    title = str(ROLES[key].title) if key in ROLES else key
    return f"{title}, {place}" if place else title


HEADINGS: Final = ("number", "at", "actor", "name", "role", "event", "what happened", "about", "details")


def csv_of(lines: Iterable[Line]) -> str:
    """The lines as CSV: references and codes, no purpose and no text, in which people could be named."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for line in lines:
        entry = line.entry
        details = "; ".join(f"{key}={value}" for key, value in sorted(entry.payload.items()))
        writer.writerow(
            _safe(cell)
            for cell in (
                entry.pk,
                entry.at.isoformat(),
                entry.actor,
                entry.actor_name,
                entry.actor_role,
                entry.event,
                line.sentence,
                " ".join(str(one) for one in line.about),
                details,
            )
        )
    return out.getvalue()


def _safe(cell: object) -> str:
    """A cell that no spreadsheet takes for a formula: OWASP's list of first characters, with a quote before."""
    text = str(cell)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text
