"""Draft, change, lay open, sign, bring into force, review, leave: the only code that writes agreements."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from mash.foundation.kernel import ALLOWED, Actor, Ref, Refused, Verdict
from mash.foundation.ledger import append, refuse
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Agency, Hub
from mash.registers.agreements import events
from mash.registers.agreements.documents import Parts, digest, faults, read
from mash.registers.agreements.models import Agreement, Clause, Signatory, Version
from mash.registers.agreements.queries import REGISTER, hold_version, known, parts_of, today
from mash.registers.clocks.versions import touch

DRAFT = "agreements:agreement:draft"
SIGN = "agreements:agreement:sign"


def _may(by: Actor, agreement_hub: str, permission: str = DRAFT) -> Verdict:
    """A lead writes the agreements of their own hub and those of all; set-up writes any."""
    if by.kind == "service" and by.key == "setup":
        return ALLOWED
    allowed = may(by, permission)
    if allowed and agreement_hub and by.hub != agreement_hub:
        return Refused("agreements:other-hub", _("Another hub keeps this agreement."))
    return allowed


def _about(agreement: Agreement) -> list[Ref]:
    return [Ref("agreement", agreement.key)]


def _hub(agreement: Agreement) -> str:
    return agreement.hub.key if agreement.hub else ""


@transaction.atomic
def load(document: Mapping[str, Any], *, by: Actor, at: datetime) -> Version | Refused:
    """A document as a new draft: of a new agreement, or as the next version of one that there is.

    Raises DocumentError naming every fault. A text that is the newest version's already makes no other.
    """
    parts = read(document, known(at=at))
    head = parts.head
    allowed = _may(by, str(head.get("hub", "")))
    if not allowed:
        return refuse(DRAFT, allowed, by=by, at=at, about=[Ref("agreement", str(head["key"]))])
    hub = Hub.objects.filter(key=head.get("hub", "")).first()
    under = Agreement.objects.filter(key=head.get("under", ""), kind="overarching").first()
    if head.get("hub") and hub is None:
        return Refused("agreements:no-hub", _("There is no such hub."))
    if (head["kind"] == "schedule") != (under is not None):
        return Refused(
            "agreements:under", _("A schedule stands under an overarching agreement that there is.")
        )
    agreement, new = Agreement.objects.select_for_update().get_or_create(
        key=head["key"], defaults={"title": head["title"], "kind": head["kind"], "hub": hub, "under": under}
    )
    if not new:
        newest = Version.objects.filter(agreement=agreement).order_by("-number").first()
        if newest is not None:
            whole = hold_version(agreement.key, newest.number)
            if whole is not None and digest(parts_of(whole)) == digest(_filled(parts)):
                return whole
    return _make(agreement, parts, by=by, at=at)


def _filled(parts: Parts) -> Parts:
    """A document's parts with what it leaves to the defaults, as `parts_of` a version has them."""
    head = {"hub": "", "under": "", "warn_days": 60, "grace_days": 30, "joint": False} | parts.head
    head.pop("starts", None)
    return Parts(head, parts.terms, parts.agencies, parts.clauses)


def _make(agreement: Agreement, parts: Parts, *, by: Actor, at: datetime) -> Version | Refused:
    if agreement.versions.filter(state__in=["draft", "signing"]).exists():
        return Refused("agreements:under-way", _("Another version of this agreement is under way."))
    number = (agreement.versions.aggregate(most=Max("number"))["most"] or 0) + 1
    head = _filled(parts).head
    version = Version.objects.create(
        agreement=agreement,
        number=number,
        purpose=head["purpose"],
        review_by=head["review_by"],
        warn_days=head["warn_days"],
        grace_days=head["grace_days"],
        joint=head["joint"],
        terms=parts.terms,
        drafted_by=str(by),
        drafted_by_name=by.name,
        drafted_at=at,
    )
    agencies = {one.key: one for one in Agency.objects.filter(key__in=parts.agencies)}
    Signatory.objects.bulk_create(
        Signatory(version=version, agency=agencies[key]) for key in dict.fromkeys(parts.agencies)
    )
    Clause.objects.bulk_create(
        Clause(version=version, position=place, **one) for place, one in enumerate(parts.clauses, 1)
    )
    append(
        events.DRAFTED,
        by=by,
        at=at,
        about=_about(agreement),
        payload={"agreement": agreement.key, "version": number},
    )
    return version


@transaction.atomic
def draft_next(*, by: Actor, at: datetime, version: Version) -> Version | Refused:
    """A new draft that begins as a copy of this version; refused while another is under way."""
    allowed = _may(by, _hub(version.agreement))
    if not allowed:
        return refuse(DRAFT, allowed, by=by, at=at, about=_about(version.agreement))
    Agreement.objects.select_for_update().get(key=version.agreement.key)
    parts = parts_of(version)
    # A year from now, as agreements are mostly reviewed; the draft can say another day.
    later = max(version.review_by, today(at) + timedelta(days=365))
    return _make(
        version.agreement,
        Parts(parts.head | {"review_by": later}, parts.terms, parts.agencies, parts.clauses),
        by=by,
        at=at,
    )


def _held_draft(version: Version, edition: int | None, *, by: Actor, at: datetime) -> Version | Refused:
    """The draft, held, if this actor may change it and nobody else has since `edition`."""
    allowed = _may(by, _hub(version.agreement))
    if not allowed:
        return refuse(DRAFT, allowed, by=by, at=at, about=_about(version.agreement))
    held = hold_version(version.agreement.key, version.number)
    if held is None or held.state != Version.State.DRAFT:
        return Refused("agreements:not-a-draft", _("Only a draft can be changed: draft a new version."))
    if edition is not None and held.edition != edition:
        return Refused("agreements:stale", _("A colleague has changed this draft since you opened it."))
    return held


def _changed(held: Version, what: str, clause: str, *, by: Actor, at: datetime) -> Version:
    held.edition += 1
    held.save()
    append(
        events.CHANGED,
        by=by,
        at=at,
        about=_about(held.agreement),
        payload={"agreement": held.agreement.key, "version": held.number, "what": what, "clause": clause},
    )
    return held


@transaction.atomic
def set_head(
    *,
    by: Actor,
    at: datetime,
    version: Version,
    edition: int,
    purpose: str,
    review_by: date,
    joint: bool,
    terms: Mapping[str, Any],
    agencies: list[Agency],
) -> Version | Refused:
    """What a draft says besides its clauses, and who is party to it."""
    held = _held_draft(version, edition, by=by, at=at)
    if isinstance(held, Refused):
        return held
    held.purpose, held.review_by, held.joint, held.terms = purpose, review_by, joint, dict(terms)
    held.signatories.exclude(agency__in=agencies).delete()
    for agency in agencies:
        Signatory.objects.get_or_create(version=held, agency=agency)
    return _changed(held, "head", "", by=by, at=at)


@transaction.atomic
def set_clause(
    *, by: Actor, at: datetime, version: Version, edition: int, number: str, said: Mapping[str, Any]
) -> Version | Refused:
    """Add a clause to a draft, or change the one with that number. Refused with what `faults` finds first."""
    held = _held_draft(version, edition, by=by, at=at)
    if isinstance(held, Refused):
        return held
    wrong = faults(said, known(at=at))
    if wrong:
        name, fault = next(iter(wrong.items()))
        return Refused("agreements:clause", f"{name} {fault}")
    taken = held.clauses.filter(number=said["number"])
    present = held.clauses.filter(number=number).first() if number else None
    if taken.exclude(number=number).exists():
        return Refused("agreements:number-taken", _("Another clause has this number."))
    place = present.position if present else (held.clauses.aggregate(most=Max("position"))["most"] or 0) + 1
    fields = {name: said.get(name) for name in Clause.SAYS}
    if present is None:
        Clause.objects.create(version=held, position=place, **fields)
    else:
        for name, value in fields.items():
            setattr(present, name, value)
        present.save()
    return _changed(held, "clause", str(said["number"]), by=by, at=at)


@transaction.atomic
def remove_clause(
    *, by: Actor, at: datetime, version: Version, edition: int, number: str
) -> Version | Refused:
    """Take a clause out of a draft."""
    held = _held_draft(version, edition, by=by, at=at)
    if isinstance(held, Refused):
        return held
    if not held.clauses.filter(number=number).delete()[0]:
        return Refused("agreements:no-clause", _("The draft has no such clause any more."))
    return _changed(held, "removed", number, by=by, at=at)


@transaction.atomic
def lay_open(*, by: Actor, at: datetime, version: Version) -> Version | Refused:
    """Fix the text and let the agencies sign it."""
    held = _held_draft(version, None, by=by, at=at)
    if isinstance(held, Refused):
        return held
    if not held.signatories.all():
        return Refused("agreements:no-parties", _("Name the agencies that are party to it first."))
    wrong = [one.number for one in held.clauses.all() if faults(_said(one), known(at=at))]
    if wrong:
        return Refused(
            "agreements:clause",
            _("These clauses are not complete: %(numbers)s.") % {"numbers": ", ".join(wrong)},
        )
    held.state, held.digest = Version.State.SIGNING, digest(parts_of(held))
    held.save(update_fields=["state", "digest"])
    append(
        events.LAID_OPEN,
        by=by,
        at=at,
        about=_about(held.agreement),
        payload={"agreement": held.agreement.key, "version": held.number, "digest": held.digest},
    )
    return held


def _said(clause: Clause) -> dict[str, Any]:
    return {name: getattr(clause, name) for name in Clause.SAYS}


@transaction.atomic
def sign(
    *,
    by: Actor,
    at: datetime,
    version: Version,
    agency: Agency,
    name: str,
    post: str,
    signed_on: date,
    ends: date | None = None,
    paper: str = "",
) -> Signatory | Refused:
    """An agency's signature: made here by somebody of that agency, or recorded by the lead from `paper`.

    Whoever signs late, after the version is in force, is bound from that day.
    """
    about = [*_about(version.agreement), Ref("agency", agency.key)]
    allowed = _may(by, _hub(version.agreement), SIGN)
    here = by.agency == agency.key
    if allowed and not here and not paper.strip():
        allowed = Refused("agreements:no-paper", _("Say where the signed copy is kept."))
    if allowed and signed_on > today(at):
        allowed = Refused("agreements:signed-later", _("The day of the signature has not come yet."))
    if allowed and ends is not None and ends <= signed_on:
        allowed = Refused("agreements:ends-before", _("The signature ends before it begins."))
    if not allowed:
        return refuse(SIGN, allowed, by=by, at=at, about=about)
    held = hold_version(version.agreement.key, version.number)
    if held is None or held.state not in {Version.State.SIGNING, Version.State.AGREED}:
        return Refused("agreements:not-open", _("This version is not open for signature."))
    line = held.signatories.select_for_update(of=("self",)).filter(agency=agency).first()
    if line is None:
        return Refused("agreements:not-a-party", _("This agency is not party to this version."))
    if line.signed_on is not None and (line.ends is None or line.ends > today(at)):
        return Refused("agreements:signed", _("This agency has signed already."))
    line.name, line.post, line.signed_on, line.ends = name, post, signed_on, ends
    line.how, line.paper, line.by, line.at = ("here" if here else "recorded"), paper, str(by), at
    line.save()
    touch(REGISTER)
    append(
        events.SIGNED,
        by=by,
        at=at,
        about=about,
        payload={
            "agreement": held.agreement.key,
            "version": held.number,
            "agency": agency.key,
            "how": line.how,
            "digest": held.digest,
            "signed": signed_on.isoformat(),
            "ends": ends.isoformat() if ends else None,
        },
    )
    return line


@transaction.atomic
def leave(*, by: Actor, at: datetime, version: Version, agency: Agency, ends: date) -> Signatory | Refused:
    """An agency is not bound any more from that day. What was shared before stays as it was."""
    about = [*_about(version.agreement), Ref("agency", agency.key)]
    allowed = _may(by, _hub(version.agreement), SIGN)
    if allowed and ends < today(at):
        allowed = Refused("agreements:left-earlier", _("The day on which it leaves has passed."))
    if not allowed:
        return refuse(SIGN, allowed, by=by, at=at, about=about)
    line = Signatory.objects.select_for_update(of=("self",)).filter(version=version, agency=agency).first()
    if line is None or line.signed_on is None:
        return Refused("agreements:not-signed", _("This agency has not signed."))
    line.ends = ends
    line.save(update_fields=["ends"])
    touch(REGISTER)
    append(
        events.ENDED,
        by=by,
        at=at,
        about=about,
        payload={
            "agreement": version.agreement.key,
            "version": version.number,
            "agency": agency.key,
            "ends": ends.isoformat(),
        },
    )
    return line


@transaction.atomic
def agree(*, by: Actor, at: datetime, version: Version, starts: date) -> Version | Refused:
    """Bring a version into force from a day on: the one before ends that day. Whoever has not signed is not bound yet."""
    allowed = _may(by, _hub(version.agreement))
    setup = by.kind == "service"
    if allowed and starts < today(at) and not setup:
        allowed = Refused("agreements:starts-earlier", _("A version comes into force today or later."))
    if not allowed:
        return refuse(DRAFT, allowed, by=by, at=at, about=_about(version.agreement))
    held = hold_version(version.agreement.key, version.number)
    if held is None or held.state != Version.State.SIGNING:
        return Refused("agreements:not-open", _("This version is not open for signature."))
    unsigned = [one.agency.key for one in held.signatories.all() if one.signed_on is None]
    if len(unsigned) == len(held.signatories.all()):
        return Refused("agreements:nobody-signed", _("Nobody has signed it yet."))
    others = Version.objects.filter(agreement=held.agreement, state=Version.State.AGREED)
    if others.filter(starts__gte=starts).exists():
        return Refused("agreements:later-one", _("A version that begins then or later is agreed already."))
    for other in others.filter(ends__isnull=True).select_for_update(of=("self",)):
        other.ends = starts
        other.save(update_fields=["ends"])
    held.state, held.starts = Version.State.AGREED, starts
    held.save(update_fields=["state", "starts"])
    touch(REGISTER)
    append(
        events.AGREED,
        by=by,
        at=at,
        about=_about(held.agreement),
        payload={
            "agreement": held.agreement.key,
            "version": held.number,
            "starts": starts.isoformat(),
            "unsigned": unsigned,
        },
    )
    return held


@transaction.atomic
def drop(*, by: Actor, at: datetime, version: Version) -> Version | Refused:
    """Give up a version that is not in force; it stays readable."""
    allowed = _may(by, _hub(version.agreement))
    if not allowed:
        return refuse(DRAFT, allowed, by=by, at=at, about=_about(version.agreement))
    held = hold_version(version.agreement.key, version.number)
    if held is None or held.state not in {Version.State.DRAFT, Version.State.SIGNING}:
        return Refused("agreements:not-under-way", _("This version is not under way any more."))
    held.state = Version.State.DROPPED
    held.save(update_fields=["state"])
    append(
        events.DROPPED,
        by=by,
        at=at,
        about=_about(held.agreement),
        payload={"agreement": held.agreement.key, "version": held.number},
    )
    return held


@transaction.atomic
def review(*, by: Actor, at: datetime, version: Version, review_by: date) -> Version | Refused:
    """Record that the agencies have reviewed a version and leave it as it is until another day."""
    allowed = _may(by, _hub(version.agreement))
    if allowed and review_by <= today(at):
        allowed = Refused("agreements:review-earlier", _("Enter a day to come."))
    if not allowed:
        return refuse(DRAFT, allowed, by=by, at=at, about=_about(version.agreement))
    held = hold_version(version.agreement.key, version.number)
    if held is None or held.state != Version.State.AGREED:
        return Refused("agreements:not-in-force", _("This version is not in force."))
    held.review_by = review_by
    held.save(update_fields=["review_by"])
    touch(REGISTER)
    append(
        events.REVIEWED,
        by=by,
        at=at,
        about=_about(held.agreement),
        payload={
            "agreement": held.agreement.key,
            "version": held.number,
            "review": review_by.isoformat(),
        },
    )
    return held
