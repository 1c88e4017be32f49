"""What a hub may choose from for a package: what its maker sees of the matter, each with its text as it stands now.

Sealed material is not among it, nor is anything made from it: its rows are not read here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _

from mash.casework.cases.models import Decision
from mash.casework.disclosure.days import day, happened
from mash.casework.intake.models import Contact
from mash.casework.matters.models import Matter, Subject
from mash.casework.sharing.deciding import populations
from mash.casework.sharing.models import Item
from mash.foundation.files.models import StoredFile
from mash.foundation.files.queries import held_for
from mash.foundation.files.rules import CLEAN, UNSCANNED
from mash.foundation.kernel import Ref
from mash.registers.agreements.queries import category_of
from mash.registers.people.models import ProtectedAddress
from mash.registers.standards.queries import label

# What is no item falls under the history of safeguarding, and an address under who somebody is.
SAFEGUARDING: Final = "safeguarding"
IDENTITY: Final = "identity"
# Of a file that was checked, or that no scanner is there to check, nothing but its words is taken.
READABLE: Final = frozenset({CLEAN, UNSCANNED})


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that may be chosen; `key` is `kind:ref`. `about` holds the populations of each person it is about.

    `handling`, `family_may_know` and `originator` (an agency's key) are an item's. `text` is "" for a file, whose words are
    read when it is chosen.
    """

    kind: str
    ref: str
    heading: str
    source: str
    text: str
    category: str
    about: tuple[frozenset[str], ...]
    handling: str = ""
    family_may_know: str = ""
    originator: str = ""
    originator_name: str = ""
    item: Item | None = None
    file: StoredFile | None = field(default=None, compare=False)

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.ref}"


def offers(matter: Matter, *, at: datetime, language: str = "en-gb", addresses: bool = False) -> list[Offer]:
    """What may be chosen, in the order in which a package says it. Protected addresses only where `addresses` asks."""
    with translation.override(language):
        subjects = list(matter.subjects.select_related("record"))
        everyone = populations(subjects, matter, at=at)
        whose = dict(zip((one.pk for one in subjects), everyone, strict=True))
        found = [
            *_contacts(matter, tuple(everyone)),
            *_items(matter, whose, at=at),
            *_decisions(matter, whose, at=at),
            *_files(matter, tuple(everyone)),
        ]
        if addresses:
            found += _addresses(subjects, whose)
        return found


def protected(matter: Matter) -> list[ProtectedAddress]:
    """The protected addresses of everybody in the matter that its reader sees."""
    return list(ProtectedAddress.objects.filter(record__subject__matter=matter).order_by("pk"))


def current_items(matter: Matter) -> Iterable[Item]:
    """What agencies disclosed and no later answer supersedes."""
    return (
        Item.objects.filter(matter=matter, answer__superseded_by__isnull=True)
        .select_related("request__agency", "answer__about")
        .order_by("request__sent_at", "pk")
    )


def _contacts(matter: Matter, everyone: tuple[frozenset[str], ...]) -> Iterator[Offer]:
    for one in Contact.objects.filter(matter=matter).order_by("received_at", "pk"):
        yield Offer(
            "contact",
            one.ref,
            _("What was reported"),
            _("Received on %(day)s") % {"day": day(one.received_at)},
            one.worry,
            SAFEGUARDING,
            everyone,
        )


def _items(matter: Matter, whose: dict[int, frozenset[str]], *, at: datetime) -> Iterator[Offer]:
    for one in current_items(matter):
        agency = one.request.agency
        category = category_of(one.category, at=at)
        yield Offer(
            "item",
            one.public_id,
            label("information-category", category, at=at),
            _("%(agency)s: %(kind)s, %(when)s. Told on %(day)s.")
            % {
                "agency": agency.name,
                "kind": label("item-kind", one.kind, at=at).lower(),
                "when": happened(one.happened_on),
                "day": day(one.answer.at),
            },
            one.text,
            category,
            (whose[one.answer.about.subject_id],),
            handling=one.handling,
            family_may_know=one.family_may_know,
            originator=agency.key,
            originator_name=agency.name,
            item=one,
        )


def _decisions(matter: Matter, whose: dict[int, frozenset[str]], *, at: datetime) -> Iterator[Offer]:
    for one in Decision.objects.filter(matter=matter).order_by("at", "pk"):
        yield Offer(
            "decision",
            str(one.pk),
            _("What was decided"),
            _("Decided on %(day)s") % {"day": day(one.at)},
            "\n\n".join(filter(None, (label("route", one.route, at=at), one.rationale))),
            SAFEGUARDING,
            (whose[one.subject_id],),
        )


def _files(matter: Matter, everyone: tuple[frozenset[str], ...]) -> Iterator[Offer]:
    from mash.foundation.documents.reading import can_be_read

    for contact in Contact.objects.filter(matter=matter).order_by("received_at", "pk"):
        for one in held_for(Ref("contact", contact.ref)):
            if one.state in READABLE and can_be_read(one.content_type):
                yield Offer(
                    "file",
                    one.public_id,
                    _("A document"),
                    _("Its text only; it came on %(day)s") % {"day": day(one.uploaded_at)},
                    "",
                    SAFEGUARDING,
                    everyone,
                    file=one,
                )


def _addresses(subjects: list[Subject], whose: dict[int, frozenset[str]]) -> Iterator[Offer]:
    by_record = {one.record_id: one for one in subjects}
    for one in ProtectedAddress.objects.filter(record__in=by_record).order_by("pk"):
        yield Offer(
            "address",
            str(one.pk),
            _("An address that is protected"),
            _("Keep it from everybody who does not need it"),
            ", ".join(filter(None, (one.lines, one.postcode))),
            IDENTITY,
            (whose[by_record[one.record_id].pk],),
        )
