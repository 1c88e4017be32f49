"""What a recipient reads: the cover's words in the package's language, and the passages burned."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from mash.casework.disclosure.days import moment
from mash.casework.disclosure.queries import Whole, reasons
from mash.casework.sharing.deciding import Decided
from mash.casework.sharing.rules import Ground
from mash.foundation.documents.redaction import burned, paragraphs, sections_data, withheld_data
from mash.registers.agreements.words import Names, cite, gateway
from mash.registers.standards.queries import label


def cover(all_of_it: Whole, said: Decided, ground: Ground | None, *, at: datetime) -> dict[str, Any]:
    """The data of the document in the package's language, burned: see documents.Template.PACKAGE."""
    package = all_of_it.package
    hub = package.matter.hub
    with translation.override(package.language):
        made = burned(all_of_it.parts, all_of_it.burns, reasons(at=at))
        sections = sections_data(made)
        if package.message.strip():
            words = [{"text": one, "withheld": False} for one in paragraphs(package.message)]
            sections = [{"heading": _("From the hub"), "source": "", "paragraphs": words}, *sections]
        terms = [label("sharing-limit", one, at=at) for one in package.terms]
        return {
            "service": hub.name,
            "title": _("Information that we share with you"),
            "reference": package.ref,
            "recipient": package.recipient,
            "made_at": moment(at),
            "gateway": _gateway(said, ground, at=at),
            "handling": terms or [_("Use it for the purpose that it was shared for, and no other.")],
            "come_back": _("If something in it is wrong, or you need more, tell us and say the reference."),
            "phone": hub.phone,
            "sections": sections,
            "withheld": withheld_data(made) if package.list_withheld else [],
        }


def _gateway(said: Decided, ground: Ground | None, *, at: datetime) -> list[str]:
    names = Names.read(at=at)
    found: list[str] = []
    for part in said:
        for one in part.cited:
            found += [*gateway(one.clause, names), cite(one)]
        if part.refused and ground is not None:
            found.append(label("sharing-power", ground.power, at=at))
    lines = list(dict.fromkeys(found))
    return [one[:1].upper() + one[1:] for one in lines] or [_("Not settled yet")]
