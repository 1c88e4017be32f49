"""Make a package, choose what goes in, and withhold paragraphs of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from mash.casework.disclosure import events, rules
from mash.casework.disclosure.actions.common import held, note, refused
from mash.casework.disclosure.models import Package, Passage, Redaction
from mash.casework.disclosure.offers import Offer, offers
from mash.casework.disclosure.queries import reasons, whole
from mash.casework.disclosure.workflow import MAKE
from mash.casework.matters.actions import read_only, works_on
from mash.casework.matters.holding import save
from mash.casework.matters.models import Matter
from mash.foundation.documents.redaction import paragraphs
from mash.foundation.files.actions import open_for_download
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append, refuse
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Agency

# The same package begun again by the same person within this time is one press of a button twice.
ONE_PRESS: Final = timedelta(seconds=10)


@transaction.atomic
def make(
    *,
    by: Actor,
    at: datetime,
    matter: Matter,
    agency: Agency | None,
    recipient: str,
    purpose: str,
    language: str = "en-gb",
    message: str = "",
    terms: Collection[str] = (),
    list_withheld: bool = True,
) -> Package | Refused:
    """Begin a package for an agency, or for the family or the adult where `agency` is None."""
    about = [Ref("matter", matter.ref)]
    allowed = may(by, MAKE)
    if allowed and not works_on(matter):
        allowed = read_only()
    if allowed and not recipient.strip():
        allowed = Refused("disclosure:package:recipient", _("Say who receives it."))
    if not allowed:
        return refuse("disclosure:package:make", allowed, by=by, at=at, about=about)
    # works_on holds the matter: of two presses of one button the second finds the first one's package.
    twin = (
        Package.objects.select_related("matter", "agency")
        .filter(
            matter=matter,
            agency=agency,
            recipient=recipient.strip(),
            purpose=purpose,
            message=message,
            made_by=str(by),
            made_at__gt=at - ONE_PRESS,
            version=1,
        )
        .first()
    )
    if twin is not None:
        return twin
    package = Package.objects.create(
        matter=matter,
        recipient_kind=rules.AGENCY if agency else rules.FAMILY,
        agency=agency,
        recipient=recipient.strip(),
        purpose=purpose,
        language=language,
        message=message,
        terms=sorted(terms),
        list_withheld=list_withheld,
        made_by=str(by),
        made_by_name=by.name,
        made_at=at,
    )
    append(
        events.MADE,
        by=by,
        at=at,
        about=[*about, Ref("package", package.ref)],
        payload={
            "package": package.ref,
            "kind": package.recipient_kind,
            "agency": agency.key if agency else "",
        },
    )
    return package


@transaction.atomic
def change(
    *,
    by: Actor,
    at: datetime,
    package: Package,
    version: int,
    message: str,
    terms: Collection[str],
    list_withheld: bool,
) -> Package | Refused:
    """Change the hub's own words, the terms and whether what was withheld is listed."""
    found = held(package, "change", MAKE, by=by, at=at, version=version)
    if isinstance(found, Refused):
        return found
    found.message, found.terms, found.list_withheld = message, sorted(terms), list_withheld
    save(found, "message", "terms", "list_withheld")
    note(events.CHANGED, found, by=by, at=at, what="cover")
    return found


@transaction.atomic
def choose(
    *, by: Actor, at: datetime, package: Package, version: int, keys: Sequence[str]
) -> Package | Refused:
    """These, as `kind:ref`, and no others go in; what is withheld of one that stays, stays withheld.

    Refused as a whole where one may not be chosen or a file cannot be read. Protected addresses are left as they are: see
    `choose_addresses`. What is not offered, hidden or sealed included, is as if it were not there.
    """
    found = held(package, "change", MAKE, by=by, at=at, version=version)
    if isinstance(found, Refused):
        return found
    offered = {one.key: one for one in offers(found.matter, at=at, language=found.language)}
    wanted = [offered[key] for key in offered if key in set(keys)]
    for one in wanted:
        allowed = rules.may_choose(
            family_may_know=one.family_may_know, current=True, recipient_kind=found.recipient_kind
        )
        if not allowed:
            return refused("disclosure:package:choose", allowed, package=found, by=by, at=at)
    done = _put_in(found, offered, wanted, by=by, at=at)
    if isinstance(done, Refused):
        transaction.set_rollback(True)
        return refused("disclosure:package:choose", done, package=found, by=by, at=at)
    save(found)
    note(
        events.CHOSEN,
        found,
        by=by,
        at=at,
        passages=found.passages.count(),
        kinds=sorted(set(found.passages.values_list("kind", flat=True))),
    )
    return found


def _put_in(
    package: Package, offered: Mapping[str, Offer], wanted: Sequence[Offer], *, by: Actor, at: datetime
) -> Refused | None:
    """Take out what is not wanted any more and add what is new, with its text as it stands."""
    there = {f"{one.kind}:{one.source_ref}": one for one in package.passages.exclude(kind="address")}
    keys = {one.key for one in wanted}
    for key, passage in there.items():
        if key not in keys:
            passage.redactions.all().delete()
            passage.delete()
    places = {key: place for place, key in enumerate(offered)}
    for one in wanted:
        if one.key not in there:
            text = _text_of(one, by=by, at=at)
            if isinstance(text, Refused):
                return text
            _add(package, one, text, places[one.key])
    return None


def _add(package: Package, one: Offer, text: str, place: int) -> None:
    Passage.objects.create(
        matter=package.matter,
        package=package,
        place=place,
        kind=one.kind,
        source_ref=one.ref,
        item=one.item,
        category=one.category,
        about=[sorted(each) for each in one.about],
        heading=one.heading,
        source=one.source[:300],
        text=text,
    )


def _text_of(one: Offer, *, by: Actor, at: datetime) -> str | Refused:
    """An offer's text; a file's is read out of it, and that it was is in the ledger."""
    from mash.foundation.documents.reading import UnreadableError, read

    if one.file is None:
        return one.text
    opened = open_for_download(one.file.public_id, by=by, at=at, purpose="disclosure", accepts_unscanned=True)
    if isinstance(opened, Refused):
        return opened
    chunks, _headers = opened
    try:
        return "\n\n".join(read(b"".join(chunks), one.file.content_type))
    except UnreadableError as error:
        sentences = {
            "kind": _("This kind of file cannot be redacted. Only text, PDF, Word and Excel files can."),
            "too-large": _("This file is too large to be redacted here."),
            "locked": _("This file is locked by a password."),
            "damaged": _("This file cannot be read."),
            "empty": _("There is no text in this file: it may be a scanned page."),
        }
        return Refused(f"disclosure:file:{error.code}", sentences[error.code])


@transaction.atomic
def choose_addresses(
    *, by: Actor, at: datetime, package: Package, version: int, keys: Collection[str], sure: bool
) -> Package | Refused:
    """Put in these protected addresses and no others: a choice of its own, and to be said once more when it is sent."""
    found = held(package, "change", MAKE, by=by, at=at, version=version)
    if isinstance(found, Refused):
        return found
    offered = [
        one
        for one in offers(found.matter, at=at, language=found.language, addresses=True)
        if one.kind == "address"
    ]
    wanted = [one for one in offered if one.key in set(keys)]
    if wanted and not sure:
        why = Refused("disclosure:address:not-sure", _("Say that the recipient needs this address."))
        return refused("disclosure:address:choose", why, package=found, by=by, at=at)
    there = {one.source_ref: one for one in found.passages.filter(kind="address")}
    for ref, passage in there.items():
        if ref not in {one.ref for one in wanted}:
            passage.redactions.all().delete()
            passage.delete()
    for one in wanted:
        if one.ref not in there:
            _add(found, one, one.text, 1_000)
    save(found)
    note(events.ADDRESS_CHOSEN, found, by=by, at=at)
    return found


@transaction.atomic
def redact(
    *, by: Actor, at: datetime, package: Package, version: int, withheld: Mapping[tuple[int, int], str]
) -> Package | Refused:
    """These paragraphs, by (passage's number, paragraph from 0), are withheld for these coded reasons, and no others."""
    found = held(package, "change", MAKE, by=by, at=at, version=version)
    if isinstance(found, Refused):
        return found
    known = reasons(at=at)
    parts = {one.pk: paragraphs(one.text) for one in found.passages.all()}
    wrong = any(
        passage not in parts or not 0 <= number < len(parts[passage]) or reason not in known
        for (passage, number), reason in withheld.items()
    )
    if wrong:
        why = Refused(
            "disclosure:redaction:unknown", _("A paragraph or a reason is not there any more. Look again.")
        )
        return refused("disclosure:package:redact", why, package=found, by=by, at=at)
    before = {(one.passage_id, one.paragraph): one for one in found.redactions.all()}
    for place, row in before.items():
        if withheld.get(place) != row.reason:
            row.delete()
    for (passage, number), reason in withheld.items():
        there = before.get((passage, number))
        if there is None or there.reason != reason:
            Redaction.objects.create(
                matter=found.matter,
                package=found,
                passage_id=passage,
                paragraph=number,
                reason=reason,
                by=str(by),
                by_name=by.name,
                at=at,
            )
    save(found)
    numbers = whole(found).numbers
    note(
        events.REDACTED,
        found,
        by=by,
        at=at,
        withheld=numbers["withheld"],
        kept=numbers["kept"],
        reasons=sorted(set(withheld.values())),
    )
    return found
