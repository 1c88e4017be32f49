"""Ask the agency that supplied an item whether it may be passed on, and the agency's answer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mash.casework.disclosure import events, rules
from mash.casework.disclosure.actions.common import held, note, refused
from mash.casework.disclosure.models import Consent, Package, Passage
from mash.casework.disclosure.workflow import MAKE
from mash.casework.sharing.actions.telling import tell_agency
from mash.foundation.documents.redaction import paragraphs
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append, refuse
from mash.registers.accounts.rules import may


@transaction.atomic
def ask_consent(
    *, by: Actor, at: datetime, package: Package, passage: Passage, why: str
) -> Consent | Refused:
    """Ask the originator of a passage; while it has not answered, asking again changes nothing."""
    found = held(package, "change", MAKE, by=by, at=at, version=None)
    if isinstance(found, Refused):
        return found
    item = passage.item
    needed = item is not None and rules.needs_consent(
        handling=item.handling,
        family_may_know=item.family_may_know,
        originator=item.request.agency.key,
        recipient_kind=found.recipient_kind,
        recipient=found.agency.key if found.agency else "",
    )
    if item is None or not needed:
        not_needed = Refused("disclosure:consent:not-needed", _("Nobody has to be asked about this."))
        return refused("disclosure:consent:ask", not_needed, package=found, by=by, at=at)
    if not why.strip():
        silent = Refused("disclosure:consent:no-why", _("Say why the recipient needs it."))
        return refused("disclosure:consent:ask", silent, package=found, by=by, at=at)
    waiting = Consent.objects.filter(package=found, item=item, answered_at__isnull=True).first()
    if waiting is not None:
        return waiting
    request = item.request
    try:
        with transaction.atomic():
            consent = Consent.objects.create(
                matter=found.matter,
                package=found,
                item=item,
                agency=request.agency,
                hub=found.matter.hub,
                request_ref=request.ref,
                # Who in a family it is for is not the agency's to know from this.
                recipient=found.agency.name if found.agency else found.get_recipient_kind_display(),
                purpose=found.purpose,
                why=why,
                asked_by_name=by.name,
                asked_at=at,
            )
    except IntegrityError:  # a colleague asked in the same moment
        return Consent.objects.get(package=found, item=item, answered_at__isnull=True)
    note(
        events.CONSENT_ASKED,
        found,
        by=by,
        at=at,
        refs=[Ref("request", request.ref), Ref("agency", request.agency.key)],
        consent=consent.ref,
        agency=request.agency.key,
    )
    tell_agency(
        request.agency,
        template="consent_asked",
        reference=consent.ref,
        link=f"/packages/consents/{consent.ref}/",
        at=at,
    )
    return consent


@transaction.atomic
def answer_consent(
    *,
    by: Actor,
    at: datetime,
    consent: Consent,
    answer: str,
    reason: str = "",
    may_go: Collection[int] = (),
) -> Consent | Refused:
    """The originator's answer: yes, no or partly, with why. Said once; the same again changes nothing."""
    about = [Ref("request", consent.request_ref), Ref("agency", consent.agency.key)]
    held_row = (
        Consent.objects.select_for_update(of=("self",)).select_related("agency", "item").get(pk=consent.pk)
    )
    allowed = may(by, "disclosure:consent:answer")
    if allowed and by.agency != held_row.agency.key:
        allowed = Refused("disclosure:consent:not-asked", _("Another agency was asked."))
    if allowed and held_row.answered_at is not None:
        if (held_row.answer, held_row.answered_by) == (answer, str(by)):
            return held_row
        allowed = Refused("disclosure:consent:answered", _("Your agency has answered this already."))
    if allowed:
        count = len(paragraphs(held_row.item.text))
        allowed = rules.may_answer(answer=answer, reason=reason, may_go=may_go, paragraphs=count)
    if not allowed:
        return refuse("disclosure:consent:answer", allowed, by=by, at=at, about=about)
    held_row.answer, held_row.reason = answer, reason
    held_row.may_go = sorted(set(may_go)) if answer == "partly" else []
    held_row.answered_by, held_row.answered_by_name, held_row.answered_at = str(by), by.name, at
    held_row.save(
        update_fields=["answer", "reason", "may_go", "answered_by", "answered_by_name", "answered_at"]
    )
    append(
        events.CONSENT_ANSWERED,
        by=by,
        at=at,
        about=about,
        payload={"consent": held_row.ref, "agency": held_row.agency.key, "answer": answer},
    )
    return held_row
