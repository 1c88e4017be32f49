"""What becomes of a call: a contact, advice, or nothing, which is said in words."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from django.db import transaction
from django.utils.translation import gettext as _

from mash.casework.calls import events, rules, times
from mash.casework.calls.actions.common import hold, no, note, refs
from mash.casework.calls.actions.more import tell_of_more
from mash.casework.calls.models import Call
from mash.casework.consultations import actions as consultations
from mash.casework.consultations.models import Consultation
from mash.casework.consultations.rules import Asked
from mash.casework.intake.actions import receive
from mash.casework.intake.arrival import Arrival, PersonSaid, ReferrerSaid
from mash.casework.intake.models import Contact
from mash.casework.matters.holding import move
from mash.foundation.kernel import Actor, Refused
from mash.foundation.ledger import append
from mash.foundation.visibility import as_service
from mash.registers.standards.queries import codes

OUTCOMES = "call-outcome"
SECOND = timedelta(seconds=1)


@transaction.atomic
def make_contact(
    *,
    by: Actor,
    at: datetime,
    call: Call,
    version: int | None = None,
    ends: bool = True,
    written: bool = False,
) -> Contact | Refused:
    """Make a contact of what is known, received when the call was answered; twice is one.

    With `ends` the call is over. Without, such as where somebody is in danger now, it goes on, and what is noted
    from here stands in the call beside the contact; what the case does not have of it is told to whoever works on the
    case, danger at once and the rest as the call ends. `written`: the caller was asked to confirm in writing.
    Nothing that is missing stands in the way.
    """
    held = hold(call, by=by, at=at)
    if isinstance(held, Refused):
        return held
    if held.contact is not None and (not ends or held.state == "ended"):
        return held.contact
    allowed = rules.may_save(state=held.state)
    if allowed and version is not None and held.version != version:
        allowed = rules.changed()
    if isinstance(allowed, Refused):
        return no(held, allowed, by=by, at=at)
    contact, earlier = held.contact, held.contact_id is not None
    if contact is None:  # or one that is kept from whoever takes the call: received twice, it is one
        arrival = _arrival(held)
        contact = receive(by=by, at=at, arrival=arrival)
    if held.contact_id is None:
        note(held, "contact", contact=contact.ref, by=by, at=at)
        move(held, contact=contact, matter=contact.matter)
        made = {"contact": contact.ref, "people": len(held.people), "early": not ends}
        append(events.MADE, by=by, at=at, about=refs(held), payload=made)
    if ends:
        if written:
            _wait(held, by=by, at=at)
        if earlier:
            tell_of_more(held, by=by, at=at)
        _end(held, "contact", by=by, at=at)
    return contact


def _wait(call: Call, *, by: Actor, at: datetime) -> None:
    due = times.due(call.desk, "confirm", started=at)
    move(call, written="waiting", written_due_at=due, chase_at=due)
    append(events.WRITTEN, by=by, at=at, about=refs(call))


def _end(call: Call, outcome: str, *, by: Actor, at: datetime, text: str = "") -> None:
    note(call, "ended", code=outcome, text=text, by=by, at=at)
    # What it is about may be kept from whoever took it, who saw it until this very moment.
    with as_service("calls"):
        move(call, state="ended", outcome=outcome, ended_at=at, due_at=None)
    append(
        events.ENDED,
        by=by,
        at=at,
        about=refs(call),
        payload={"outcome": outcome, "seconds": (at - call.started_at) // SECOND},
    )


@transaction.atomic
def end(
    *, by: Actor, at: datetime, call: Call, outcome: str, reason: str, version: int | None = None
) -> Call | Refused:
    """End a call of which nothing more comes, with the reason, once; one of which a contact was made ends as that."""
    held = hold(call, by=by, at=at)
    if isinstance(held, Refused):
        return held
    if held.state == "ended" and held.outcome == outcome:
        return held
    if version is not None and held.version != version:
        return no(held, rules.changed(), by=by, at=at)
    allowed = rules.may_end(
        state=held.state,
        outcome=outcome,
        outcomes={one.code for one in codes(OUTCOMES, at=at, made=False)},
        reason=reason,
        made=held.contact_id is not None,
    )
    if isinstance(allowed, Refused):
        return no(held, allowed, by=by, at=at)
    tell_of_more(held, by=by, at=at)
    _end(held, "contact" if held.contact_id is not None else outcome, text=reason, by=by, at=at)
    return held


@transaction.atomic
def end_as_advice(
    *, by: Actor, at: datetime, call: Call, asked: Asked, version: int | None = None
) -> Consultation | Refused:
    """End a call by the advice that was given in it: what was asked is kept as any question to the desk is."""
    held = hold(call, by=by, at=at)
    if isinstance(held, Refused):
        return held
    if held.advice is not None:
        return held.advice
    allowed = rules.may_save(state=held.state)
    if allowed and held.contact_id is not None:
        allowed = Refused(
            "calls:call:contact", _("A contact was made of this call already: end it on its own page.")
        )
    if allowed and version is not None and held.version != version:
        allowed = rules.changed()
    if isinstance(allowed, Refused):
        return no(held, allowed, by=by, at=at)
    made = consultations.record(by=by, at=at, desk=held.desk, asked=asked)
    if isinstance(made, Refused):
        return made
    move(held, advice=made)
    _end(held, "advice", by=by, at=at)
    return made


def _arrival(call: Call) -> Arrival:
    caller: rules.Caller = cast("rules.Caller", call.caller)
    people = [PersonSaid(role=one["role"], said=one["said"]) for one in call.people if one.get("said")]
    if not any(one.role == "subject" for one in people):
        people.insert(0, PersonSaid(role="subject", said=rules.NOBODY))
    return Arrival(
        hub=call.desk.hub.key,
        population=cast("Any", call.desk.population),
        kind="referral",
        channel="telephone",
        worry=rules.worry(
            notes=call.notes,
            danger_now=call.danger_now,
            children=call.children,
            place=call.place,
            unread=call.unread,
        ),
        danger_now=call.danger_now or "not-known",
        people=tuple(people),
        referrer=_referrer(caller),
        source=caller.get("source", ""),
        draft=f"call:{call.ref}",
        received_at=call.started_at,
    )


def _referrer(caller: rules.Caller) -> ReferrerSaid:
    safe = rules.safe_words(caller)
    quiet = not rules.may_write(caller)
    email = caller.get("email", "")
    return ReferrerSaid(
        klass=rules.class_of(caller),
        name=caller.get("name", ""),
        role=caller.get("role", ""),
        agency=caller.get("agency", ""),
        relationship=caller.get("relationship", ""),
        phone=caller.get("phone", ""),
        # Where nobody said that it is safe, nothing leaves by itself; a person may still use the address with care.
        email="" if quiet else email,
        safe_to_contact="; ".join(filter(None, [safe, email if quiet else ""]))[:500],
    )
