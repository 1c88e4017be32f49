"""A custodian's own page: whether what is sealed in a case keeps it from disposal. To everybody else it is missing."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mash.casework.cases.queries.sealed import sealed_in
from mash.casework.matters.models import Matter
from mash.foundation.kernel import Ref, Refused
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.request import HttpRequest
from mash.interfaces.web.retention.forms import ReasonForm
from mash.oversight.retention import events, queries
from mash.oversight.retention.actions import end_keeping, keep_for_sealed
from mash.registers.accounts.rules import is_custodian


@page("permission", "cases:case:view", methods=["GET", "POST"], cleared=True)
def sealed(request: HttpRequest, ref: str) -> HttpResponse:
    """How much is sealed in the case, and the custodian's word that it is kept for that."""
    by, at = request.actor, request.at
    matter = Matter.objects.filter(ref=ref).first()
    if matter is None or not is_custodian(by):
        raise Http404
    standing = queries.sealed_hold(ref)
    ending = request.method == "POST" and "end" in request.POST
    form = ReasonForm(request.POST if request.method == "POST" and not ending else None)
    done: object = None
    if ending and standing is not None:
        done = end_keeping(by=by, at=at, hold=standing)
    elif form.is_bound and form.is_valid():
        done = keep_for_sealed(by=by, at=at, matter=matter, **form.cleaned_data)
    if done is not None and not isinstance(done, Refused):
        messages.success(request, _("It is recorded."))
        return redirect("retention:sealed", ref=ref)
    found = sealed_in(matter)
    named = [Ref("sealed", one.public_id) for one in found.items]
    if standing is not None:
        named.append(Ref("sealed", standing.public_id))
    append(events.SEALED_VIEWED, by=by, at=at, about=named)
    return render(
        request,
        "retention/sealed.jinja",
        {
            "ref": ref,
            "items": len(found.items),
            "under_way": queries.under_way().filter(reference=ref).first(),
            "standing": standing,
            "form": form,
            "refused": done,
        },
    )
