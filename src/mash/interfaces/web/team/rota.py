"""Who is on duty at a desk, and the hours that nobody covers."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mash.foundation.kernel import Refused
from mash.interfaces.web.access import page
from mash.interfaces.web.components.words import uk_datetime, uk_time
from mash.interfaces.web.desk.lists import chosen_desk
from mash.interfaces.web.request import HttpRequest
from mash.interfaces.web.team.forms import DutyForm, put
from mash.interfaces.web.team.room import COLLEAGUES, KEEP, VIEW, choices, hub_of, rooms
from mash.registers.accounts.models import User
from mash.registers.accounts.rules import may
from mash.registers.standards.queries import choices as codes_of
from mash.registers.standards.queries import label
from mash.registers.team import actions, queries
from mash.registers.team.models import Duty
from mash.registers.team.queries import local_day


@page("permission", VIEW, methods=["GET", "POST"], unlogged=COLLEAGUES)
def rota(request: HttpRequest) -> HttpResponse:
    """The duties of a desk from now on, and the gaps; a manager adds and withdraws."""
    at, hub = request.at, hub_of(request)
    desks = list(hub.desks.select_related("hub"))
    if not desks:
        raise Http404
    desk = chosen_desk(request, desks)
    keeps = bool(may(request.actor, KEEP))
    verb = request.POST.get("do", "") if request.method == "POST" else ""
    if request.method == "POST" and (verb not in {"add", "withdraw"} or not keeps):
        raise Http404
    form = DutyForm(
        request.POST if verb == "add" else None,
        people=choices(queries.members(hub, at=at)),
        roles=codes_of("duty-role", at=at),
        prefix="duty",
    )
    done: object | None = None
    if verb == "withdraw":
        duty = Duty.objects.select_related("hub").filter(public_id=request.POST.get("which", ""), desk=desk)
        found = duty.first()
        if found is None:
            raise Http404
        done = actions.withdraw_duty(by=request.actor, at=at, duty=found)
    elif verb == "add" and form.is_valid():
        begins, ends = form.span()
        done = actions.do_duty(
            by=request.actor,
            at=at,
            desk=desk,
            user=User.objects.get(pk=int(form.cleaned_data["user"])),
            role=form.cleaned_data["role"],
            from_at=begins,
            until_at=ends,
        )
    if done is not None and not isinstance(done, Refused):
        messages.success(request, _("The duty is withdrawn.") if verb == "withdraw" else _("It is recorded."))
        return redirect(f"{reverse('team:rota')}?desk={desk.key}")
    refused = done if isinstance(done, Refused) and not put(form, done.code, done.sentence) else None
    duties = queries.rota(desk, since=at, until=queries.horizon(at=at))

    return render(
        request,
        "team/rota.jinja",
        {
            "rooms": rooms(request, "rota"),
            "desk": desk,
            "desks": [
                {"text": one.name, "href": f"?desk={one.key}", "current": one == desk} for one in desks
            ],
            "keeps": keeps,
            "form": form,
            "verb": verb,
            "refused": refused,
            "duties": [
                {
                    "ref": one.public_id,
                    "when": _span(one.from_at, one.until_at),
                    "role": label("duty-role", one.role, at=at),
                    "name": one.user.name,
                    "now": one.from_at <= at < one.until_at and one.withdrawn_at is None,
                    "withdrawn": one.withdrawn_by_name if one.withdrawn_at else "",
                }
                for one in duties
            ],
            "gaps": _gaps(queries.gaps(desk, duties, at=at), at),
        },
    )


def _span(begins: datetime, ends: datetime) -> str:
    last = uk_time(ends) if local_day(begins) == local_day(ends) else uk_datetime(ends)
    return _("%(first)s until %(last)s") % {"first": uk_datetime(begins), "last": last}


def _gaps(found: list[queries.Gap], at: datetime) -> list[list[str]]:
    """Each time in which something is nobody's, with all that is."""
    times: dict[str, list[str]] = {}
    for one in found:
        times.setdefault(_span(one.from_at, one.until_at), []).append(label("duty-role", one.role, at=at))
    return [[when, ", ".join(roles)] for when, roles in times.items()]
