"""What pages and the API read of packages. Which rows there are, the database decides by the actor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mash.casework.disclosure import errors, offers, rules
from mash.casework.disclosure.models import Consent, Content, Correction, Delivery, Package, Passage
from mash.casework.disclosure.rules import Piece
from mash.casework.matters.models import Matter
from mash.casework.sharing.deciding import Decided, passing_on
from mash.foundation.documents.redaction import Passage as Part
from mash.foundation.documents.redaction import paragraphs
from mash.foundation.kernel import Actor, Refused
from mash.registers.agreements.queries import agency_party
from mash.registers.agreements.rules import FAMILY, Party
from mash.registers.people.models import ProtectedAddress
from mash.registers.standards.queries import codes, label_of

PAGE = 25


@dataclass(frozen=True, slots=True)
class Whole:
    """A package in the making with all that its pages show. `redactions` by (passage number, paragraph)."""

    package: Package
    passages: list[Passage]
    redactions: dict[tuple[int, int], str]
    consents: dict[int, Consent]
    pieces: list[Piece]
    message_holds_address: bool = False

    @property
    def protected_address(self) -> bool:
        return any(one.kind == "address" for one in self.passages)

    @property
    def needs_check(self) -> bool:
        return rules.needs_check(
            recipient_kind=self.package.recipient_kind,
            protected_address=self.protected_address,
            two_person_rule=self.package.matter.hub.two_person_rule,
        )

    @property
    def lacks(self) -> list[Refused]:
        found = rules.lacks(
            self.pieces,
            recipient_kind=self.package.recipient_kind,
            recipient=self.package.agency.key if self.package.agency else "",
        )
        return [errors.address_in_message(), *found] if self.message_holds_address else found

    @property
    def parts(self) -> list[Part]:
        """The passages as they are burned."""
        return [Part(str(one.pk), one.heading, one.source, one.text) for one in self.passages]

    @property
    def burns(self) -> dict[tuple[str, int], str]:
        return {(str(passage), number): reason for (passage, number), reason in self.redactions.items()}

    @property
    def numbers(self) -> dict[str, int]:
        """How many passages, paragraphs that stay, and paragraphs that are withheld there are."""
        total = sum(one.paragraphs for one in self.pieces)
        return {
            "passages": len(self.passages),
            "kept": total - len(self.redactions),
            "withheld": len(self.redactions),
        }

    @property
    def withheld_by_reason(self) -> list[tuple[str, int]]:
        return sorted(Counter(self.redactions.values()).items(), key=lambda one: (-one[1], one[0]))


def packages_of(matter: Matter) -> list[Package]:
    """Every package of a matter, the latest first."""
    found = Package.objects.filter(matter=matter).select_related("agency").prefetch_related("deliveries")
    return list(found)


def get_package(ref: str, *, hold: bool = False) -> Package:
    """One package, held until the transaction ends where `hold`. Raises Package.DoesNotExist, also when hidden."""
    found = Package.objects.select_related("agency", "matter__hub", "matter__desk")
    return (found.select_for_update(of=("self",)) if hold else found).get(ref=ref)


def whole(package: Package) -> Whole:
    """All of a package in the making, in a fixed number of statements."""
    passages = list(
        package.passages.select_related("item__request__agency", "item__answer").order_by("place", "pk")
    )
    redactions = {(one.passage_id, one.paragraph): one.reason for one in package.redactions.all()}
    consents: dict[int, Consent] = {one.item_id: one for one in package.consents.select_related("agency")}
    superseded = set(
        package.passages.filter(item__answer__superseded_by__isnull=False).values_list("pk", flat=True)
    )
    chosen = {one.source_ref for one in passages if one.kind == "address"}
    addresses = [one for one in offers.protected(package.matter) if str(one.pk) not in chosen]
    return Whole(
        package,
        passages,
        redactions,
        consents,
        [_piece(one, redactions, consents, addresses, current=one.pk not in superseded) for one in passages],
        message_holds_address=any(holds(package.message, one) for one in addresses),
    )


def holds(text: str, address: ProtectedAddress) -> bool:
    """Whether a protected address stands in a text."""
    return rules.holds_address(text, lines=address.lines, postcode=address.postcode)


def _piece(
    one: Passage,
    redactions: dict[tuple[int, int], str],
    consents: dict[int, Consent],
    addresses: Iterable[ProtectedAddress],
    *,
    current: bool,
) -> Piece:
    parts = paragraphs(one.text)
    item = one.item
    consent = consents.get(item.pk) if item else None
    return Piece(
        ref=str(one.pk),
        heading=one.heading,
        kind=one.kind,
        paragraphs=len(parts),
        handling=item.handling if item else "",
        family_may_know=item.family_may_know if item else "",
        originator=item.request.agency.key if item else "",
        current=current,
        withheld=frozenset(number for passage, number in redactions if passage == one.pk),
        addresses=frozenset(
            number for number, text in enumerate(parts) if any(holds(text, each) for each in addresses)
        ),
        consent=(consent.answer or "asked") if consent else "",
        may_go=frozenset(consent.may_go) if consent else frozenset(),
    )


def decided(package: Package, passages: Iterable[Passage], *, by: Actor, at: datetime) -> Decided:
    """What the agreements in force say of this package: each category about each person, as content, for its purpose."""
    recipient = agency_party(package.agency) if package.agency else Party(kind=FAMILY, agency=FAMILY)
    what = [(one.category, frozenset(about)) for one in passages for about in one.about]
    return passing_on(
        by=by, at=at, matter=package.matter, recipient=recipient, what=what, purpose=package.purpose
    )


def reasons(*, at: datetime) -> dict[str, str]:
    """The reasons for withholding, by code, in the language that is active."""
    return {one.code: label_of(one) for one in codes("redaction-reason", at=at)}


def received(*, agency: str, page: int = 1) -> tuple[list[Delivery], bool]:
    """One page of what was sent to an agency, the latest first, and whether more follows."""
    start = (page - 1) * PAGE
    found = list(
        Delivery.objects.filter(agency__key=agency, channel="page")
        .select_related("hub")
        .order_by("-sent_at", "-pk")[start : start + PAGE + 1]
    )
    return found[:PAGE], len(found) > PAGE


def get_received(ref: str, *, agency: str, hold: bool = False) -> Delivery:
    """One delivery on an agency's page by its package's reference. Raises Delivery.DoesNotExist, also when hidden."""
    found = Delivery.objects.select_related("hub")
    if hold:
        found = found.select_for_update(of=("self",))
    return found.get(ref=ref, agency__key=agency, channel="page")


def content_of(delivery: Delivery) -> Content | None:
    """What a delivery brought; None where it was recalled."""
    return Content.objects.filter(ref=delivery.ref).first()


def corrections_of(ref: str) -> list[Correction]:
    """Which items of a sent package were corrected since."""
    return list(Correction.objects.filter(ref=ref))


def consents_asked(*, agency: str) -> list[Consent]:
    """What an agency is asked about passing on what it supplied: what waits for an answer first, then the latest answered."""
    found = Consent.objects.filter(agency__key=agency).select_related("hub")
    waiting = list(found.filter(answered_at__isnull=True).order_by("asked_at", "pk"))
    return waiting + list(found.filter(answered_at__isnull=False).order_by("-answered_at", "-pk")[:PAGE])


def get_consent(ref: str, *, agency: str) -> Consent:
    """One of them with its item. Raises Consent.DoesNotExist, also when hidden."""
    found = Consent.objects.select_related("item__answer__about", "hub", "agency")
    return found.get(ref=ref, agency__key=agency)
