"""Who beyond the hub may see a case, and whether the hub itself may."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mash.casework.cases.queries.looks import grants_of, may_be_given
from mash.casework.matters.actions import grant, restrict
from mash.foundation.kernel import Refused
from mash.interfaces.web.access import page
from mash.interfaces.web.cases.forms import GrantForm
from mash.interfaces.web.cases.presenters import LONDON
from mash.interfaces.web.cases.views.common import VIEW, Asked, load, show
from mash.registers.accounts.models import User
from mash.registers.accounts.rules import may


@page("permission", VIEW, methods=["GET", "POST"])
def access(request: Asked, ref: str) -> HttpResponse:
    """Give a practitioner the case until a date; restrict it to named people, or open it to the hub again."""
    picture = load(request, ref)
    matter = picture.case.matter
    people = may_be_given(picture.case, at=request.at)
    # Everything but the other form's two verbs: a button that is not open says nothing, and the text is kept.
    giving = request.method == "POST" and request.POST.get("do") not in {"restricted", "open"}
    today = request.at.astimezone(LONDON).date()
    form = GrantForm(request.POST if giving else None, people=people, today=today)
    refused: Refused | None = None
    done: object = None
    if giving and form.is_valid():
        said = form.cleaned_data
        until = datetime.combine(said["until"] + timedelta(days=1), time(0), tzinfo=LONDON)
        done = grant(
            by=request.actor,
            at=request.at,
            matter=matter,
            user=User.objects.get(pk=said["user"]),
            reason=said["reason"],
            until=until,
        )
    elif request.method == "POST" and request.POST.get("do") in {"restricted", "open"}:
        wanted = request.POST["do"]
        if wanted == matter.restriction:
            return redirect("cases:access", ref=ref)
        done = restrict(by=request.actor, at=request.at, matter=matter, restriction=wanted)
    if isinstance(done, Refused):
        refused = done
    elif done is not None:
        messages.success(request, _("It is recorded."))
        return redirect("cases:access", ref=ref)
    context = {
        "form": form,
        "refused": refused,
        "grants": grants_of(picture.case, at=request.at),
        "may_give": may(request.actor, "cases:case:assign"),
        "may_restrict": may(request.actor, "cases:case:restrict"),
        "restricted": matter.restriction == "restricted",
    }
    return show(request, "cases/access.jinja", picture, context, part="access")
