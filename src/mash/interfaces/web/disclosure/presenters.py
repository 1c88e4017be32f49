"""What the templates of packages show, as plain data in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.casework.disclosure import rules
from mash.casework.disclosure.models import Consent, Delivery, Package, Passage
from mash.casework.disclosure.offers import Offer
from mash.casework.disclosure.queries import Whole
from mash.casework.disclosure.workflow import STATES
from mash.foundation.documents.redaction import paragraphs
from mash.interfaces.web.components.words import uk_datetime
from mash.registers.standards.queries import label

COLOURS = {
    "draft": "grey",
    "checking": "yellow",
    "checked": "blue",
    "sent": "green",
    "recalled": "red",
    "dropped": "grey",
}
ANSWERS: dict[str, str | Promise] = {
    "": gettext_lazy("Not answered yet"),
    "yes": gettext_lazy("It may be passed on"),
    "partly": gettext_lazy("A part of it may be passed on"),
    "no": gettext_lazy("Refused"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph on the page where it is withheld; `name` is the field's, `warns` says why it should be."""

    name: str
    text: str
    reason: str
    warns: str


@dataclass(frozen=True, slots=True)
class PassageShown:
    number: int
    heading: str
    source: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ConsentShown:
    """An item whose originator is to be asked; `ask` is where, "" where it has been."""

    heading: str
    source: str
    agency: str
    answer: str
    reason: str
    when: str
    ask: str


def package_rows(packages: Iterable[Package], matter: str) -> list[list[object]]:
    """For a table: package, recipient, state, made, sent."""
    return [
        [
            {"href": reverse("packages:package", args=[matter, one.ref]), "text": one.ref},
            one.recipient,
            str(STATES[one.state]),
            _("%(name)s, %(when)s") % {"name": one.made_by_name, "when": uk_datetime(one.made_at)},
            uk_datetime(one.sent_at) if one.sent_at else "-",
        ]
        for one in packages
    ]


def delivery_rows(deliveries: Iterable[Delivery]) -> list[list[str]]:
    """For a table: how, to whom, sent, opened, acknowledged, recalled."""
    channels = dict(Delivery.CHANNELS)
    return [
        [
            _(channels[one.channel]),
            one.to or "-",
            uk_datetime(one.sent_at),
            _moment(one.opened_at, one.opened_by_name),
            _moment(one.acknowledged_at, one.acknowledged_by_name),
            uk_datetime(one.recalled_at) if one.recalled_at else "-",
        ]
        for one in deliveries
    ]


def _moment(at: datetime | None, by: str) -> str:
    if at is None:
        return _("Not yet")
    return f"{uk_datetime(at)}, {by}" if by else uk_datetime(at)


def hint_of(one: Offer, package: Package) -> str:
    """What stands beside something that may be chosen: its text, and whom it obliges to ask."""
    recipient = package.agency.key if package.agency else ""
    asks = rules.needs_consent(
        handling=one.handling,
        family_may_know=one.family_may_know,
        originator=one.originator,
        recipient_kind=package.recipient_kind,
        recipient=recipient,
    )
    said = [one.text or _("The words of the file are read when you choose it.")]
    if asks:
        said.append(_("%(agency)s is asked before it is passed on.") % {"agency": one.originator_name})
    return " ".join(" ".join(said).split())


def passages_shown(found: Whole, *, typed: dict[tuple[int, int], str] | None = None) -> list[PassageShown]:
    """Each passage with its paragraphs and which are withheld: as saved, or as `typed`."""
    redactions = found.redactions if typed is None else typed
    warnings = {int(one.ref): one for one in found.pieces}
    return [_passage(one, redactions, warnings[one.pk]) for one in found.passages]


def _passage(one: Passage, redactions: dict[tuple[int, int], str], piece: rules.Piece) -> PassageShown:
    def warns(number: int) -> str:
        if number in piece.addresses:
            return _("A protected address stands in this paragraph.")
        if piece.consent == "partly" and number not in piece.may_go:
            return _("The agency that supplied it has not agreed to this paragraph.")
        return ""

    return PassageShown(
        one.pk,
        one.heading,
        one.source,
        tuple(
            Line(f"p-{one.pk}-{number}", text, redactions.get((one.pk, number), ""), warns(number))
            for number, text in enumerate(paragraphs(one.text))
        ),
    )


def consents_shown(found: Whole) -> list[ConsentShown]:
    """The items whose originator is to be asked, or was, whatever the answer."""
    package = found.package
    shown = []
    for passage, piece in zip(found.passages, found.pieces, strict=True):
        consent = found.consents.get(passage.item_id) if passage.item_id else None
        needed = rules.needs_consent(
            handling=piece.handling,
            family_may_know=piece.family_may_know,
            originator=piece.originator,
            recipient_kind=package.recipient_kind,
            recipient=package.agency.key if package.agency else "",
        )
        if not needed or passage.item is None:
            continue
        shown.append(
            ConsentShown(
                passage.heading,
                passage.source,
                passage.item.request.agency.name,
                str(ANSWERS[consent.answer]) if consent else _("Not asked yet"),
                consent.reason if consent else "",
                uk_datetime(consent.answered_at or consent.asked_at) if consent else "",
                ""
                if consent and not consent.answered_at
                else reverse("packages:ask", args=[package.matter.ref, package.ref, passage.source_ref]),
            )
        )
    gone = {passage.item_id for passage in found.passages}
    for item, consent in found.consents.items():
        if item not in gone and consent.answer == "no":
            shown.append(
                ConsentShown(
                    _("Taken out since"),
                    "",
                    consent.agency.name,
                    str(ANSWERS["no"]),
                    consent.reason,
                    uk_datetime(consent.answered_at or consent.asked_at),
                    "",
                )
            )
    return shown


def purpose(code: str, at: datetime) -> str:
    return label("sharing-purpose", code, at=at)


def consent_rows(consents: Iterable[Consent], at: datetime) -> list[list[object]]:
    """For a table: question, hub, recipient, purpose, asked, answer."""
    return [
        [
            {"href": reverse("packages:consent", args=[one.ref]), "text": one.ref},
            one.hub.name,
            one.recipient,
            purpose(one.purpose, at),
            uk_datetime(one.asked_at),
            str(ANSWERS[one.answer]),
        ]
        for one in consents
    ]


def received_rows(deliveries: Iterable[Delivery], at: datetime) -> list[list[object]]:
    """For a table: package, hub, purpose, sent, state."""
    return [
        [
            {"href": reverse("packages:received_one", args=[one.ref]), "text": one.ref},
            one.hub.name,
            purpose(one.purpose, at),
            uk_datetime(one.sent_at),
            delivery_state(one),
        ]
        for one in deliveries
    ]


def delivery_state(one: Delivery) -> str:
    if one.recalled_at:
        return _("Recalled")
    if one.acknowledged_at:
        return _("Acknowledged")
    return _("Opened") if one.opened_at else _("New")
