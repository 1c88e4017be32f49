"""An agency's side: what was sent to it, and what it is asked about passing on what it supplied."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mash.casework.disclosure import actions, events, queries
from mash.casework.disclosure.actions.receive import RECEIVE
from mash.casework.disclosure.models import Consent, Delivery
from mash.foundation.documents.redaction import paragraphs
from mash.foundation.kernel import Ref, Refused
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.disclosure import presenters
from mash.interfaces.web.disclosure.forms import ConsentForm
from mash.interfaces.web.disclosure.views.sending import pdf_response
from mash.interfaces.web.request import HttpRequest

ANSWER = "disclosure:consent:answer"


@page("permission", RECEIVE, unlogged="references and dates alone; a package is named when it is opened")
def received(request: HttpRequest) -> HttpResponse:
    """Packages sent to the agency, and consents that it is asked for."""
    text = request.GET.get("page", "1")
    number = int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 5 else 1
    found, more = queries.received(agency=request.actor.agency, page=max(1, number))
    consents = queries.consents_asked(agency=request.actor.agency)
    return render(
        request,
        "disclosure/received.jinja",
        {
            "rows": presenters.received_rows(found, request.at),
            "consents": presenters.consent_rows(consents, request.at),
            "number": max(1, number),
            "more": more,
        },
    )


def _open(request: HttpRequest, package: str, channel: str) -> HttpResponse | tuple[Delivery, object]:
    try:
        done = actions.open_page(by=request.actor, at=request.at, ref=package, channel=channel)
    except Delivery.DoesNotExist:
        raise Http404 from None
    if not isinstance(done, Refused):
        return done
    # Recalled: the page stays, and says so; what was in it is gone.
    delivery = queries.get_received(package, agency=request.actor.agency)
    return render(
        request,
        "disclosure/received_one.jinja",
        {"delivery": delivery, "state": presenters.delivery_state(delivery), "data": None},
        status=410 if channel == "pdf" else 200,
    )


@page("permission", RECEIVE)
def one(request: HttpRequest, package: str) -> HttpResponse:
    """A package, and whether something in it was corrected since."""
    done = _open(request, package, "page")
    if isinstance(done, HttpResponse):
        return done
    delivery, content = done
    return render(
        request,
        "disclosure/received_one.jinja",
        {
            "delivery": delivery,
            "state": presenters.delivery_state(delivery),
            "data": content.shown,  # type: ignore[attr-defined] # a Content
            "corrections": queries.corrections_of(package),
        },
    )


@page("permission", RECEIVE)
def pdf(request: HttpRequest, package: str) -> HttpResponse:
    """The very bytes that were sent."""
    done = _open(request, package, "pdf")
    if isinstance(done, HttpResponse):
        return done
    return pdf_response(bytes(done[1].pdf), package)  # type: ignore[attr-defined] # a Content


@page("permission", RECEIVE, methods=["POST"])
def acknowledge(request: HttpRequest, package: str) -> HttpResponse:
    """The agency has read it; pressing again changes nothing."""
    try:
        done = actions.acknowledge(by=request.actor, at=request.at, ref=package)
    except Delivery.DoesNotExist:
        raise Http404 from None
    if isinstance(done, Refused):
        messages.error(request, done.sentence)
    else:
        messages.success(request, _("Acknowledged. The hub sees that you have it."))
    return redirect("packages:received_one", package=package)


@page("permission", ANSWER, methods=["GET", "POST"])
def consent(request: HttpRequest, consent: str) -> HttpResponse:
    """May something that the agency supplied be passed on?"""
    try:
        found = queries.get_consent(consent, agency=request.actor.agency)
    except Consent.DoesNotExist:
        raise Http404 from None
    parts = paragraphs(found.item.text)
    form = ConsentForm(request.POST if request.method == "POST" else None, paragraphs=parts)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        done = actions.answer_consent(
            by=request.actor,
            at=request.at,
            consent=found,
            answer=form.cleaned_data["answer"],
            reason=form.cleaned_data["reason"],
            may_go=form.numbers,
        )
        if not isinstance(done, Refused):
            messages.success(request, _("Answered. The hub sees what you said."))
            return redirect("packages:consent", consent=consent)
        refused = done
    append(
        events.CONSENT_VIEWED,
        by=request.actor,
        at=request.at,
        about=[Ref("request", found.request_ref), Ref("agency", found.agency.key)],
        payload={"agency": found.agency.key},
    )
    return render(
        request,
        "disclosure/consent.jinja",
        {
            "asked": found,
            "purpose": presenters.purpose(found.purpose, request.at),
            "answer": presenters.ANSWERS[found.answer],
            "parts": parts,
            "who": found.item.answer.about.given.get("name", ""),
            "form": form,
            "refused": refused,
        },
    )
