"""Where one is to meet nobody at work: one's own page, and nobody else's."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mash.casework.allocation import actions, queries
from mash.casework.allocation.actions.near_home import NAME
from mash.foundation.kernel import Refused
from mash.interfaces.web.access import page
from mash.interfaces.web.allocation.forms import NearHomeForm
from mash.interfaces.web.request import HttpRequest
from mash.interfaces.web.team.room import rooms
from mash.registers.accounts.models import User

OWN = "where the reader themself lives: nobody that a case is about stands on it"


@page("permission", NAME, methods=["GET", "POST"], unlogged=OWN)
def near_home(request: HttpRequest) -> HttpResponse:
    """The postcodes that one named; another is added, or one taken back."""
    by, at = request.actor, request.at
    user = User.objects.filter(pk=by.user or 0).first()
    verb = request.POST.get("do", "") if request.method == "POST" else ""
    if user is None or (request.method == "POST" and verb not in {"name", "back"}):
        raise Http404
    rows = queries.near_home(user.pk)
    form = NearHomeForm(request.POST if verb == "name" else None)
    if verb == "back":
        for one in rows:
            if str(one.pk) == request.POST.get("which"):
                actions.take_back(by=by, at=at, named=one)
        messages.success(request, _("It is taken back."))
        return redirect("allocation:near-home")
    if verb == "name" and form.is_valid():
        done = actions.name_postcode(by=by, at=at, user=user, typed=form.cleaned_data["postcode"])
        if not isinstance(done, Refused):
            messages.success(request, _("It is recorded. Nobody else reads it."))
            return redirect("allocation:near-home")
        form.add_error("postcode", done.sentence)
    context = {
        "rooms": rooms(request, "me"),
        "form": form,
        "rows": [{"pk": one.pk, "text": f"{one.postcode[:-3]} {one.postcode[-3:]}"} for one in rows],
    }
    return render(request, "allocation/near_home.jinja", context)
