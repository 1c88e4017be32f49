"""What one person is able to do, and when they are away: one's own, and of a colleague for managers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from mash.foundation.kernel import Refused
from mash.interfaces.web.access import page
from mash.interfaces.web.components.forms import GovForm
from mash.interfaces.web.request import HttpRequest
from mash.interfaces.web.team import presenters
from mash.interfaces.web.team.forms import AbsenceForm, CompetenceForm, RefuseForm, put
from mash.interfaces.web.team.room import APPROVE, ASK, COLLEAGUES, choices, hub_of, rooms
from mash.registers.accounts.models import User
from mash.registers.agencies.models import Hub
from mash.registers.standards.queries import choices as codes_of
from mash.registers.team import actions, queries
from mash.registers.team.models import Absence, Competence

DONE: dict[str, str | Promise] = {
    "competence": gettext_lazy("It is recorded."),
    "approve": gettext_lazy("It is approved."),
    "refuse": gettext_lazy("It is recorded that it is not approved."),
    "end": gettext_lazy("It has ended."),
    "away": gettext_lazy("It is recorded."),
    "back": gettext_lazy("The absence is withdrawn."),
}
MANAGERS = frozenset({"approve", "refuse", "end"})


@page("permission", ASK, methods=["GET", "POST"], unlogged=COLLEAGUES)
def me(request: HttpRequest) -> HttpResponse:
    """One's own."""
    hub = hub_of(request)
    user = User.objects.filter(pk=request.actor.user or 0).first()
    if user is None:
        raise Http404
    return _shown(request, hub, user, own=True)


@page("permission", APPROVE, methods=["GET", "POST"], unlogged=COLLEAGUES)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """A colleague's, for the hub's managers."""
    hub = hub_of(request)
    found = next((one.user for one in queries.members(hub, at=request.at) if one.user_id == pk), None)
    if found is None:
        raise Http404
    if found.pk == request.actor.user:
        return redirect("team:me")
    return _shown(request, hub, found, own=False)


def _shown(request: HttpRequest, hub: Hub, user: User, *, own: bool) -> HttpResponse:
    at = request.at
    verb = request.POST.get("do", "") if request.method == "POST" else ""
    if request.method == "POST" and (verb not in DONE or (own and verb in MANAGERS)):
        raise Http404
    seats = queries.members(hub, at=at)
    posted = {name: request.POST if verb == name else None for name in DONE}
    forms: dict[str, GovForm] = {
        "competence": CompetenceForm(
            posted["competence"], codes=codes_of("competence", at=at), prefix="competence"
        ),
        "away": AbsenceForm(posted["away"], people=choices(seats, but=user.pk), prefix="away"),
        "refuse": RefuseForm(posted["refuse"], prefix="refuse"),
    }
    refused: Refused | None = None
    if verb:
        done = _do(request, hub, user, verb, forms)
        if done is not None and not isinstance(done, Refused):
            messages.success(request, str(DONE[verb]))
            return redirect("team:me") if own else redirect("team:person", pk=user.pk)
        form = forms.get(verb)
        if isinstance(done, Refused) and not (form is not None and put(form, done.code, done.sentence)):
            refused = done
    soon = queries.soon_days(at=at)
    return render(
        request,
        "team/one.jinja",
        {
            "rooms": rooms(request, "me" if own else "people"),
            "own": own,
            "who": user.name,
            "registration": user.social_work_registration,
            "rows": [
                presenters.competence(row, soon, at) for row in queries.competences(hub).filter(user=user)
            ],
            "absences": [
                {"ref": one.public_id, "words": presenters.absence(one)}
                for one in queries.absences(hub, at=at)
                if one.user_id == user.pk
            ],
            "forms": forms,
            "verb": verb,
            "which": request.POST.get("which", "") if verb else "",
            "refused": refused,
        },
    )


def _do(
    request: HttpRequest, hub: Hub, user: User, verb: str, forms: dict[str, GovForm]
) -> object | Refused | None:
    """Do what was asked; None where a form is not filled in rightly."""
    common: dict[str, Any] = {"by": request.actor, "at": request.at}
    which = request.POST.get("which", "")
    form = forms.get(verb)
    if form is not None and not form.is_valid():
        return None
    if isinstance(form, CompetenceForm):
        write = actions.ask if request.actor.user == user.pk else actions.record
        return write(**common, hub=hub, user=user, said=form.said())
    if isinstance(form, AbsenceForm):
        said = form.cleaned_data
        cover = User.objects.filter(pk=int(said["cover"])).first() if said["cover"] else None
        return actions.be_away(
            **common,
            hub=hub,
            user=user,
            from_day=said["from_day"],
            until_day=said["until_day"],
            cover=cover,
        )
    if verb == "back":
        absence = Absence.objects.select_related("hub").filter(public_id=which, user=user, hub=hub).first()
        if absence is None:
            raise Http404
        return actions.come_back(**common, absence=absence)
    row = Competence.objects.select_related("hub").filter(public_id=which, user=user, hub=hub).first()
    if row is None:
        raise Http404
    if verb == "end":
        return actions.end(**common, competence=row)
    why = form.cleaned_data["why"] if form is not None else ""
    return actions.decide(**common, competence=row, held=verb == "approve", why=why)
