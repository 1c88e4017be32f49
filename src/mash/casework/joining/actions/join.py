"""Join contacts about one incident, part one from the others again, or say that a suggestion is wrong.

Each keeps its referrer, its clock and its text, and the matter that it opened (decision 4).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from mash.casework.intake.models import Contact
from mash.casework.joining import errors, events, queries, rules
from mash.casework.joining.models import Statement
from mash.casework.joining.rules import Evidence
from mash.casework.matters.actions import read_only
from mash.foundation.kernel import Actor, Ref, Refused, public_id, reference
from mash.foundation.ledger import append, refuse
from mash.foundation.ledger.events import Event
from mash.foundation.outbox.actions import publish
from mash.registers.accounts.rules import may

LINK: Final = "intake:contact:link"
OPEN: Final = "open"
type _Pairs = Mapping[tuple[int, int], Collection[Evidence]]


@transaction.atomic
def join(
    *,
    by: Actor,
    at: datetime,
    contact: Contact,
    others: Sequence[Contact],
    ground: str,
    rationale: str = "",
    state: str | None = None,
) -> str | Refused:
    """Say that `contact`, and what it is joined to, is about one incident with `others` and what these are joined to.

    `ground` is "number" where `contact` shares one with each of `others`, else "reason" with a rationale. `state` is that of
    the page: see `queries.state_of`. Joined already, nothing is done. Returns the act, which is empty then.
    """
    chosen = [contact, *others]
    allowed = may(by, LINK)
    if isinstance(allowed, Refused):
        return refuse(LINK, allowed, by=by, at=at, about=_about(chosen))
    groups = _groups(chosen)
    if len(groups) == 1:
        return ""
    mine = next(one for one in groups if contact.pk in one)
    evidence = queries.evidence_with(contact, [one.pk for one in others if one.pk not in mine], at=at)
    held = _hold(number for one in groups for number in one)
    allowed = rules.may_join(
        ground=ground, rationale=rationale, evidence=evidence.values(), together=sum(map(len, groups))
    )
    if held is None:
        allowed = read_only()
    elif _groups(chosen) != groups or (state is not None and state != queries.state_of(contact)):
        allowed = errors.changed()
    if isinstance(allowed, Refused) or held is None:
        why = allowed if isinstance(allowed, Refused) else read_only()
        return refuse(LINK, why, by=by, at=at, about=_about(chosen))
    act = public_id()
    ordered = [mine, *(one for one in groups if one is not mine)]
    pairs: dict[tuple[int, int], Collection[Evidence]] = {}
    for place, one in enumerate(ordered):
        later = sorted(number for other in ordered[place + 1 :] for number in other)
        for number in sorted(one):
            each = queries.evidence_with(held[number], later, at=at)
            pairs |= {(number, other): each[other] for other in later}
    found = rules.in_order({each for one in evidence.values() for each in one})
    _say(
        pairs,
        held,
        Statement(
            act=act,
            kind=Statement.JOINED,
            ground="number" if ground == "number" else "reason",
            rationale="" if ground == "number" else rationale.strip(),
        ),
        by=by,
        at=at,
    )
    _note(
        events.JOINED,
        held.values(),
        by=by,
        at=at,
        payload={"act": act, "ground": ground, "evidence": list(found)},
    )
    return act


@transaction.atomic
def arrived_under(*, by: Actor, at: datetime, contact: Contact, other: Contact) -> bool:
    """What arrived under a reference that the hub gave its sender for `other` is together with it, as if by one number.

    For the service that finds it so, in a transaction of its own. False where each has a number of its own already, and
    where either is not open, whose number would tell the other's readers of it: then a person joins them.
    """
    if _hidden([contact, other]):
        return False
    if contact.incident and other.incident and contact.incident != other.incident:
        return False
    number = other.incident or contact.incident or reference()
    for one in (contact, other):
        if one.incident != number:
            one.incident = number
            one.save(update_fields=["incident"])
    _note(
        events.JOINED,
        [contact, other],
        by=by,
        at=at,
        payload={"act": number, "ground": "number", "evidence": ["number"]},
    )
    return True


@transaction.atomic
def part(
    *, by: Actor, at: datetime, contact: Contact, reason: str, state: str | None = None
) -> str | Refused:
    """Say that `contact` is not about the incident after all. The others stay joined; what was said before stays said."""
    allowed = may(by, LINK)
    group = queries.joined_to([contact.pk])
    rest = [number for number in group if number != contact.pk]
    held = _hold(group) if allowed else None
    if allowed and held is None:
        allowed = read_only()
    if allowed and (
        queries.joined_to([contact.pk]) != group or (state is not None and state != queries.state_of(contact))
    ):
        allowed = errors.changed()
    if allowed and not rest:
        allowed = errors.not_joined()
    if allowed and not reason.strip():
        allowed = errors.no_reason()
    if isinstance(allowed, Refused) or held is None:
        why = allowed if isinstance(allowed, Refused) else read_only()
        return refuse(LINK, why, by=by, at=at, about=_about(_hidden((held or {}).values()) or [contact]))
    act = public_id()
    said = Statement(act=act, kind=Statement.PARTED, ground="reason", rationale=reason.strip())
    each = queries.evidence_with(contact, rest, at=at)
    _say({(contact.pk, number): each[number] for number in rest}, held, said, by=by, at=at)
    _stay(rest, held, act, by=by, at=at)
    told = _hidden(held.values()) or [held[contact.pk]]
    _note(events.PARTED, told, by=by, at=at, payload={"act": act})
    return act


@transaction.atomic
def dismiss(*, by: Actor, at: datetime, contact: Contact, other: Contact, reason: str) -> str | Refused:
    """Say that a suggestion is wrong: it comes back only when something speaks for it that did not before."""
    about = _about([contact, other])
    allowed = may(by, LINK)
    held = _hold([contact.pk, other.pk]) if allowed else None
    if allowed and held is None:
        allowed = read_only()
    if allowed and not reason.strip():
        allowed = errors.no_reason()
    if allowed and other.pk in queries.joined_to([contact.pk]):
        allowed = errors.changed()
    if isinstance(allowed, Refused) or held is None:
        why = allowed if isinstance(allowed, Refused) else read_only()
        return refuse(LINK, why, by=by, at=at, about=about)
    found = queries.evidence_between(contact, other, at=at)
    evidence = list(rules.in_order(found))
    last = queries.last_said(contact, other)
    if last is not None and last.kind == Statement.DISMISSED and last.evidence == evidence:
        return last.act
    said = Statement(act=public_id(), kind=Statement.DISMISSED, ground="reason", rationale=reason.strip())
    _say({(contact.pk, other.pk): found}, held, said, by=by, at=at)
    _note(events.DISMISSED, held.values(), by=by, at=at, payload={"act": said.act, "evidence": evidence})
    return said.act


def _groups(contacts: Iterable[Contact]) -> list[frozenset[int]]:
    """What these are joined to now, each group once."""
    found: list[frozenset[int]] = []
    for one in contacts:
        if not any(one.pk in group for group in found):
            found.append(frozenset(queries.joined_to([one.pk])))
    return found


def _hold(numbers: Iterable[int]) -> dict[int, Contact] | None:
    """These contacts, locked in one order; None where one of them may only be read."""
    wanted = set(numbers)
    found = Contact.objects.select_for_update(of=("self",)).select_related("matter").filter(pk__in=wanted)
    held = {one.pk: one for one in found.order_by("pk")}
    return held if held.keys() == wanted else None


def _say(pairs: _Pairs, held: dict[int, Contact], said: Statement, *, by: Actor, at: datetime) -> None:
    """Say it of each pair, with what spoke for that pair."""
    Statement.objects.bulk_create(
        Statement(
            act=said.act,
            matter_id=held[one].matter_id,
            contact_id=one,
            other_matter_id=held[other].matter_id,
            other_id=other,
            kind=said.kind,
            ground=said.ground,
            rationale=said.rationale,
            evidence=list(rules.in_order(evidence)),
            by=str(by),
            by_name=by.name,
            at=at,
        )
        for (one, other), evidence in pairs.items()
    )


def _stay(rest: Sequence[int], held: dict[int, Contact], act: str, *, by: Actor, at: datetime) -> None:
    """What was together only through the one that left is said to be together: nobody has parted these."""
    while rest and (apart := [number for number in rest if number not in queries.joined_to([rest[0]])]):
        said = Statement(act=act, kind=Statement.JOINED, ground="stayed")
        _say({(rest[0], number): () for number in apart}, held, said, by=by, at=at)


def _note(
    event: Event, contacts: Collection[Contact], *, by: Actor, at: datetime, payload: dict[str, object]
) -> None:
    """An entry for each contact: what is said of one names no other, which may be restricted later.

    Where one is restricted already, of the others there is none: their readers would learn that something is.
    """
    for one in _hidden(contacts) or contacts:
        append(event, by=by, at=at, about=_about([one]), payload=payload)
        publish(event.name, at=at, contact=one.ref, matter=one.matter.ref)


def _hidden(contacts: Iterable[Contact]) -> list[Contact]:
    return [one for one in contacts if one.matter.restriction != OPEN]


def _about(contacts: Collection[Contact]) -> list[Ref]:
    """What an entry names: those of restricted matters alone, where there are any."""
    named = _hidden(contacts) or contacts
    return [ref for one in named for ref in (Ref("contact", one.ref), Ref("matter", one.matter.ref))]
