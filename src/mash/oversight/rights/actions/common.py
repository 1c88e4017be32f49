"""What every step on a request begins with, and the sight that it gives and ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.utils.translation import gettext as _

from mash.casework.matters.models import Grant, Matter
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.kernel.time import LONDON
from mash.foundation.ledger import append, refuse
from mash.foundation.visibility import as_service
from mash.oversight.rights import clock, events, rules
from mash.oversight.rights.models import RightsRequest, Sight
from mash.registers.accounts.rules import may
from mash.registers.standards.queries import codes

REASON = "rights-request"


def today(at: datetime) -> date:
    return at.astimezone(LONDON).date()


def days_for(step: str, *, at: datetime, otherwise: int) -> int:
    """Working days of a step, by the hub's list of times."""
    found = [one for one in codes("rights-time", at=at) if one.code == step]
    return int(str(found[0].attributes.get("days", otherwise))) if found else otherwise


def refs(request: RightsRequest, *more: Ref) -> list[Ref]:
    """What the ledger names of a request."""
    person = [Ref("person", request.person)] if request.person else []
    return [Ref("rights", request.ref), *person, *more]


def hold(
    request: RightsRequest,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    version: int | None = None,
    permission: str = rules.WORK,
) -> RightsRequest | Refused:
    """The request, locked, for whoever may do this in its state; `version` is the one that the page showed."""
    about = refs(request)
    allowed = may(by, permission)
    held = RightsRequest.objects.select_for_update(of=("self",)).filter(pk=request.pk).first()
    if allowed and held is None:
        allowed = Refused("rights:request:missing", _("There is no such request."))
    if allowed and held is not None and version is not None and held.version != version:
        allowed = Refused(
            "rights:request:changed", _("A colleague has changed this meanwhile: look at it again.")
        )
    if allowed and held is not None and verb:
        allowed = rules.may_go(verb, held.state)
    if not allowed or held is None:
        refused = allowed if isinstance(allowed, Refused) else Refused("rights:request:missing", "")
        return refuse(f"rights:request:{verb or 'change'}", refused, by=by, at=at, about=about)
    return held


def work_on(
    request: RightsRequest, what: str, *, by: Actor, at: datetime, states: Iterable[str] = ("open",)
) -> RightsRequest | Refused:
    """The request, locked, while it is worked on."""
    held = hold(request, "", by=by, at=at)
    if isinstance(held, Refused) or held.state in set(states):
        return held
    refused = Refused("rights:request:state", _("The request has moved on: look at it again."))
    return refuse(f"rights:request:{what}", refused, by=by, at=at, about=refs(request))


def clock_of(request: RightsRequest) -> clock.Due:
    """Where the request's clock stands."""
    if request.route in rules.OWN_CLOCK:
        return clock.Due(request.needed_by)
    return clock.due(
        request.received_on,
        identity_asked=request.identity_asked_on,
        identity_given=request.identity_given_on,
        pauses=[clock.Pause(one.since, one.until) for one in request.pauses.all()],
        extended=request.extended_on is not None,
    )


def set_clock(request: RightsRequest) -> None:
    request.due_on = clock_of(request).on


def about_as_said(request: RightsRequest) -> list[str]:
    said = request.about
    return [said.get("given_name", ""), said.get("family_name", ""), said.get("born", "")]


def lend(request: RightsRequest, *, user: int, by: Actor, at: datetime) -> int:
    """Give one user sight of the person's open matters until some days after the answer is due; how many there are.

    Done again it adds matters that have come since, and what lasts too short is given anew. The entry names each matter, so
    that the leads of every hub concerned, and whoever reads who has looked, learn of it.
    """
    last = request.due_on or clock.add_months(today(at), 1)
    last = clock.working_days_after(max(last, today(at)), days_for("sight", at=at, otherwise=20))
    until = datetime.combine(last + timedelta(days=1), time(0), tzinfo=LONDON)
    with as_service("rights"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT mash.rights_matters(%s, %s)", [request.person, user])
            numbers = [row[0] for row in cursor.fetchall()]
        standing = Sight.objects.filter(
            request=request, user_id=user, person=request.person, until_at__gte=until
        )
        has = {one.grant.matter_id if one.grant else None for one in standing.select_related("grant")}
        matters = list(Matter.objects.filter(pk__in=numbers))
        for matter in [*matters, None]:
            if (matter.pk if matter else None) in has:
                continue
            given = (
                Grant.objects.create(
                    matter=matter,
                    holder_kind="user",
                    holder_id=user,
                    reason=REASON,
                    from_at=at,
                    until_at=until,
                )
                if matter
                else None
            )
            Sight.objects.create(
                request=request, user_id=user, grant=given, person=request.person, from_at=at, until_at=until
            )
        append(
            events.LENT,
            by=by,
            at=at,
            about=refs(request, Ref("user", str(user)), *(Ref("matter", one.ref) for one in matters)),
            payload={"user": user, "matters": len(matters), "until": last.isoformat()},
        )
    return len(matters)


def end_sight(request: RightsRequest, *, by: Actor, at: datetime, user: int | None = None) -> None:
    """End what was given for a request: all of it, or one user's."""
    with as_service("rights"):
        open_now = Sight.objects.filter(request=request, until_at__gt=at)
        if user is not None:
            open_now = open_now.filter(user_id=user)
        held = list(open_now.select_related("grant").order_by("pk"))
        for one in held:
            one.until_at = at
            one.save(update_fields=["until_at"])
            if one.grant_id:
                Grant.objects.filter(pk=one.grant_id, until_at__gt=at).update(until_at=at)
        if held:
            append(events.RETURNED, by=by, at=at, about=refs(request), payload={"count": len(held)})
