"""The hub offers a decided person to a team, and takes an unanswered offer back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from mash.casework.cases.actions.triage import hold as hold_case
from mash.casework.cases.models import Case, Decision
from mash.casework.disclosure.models import Package
from mash.casework.disclosure.offers import protected
from mash.casework.disclosure.queries import holds
from mash.casework.handover import events, rules, times
from mash.casework.handover.actions.common import OFFER, hold, no, refs
from mash.casework.handover.models import Handover
from mash.casework.matters.actions import read_only, works_on
from mash.casework.matters.holding import move, save
from mash.casework.matters.models import Matter, Subject
from mash.casework.sharing.actions.telling import tell_agency
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append, refuse
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Agency
from mash.registers.directory.models import Team
from mash.registers.people.rules import in_words, name


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """To whom, and with what. One of `agency`, with or without one of its teams, a `team` of the hub, or an `authority` by name."""

    asks: str
    agency: Agency | None = None
    team: Team | None = None
    authority: str = ""
    package: Package | None = None

    @property
    def to(self) -> str:
        if self.agency is not None:
            return "agency"
        return "field" if self.team is not None else "authority"

    def named(self, matter: Matter) -> bool:
        """Whether the receiver is one, and is of this hub or outside it altogether."""
        if self.agency is not None:
            own = self.team is None or self.team.agency_id == self.agency.pk
            return own and Agency.objects.filter(pk=self.agency.pk, hubs=matter.hub).exists()
        if self.team is not None:
            return self.team.hub_id == matter.hub_id
        return bool(self.authority.strip())

    @property
    def to_name(self) -> str:
        parts = (self.team.name if self.team else "", self.agency.name if self.agency else self.authority)
        return ", ".join(one.strip() for one in parts if one.strip())


@transaction.atomic
def offer(*, by: Actor, at: datetime, case: Case, subject: Subject, said: Offer) -> Handover | Refused:
    """Offer one person of a case to one receiver, by their latest decision. Sent twice it is one.

    The case moves on by it: a closing that was asked for before does not close over it.
    """
    about = [Ref("matter", case.matter.ref)]
    held = hold_case(case, OFFER, by=by, at=at)
    if isinstance(held, Refused):
        return held
    matter, allowed = held.matter, may(by, OFFER)
    if allowed and not works_on(matter):
        allowed = read_only()
    decision = (
        Decision.objects.filter(matter=matter, subject=subject).order_by("-at", "-pk").first()
        if subject.matter_id == matter.pk and held.closed_at is None
        else None
    )
    package = said.package
    if allowed and package is not None and (package.matter_id, package.state) != (matter.pk, "sent"):
        allowed = rules.missing()
    if allowed and package is not None and package.agency != said.agency:
        allowed = rules.missing()
    if allowed:
        allowed = rules.may_offer(
            decided=decision is not None,
            named=said.named(matter),
            asks=said.asks,
            holds_address=any(holds(f"{said.asks} {said.authority}", one) for one in protected(matter)),
            unconfirmed=decision is not None
            and matter.hub.two_person_rule
            and not decision.immediate_protection
            and decision.confirmed_at is None,
        )
    if isinstance(allowed, Refused) or decision is None:
        why = allowed if isinstance(allowed, Refused) else rules.missing()
        return refuse(OFFER, why, by=by, at=at, about=about)
    clock = times.clock(matter.desk, held.rating, started=at, at=at)
    made = Handover(
        matter=matter,
        hub=matter.hub,
        desk=matter.desk,
        subject=subject,
        decision=decision,
        route=decision.route,
        rating=held.rating,
        to=said.to,
        agency=said.agency,
        team=said.team,
        to_name=said.to_name,
        package=package,
        package_ref=package.ref if package else "",
        about_name=str(subject.person) if subject.person else name(subject.record.said),
        about_born=in_words(subject.record.said.get("born")),
        asks=said.asks,
        offered_at=at,
        by=str(by),
        by_name=by.name,
        due_at=clock.due,
        warns_at=clock.warns,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        there = Handover.objects.select_related("agency").filter(subject=subject, state="offered").first()
        if there is not None and (there.by, there.to_name, there.asks) == (made.by, made.to_name, made.asks):
            return there
        return refuse(OFFER, rules.already(), by=by, at=at, about=about)
    save(held)
    append(
        events.OFFERED,
        by=by,
        at=at,
        about=refs(made),
        payload={
            "to": made.to,
            "agency": made.agency.key if made.agency else "",
            "route": made.route,
            "package": package is not None,
            "due": made.due_at.isoformat(),
        },
    )
    if made.agency is not None:
        tell_agency(
            made.agency, template="hand_over", reference=made.ref, link=f"/handovers/{made.ref}", at=at
        )
    return made


@transaction.atomic
def withdraw(
    *, by: Actor, at: datetime, handover: Handover, text: str, version: int | None = None
) -> Handover | Refused:
    """Take an unanswered offer back, saying why: the receiver reads it, and may not answer any more."""
    held = hold(handover, by=by, at=at, permission=OFFER, version=version)
    if isinstance(held, Refused):
        return held
    allowed = rules.may_withdraw(state=held.state, text=text)
    if isinstance(allowed, Refused):
        return no(held, allowed, by=by, at=at, permission=OFFER)
    move(held, state="withdrawn", text=text, answered_at=at, answered_by=str(by), answered_by_name=by.name)
    append(events.WITHDRAWN, by=by, at=at, about=refs(held))
    return held
