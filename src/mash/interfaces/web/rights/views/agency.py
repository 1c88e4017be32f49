"""What an agency is asked about what it supplied, and its answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mash.foundation.kernel import Ref, Refused
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.components.words import uk_date
from mash.interfaces.web.request import HttpRequest
from mash.interfaces.web.rights.forms import ConsultedForm
from mash.oversight.rights import actions, events
from mash.oversight.rights.models import Consultation
from mash.oversight.rights.queries.consulted import things_of

ANSWER = "rights:consultation:answer"
SHOWN = 200


def _saw(request: HttpRequest, shown: list[Consultation], asked_in: set[str]) -> None:
    if shown:
        append(
            events.CONSULTATION_VIEWED,
            by=request.actor,
            at=request.at,
            about=[
                Ref("agency", request.actor.agency),
                *(Ref("rights", one.rights_ref) for one in shown),
                *(Ref("request", one) for one in asked_in),
            ],
            payload={"agency": request.actor.agency},
        )


@page("permission", ANSWER)
def consultations(request: HttpRequest) -> HttpResponse:
    """What waits for the agency, the first due first, and what it answered."""
    mine = Consultation.objects.filter(agency__key=request.actor.agency)
    waiting = list(mine.filter(state="sent").order_by("due_on", "pk")[:SHOWN])
    done = list(mine.exclude(state="sent").order_by("-pk")[:SHOWN])
    _saw(request, [*waiting, *done], set())

    def row(one: Consultation) -> list[object]:
        href = reverse("rights:consultation", args=[one.public_id])
        return [
            {"href": href, "text": one.rights_ref},
            one.hub_name,
            uk_date(one.due_on),
            one.get_state_display(),
        ]

    return render(
        request,
        "rights/consultations.jinja",
        {"waiting": [row(one) for one in waiting], "done": [row(one) for one in done]},
    )


@page("permission", ANSWER, methods=["GET", "POST"])
def consultation(request: HttpRequest, consultation: str) -> HttpResponse:
    """One question: each thing that the agency supplied, and whether it may be given."""
    one = (
        Consultation.objects.select_related("agency")
        .filter(public_id=consultation, agency__key=request.actor.agency)
        .first()
    )
    if one is None:
        raise Http404
    things = things_of(one)
    open_now = one.state == "sent"
    forms = [
        ConsultedForm(
            request.POST if request.method == "POST" else None,
            prefix=f"t{number}",
            at=request.at,
            initial={"verdict": row.verdict, "exemption": row.exemption, "reason": row.reason},
        )
        for number, (row, _thing) in enumerate(things)
    ]
    refused: Refused | None = None
    if request.method == "POST" and all(form.is_valid() for form in forms):
        said = {
            row.ref: (
                form.cleaned_data["verdict"],
                form.cleaned_data["exemption"],
                form.cleaned_data["reason"],
            )
            for (row, _thing), form in zip(things, forms, strict=True)
        }
        done = actions.answer_consultation(by=request.actor, at=request.at, consultation=one, said=said)
        if not isinstance(done, Refused):
            messages.success(request, _("Your answer is sent."))
            return redirect("rights:consultations")
        refused = done
    _saw(request, [one], {row.asked_in for row, _thing in things})
    return render(
        request,
        "rights/consultation.jinja",
        {
            "one": one,
            "pairs": [(row, thing, form) for (row, thing), form in zip(things, forms, strict=True)],
            "forms": forms,
            "open": open_now,
            "refused": refused,
        },
    )
