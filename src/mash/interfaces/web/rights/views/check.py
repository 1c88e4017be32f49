"""The second person's look at what is to be given, and what was given."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mash.foundation.kernel import Ref, Refused
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.request import HttpRequest
from mash.interfaces.web.rights import presenters
from mash.interfaces.web.rights.forms import CheckForm
from mash.interfaces.web.rights.views.shared import WORK, find, saw, version
from mash.oversight.rights import actions, events, vault
from mash.oversight.rights.models import Package
from mash.oversight.rights.queries.draft import draft_of
from mash.registers.standards.queries import codes


@page("permission", "rights:package:check", methods=["GET", "POST"])
def check(request: HttpRequest, ref: str) -> HttpResponse:
    """What is prepared beside what it is made of, for a second person; POST starts the check, or ends it."""
    one = find(ref)
    form = CheckForm(request.POST if "verdict" in request.POST or "end" in request.POST else None)
    refused: Refused | None = None
    common = {"by": request.actor, "at": request.at, "request": one}
    if "start" in request.POST:
        done = actions.start_check(**common)  # type: ignore[arg-type] # what every action takes
        if not isinstance(done, Refused):
            return redirect("rights:check", ref=ref)
        refused = done
    elif request.method == "POST" and form.is_valid():
        done = actions.check(**common, version=version(request), **form.cleaned_data)  # type: ignore[arg-type]
        if not isinstance(done, Refused):
            messages.success(request, _("It is recorded."))
            return redirect("rights:request", ref=ref)
        refused = done
        one = find(ref)
    draft = draft_of(one)
    own = one.handler_id == request.actor.user
    saw(request, one, (piece.found.matter for piece in draft.pieces), len(draft.pieces))
    return render(
        request,
        "rights/check.jinja",
        {
            "one": one,
            "about": presenters.about_words(one),
            "form": form,
            "refused": refused,
            "pieces": draft.pieces,
            "labels": {each.code: each.label for each in codes("rights-exemption", at=request.at)},
            "fair": {each.code: each.label for each in codes("rights-reasonable", at=request.at)},
            "silent": {
                each.code
                for each in codes("rights-exemption", at=request.at)
                if each.attributes.get("silent")
            },
            "own": own,
            "waiting_to_start": one.state == "checking" and not own and bool(one.person) and not draft.pieces,
            "checking": one.state == "checking" and not own,
            "last": one.assessments.last(),
        },
    )


@page("permission", WORK)
def pdf(request: HttpRequest, ref: str, package: str) -> HttpResponse:
    """The package as it went out."""
    one = find(ref)
    kept = Package.objects.filter(request=one, public_id=package).first()
    if kept is None:
        raise Http404
    append(
        events.DOWNLOADED,
        by=request.actor,
        at=request.at,
        about=[Ref("rights", one.ref), *([Ref("person", one.person)] if one.person else [])],
        payload={"sha256": kept.sha256},
    )
    response = HttpResponse(vault.unseal(kept.sealed_bytes), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{one.ref}.pdf"'
    return response
