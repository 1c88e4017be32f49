"""One hand-over: who is responsible, who is offered to whom with what, its time, and the answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from mash.casework.handover import actions, events, queries
from mash.casework.handover.actions.common import ANSWER, OFFER, refs
from mash.casework.handover.models import Handover
from mash.casework.matters.models import Matter
from mash.foundation.kernel import Refused
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.handover import presenters
from mash.interfaces.web.handover.forms import AcceptForm, RefuseForm, WithdrawForm
from mash.interfaces.web.handover.lists import VIEW, agency_of
from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.rules import may
from mash.registers.standards.queries import label

DONE: dict[str, str | Promise] = {
    "acknowledge": gettext_lazy("It is recorded that you have read it. Accept or refuse it in time."),
    "accept": gettext_lazy("The acceptance is recorded."),
    "refuse": gettext_lazy("The refusal is recorded. The hub stays responsible."),
    "withdraw": gettext_lazy("The offer is taken back."),
}


def _forms(request: HttpRequest, found: Handover, verb: str) -> dict[str, Any]:
    def data(which: str) -> Any:
        return request.POST if verb == which else None

    recorded = not agency_of(request.actor)
    return {
        "accept": AcceptForm(
            data("accept"), recorded=recorded, receipted=found.to == "authority", prefix="accept"
        ),
        "refuse": RefuseForm(data("refuse"), recorded=recorded, at=request.at, prefix="refuse"),
        "withdraw": WithdrawForm(data("withdraw"), prefix="withdraw"),
    }


def _version(request: HttpRequest) -> int:
    typed = request.POST.get("version", "")
    if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        raise Http404
    return int(typed)


def _do(request: HttpRequest, found: Handover, verb: str, forms: dict[str, Any]) -> object | None:
    """Do what was asked; None where a form is not filled in rightly."""
    common: dict[str, Any] = {"by": request.actor, "at": request.at, "handover": found}
    version = _version(request)
    if verb == "acknowledge":
        return actions.acknowledge(**common)
    form = forms[verb]
    if not form.is_valid():
        return None
    if verb == "withdraw":
        return actions.withdraw(**common, text=form.cleaned_data["text"], version=version)
    return actions.answer(**common, said=form.said(), version=version)


@page("permission", VIEW, methods=["GET", "POST"])
def one(request: HttpRequest, ref: str) -> HttpResponse:
    """The whole of it on one page, for the hub and for the agency that it is offered to."""
    by, at = request.actor, request.at
    found = queries.get(ref)
    if found is None:
        raise Http404
    verb = request.POST.get("do", "") if request.method == "POST" else ""
    if request.method == "POST" and verb not in DONE:
        raise Http404
    forms = _forms(request, found, verb)
    refused: Refused | None = None
    if verb:
        done = _do(request, found, verb, forms)
        if done is not None and not isinstance(done, Refused):
            messages.success(request, str(DONE[verb]))
            return redirect("handover:one", ref=ref)
        refused = done if isinstance(done, Refused) else None
        found = queries.get(ref) or found
    append(events.VIEWED, by=by, at=at, about=refs(found))
    agency = agency_of(by)
    matter = None if agency else Matter.objects.filter(pk=found.matter_id).first()
    is_open = found.state == "offered"
    works = bool(may(by, ANSWER if agency else OFFER))
    return render(
        request,
        "handover/one.jinja",
        {
            "one": found,
            "state": presenters.state(found, at),
            "colour": presenters.colour(found, at),
            "responsible": presenters.responsible(found),
            "route": label("route", found.route, at=found.offered_at),
            "reason": label("handover-refusal", found.reason, at=at) if found.reason else "",
            "case": matter.ref if matter else "",
            "package_href": reverse(
                "packages:package" if agency else "packages:one", args=[found.package_ref]
            )
            if found.package_ref
            else "",
            "happened": presenters.happened(found, at),
            "forms": forms,
            "verb": verb,
            "refused": refused,
            "of_agency": bool(agency),
            "may_acknowledge": bool(agency) and is_open and works and found.acknowledged_at is None,
            "may_answer": is_open and works,
            "may_withdraw": not agency and is_open and works,
            "goes_on": bool(matter) and found.state in {"refused", "withdrawn"} and works,
            "may_disagree": bool(matter)
            and found.state == "refused"
            and found.agency is not None
            and bool(may(by, "disagreements:disagreement:work")),
        },
    )
