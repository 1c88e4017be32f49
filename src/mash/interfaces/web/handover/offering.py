"""Hand a person of a case over: one form, and what was offered of the case before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mash.casework.cases.models import Case, Decision
from mash.casework.cases.queries.picture import get_case
from mash.casework.disclosure.models import Package
from mash.casework.handover import actions, events, queries
from mash.casework.handover.actions import Offer
from mash.casework.handover.actions.common import OFFER
from mash.casework.handover.models import Handover
from mash.casework.matters.models import Matter, Subject
from mash.foundation.kernel import Ref, Refused
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.cases.presenters import name_of
from mash.interfaces.web.components.words import uk_date
from mash.interfaces.web.handover import presenters
from mash.interfaces.web.handover.forms import OfferForm
from mash.interfaces.web.request import HttpRequest
from mash.registers.agencies.models import Agency
from mash.registers.directory.models import Team
from mash.registers.directory.rules import local_day
from mash.registers.standards.queries import label


@dataclass(frozen=True, slots=True)
class Choice:
    """What may be chosen for a case: decided people by their place, receivers and packages by a key."""

    people: dict[str, tuple[Subject, str]]
    receivers: dict[str, tuple[Agency | None, Team | None, str]]
    packages: dict[str, Package]

    @classmethod
    def of(cls, matter: Matter, at: datetime) -> Choice:
        decided = {one.subject_id: one for one in Decision.objects.filter(matter=matter).order_by("at", "pk")}
        subjects = matter.subjects.select_related("record", "person").filter(pk__in=decided).order_by("place")
        people = {
            str(one.place): (one, f"{name_of(one)}: {label('route', decided[one.pk].route, at=at)}")
            for one in subjects
        }
        agencies = {one.pk: one for one in Agency.objects.filter(hubs=matter.hub).order_by("name")}
        day = local_day(at)
        teams = list(
            Team.objects.filter(Q(agency__in=agencies) | Q(hub=matter.hub), from_day__lte=day)
            .filter(Q(until_day__isnull=True) | Q(until_day__gte=day))
            .order_by("name", "pk")
        )
        receivers: dict[str, tuple[Agency | None, Team | None, str]] = {}
        for agency in agencies.values():
            receivers[f"agency:{agency.key}"] = (agency, None, agency.name)
            for team in teams:
                if team.agency_id == agency.pk:
                    receivers[f"team:{team.public_id}"] = (agency, team, f"{agency.name}: {team.name}")
        for team in teams:
            if team.hub_id is not None:
                words = _("In the field: %(team)s") % {"team": team.name}
                receivers[f"team:{team.public_id}"] = (None, team, words)
        packages = Package.objects.filter(matter=matter, state="sent", recipient_kind="agency")
        found = {one.ref: one for one in packages.select_related("agency").order_by("-sent_at", "-pk")}
        return cls(people, receivers, found)

    def form(self, request: HttpRequest, before: Handover | None) -> OfferForm:
        place = next(
            (key for key, one in self.people.items() if before and one[0].pk == before.subject_id), ""
        )
        return OfferForm(
            request.POST if request.method == "POST" else None,
            people=[(key, words) for key, (_subject, words) in self.people.items()],
            to=[(key, words) for key, (_agency, _team, words) in self.receivers.items()],
            packages=[
                (one.ref, f"{one.ref}, {one.recipient}, {uk_date(one.sent_at)}")
                for one in self.packages.values()
            ],
            initial={"person": place, "asks": before.asks} if before else {},
        )

    def said(self, form: OfferForm) -> tuple[Subject, Offer]:
        typed = form.cleaned_data
        agency, team, _words = self.receivers.get(typed["to"], (None, None, ""))
        return self.people[typed["person"]][0], Offer(
            asks=typed["asks"],
            agency=agency,
            team=team,
            authority=typed["authority"] if typed["to"] == "authority" else "",
            package=self.packages.get(typed["package"]),
        )


@page("permission", OFFER, methods=["GET", "POST"])
def of_case(request: HttpRequest, ref: str) -> HttpResponse:
    """The hand-overs of a case, and a new one; `again` names one that was refused, whose words are taken over."""
    at = request.at
    try:
        case: Case = get_case(ref)
    except Case.DoesNotExist:
        raise Http404 from None
    there = queries.of_matter(case.matter_id)
    again = next((one for one in there if one.ref == request.GET.get("again")), None)
    choice = Choice.of(case.matter, at)
    form = choice.form(request, again)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        subject, said = choice.said(form)
        done = actions.offer(by=request.actor, at=at, case=case, subject=subject, said=said)
        if isinstance(done, Handover):
            messages.success(request, _("Offered. Until it is accepted the hub stays responsible."))
            return redirect("handover:one", ref=done.ref)
        refused = done
    append(
        events.VIEWED,
        by=request.actor,
        at=at,
        about=[Ref("matter", ref), *(Ref("hand-over", one.ref) for one in there)],
    )
    return render(
        request,
        "handover/new.jinja",
        {
            "ref": ref,
            "form": form,
            "refused": refused,
            "people": bool(choice.people),
            "there": [presenters.line(one, at) for one in there],
        },
    )
