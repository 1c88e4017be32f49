"""Record a request, settle who asks, and keep its clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mash.casework.matters.holding import save
from mash.foundation.kernel import Actor, Refused
from mash.foundation.ledger import append, refuse
from mash.oversight.rights import events, rules
from mash.oversight.rights.actions.common import (
    clock_of,
    end_sight,
    hold,
    refs,
    set_clock,
    today,
    work_on,
)
from mash.oversight.rights.models import RightsRequest, Waiting
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Hub
from mash.registers.standards.queries import codes

TWICE = timedelta(minutes=1)


@transaction.atomic
def receive(
    *,
    by: Actor,
    at: datetime,
    kind: str,
    route: str,
    asked_by: str,
    reach_by: str,
    about: Mapping[str, str],
    scope: str,
    received_on: date,
    asked_as: str = "",
    regime: str = "uk-gdpr",
    needed_by: date | None = None,
    ground: str = "",
    authority: str = "",
    identity_in_doubt: bool = False,
) -> RightsRequest | Refused:
    """Record what was asked, and start its clock. Where it is in doubt who asks, the month waits for that to be settled."""
    allowed = may(by, rules.WORK)
    if allowed:
        allowed = rules.may_open(
            route=route,
            received=received_on,
            today=today(at),
            needed_by=needed_by,
            ground=ground,
            authority=authority,
        )
    if not allowed or by.user is None:
        refused = allowed if isinstance(allowed, Refused) else Refused("rights:request:nobody", "")
        return refuse("rights:request:receive", refused, by=by, at=at)
    said = {key: about.get(key, "") for key in ("given_name", "family_name", "born", "nhs_number")}
    same = RightsRequest.objects.filter(
        hub__key=by.hub,
        handler_id=by.user,
        kind=kind,
        route=route,
        asked_by=asked_by,
        about=said,
        scope=scope,
    )
    # Of two clicks the second finds what the first has recorded.
    already = same.filter(received_on=received_on, at__gt=at - TWICE, closed_at__isnull=True).first()
    if already is not None:
        return already
    doubt = identity_in_doubt and route not in rules.OWN_CLOCK
    made = RightsRequest(
        hub=Hub.objects.get(key=by.hub),
        kind=kind,
        route=route,
        regime=regime,
        asked_by=asked_by,
        asked_as=asked_as,
        reach_by=reach_by,
        about=said,
        scope=scope,
        received_on=received_on,
        needed_by=needed_by,
        ground=ground,
        authority=authority,
        identity_asked_on=today(at) if doubt else None,
        handler_id=by.user,
        handler_name=by.name,
        at=at,
    )
    made.save()
    set_clock(made)
    made.save(update_fields=["due_on"])
    append(
        events.RECEIVED,
        by=by,
        at=at,
        about=refs(made),
        payload={
            "kind": kind,
            "route": route,
            "regime": regime,
            "ground": ground,
            "received": received_on.isoformat(),
            "due": _day(made),
        },
    )
    return made


def _day(request: RightsRequest) -> str | None:
    return request.due_on.isoformat() if request.due_on else None


@transaction.atomic
def accept(
    *,
    by: Actor,
    at: datetime,
    request: RightsRequest,
    how: str,
    authority: str = "",
    version: int | None = None,
) -> RightsRequest | Refused:
    """It is settled who asks, and by which authority: the work may begin."""
    held = hold(request, "accept", by=by, at=at, version=version)
    if isinstance(held, Refused):
        return held
    allowed = rules.may_accept(route=held.route, identity_how=how)
    if not allowed:
        return refuse("rights:request:accept", allowed, by=by, at=at, about=refs(held))
    held.identity_how = how
    held.authority = authority or held.authority
    if held.identity_asked_on is not None:
        held.identity_given_on = today(at)
    held.state = "open"
    set_clock(held)
    save(held, "identity_how", "authority", "identity_given_on", "state", "due_on")
    append(events.ACCEPTED, by=by, at=at, about=refs(held), payload={"how": how, "due": _day(held)})
    return held


@transaction.atomic
def ask_clarification(
    *, by: Actor, at: datetime, request: RightsRequest, question: str
) -> RightsRequest | Refused:
    """Ask which information is meant: the clock stands until it is answered."""
    held = work_on(request, "clarify", by=by, at=at, states=("received", "open"))
    if isinstance(held, Refused):
        return held
    allowed = None
    if held.route in rules.OWN_CLOCK:
        allowed = Refused("rights:clock:own", _("An order or another authority’s request has its own time."))
    elif not question.strip():
        allowed = Refused("rights:clock:no-question", _("Say what you asked."))
    if allowed is None:
        try:
            with transaction.atomic():
                Waiting.objects.create(request=held, question=question, since=today(at), by_name=by.name)
        except IntegrityError:  # one open question a request: the database says who was first
            allowed = Refused("rights:clock:stands", _("The clock stands already."))
    if allowed is not None:
        return refuse("rights:clock:pause", allowed, by=by, at=at, about=refs(held))
    return _clock_changed(held, "clarification", by=by, at=at)


@transaction.atomic
def clarified(*, by: Actor, at: datetime, request: RightsRequest, answer: str) -> RightsRequest | Refused:
    """They have said which information they mean: the clock runs again. Done again it changes nothing."""
    held = work_on(request, "clarified", by=by, at=at, states=("received", "open"))
    if isinstance(held, Refused):
        return held
    if not Waiting.objects.filter(request=held, until__isnull=True).update(until=today(at), answer=answer):
        return held
    return _clock_changed(held, "clarified", by=by, at=at)


@transaction.atomic
def extend(*, by: Actor, at: datetime, request: RightsRequest, reason: str) -> RightsRequest | Refused:
    """Two further months, told to whoever asks today, with the reason."""
    held = work_on(request, "extend", by=by, at=at, states=("received", "open", "checking"))
    if isinstance(held, Refused):
        return held
    allowed = rules.may_extend(
        route=held.route,
        extended=held.extended_on is not None,
        today=today(at),
        notice_by=clock_of(held).notice_by,
        reason=reason,
    )
    if not allowed:
        return refuse("rights:clock:extend", allowed, by=by, at=at, about=refs(held))
    held.extended_on, held.extension_reason = today(at), reason
    return _clock_changed(held, "extended", by=by, at=at)


def _clock_changed(held: RightsRequest, why: str, *, by: Actor, at: datetime) -> RightsRequest:
    set_clock(held)
    save(held, "due_on", "extended_on", "extension_reason")
    append(events.CLOCK, by=by, at=at, about=refs(held), payload={"why": why, "due": _day(held)})
    return held


@transaction.atomic
def take_over(*, by: Actor, at: datetime, request: RightsRequest) -> RightsRequest | Refused:
    """Another lead works on it from here on: what was given to whoever did ends."""
    held = work_on(request, "take-over", by=by, at=at, states=("received", "open"))
    if isinstance(held, Refused) or by.user is None or held.handler_id == by.user:
        return held
    end_sight(held, by=by, at=at)
    held.handler_id, held.handler_name = by.user, by.name
    save(held, "handler", "handler_name")
    append(events.CLOCK, by=by, at=at, about=refs(held), payload={"why": "taken-over", "due": _day(held)})
    return held


@transaction.atomic
def end(
    *, by: Actor, at: datetime, request: RightsRequest, verb: str, outcome: str, reason: str
) -> RightsRequest | Refused:
    """Refuse a request, with the reason that they are told, or record that it was taken back."""
    held = hold(request, verb, by=by, at=at)
    if isinstance(held, Refused):
        return held
    target = {"refuse": "refused", "withdraw": "withdrawn"}[verb]
    known = {one.code for one in codes("rights-outcome", at=at) if one.attributes.get("after") == target}
    if outcome not in known or not reason.strip():
        refused = Refused("rights:request:no-reason", _("Say why: they are told that, and how to complain."))
        return refuse(f"rights:request:{verb}", refused, by=by, at=at, about=refs(held))
    return close(held, target, outcome, reason, by=by, at=at)


def close(
    held: RightsRequest, state: str, outcome: str, reason: str, *, by: Actor, at: datetime
) -> RightsRequest:
    """End the request and every sight that was given for it."""
    end_sight(held, by=by, at=at)
    held.consultations.filter(state="sent").update(state="withdrawn")
    held.state, held.outcome, held.outcome_reason, held.closed_at = state, outcome, reason, at
    save(held, "state", "outcome", "outcome_reason", "closed_at")
    append(events.CLOSED, by=by, at=at, about=refs(held), payload={"outcome": outcome})
    return held
