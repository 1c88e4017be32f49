"""The log as rows of a table and of a file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from mash.foundation.kernel import Ref
from mash.foundation.ledger.queries import Line
from mash.foundation.ledger.sharing import Recipient, by_recipient
from mash.interfaces.web.components.words import uk_datetime
from mash.interfaces.web.governance.forms import KINDS
from mash.registers.accounts.roles import ROLES
from mash.registers.agencies.models import Agency

_CODE: Final = re.compile(r"[a-z0-9-]{1,40}")
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
    words = {
        "ledger": _("Everything"),
        "refusals": _("Refused"),
        "shares": _("What was shared"),
        "glasses": _("Break-glass"),
        "patterns": _("Patterns of browsing"),
        "log": _("Where the log stands"),
        "clearances": _("Who is cleared"),
    }
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


@dataclass(frozen=True, slots=True)
class Group:
    """What one recipient was given."""

    with_whom: str
    rows: list[list[object]]


def shares(lines: Iterable[Line]) -> list[Group]:
    """By recipient: the entry, when, what, why, and the records that it names."""
    names = dict(Agency.objects.values_list("key", "name"))
    return [
        Group(
            _recipient(one, names),
            [
                [
                    {"href": reverse("governance:entry", args=[line.entry.pk]), "text": line.entry.pk},
                    uk_datetime(line.entry.at),
                    line.sentence,
                    why(line) or "-",
                    ", ".join(ref_words(named) for named in line.about),
                ]
                for line in found
            ],
        )
        for one, found in by_recipient(lines).items()
    ]


def why(line: Line) -> str:
    """The ground that an entry names; its purpose where that is a code. Typed words could name people."""
    ground = str(line.entry.payload.get("ground", ""))
    return ground or (line.entry.purpose if _CODE.fullmatch(line.entry.purpose) else "")


def _recipient(one: Recipient, agencies: Mapping[str, str]) -> str:
    if one.kind == "agency":
        return agencies.get(one.key, one.key)
    if one.kind == "referrer":
        return _("Whoever raised the concern (%(klass)s)") % {"klass": one.key}
    if one.kind == "family":
        return _("The family or the adult")
    if one.kind == "system":
        return _("The system of %(holder)s") % {"holder": one.key}
    return _("The hub")


SHARES_HEADINGS: Final = (
    "with whom", "key", "number", "at", "actor", "role", "event", "what happened", "purpose", "about",
)  # fmt: skip


def shares_csv(lines: Iterable[Line]) -> str:
    """What was shared as CSV, a line for each entry, by recipient."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(SHARES_HEADINGS)
    names = dict(Agency.objects.values_list("key", "name"))
    for one, found in by_recipient(lines).items():
        for line in found:
            entry = line.entry
            cells = (
                _recipient(one, names),
                one.key,
                entry.pk,
                entry.at.isoformat(),
                entry.actor_name or entry.actor,
                entry.actor_role,
                entry.event,
                line.sentence,
                why(line),
                " ".join(str(each) for each in line.about),
            )
            writer.writerow(_safe(cell) for cell in cells)
    return out.getvalue()


def _safe(cell: object) -> str:
    """A cell that no spreadsheet takes for a formula: OWASP's list of first characters, with a quote before."""
    text = str(cell)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text
