"""Mark paragraphs, ask those who supplied them, weigh, and give what is prepared to a second person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mash.casework.matters.holding import save
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append, refuse
from mash.foundation.outbox.actions import queue_message
from mash.oversight.rights import clock, events, rules
from mash.oversight.rights.actions.common import (
    days_for,
    end_sight,
    hold,
    lend,
    refs,
    today,
    work_on,
)
from mash.oversight.rights.models import (
    Assessment,
    Check,
    Consultation,
    Consulted,
    Mark,
    Opinion,
    Passage,
    RightsRequest,
)
from mash.oversight.rights.queries.draft import Draft, draft_of
from mash.oversight.rights.queries.gather import gather
from mash.registers.accounts.models import Seat
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Agency
from mash.registers.standards.queries import codes


@dataclass(frozen=True, slots=True)
class MarkSaid:
    """What is said of one paragraph; `number` from 0."""

    number: int
    third_party: bool = False
    source: str = ""
    exemption: str = ""
    reasonable: str = ""
    reason: str = ""


@transaction.atomic
def mark(
    *,
    by: Actor,
    at: datetime,
    request: RightsRequest,
    passage: Passage,
    said: Iterable[MarkSaid],
    version: int | None = None,
) -> RightsRequest | Refused:
    """Say of each paragraph of a passage whom it is about, whose it is, and whether it is left out and why."""
    held = work_on(request, "mark", by=by, at=at)
    if isinstance(held, Refused):
        return held
    said = list(said)
    known = {one.code for one in codes("rights-exemption", at=at)}
    fair = {one.code for one in codes("rights-reasonable", at=at)}
    refused = None
    if passage.request_id != held.pk:
        refused = Refused("rights:paragraph:missing", _("There is no such passage."))
    elif version is not None and version != held.version:
        refused = Refused(
            "rights:request:changed", _("A colleague has changed this meanwhile: look at it again.")
        )
    elif any(one.number >= passage.paragraphs for one in said):
        refused = Refused("rights:paragraph:missing", _("There is no such paragraph."))
    elif any(one.exemption not in {"", *known} or one.reasonable not in {"", *fair} for one in said):
        refused = Refused("rights:paragraph:reason", _("Choose a reason from the list."))
    if refused is not None or by.user is None:
        refused = refused or Refused("rights:paragraph:missing", "")
        return refuse("rights:paragraph:mark", refused, by=by, at=at, about=refs(held))
    for one in said:
        Mark.objects.update_or_create(
            passage=passage,
            number=one.number,
            defaults={
                "request": held,
                "third_party": one.third_party,
                "source": one.source,
                "exemption": one.exemption,
                "reasonable": "" if one.exemption else one.reasonable,
                "reason": one.reason,
                "by_user": by.user,
                "by_name": by.name,
                "at": at,
            },
        )
    save(held)
    append(
        events.MARKED,
        by=by,
        at=at,
        about=refs(held, *([Ref("matter", passage.matter)] if passage.matter else [])),
        payload={
            "count": len(said),
            "left_out": sum(bool(one.exemption) for one in said),
            "exemptions": sorted({one.exemption for one in said if one.exemption}),
        },
    )
    return held


@transaction.atomic
def consult(
    *, by: Actor, at: datetime, request: RightsRequest, agency: str, passages: Iterable[Passage]
) -> Consultation | Refused:
    """Ask an agency about what it supplied. What it is asked already it is not asked again."""
    held = work_on(request, "consult", by=by, at=at)
    if isinstance(held, Refused):
        return held
    asked = set(
        Consulted.objects.filter(consultation__request=held)
        .exclude(consultation__state="withdrawn")
        .values_list("ref", flat=True)
    )
    wanted = {one.ref for one in passages if one.agency == agency and one.request_id == held.pk} - asked
    found = [one for one in gather(held) if one.ref in wanted and one.asked_in]
    supplier = Agency.objects.filter(key=agency).first()
    if supplier is None or not found:
        refused = Refused(
            "rights:consultation:nothing", _("There is nothing of this agency left to ask about.")
        )
        return refuse("rights:consultation:send", refused, by=by, at=at, about=refs(held))
    due = clock.working_days_after(today(at), days_for("consultation", at=at, otherwise=10))
    made = Consultation.objects.create(
        request=held,
        rights_ref=held.ref,
        agency=supplier,
        hub_name=held.hub.name,
        sent_at=at,
        sent_by_name=by.name,
        due_on=due,
    )
    for one in found:
        Consulted.objects.create(consultation=made, ref=one.ref, asked_in=one.asked_in)
    save(held)
    append(
        events.CONSULTED,
        by=by,
        at=at,
        about=refs(held, Ref("agency", agency), *(Ref("request", one.asked_in) for one in found)),
        payload={"agency": agency, "count": len(found), "due": due.isoformat()},
    )
    seats = Seat.objects.filter(role="researcher", agency=supplier, from_at__lte=at, user__is_active=True)
    for address in sorted(set(seats.exclude(until_at__lte=at).values_list("user__email", flat=True))):
        queue_message(
            to=address,
            channel="email",
            template="request_waiting",
            reference=held.ref,
            at=at,
            link=f"/rights/consultations/{made.public_id}/",
        )
    return made


@transaction.atomic
def answer_consultation(
    *, by: Actor, at: datetime, consultation: Consultation, said: Mapping[str, tuple[str, str, str]]
) -> Consultation | Refused:
    """The agency says of each thing, by its reference, (verdict, exemption, reason). Once; it stays as said."""
    about = [Ref("rights", consultation.rights_ref), Ref("agency", consultation.agency.key)]
    allowed = may(by, rules.ANSWER)
    held = Consultation.objects.select_for_update(of=("self",)).filter(pk=consultation.pk).first()
    if allowed and (held is None or held.agency.key != by.agency):
        allowed = Refused("rights:consultation:missing", _("There is no such question to your agency."))
    rows = list(held.consulted.all()) if held else []
    if allowed and held is not None:
        known = {one.code for one in codes("rights-exemption", at=at) if one.attributes.get("agency")}
        verdicts = [said.get(one.ref, ("", "", ""))[:2] for one in rows]
        allowed = rules.may_answer_consultation(state=held.state, verdicts=verdicts, known=known)
    if not allowed or held is None:
        refused = allowed if isinstance(allowed, Refused) else Refused("rights:consultation:missing", "")
        return refuse("rights:consultation:answer", refused, by=by, at=at, about=about)
    for one in rows:
        one.verdict, one.exemption, one.reason = said[one.ref]
        if one.verdict == "may":
            one.exemption = ""
        one.save(update_fields=["verdict", "exemption", "reason"])
    held.state, held.answered_at, held.answered_by_name = "answered", at, by.name
    held.save(update_fields=["state", "answered_at", "answered_by_name"])
    append(
        events.CONSULTATION_ANSWERED,
        by=by,
        at=at,
        about=[*about, *(Ref("request", one.asked_in) for one in rows)],
        payload={
            "agency": by.agency,
            "may": sum(one.verdict == "may" for one in rows),
            "may_not": sum(one.verdict == "may-not" for one in rows),
            "exemptions": sorted({one.exemption for one in rows if one.exemption}),
        },
    )
    return held


@transaction.atomic
def withdraw_consultation(
    *, by: Actor, at: datetime, request: RightsRequest, consultation: Consultation
) -> RightsRequest | Refused:
    """Take back a question that is not answered: the answer goes without the agency's view."""
    held = work_on(request, "withdraw-consultation", by=by, at=at)
    if isinstance(held, Refused):
        return held
    if held.consultations.filter(pk=consultation.pk, state="sent").update(state="withdrawn"):
        save(held)
        agency = consultation.agency.key
        append(
            events.CONSULTATION_WITHDRAWN,
            by=by,
            at=at,
            about=refs(held, Ref("agency", agency)),
            payload={"agency": agency},
        )
    return held


@transaction.atomic
def record_opinion(
    *,
    by: Actor,
    at: datetime,
    request: RightsRequest,
    who: str,
    registration: str,
    given_on: date,
    says: str,
    text: str,
) -> Opinion | Refused:
    """What the appropriate health professional says; older than six months it is of no use."""
    held = work_on(request, "opinion", by=by, at=at)
    if isinstance(held, Refused):
        return held
    if not clock.opinion_holds(given_on, today(at)):
        refused = Refused(
            "rights:opinion:old", _("An opinion counts for six months from the day on which it was given.")
        )
        return refuse("rights:opinion:record", refused, by=by, at=at, about=refs(held))
    made = Opinion.objects.create(
        request=held,
        who=who,
        registration=registration,
        given_on=given_on,
        says=says,
        text=text,
        by_name=by.name,
        at=at,
    )
    save(held)
    append(events.OPINION, by=by, at=at, about=refs(held), payload={"says": says})
    return made


@transaction.atomic
def assess(
    *,
    by: Actor,
    at: datetime,
    request: RightsRequest,
    weighed: Mapping[str, str],
    granted: bool,
    reason: str,
) -> Assessment | Refused:
    """Record what was weighed, with a text for each question that the kind of request asks; a later one stands beside it."""
    held = work_on(request, "assess", by=by, at=at)
    if isinstance(held, Refused):
        return held
    asked = rules.questions(held.kind, held.route)
    if not asked or not reason.strip() or any(not weighed.get(code, "").strip() for code in asked):
        refused = Refused("rights:assessment:incomplete", _("Answer each question, and say why."))
        return refuse("rights:assessment:make", refused, by=by, at=at, about=refs(held))
    made = Assessment.objects.create(
        request=held,
        weighed={code: weighed[code] for code in asked},
        granted=granted,
        reason=reason,
        by_name=by.name,
        at=at,
    )
    save(held)
    append(events.ASSESSED, by=by, at=at, about=refs(held), payload={"granted": granted})
    return made


@transaction.atomic
def submit(
    *, by: Actor, at: datetime, request: RightsRequest, version: int | None = None
) -> RightsRequest | Refused:
    """Give what is prepared to a second person."""
    held = hold(request, "submit", by=by, at=at, version=version)
    if isinstance(held, Refused):
        return held
    # Whoever asks for something else than a copy is given no passages: what was weighed goes to the second person.
    draft = draft_of(held) if held.kind == "access" else Draft()
    allowed = rules.may_submit(
        searched=held.searched_at is not None,
        assessed=draft.assessed(held),
        waiting=draft.waiting,
        paragraphs=draft.said(),
        refused_by_source=draft.overruled,
        opinions=[(one.given_on, one.says) for one in held.opinions.all()],
        today=today(at),
        changed=draft.changed,
    )
    if not allowed:
        return refuse("rights:package:submit", allowed, by=by, at=at, about=refs(held))
    held.state = "checking"
    save(held, "state")
    append(events.SUBMITTED, by=by, at=at, about=refs(held))
    return held


@transaction.atomic
def start_check(*, by: Actor, at: datetime, request: RightsRequest) -> RightsRequest | Refused:
    """The second person is given the same sight, to read what was prepared beside what it is made of."""
    held = hold(request, "agree", by=by, at=at, permission=rules.CHECK)
    if isinstance(held, Refused):
        return held
    allowed = rules.may_check(
        by=by.user, handler=held.handler_id, markers=_markers(held), verdict="agreed", comment=""
    )
    if not allowed or by.user is None:
        refused = allowed if isinstance(allowed, Refused) else Refused("rights:check:own", "")
        return refuse("rights:package:check", refused, by=by, at=at, about=refs(held))
    if held.person:
        lend(held, user=by.user, by=by, at=at)
    return held


@transaction.atomic
def check(
    *,
    by: Actor,
    at: datetime,
    request: RightsRequest,
    verdict: str,
    comment: str = "",
    version: int | None = None,
) -> RightsRequest | Refused:
    """A second person agrees to what is prepared, or sends it back with what is to be changed. Their sight ends."""
    verb = "agree" if verdict == "agreed" else "send-back"
    held = hold(request, verb, by=by, at=at, version=version, permission=rules.CHECK)
    if isinstance(held, Refused):
        return held
    allowed = rules.may_check(
        by=by.user, handler=held.handler_id, markers=_markers(held), verdict=verdict, comment=comment
    )
    if not allowed or by.user is None:
        refused = allowed if isinstance(allowed, Refused) else Refused("rights:check:own", "")
        return refuse("rights:package:check", refused, by=by, at=at, about=refs(held))
    Check.objects.create(
        request=held, verdict=verdict, comment=comment, by_user=by.user, by_name=by.name, at=at
    )
    end_sight(held, by=by, at=at, user=by.user)
    held.state = "checked" if verdict == "agreed" else "open"
    save(held, "state")
    append(events.CHECKED, by=by, at=at, about=refs(held), payload={"verdict": verdict})
    return held


def _markers(request: RightsRequest) -> set[int]:
    return set(Mark.objects.filter(request=request).values_list("by_user", flat=True))
