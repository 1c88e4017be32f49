"""Another than whoever has the case is to have it: the family's wish, or the worker's own."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mash.casework.allocation import actions, events
from mash.casework.allocation.actions.wishes import WISH
from mash.casework.cases.models import Case
from mash.casework.cases.queries.picture import get_case
from mash.foundation.kernel import Ref, Refused
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.allocation.forms import WishForm
from mash.interfaces.web.request import HttpRequest


@page("permission", WISH, methods=["GET", "POST"])
def another(request: HttpRequest, ref: str) -> HttpResponse:
    """Say whose wish it is and why; whoever shares the work out finds it on the board."""
    by, at = request.actor, request.at
    try:
        case = get_case(ref)
    except Case.DoesNotExist:
        raise Http404 from None
    form = WishForm(request.POST if request.method == "POST" else None)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        done = actions.wish(by=by, at=at, case=case, whose=said["whose"], words=said["words"])
        if not isinstance(done, Refused):
            messages.success(request, _("It is recorded. Whoever shares the work out sees it."))
            return redirect("cases:case", ref=ref)
        refused = done
    append(events.VIEWED, by=by, at=at, about=[Ref("matter", ref)], payload={"shown": 0})
    return render(
        request,
        "allocation/another.jinja",
        {
            "ref": ref,
            "form": form,
            "refused": refused,
            "worker": case.worker.name if case.worker else "",
        },
    )
