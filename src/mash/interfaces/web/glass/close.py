"""To whom people at work are close: said by themselves, or by a manager or lead of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mash.casework.access import events, queries
from mash.casework.access.actions import Whom, declare_close, end_close
from mash.casework.cases.events import VIEWED as CASE_VIEWED
from mash.casework.cases.models import Case
from mash.casework.cases.queries.picture import get_case
from mash.casework.matters.models import Subject
from mash.foundation.kernel import Ref, Refused
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.cases.presenters import name_of
from mash.interfaces.web.glass.forms import CloseForm, EndForm, InCaseForm, OtherForm
from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.models import User
from mash.registers.accounts.rules import may
from mash.registers.standards.queries import label

DECLARE, RECORD, END = "access:closeness:declare", "access:closeness:record", "access:closeness:end"
_BIGGEST = 2**63 - 1


@page("permission", DECLARE, methods=["GET", "POST"], unlogged="what the reader said of themselves")
def close(request: HttpRequest) -> HttpResponse:
    """What I have said of myself, and one more by name and day of birth."""
    me = User.objects.get(pk=request.actor.user or 0)
    form = CloseForm(
        request.POST if request.method == "POST" else None, at=request.at, today=request.at.date()
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        whom = Whom(said["given_name"], said["family_name"], said["born"])
        done = declare_close(by=request.actor, at=request.at, user=me, relation=said["relation"], whom=whom)
        if not isinstance(done, Refused):
            messages.success(request, _("It is recorded. No case about this person is open to you."))
            return redirect("glass:close")
        form.add_error(None, done.sentence)
    rows = [
        {
            "closeness": one,
            "relation": label("closeness", one.relation, at=one.at),
            "whom": f"{one.given_name} {one.family_name}".strip()
            or _("somebody in case %(ref)s") % {"ref": one.matter_ref},
        }
        for one in queries.close_to(user=me.pk)
    ]
    return render(request, "glass/close.jinja", {"form": form, "rows": rows})


@page("permission", DECLARE, methods=["GET", "POST"])
def in_case(request: HttpRequest, ref: str) -> HttpResponse:
    """I am close to somebody in this case: from then on it is not open to me."""
    try:
        case = get_case(ref)
    except Case.DoesNotExist:
        raise Http404 from None
    me = User.objects.get(pk=request.actor.user or 0)
    subjects = list(Subject.objects.filter(matter=case.matter).select_related("record", "person"))
    people = [(str(one.place), name_of(one)) for one in subjects]
    form = InCaseForm(request.POST if request.method == "POST" else None, at=request.at, people=people)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        done = declare_close(
            by=request.actor,
            at=request.at,
            user=me,
            relation=said["relation"],
            matter=case.matter,
            subject=next((one for one in subjects if str(one.place) == said["who"]), None),
        )
        if not isinstance(done, Refused):
            messages.success(
                request,
                _("It is recorded. The case is not open to you any more: tell whoever gave it to you."),
            )
            return redirect("glass:close")
        form.add_error(None, done.sentence)
    shown = [Ref("person", one.person.public_id) for one in subjects if one.person is not None]
    append(
        CASE_VIEWED,
        by=request.actor,
        at=request.at,
        about=[Ref("matter", ref), *shown],
        purpose=queries.BREAK_GLASS if queries.glass_of(request.actor, case.matter, at=request.at) else "",
        payload={"part": "close", "case": case.matter.ref},
    )
    return render(request, "glass/in_case.jinja", {"form": form, "ref": ref})


@page("permission", RECORD, methods=["GET", "POST"])
def others(request: HttpRequest) -> HttpResponse:
    """Of colleagues at the hub: what holds, as far as the reader may know, and one more."""
    colleagues = queries.colleagues(request.actor, at=request.at)
    form = OtherForm(
        request.POST if request.method == "POST" else None,
        at=request.at,
        today=request.at.date(),
        users=[(str(one.pk), one.name) for one in colleagues],
    )
    if request.method == "POST" and form.is_valid():
        done = _record(request, form.cleaned_data)
        if done is None:
            form.add_error("reference", _("No case of your hub that you may name has this reference."))
        elif isinstance(done, Refused):
            form.add_error(None, done.sentence)
        else:
            messages.success(request, _("It is recorded."))
            return redirect("glass:others")
    rows = queries.all_close()
    if rows:
        about = {
            ref for one in rows for ref in (Ref("user", str(one.user_id)), Ref("closeness", str(one.pk)))
        }
        about |= {Ref("matter", one.matter_ref) for one in rows if one.matter_ref}
        append(
            events.CLOSENESS_LISTED,
            by=request.actor,
            at=request.at,
            about=about,
            payload={"shown": len(rows)},
        )
    return render(
        request,
        "glass/others.jinja",
        {"form": form, "rows": [_row(one) for one in rows], "may_end": may(request.actor, END)},
    )


def _row(one: Any) -> dict[str, Any]:
    name = f"{one.given_name} {one.family_name}".strip()
    return {
        "closeness": one,
        "who": one.user.name,
        "relation": label("closeness", one.relation, at=one.at),
        "whom": name or _("somebody in case %(ref)s") % {"ref": one.matter_ref},
    }


def _record(request: HttpRequest, said: dict[str, Any]) -> Any:
    """What was recorded, a refusal, or None where the reference is of no case that the reader may name."""
    matter = None
    if said["reference"]:
        matter = queries.matter_to_name(said["reference"], by=request.actor)
        if matter is None:
            return None
    whom = None if matter else Whom(said["given_name"], said["family_name"], said["born"])
    return declare_close(
        by=request.actor,
        at=request.at,
        user=User.objects.get(pk=said["user"]),
        relation=said["relation"],
        whom=whom,
        matter=matter,
    )


@page("permission", END, methods=["GET", "POST"], unlogged="who is close to whom by reference, listed before")
def end(request: HttpRequest, number: int) -> HttpResponse:
    """It holds no more."""
    one = next((row for row in queries.all_close() if row.pk == min(number, _BIGGEST)), None)
    if one is None:
        raise Http404
    form = EndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        done = end_close(by=request.actor, at=request.at, closeness=one, reason=form.cleaned_data["reason"])
        if not isinstance(done, Refused):
            messages.success(request, _("It is ended."))
            return redirect("glass:others")
        form.add_error("reason", done.sentence)
    return render(request, "glass/end.jinja", {"form": form, **_row(one)})
