"""One disposal, from the second person's word to its certificate; and the list of all."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mash.foundation.kernel import Ref, Refused, Verdict
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.request import HttpRequest
from mash.interfaces.web.retention import presenters
from mash.interfaces.web.retention.forms import DecideForm
from mash.interfaces.web.retention.lists import ROWS
from mash.oversight.retention import certificate as certificates
from mash.oversight.retention import events, queries
from mash.oversight.retention.actions import decide, stop
from mash.oversight.retention.models import Disposal
from mash.registers.standards.queries import label

APPROVE = "retention:disposal:approve"


def _get(ref: str) -> Disposal:
    found = queries.get_disposal(ref)
    if found is None:
        raise Http404
    return found


@page("permission", APPROVE, methods=["GET", "POST"])
def disposal(request: HttpRequest, ref: str) -> HttpResponse:
    """What is proposed and why; approve or decline it, or stop it before it is carried out."""
    by, at, found = request.actor, request.at, _get(ref)
    deciding = request.method == "POST" and "stop" not in request.POST
    form = DecideForm(request.POST if deciding else None)
    done: Verdict | None = None
    if deciding and form.is_valid():
        said = form.cleaned_data
        approve = said["verdict"] == "approve"
        done = decide(by=by, at=at, disposal=found, approve=approve, reason=said["reason"])
    elif request.method == "POST" and not deciding:
        done = stop(by=by, at=at, disposal=found)
    if done:
        messages.success(request, _("It is recorded."))
        return redirect("retention:disposal", ref=ref)
    schedule = queries.schedule(found.reference, at=at)
    about = {Ref("matter", found.reference)}
    if schedule is not None:
        about |= {Ref("matter", kept.facts.ref) for _how, kept in schedule.family}
    append(events.VIEWED, by=by, at=at, about=about)
    return render(
        request,
        "retention/disposal.jinja",
        {
            "rooms": presenters.rooms(""),
            "it": found,
            "klass": label("retention-class", found.klass, at=found.proposed_at),
            "rows": presenters.kept_rows(schedule) if schedule else [],
            "left": presenters.figures(found, at),
            "counts": [[what, many] for what, many in certificates.counts_in_words(found)],
            "own": found.proposed_by_user == by.user,
            "form": form,
            "refused": done if isinstance(done, Refused) else None,
        },
    )


@page("permission", APPROVE)
def disposals(request: HttpRequest) -> HttpResponse:
    """What was disposed of, the latest first."""
    shown = Paginator(queries.ended(), ROWS).get_page(request.GET.get("page"))
    if shown.object_list:
        about = {Ref("matter", one.reference) for one in shown.object_list}
        payload = {"shown": len(about)}
        append(events.LISTED, by=request.actor, at=request.at, about=about, payload=payload)
    return render(
        request,
        "retention/disposals.jinja",
        {
            "rooms": presenters.rooms("disposals"),
            "shown": shown,
            "rows": [
                (one, label("retention-class", one.klass, at=one.proposed_at)) for one in shown.object_list
            ],
        },
    )


@page("permission", APPROVE)
def as_csv(request: HttpRequest) -> HttpResponse:
    """All disposals that the reader sees, as a file."""
    found = list(queries.ended())
    about = {Ref("matter", one.reference) for one in found}
    append(events.EXPORTED, by=request.actor, at=request.at, about=about, payload={"shown": len(found)})
    response = HttpResponse(certificates.as_csv(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="disposals.csv"'
    return response


@page("permission", APPROVE)
def certificate(request: HttpRequest, ref: str) -> HttpResponse:
    """The certificate as a PDF; the entry that says so is the certificate's own."""
    made = certificates.certificate(_get(ref), by=request.actor, at=request.at)
    if made is None:
        raise Http404
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="disposal-{ref}.pdf"'
    return response
