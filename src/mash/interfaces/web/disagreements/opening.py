"""We disagree: one short form, about a request for both sides, about a decision or a consent for the hub."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mash.casework.cases.models import Decision
from mash.casework.disagreements import actions, events, queries
from mash.casework.disagreements.models import Disagreement
from mash.casework.disagreements.rules import About
from mash.casework.disclosure.models import Consent
from mash.casework.matters.models import Matter
from mash.casework.sharing.models import Request
from mash.casework.sharing.queries import get_request
from mash.foundation.kernel import Ref, Refused
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.components.words import uk_date
from mash.interfaces.web.disagreements import presenters
from mash.interfaces.web.disagreements.forms import CaseForm, OpenForm
from mash.interfaces.web.disagreements.lists import agency_of
from mash.interfaces.web.request import HttpRequest
from mash.registers.agencies.models import Agency
from mash.registers.standards.queries import label

WORK = "disagreements:disagreement:work"


@page("permission", WORK, methods=["GET", "POST"])
def about_request(request: HttpRequest, ref: str) -> HttpResponse:
    """Disagree about a request of the reader's own; any other looks like one that does not exist."""
    try:
        asked = get_request(ref)
    except Request.DoesNotExist:
        raise Http404 from None
    form = OpenForm(request.POST if request.method == "POST" else None, at=request.at)
    done: object = None
    if request.method == "POST" and form.is_valid():
        done = actions.open_about_request(by=request.actor, at=request.at, request=asked, said=form.said())
        if isinstance(done, Disagreement):
            return _opened(request, done)
    append(events.VIEWED, by=request.actor, at=request.at, about=[Ref("request", asked.ref)])
    matter = None if agency_of(request.actor) else Matter.objects.filter(pk=asked.matter_id).first()
    return _page(
        request,
        form,
        done,
        there=queries.about_request(asked.ref),
        about=_("Request %(ref)s") % {"ref": asked.ref},
        other=asked.agency.name,
        back=reverse("cases:case", args=[matter.ref]) if matter else reverse("agency:request", args=[ref]),
    )


@page("permission", WORK, methods=["GET", "POST"])
def about_case(request: HttpRequest, ref: str) -> HttpResponse:
    """The hub disagrees with an agency about a decision or a consent of a case."""
    matter = Matter.objects.select_related("hub", "desk__hub").filter(ref=ref).first()
    if matter is None:
        raise Http404
    consents = {
        one.ref: one for one in Consent.objects.select_related("agency").filter(matter=matter).order_by("pk")
    }
    decisions = list(Decision.objects.filter(matter=matter).order_by("at", "pk"))
    agencies = list(Agency.objects.filter(hubs=matter.hub).order_by("name"))
    form = CaseForm(
        request.POST if request.method == "POST" else None,
        at=request.at,
        things=_things(decisions, consents),
        agencies=[(one.key, one.name) for one in agencies],
    )
    done: object = None
    if request.method == "POST" and form.is_valid():
        kind, _colon, which = form.cleaned_data["about"].partition(":")
        chosen = next((one for one in agencies if one.key == form.cleaned_data["agency"]), None)
        agency = consents[which].agency if kind == "consent" else chosen
        if kind == "decision":
            which = str(decisions[int(which) - 1].pk)
        if agency is None:
            raise Http404
        done = actions.open_about(
            by=request.actor,
            at=request.at,
            matter=matter,
            agency=agency,
            about=About(kind=kind, ref=which),
            said=form.said(),
        )
        if isinstance(done, Disagreement):
            return _opened(request, done)
    there = queries.of_matter(matter.pk)
    append(
        events.VIEWED,
        by=request.actor,
        at=request.at,
        about=[Ref("matter", matter.ref), *(Ref("disagreement", one.ref) for one in there)],
    )
    return _page(
        request,
        form,
        done,
        there=there,
        about=_("Case %(ref)s") % {"ref": matter.ref},
        other="",
        back=reverse("cases:case", args=[matter.ref]),
    )


def _things(decisions: list[Decision], consents: dict[str, Consent]) -> list[tuple[str, str]]:
    """What of the case the reader may disagree about: only what they see. Decisions by their place, as no number is shown."""
    found = [
        (
            f"decision:{place}",
            _("Decision of %(day)s: %(outcome)s")
            % {"day": uk_date(one.at), "outcome": label("route", one.route, at=one.at)},
        )
        for place, one in enumerate(decisions, 1)
    ]
    found += [
        (
            f"consent:{one.ref}",
            _("Whether something from %(agency)s may be passed on: %(ref)s")
            % {"agency": one.agency.name, "ref": one.ref},
        )
        for one in consents.values()
    ]
    return found


def _opened(request: HttpRequest, made: Disagreement) -> HttpResponse:
    messages.success(
        request,
        _("Your disagreement is recorded as %(ref)s. The other side sees it now.") % {"ref": made.ref},
    )
    return redirect("disagreements:one", ref=made.ref)


def _page(
    request: HttpRequest,
    form: OpenForm,
    done: object,
    *,
    there: list[Disagreement],
    about: str,
    other: str,
    back: str,
) -> HttpResponse:
    return render(
        request,
        "disagreements/new.jinja",
        {
            "form": form,
            "refused": done if isinstance(done, Refused) else None,
            "about": about,
            "other": other,
            "back": back,
            "there": [
                {
                    "ref": one.ref,
                    "href": reverse("disagreements:one", args=[one.ref]),
                    "words": presenters.state(one, request.at),
                    "kind": label("disagreement-kind", one.kind, at=one.opened_at),
                }
                for one in there
            ],
        },
    )
