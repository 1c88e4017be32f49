"""A case's round tables, and calling one."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mash.casework.matters.models import Matter, Subject
from mash.casework.roundtables import actions, events, people, queries
from mash.casework.roundtables.actions import CALL, VIEW
from mash.casework.roundtables.models import Meeting
from mash.casework.roundtables.rules import Called
from mash.casework.sharing.models import Request
from mash.foundation.kernel import Ref, Refused
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.request import HttpRequest
from mash.interfaces.web.roundtables import presenters
from mash.interfaces.web.roundtables.forms import CallForm
from mash.interfaces.web.roundtables.ground import common, is_agency, said_at
from mash.registers.accounts.roles import ROLES
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Agency
from mash.registers.standards.queries import label_of

WORRIED_ABOUT: Final = "subject"


def _matter(request: HttpRequest, ref: str) -> Matter:
    """The case, for whoever of the hub sees it. Raises Http404."""
    found = Matter.objects.select_related("hub", "desk__hub").filter(ref=ref).first()
    if found is None or is_agency(request.actor):
        raise Http404
    return found


@page("permission", VIEW)
def of_case(request: HttpRequest, ref: str) -> HttpResponse:
    """The round tables of a case, the latest first, and what they left open."""
    matter = _matter(request, ref)
    found = list(queries.of_matter(matter.pk))
    append(
        events.VIEWED,
        by=request.actor,
        at=request.at,
        about=[Ref("matter", matter.ref), *(Ref("round-table", one.ref) for one in found)],
    )
    return render(
        request,
        "roundtables/case.jinja",
        {"ref": matter.ref, "rows": presenters.rows(found), "may_call": bool(may(request.actor, CALL))},
    )


@page("permission", CALL, methods=["GET", "POST"])
def new(request: HttpRequest, ref: str) -> HttpResponse:
    """Call a meeting: what kind, about whom, why, when and where, and who is invited."""
    matter = _matter(request, ref)
    at = request.at
    subjects = list(Subject.objects.filter(matter=matter).select_related("record").order_by("place", "pk"))
    staff: dict[int, str] = {}
    for seat in people.people_of(matter.hub, at=at):
        title = ROLES[seat.role].title if seat.role in ROLES else seat.role
        staff.setdefault(seat.user_id, f"{seat.user.name}, {title}")
    agencies = list(Agency.objects.filter(hubs=matter.hub).order_by("name"))
    asked = set(Request.objects.filter(matter=matter).values_list("agency__key", flat=True))
    kinds = people.kinds_for(matter.desk.population, at=at)
    form = CallForm(
        request.POST if request.method == "POST" else None,
        kinds=[(one.code, label_of(one)) for one in kinds],
        people=[
            (f"{one.place}", name) for one, name in zip(subjects, people.names_of(subjects), strict=True)
        ],
        staff=[(f"{key}", words) for key, words in staff.items()],
        agencies=[(one.key, one.name) for one in agencies],
        initial={
            "people": [f"{one.place}" for one in subjects if one.role == WORRIED_ABOUT],
            "agencies": sorted(asked),
        },
    )
    done: object = None
    if request.method == "POST" and form.is_valid():
        done = _call(request, matter, form, subjects, agencies)
        if isinstance(done, Meeting):
            messages.success(request, _("The meeting is called. Those invited have been told its reference."))
            return redirect("roundtables:one", ref=done.ref)
    append(events.VIEWED, by=request.actor, at=at, about=[Ref("matter", matter.ref)])
    return render(
        request,
        "roundtables/new.jinja",
        {"ref": matter.ref, "form": form, "refused": said_at(form, "agencies", done)},
    )


def _call(
    request: HttpRequest, matter: Matter, form: CallForm, subjects: list[Subject], agencies: list[Agency]
) -> Meeting | Refused:
    said: dict[str, Any] = form.cleaned_data
    users = {one.user_id: one.user for one in people.people_of(matter.hub, at=request.at)}
    return actions.call(
        **common(request),
        matter=matter,
        said=Called(
            kind=said["kind"],
            why=said["why"],
            meets_at=form.meets_at(),
            how=said["how"],
            place=said["place"],
            people=tuple(one.pk for one in subjects if f"{one.place}" in said["people"]),
        ),
        chair=users[int(said["chair"])],
        minute_taker=users[int(said["minute_taker"])],
        agencies=[one for one in agencies if one.key in said["agencies"]],
        users=[users[int(one)] for one in said["users"]],
    )
