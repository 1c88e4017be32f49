"""Burn a package and send it: once, fixed, under clauses or on a recorded ground."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from mash.casework.disclosure import events, rules
from mash.casework.disclosure.actions.common import held, note, refused
from mash.casework.disclosure.covers import cover
from mash.casework.disclosure.models import Basis, Content, Delivery, Package
from mash.casework.disclosure.queries import Whole, decided, get_package, whole
from mash.casework.disclosure.workflow import SEND
from mash.casework.matters.holding import save
from mash.casework.sharing import deciding
from mash.casework.sharing.actions.share import record_share
from mash.casework.sharing.actions.telling import tell_agency
from mash.casework.sharing.deciding import Decided
from mash.casework.sharing.rules import Ground, may_share_without_clause
from mash.foundation.documents import Template, render
from mash.foundation.kernel import ALLOWED, Actor, Ref, Refused, Verdict
from mash.foundation.outbox.actions import queue_message
from mash.registers.agreements.words import Names

_TOKEN_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class How:
    """By which channels a package leaves; `to` is the address that a link is sent to, and `days` how long it may wait.

    `addresses_again` is the second time that somebody says that a protected address is to go.
    """

    channels: frozenset[str]
    to: str = ""
    days: int = 7
    addresses_again: bool = False


def digest_of(token: str) -> str:
    """What is kept of a link's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def basis(package: Package, *, by: Actor, at: datetime) -> Decided:
    """What the agreements in force say of sending it as it is."""
    return decided(package, package.passages.all(), by=by, at=at)


def powers(package: Package, *, at: datetime) -> dict[str, str]:
    """On which powers or duties it may go where no clause permits it."""
    find = deciding.family_powers if package.recipient_kind == rules.FAMILY else deciding.urgent_powers
    return find(package.matter.desk.population, at=at)


@transaction.atomic
def send(
    *, by: Actor, at: datetime, package: Package, version: int, how: How, ground: Ground | None = None
) -> Package | Refused:
    """Send it. A second press finds it sent and changes nothing.

    What leaves is burned here from the passages and redactions, printed, digested and fixed. Each category about each
    person is permitted by a clause, or `ground` says on which power or duty it goes all the same; then the lead looks at it.
    """
    before = get_package(package.ref, hold=True)
    if before.state == "sent" and before.version == version + 1:
        return before
    found = held(package, "send", SEND, by=by, at=at, version=version)
    if isinstance(found, Refused):
        return found
    all_of_it = whole(found)
    allowed = _may_leave(all_of_it, how)
    said = basis(found, by=by, at=at) if allowed else None
    if said is not None and said.refused:
        allowed = (
            may_share_without_clause(ground, urgent_powers=powers(found, at=at))
            if ground
            else said.verdict(Names.read(at=at))
        )
    if not allowed or said is None:
        return refused("disclosure:package:send", allowed, package=found, by=by, at=at)
    content = _burn(all_of_it, said, ground, at=at)
    for part in said:
        on_ground = ground if part.refused else None
        share = record_share(by=by, at=at, matter=found.matter, decided=part, ground=on_ground)
        Basis.objects.create(matter=found.matter, package=found, share=share)
    found.state, found.sent_at, found.sent_by_name = "sent", at, by.name
    save(found, "state", "sent_at", "sent_by_name")
    _deliver(found, how, by=by, at=at)
    content.save()
    facts: dict[str, Any] = {
        "channels": sorted(how.channels),
        "categories": sorted({one.category for one in all_of_it.passages}),
        "sha256": content.sha256,
        "withheld": all_of_it.numbers["withheld"],
        "address": all_of_it.protected_address,
    }
    if found.agency is not None:
        refs = [Ref("agency", found.agency.key)]
        note(events.SENT, found, by=by, at=at, refs=refs, agency=found.agency.key, **facts)
    else:
        note(events.SENT_TO_FAMILY, found, by=by, at=at, **facts)
    return found


def _may_leave(all_of_it: Whole, how: How) -> Verdict:
    package = all_of_it.package
    if package.state == "draft" and all_of_it.needs_check:
        return Refused("disclosure:package:unchecked", _("A second person has to check this package first."))
    lacks = all_of_it.lacks
    if lacks:
        return lacks[0]
    offered = {"page", "link", "pdf"} if package.agency else {"link", "pdf"}
    if not how.channels or how.channels - offered:
        return Refused("disclosure:package:channel", _("Select how it is sent."))
    if "link" in how.channels and ("@" not in how.to or how.days not in rules.LINK_DAYS):
        return Refused(
            "disclosure:package:no-address", _("Enter the email address that the link is sent to.")
        )
    if all_of_it.protected_address and not how.addresses_again:
        return Refused(
            "disclosure:address:once",
            _("A protected address is in this package. Say once more that it is to go, or take it out."),
        )
    return ALLOWED


def _burn(all_of_it: Whole, said: Decided, ground: Ground | None, *, at: datetime) -> Content:
    package = all_of_it.package
    data = cover(all_of_it, said, ground, at=at)
    pdf = render(Template.PACKAGE, data, language=package.language, at=at)
    return Content(
        matter=package.matter,
        package=package,
        ref=package.ref,
        data=data,
        pdf=pdf,
        sha256=hashlib.sha256(pdf).hexdigest(),
        at=at,
    )


def preview(package: Package, *, by: Actor, at: datetime, ground: Ground | None = None) -> dict[str, Any]:
    """The package as its recipient will see it, as data; nothing of what is withheld is in it."""
    return cover(whole(package), basis(package, by=by, at=at), ground, at=at)


def _deliver(package: Package, how: How, *, by: Actor, at: datetime) -> None:
    for channel in sorted(how.channels):
        token = secrets.token_urlsafe(_TOKEN_BYTES) if channel == "link" else ""
        made = Delivery.objects.create(
            ref=package.ref,
            matter=package.matter,
            package=package,
            agency=package.agency,
            hub=package.matter.hub,
            channel=channel,
            language=package.language,
            purpose=package.purpose,
            to=how.to if token else "",
            token_digest=digest_of(token) if token else None,
            expires_at=rules.expiry(at, how.days) if token else None,
            sent_by_name=by.name,
            sent_at=at,
        )
        if token:
            queue_message(
                to=how.to,
                channel="email",
                template="package_link",
                reference=package.ref,
                link=f"/package/{token}",
                language=package.language,
                at=at,
            )
        elif channel == "page" and made.agency is not None:
            tell_agency(
                made.agency,
                template="package",
                reference=package.ref,
                link=f"/packages/{package.ref}/",
                at=at,
                what="package",
            )


@transaction.atomic
def hand_over(*, by: Actor, at: datetime, package: Package) -> Content | Refused:
    """The PDF of a sent package, for the hub to hand over or to look at; that it was taken out is in the ledger."""
    found = get_package(package.ref, hold=True)
    content = Content.objects.filter(package=found).first()
    if content is None or found.state != "sent":
        why = Refused(
            "disclosure:package:not-sent", _("Only what has been sent, and not recalled, is handed over.")
        )
        return refused("disclosure:package:hand-over", why, package=found, by=by, at=at)
    note(events.HANDED, found, by=by, at=at, sha256=content.sha256)
    return content


__all__ = [
    "How",
    "basis",
    "digest_of",
    "hand_over",
    "powers",
    "preview",
    "send",
]
