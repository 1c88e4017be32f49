"""Open one case beyond one's work by its reference, and give it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mash.casework.access import queries
from mash.casework.access.actions import break_glass
from mash.casework.access.actions import give_back as give
from mash.casework.access.models import BreakGlass
from mash.foundation.kernel import Refused
from mash.interfaces.web.access import page
from mash.interfaces.web.components.words import uk_datetime
from mash.interfaces.web.glass.forms import BreakForm
from mash.interfaces.web.request import HttpRequest
from mash.registers.standards.queries import label

BREAK = "access:glass:break"


@page("permission", BREAK, methods=["GET", "POST"], unlogged="what the reader has opened themselves")
def break_it(request: HttpRequest) -> HttpResponse:
    """Say first what it opens and for how long; then open it, or say that nothing opens."""
    form = BreakForm(request.POST if request.method == "POST" else None, at=request.at)
    if request.method == "POST" and form.is_valid():
        done = break_glass(by=request.actor, at=request.at, **form.cleaned_data)
        if isinstance(done, BreakGlass):
            words = _(
                "The case is open to you until %(until)s. The information-governance lead has been told."
            )
            messages.success(request, words % {"until": uk_datetime(done.until_at)})
            return redirect("cases:case", ref=done.matter_ref)
        if not isinstance(done, Refused):
            messages.success(request, _("You may open this case without break-glass. Nobody was told."))
            return redirect("cases:case", ref=done.ref)
        form.add_error("reference" if done.code != "access:glass:no-reason" else "reason", done.sentence)
    own = queries.own(user=request.actor.user) if request.actor.user is not None else []
    context = {
        "form": form,
        "own": [
            {
                "glass": one,
                "live": one.until_at > request.at,
                "reason": label("break-glass-reason", one.reason_code, at=one.at),
            }
            for one in own
        ],
    }
    return render(request, "glass/break.jinja", context)


@page("permission", BREAK, methods=["POST"])
def give_back(request: HttpRequest, ref: str) -> HttpResponse:
    """End one's own before its time."""
    one = queries.get_glass(ref)
    if one is None:
        raise Http404
    done = give(by=request.actor, at=request.at, glass=one)
    if isinstance(done, Refused):
        messages.warning(request, done.sentence)
    else:
        messages.success(request, _("You have given the case back. It is no longer open to you."))
    return redirect("glass:break")
