"""The step that every answer waits for, the answer itself, and what stands beside a record afterwards."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mash.casework.matters.holding import save
from mash.casework.matters.models import Matter, Subject
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append, refuse
from mash.foundation.visibility import as_service
from mash.oversight.rights import events, letter, rules, vault
from mash.oversight.rights.actions.common import hold, refs, work_on
from mash.oversight.rights.actions.receive import close
from mash.oversight.rights.models import Beside, Custody, Package, Restricted, RightsRequest
from mash.oversight.rights.queries.draft import Draft, draft_of
from mash.oversight.rights.queries.gather import gather, matters_of, records_of
from mash.registers.accounts.rules import is_custodian
from mash.registers.standards.queries import codes


@transaction.atomic
def look(
    *, by: Actor, at: datetime, custody: Custody, outcome: str, exemption: str = "", reason: str = ""
) -> Custody | Refused:
    """A custodian has looked. When each hub's has, the answer may go; whoever prepares it learns that, and nothing more."""
    named = [Ref("sealed", custody.public_id)]
    held = Custody.objects.select_for_update(of=("self",)).filter(pk=custody.pk).first()
    if held is None:
        return refuse(
            "rights:custody:look",
            Refused("rights:custody:missing", _("There is nothing here.")),
            by=by,
            at=at,
        )
    known = {one.code for one in codes("rights-exemption", at=at)}
    allowed = rules.may_release(
        custodian=is_custodian(by),
        looked=held.looked_at is not None,
        outcome=outcome,
        hidden=bool(held.hidden or held.sealed),
        exemption=exemption if exemption in known else "",
        reason=reason,
    )
    if not allowed:
        return refuse("rights:custody:look", allowed, by=by, at=at, about=named)
    held.outcome, held.exemption, held.reason = outcome, exemption, reason
    held.looked_at, held.looked_by_name = at, by.name
    held.save(update_fields=["outcome", "exemption", "reason", "looked_at", "looked_by_name"])
    append(
        events.CUSTODY_LOOKED,
        by=by,
        at=at,
        about=named,
        payload={"outcome": outcome, "exemption": exemption},
    )
    with as_service("rights") as service:
        if not Custody.objects.filter(request_id=held.request_id, looked_at__isnull=True).exists():
            RightsRequest.objects.filter(pk=held.request_id).update(released_at=at)
            append(events.RELEASED, by=service, at=at, about=[Ref("rights", held.rights_ref)])
    return held


@transaction.atomic
def give(
    *, by: Actor, at: datetime, request: RightsRequest, reason: str = "", version: int | None = None
) -> RightsRequest | Refused:
    """Answer: make the package out of what is not left out, keep it as it goes, and end the sight that was given.

    Of a request that asks for something else than a copy, the answer is what was weighed.
    """
    held = hold(request, "answer", by=by, at=at, version=version)
    if isinstance(held, Refused):
        return held
    draft = draft_of(held) if held.kind == "access" else Draft()
    refused = None
    if held.released_at is None:
        refused = Refused(
            "rights:request:not-released",
            _("A custodian has not taken the step yet that every answer waits for."),
        )
    elif held.kind == "access" and draft.changed:
        refused = Refused(
            "rights:search:stale",
            _("What is held has changed since the search: take it back, and search again."),
        )
    if refused is not None:
        return refuse("rights:request:answer", refused, by=by, at=at, about=refs(held))
    if held.kind != "access":
        last = held.assessments.last()
        done = bool(last and last.granted)
        return close(
            held, "answered", "done" if done else "not-done", last.reason if last else "", by=by, at=at
        )
    made = draft.burned(at=at)
    left_out = sum(one.left_out for one in draft.pieces)
    data = letter.package(held, made, at=at)
    kept = Package.objects.create(
        request=held,
        sealed_bytes=vault.seal(data),
        sha256=hashlib.sha256(data).hexdigest(),
        given=made.kept,
        left_out=left_out,
        made_by_name=by.name,
        at=at,
    )
    outcome = "given" if not left_out else "given-in-part" if made.kept else "nothing-to-give"
    matters = {one.found.matter for one in draft.pieces if one.found.matter}
    append(
        events.GIVEN,
        by=by,
        at=at,
        about=refs(held, *(Ref("matter", one) for one in matters)),
        payload={
            "given": kept.given,
            "left_out": left_out,
            "sha256": kept.sha256,
            "outcome": outcome,
            "exemptions": sorted(
                {p.exemption for one in draft.pieces for p in one.paragraphs if p.exemption}
            ),
        },
    )
    return close(held, "answered", outcome, reason, by=by, at=at)


@transaction.atomic
def take_back(*, by: Actor, at: datetime, request: RightsRequest) -> RightsRequest | Refused:
    """What was checked and not given yet is worked on again: it will be checked again."""
    held = hold(request, "take-back", by=by, at=at)
    if isinstance(held, Refused):
        return held
    held.state = "open"
    save(held, "state")
    append(events.CLOCK, by=by, at=at, about=refs(held), payload={"why": "taken-back"})
    return held


@transaction.atomic
def note_beside(
    *, by: Actor, at: datetime, request: RightsRequest, passage: str, text: str
) -> Beside | Refused:
    """Put a note beside what a passage is of: it is read wherever that is read, and the record itself stays as it was.

    `passage` is a passage's reference, or `matter:` and a matter's.
    """
    held = work_on(request, "note", by=by, at=at)
    if isinstance(held, Refused):
        return held
    found = next((one for one in gather(held) if one.ref == passage), None)
    whole = next((one for one in matters_of(held) if f"matter:{one.ref}" == passage), None)
    matter = whole or (Matter.objects.filter(ref=found.matter).first() if found else None)
    refused = None
    if held.kind != "rectification":
        refused = Refused("rights:note:kind", _("A note answers a request to correct something."))
    elif matter is None:
        refused = Refused("rights:note:missing", _("Choose what the note is about."))
    elif not text.strip():
        refused = Refused("rights:note:empty", _("Write the note."))
    if refused is not None or matter is None:
        refused = refused or Refused("rights:note:missing", "")
        return refuse("rights:note:add", refused, by=by, at=at, about=refs(held))
    concerns = ":".join(passage.split(":")[:2]) if found else ""
    with as_service("rights"):
        made, new = Beside.objects.get_or_create(
            matter=matter,
            rights_ref=held.ref,
            concerns=concerns,
            text=text,
            defaults={"by_name": by.name, "at": at},
        )
    if not new:
        return made
    save(held)
    append(
        events.NOTED,
        by=by,
        at=at,
        about=refs(held, Ref("matter", matter.ref)),
        payload={"concerns": concerns.partition(":")[0]},
    )
    return made


@transaction.atomic
def restrict_processing(
    *, by: Actor, at: datetime, request: RightsRequest, matters: Iterable[str], ground: str
) -> int | Refused:
    """Mark the person in these of their matters as one whose information is restricted; how many are new.

    Nothing is shared onwards about them then, unless a duty or danger asks for it.
    """
    held = work_on(request, "restrict", by=by, at=at)
    if isinstance(held, Refused):
        return held
    known = {one.code for one in codes("rights-restriction", at=at)}
    wanted = set(matters)
    chosen = [one for one in matters_of(held) if one.ref in wanted]
    refused = None
    if held.kind not in {"restriction", "objection", "rectification"}:
        refused = Refused("rights:restriction:kind", _("This request does not ask for a restriction."))
    elif ground not in known or not chosen:
        refused = Refused("rights:restriction:incomplete", _("Choose the cases, and the ground."))
    if refused is not None:
        return refuse("rights:restriction:set", refused, by=by, at=at, about=refs(held))
    records = records_of(held.person)
    made = 0
    for subject in Subject.objects.filter(matter__in=chosen, record__in=records).order_by("pk"):
        try:
            with transaction.atomic(), as_service("rights"):
                Restricted.objects.create(
                    matter_id=subject.matter_id,
                    subject=subject,
                    rights_ref=held.ref,
                    ground=ground,
                    from_at=at,
                    by_name=by.name,
                )
        except IntegrityError:  # it is restricted already for this request
            continue
        made += 1
    save(held)
    if made:
        append(
            events.RESTRICTED,
            by=by,
            at=at,
            about=refs(held, *(Ref("matter", one.ref) for one in chosen)),
            payload={"ground": ground},
        )
    return made


@transaction.atomic
def lift(*, by: Actor, at: datetime, request: RightsRequest, reason: str) -> int | Refused:
    """Lift what was restricted for a request, after they were told (Article 18(3)); how many. The request may be closed."""
    held = hold(request, "", by=by, at=at)
    if isinstance(held, Refused):
        return held
    if not reason.strip():
        refused = Refused("rights:restriction:no-reason", _("Say why, and that they have been told."))
        return refuse("rights:restriction:lift", refused, by=by, at=at, about=refs(held))
    with as_service("rights"):
        open_now = Restricted.objects.filter(rights_ref=held.ref, lifted_at__isnull=True)
        matters = set(open_now.values_list("matter__ref", flat=True))
        count = open_now.update(lifted_at=at, lifted_by_name=by.name, lifted_reason=reason)
    if count:
        append(events.LIFTED, by=by, at=at, about=refs(held, *(Ref("matter", one) for one in matters)))
    return count
