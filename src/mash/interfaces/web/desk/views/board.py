"""The manager's board: who has how much, and giving cases to people."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mash.casework.cases import events
from mash.casework.cases.actions import assign
from mash.casework.cases.actions.assign import WORKERS
from mash.casework.cases.models import Case
from mash.casework.cases.queries import load as load_of
from mash.casework.cases.queries import worklist as page_of
from mash.casework.cases.queries.picture import get_case
from mash.foundation.kernel import Refused
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.desk import lists, presenters
from mash.interfaces.web.desk.forms import AssignForm
from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.models import Seat, User
from mash.registers.accounts.roles import ROLES


def _workers(request: HttpRequest) -> list[tuple[str, str]]:
    """Everybody at the hub who may have a case, with their role."""
    seats = (
        Seat.objects.filter(hub__key=request.actor.hub, role__in=WORKERS, from_at__lte=request.at)
        .filter(Q(until_at__isnull=True) | Q(until_at__gt=request.at), user__is_active=True)
        .select_related("user")
        .order_by("user__name", "pk")
    )
    found: dict[str, str] = {}
    for one in seats:
        found.setdefault(str(one.user_id), f"{one.user.name} ({ROLES[one.role].title})")
    return list(found.items())


@page("permission", "cases:case:assign", methods=["GET", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """Each worker's open cases by rating and overdue; a list of cases, nobody's first, to give away."""
    by, at = request.actor, request.at
    desks = lists.desks_of(by)
    desk = lists.chosen_desk(request, desks)
    workers = _workers(request)
    wrong: tuple[str, AssignForm] | None = None
    if request.method == "POST":
        try:
            case = get_case(request.POST.get("ref", ""))
        except (Case.DoesNotExist, ValueError):
            raise Http404 from None
        form = AssignForm(request.POST, workers=workers, auto_id=f"{case.matter.ref}_%s")
        if form.is_valid():
            worker = User.objects.get(pk=int(form.cleaned_data["worker"]))
            done = assign(by=by, at=at, case=case, worker=worker)
            if not isinstance(done, Refused):
                messages.success(
                    request,
                    _("%(ref)s is with %(name)s now.") % {"ref": case.matter.ref, "name": worker.name},
                )
                return redirect(f"{reverse('desk:load')}?{request.GET.urlencode()}")
            form.add_error("worker", done.sentence)
        wrong = (case.matter.ref, form)
    whose = request.GET.get("worker", "")
    user = int(whose) if whose.isascii() and whose.isdigit() and whose in dict(workers) else None
    cases = page_of(desk=desk.pk, at=at, user=user, queue="mine" if user else "nobody").cases
    append(
        events.LISTED, by=by, at=at, about=lists.shown(cases), payload={"queue": "load", "shown": len(cases)}
    )
    forms = {
        one.matter.ref: wrong[1]
        if wrong and wrong[0] == one.matter.ref
        else AssignForm(workers=workers, auto_id=f"{one.matter.ref}_%s")
        for one in cases
    }
    return render(
        request,
        "desk/load.jinja",
        {
            "desk": desk,
            "desks": [
                {"text": one.name, "href": f"?desk={one.key}", "current": one == desk} for one in desks
            ],
            "workers": [
                {"row": one, "href": lists.query(desk=desk.key, worker=str(one.worker or ""))}
                for one in load_of(desk=desk.pk, at=at)
            ],
            "rows": presenters.rows(cases, desk=desk.key, at=at, user=by.user),
            "whose": dict(workers).get(whose, ""),
            "assign": forms,
            "wrong": [wrong[1]] if wrong else [],
        },
        status=200,
    )
