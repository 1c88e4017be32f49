"""What the police say of an item, in words, in whatever room the item is read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from mash.casework.sharing.models import Marks
from mash.interfaces.web.components.words import uk_date
from mash.registers.standards.queries import label

MARK_LISTS = {
    "standing": "police-standing",
    "regime": "police-regime",
    "source_grade": "police-source-grade",
    "information_grade": "police-information-grade",
}


def marks_words(codes: Mapping[str, str], kept_until: str, at: datetime) -> str:
    """One line of the codes that are there; "" where there are none."""
    sentences = {
        "standing": _("the person in it: %(what)s"),
        "regime": _("held under: %(what)s"),
        "source_grade": _("source graded %(what)s"),
        "information_grade": _("information graded %(what)s"),
    }
    said = [
        sentences[name] % {"what": label(MARK_LISTS[name], code, at=at)}
        for name, code in codes.items()
        if code
    ]
    if kept_until:
        said.append(_("kept by the police until %(day)s") % {"day": kept_until})
    line = "; ".join(said)
    return line[:1].upper() + line[1:]


def marks_of(item: Marks, at: datetime) -> str:
    """The same of an item that was supplied."""
    return marks_words(
        {name: getattr(item, name) for name in MARK_LISTS},
        uk_date(item.kept_until) if item.kept_until else "",
        at,
    )
