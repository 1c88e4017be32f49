"""Notices from other areas and teams: lists, a new one, and one on its page."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.casework.matters.models import Matter
from mash.casework.updates import actions, events, queries
from mash.casework.updates.actions.notices import refs
from mash.casework.updates.models import Notice
from mash.foundation.kernel import Ref, Refused, public_id
from mash.foundation.kernel.time import LONDON
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.cases.presenters import name_of
from mash.interfaces.web.consultations.forms import PersonForm
from mash.interfaces.web.desk.lists import chosen_desk, desks_of
from mash.interfaces.web.request import HttpRequest
from mash.interfaces.web.updates import notice_words as words
from mash.interfaces.web.updates.notice_forms import AcknowledgeForm, EndForm, InCaseForm, LookForm, NewForm
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Desk
from mash.registers.standards.queries import choices, codes, label

VIEW: Final = "updates:notice:view"
RECORD: Final = "updates:notice:record"
ROWS: Final = 50
DONE: dict[str, str | Promise] = {
    "acknowledge": gettext_lazy("It is acknowledged."),
    "look": gettext_lazy("It is recorded that it was looked at."),
    "end": gettext_lazy("It has ended."),
}


@page("permission", VIEW)
def notices(request: HttpRequest) -> HttpResponse:
    """A queue, of one kind where that is asked for; the ledger names all that are shown."""
    by, at = request.actor, request.at
    queue, kind = request.GET.get("queue", "waiting"), request.GET.get("kind", "")
    kinds = dict(choices("notice-kind", at=at))
    if queue not in words.QUEUES or (kind and kind not in kinds):
        raise Http404
    hub = desks_of(by)[0].hub_id
    shown = Paginator(queries.notices_of(hub, queue, at=at, kind=kind), ROWS).get_page(
        request.GET.get("page")
    )
    found = list(shown.object_list)
    append(
        events.NOTICES_LISTED,
        by=by,
        at=at,
        about=[ref for one in found for ref in refs(one)],
        payload={"queue": queue, "kind": kind, "shown": len(found)},
    )
    counts = queries.counts_of_notices(hub, at=at)
    return render(
        request,
        "updates/notices.jinja",
        {
            "rooms": [
                {
                    "text": text,
                    "href": f"{reverse('updates:notices')}?queue={key}",
                    "current": key == queue,
                    "count": counts[key] if key == "waiting" else 0,
                }
                for key, text in words.QUEUES.items()
            ],
            "queue": queue,
            "queue_name": words.QUEUES[queue],
            "rows": words.rows(found, at),
            "kind": kind,
            "kinds": kinds.items(),
            "may_record": bool(may(by, RECORD)),
            "shown": shown,
            "base": f"?queue={queue}&kind={kind}",
        },
    )


def _kind(request: HttpRequest, **which: str) -> tuple[str, dict[str, Any]]:
    """The kind that the address asks for, the first where it asks for none; and all that may be asked for, with their words."""
    kinds = dict(choices("notice-kind", at=request.at, **which))
    wanted = request.GET.get("kind", "") or next(iter(kinds))
    if wanted not in kinds:
        raise Http404
    return wanted, kinds


def _desk(request: HttpRequest, kind: str) -> Desk:
    """The desk that takes such a notice in: the seat's own, unless the kind is of another population."""
    found = desks_of(request.actor)
    code = next(one for one in codes("notice-kind", at=request.at) if one.code == kind)
    return chosen_desk(request, [one for one in found if code.says("populations", one.population)] or found)


@page("permission", RECORD, methods=["GET", "POST"], unlogged="a form with nothing of anybody on it")
def new(request: HttpRequest) -> HttpResponse:
    """A notice about somebody of whom no case is open."""
    kind, kinds = _kind(request)
    desk = _desk(request, kind)
    data = request.POST if request.method == "POST" else None
    today = request.at.astimezone(LONDON).date()
    form = NewForm(data, kind=kind, at=request.at, today=today, initial={"once": public_id()})
    person = PersonForm(data, today=today, prefix="person")
    del person.fields["role"]
    refused: Refused | None = None
    if data is not None and all([form.is_valid(), person.is_valid()]):
        said = person.person()
        if said is None:
            person.add_error("given", _("Enter a name, an NHS number or a description"))
        else:
            done = actions.take_in(
                by=request.actor,
                at=request.at,
                desk=desk,
                person=said.said,
                said=form.said(),
                danger=form.cleaned_data["danger"],
                once=form.cleaned_data["once"] or public_id(),
            )
            if isinstance(done, Notice):
                messages.success(request, _("The notice is recorded, with a case of its own."))
                return redirect("updates:notice", ref=done.ref)
            refused = done
    return _form(request, form, kind, kinds, person=person, refused=refused, back=reverse("updates:notices"))


@page("permission", RECORD, methods=["GET", "POST"])
def about(request: HttpRequest, ref: str) -> HttpResponse:
    """A notice about somebody of a case that is there."""
    matter = Matter.objects.select_related("desk").filter(ref=ref).first()
    if matter is None:
        raise Http404
    kind, kinds = _kind(request, populations=matter.desk.population)
    people = list(matter.subjects.select_related("record", "person", "matter__desk"))
    if not people:
        return redirect("cases:add-person", ref=ref)
    today = request.at.astimezone(LONDON).date()
    data = request.POST if request.method == "POST" else None
    named = [(one, name_of(one)) for one in people]
    form = InCaseForm(data, kind=kind, at=request.at, today=today, subjects=named)
    refused: Refused | None = None
    if data is not None and form.is_valid():
        subject = next(one for one in people if str(one.place) == form.cleaned_data["who"])
        done = actions.record(by=request.actor, at=request.at, subject=subject, said=form.said())
        if isinstance(done, Notice):
            messages.success(request, _("The notice is recorded."))
            return redirect("updates:notice", ref=done.ref)
        refused = done
    append(events.NOTICE_VIEWED, by=request.actor, at=request.at, about=[Ref("matter", ref)])
    return _form(
        request, form, kind, kinds, person=None, refused=refused, back=reverse("cases:case", args=[ref])
    )


def _form(
    request: HttpRequest,
    form: NewForm | InCaseForm,
    kind: str,
    kinds: dict[str, Any],
    *,
    person: PersonForm | None,
    refused: Refused | None,
    back: str,
) -> HttpResponse:
    return render(
        request,
        "updates/notice_new.jinja",
        {
            "form": form,
            "person": person,
            "refused": refused,
            "title": kinds[kind],
            "back": back,
            "kinds": [
                {"text": text, "href": f"?kind={code}", "current": code == kind}
                for code, text in kinds.items()
            ],
        },
    )


@page("permission", VIEW, methods=["GET", "POST"])
def notice(request: HttpRequest, ref: str) -> HttpResponse:
    """One notice, and what is done with it."""
    by, at = request.actor, request.at
    found = queries.get_notice(ref)
    if found is None:
        raise Http404
    verb = request.POST.get("do", "") if request.method == "POST" else ""
    if request.method == "POST" and verb not in DONE:
        raise Http404
    today = at.astimezone(LONDON).date()
    forms: dict[str, Any] = {
        key: form(
            request.POST if verb == key else None,
            today=today,
            prefix=key,
            initial={"review_on": found.review_on} if key == "look" else None,
        )
        for key, form in (("acknowledge", AcknowledgeForm), ("look", LookForm), ("end", EndForm))
    }
    if found.contact_id is None:
        del forms["acknowledge"].fields["noted"], forms["acknowledge"].fields["reason"]
    if found.act_by is None:
        del forms["look"].fields["acted_on"]
    refused: Refused | None = None
    if verb and forms[verb].is_valid():
        done = _do(request, found, verb, forms[verb].cleaned_data)
        if isinstance(done, Notice):
            messages.success(request, str(DONE[verb]))
            return redirect("updates:notice", ref=ref)
        if done.code == "updates:notice:decide":
            forms[verb].add_error("noted", done.sentence)
        else:
            refused = done
        found = queries.get_notice(ref) or found
    append(events.NOTICE_VIEWED, by=by, at=at, about=refs(found))
    works = bool(may(by, RECORD))
    return render(
        request,
        "updates/notice.jinja",
        {
            "one": found,
            "who": words.who(found),
            "kind": words.kind(found),
            "category": words.category(found),
            "team": label("notice-team", found.team, at=found.received_at) if found.team else "",
            "waits": words.state(found, at),
            "forms": forms,
            "verb": verb,
            "refused": refused,
            "may_acknowledge": works and found.acknowledged_at is None,
            "may_change": works and found.ended_on is None,
        },
    )


def _do(request: HttpRequest, found: Notice, verb: str, said: dict[str, Any]) -> Notice | Refused:
    typed = request.POST.get("version", "")
    version = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1
    common: dict[str, Any] = {"by": request.actor, "at": request.at, "notice": found, "version": version}
    if verb == "acknowledge":
        return actions.acknowledge(
            **common, how=said["how"], noted=bool(said.get("noted")), reason=said.get("reason", "")
        )
    if verb == "look":
        return actions.look_again(**common, review_on=said["review_on"], acted_on=said.get("acted_on"))
    return actions.end_notice(**common, on=said["on"], why=said["why"])
