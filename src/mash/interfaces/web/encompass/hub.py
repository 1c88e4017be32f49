"""The hub's side: what is to be told to schools, one notice, a case's notices, and the counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final, cast

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.casework.encompass import actions, events, queries
from mash.casework.encompass.actions.decide import HELPS, NOT_SENT, basis
from mash.casework.encompass.actions.propose import schools_of
from mash.casework.encompass.models import Message, Notice
from mash.casework.encompass.permissions import WORK
from mash.casework.encompass.queries import LONDON, Stands
from mash.casework.encompass.rules import goes_to_school
from mash.casework.intake.models import Contact
from mash.casework.matters.models import Matter, Subject
from mash.foundation.kernel import Ref, Refused
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.components.forms import GovForm
from mash.interfaces.web.components.words import uk_date, uk_datetime
from mash.interfaces.web.encompass.forms import CallForm, NotSendForm, ProposeForm, SendForm
from mash.interfaces.web.request import HttpRequest
from mash.registers.agencies.models import Agency
from mash.registers.agreements.words import Names, explain
from mash.registers.people.models import ProtectedAddress
from mash.registers.people.rules import Said
from mash.registers.standards.queries import codes, label

_DONE: Final = 30
_DAYS: Final = 28
STANDINGS: Final = {
    "proposed": gettext_lazy("To decide"),
    "late": gettext_lazy("To decide, and the school has opened"),
    "sent": gettext_lazy("Sent, not read yet"),
    "call": gettext_lazy("Telephone the school: not read"),
    "called": gettext_lazy("Told by telephone"),
    "read": gettext_lazy("Read by the school"),
    "not-sent": gettext_lazy("Not sent"),
    "withdrawn": gettext_lazy("Withdrawn"),
}


def name_of(subject: Subject) -> str:
    """A subject as they were named."""
    said = cast("Said", subject.record.said)
    parts = (str(said.get(part) or "") for part in ("given_name", "family_name"))
    return " ".join(part for part in parts if part) or _("Not named")


def _row(found: Stands) -> list[Any]:
    one = found.notice
    school = one.school.name if one.school else one.named or _("Not known")
    return [
        {"href": reverse("encompass:notice", args=[one.ref]), "text": name_of(one.subject)},
        school,
        uk_datetime(one.due_at),
        STANDINGS[found.standing],
    ]


@page("permission", WORK)
def to_do(request: HttpRequest) -> HttpResponse:
    """What is to be decided or telephoned before schools open, and the latest that is done."""
    waiting = queries.to_do(request.at)
    finished = queries.done(request.at, _DONE)
    _listed(request, [*waiting, *finished])
    return render(
        request,
        "encompass/list.jinja",
        {
            "rows": [_row(one) for one in waiting],
            "done": [_row(one) for one in finished],
            "calls": sum(one.standing == "call" for one in waiting),
            "late": sum(one.standing == "late" for one in waiting),
        },
    )


@page("permission", WORK)
def counts(request: HttpRequest) -> HttpResponse:
    """How many notices a day, and how they stand: no name and no reference."""
    today = request.at.astimezone(LONDON).date()
    days = queries.by_day(today - timedelta(days=_DAYS - 1), today, request.at)
    columns = (
        "all",
        "read",
        "in-time",
        "called",
        "sent",
        "call",
        "not-sent",
        "withdrawn",
        "proposed",
        "late",
    )
    return render(
        request,
        "encompass/counts.jinja",
        {
            "rows": [[uk_date(day), *(found.get(one, 0) for one in columns)] for day, found in days],
            "total": [queries.total(days).get(one, 0) for one in columns],
        },
    )


def _listed(request: HttpRequest, shown: list[Stands], *about: Ref) -> None:
    """One entry for the answer, naming every notice and case that it shows."""
    refs = [ref for one in shown for ref in (one.notice.notice_ref, Ref("matter", one.notice.matter.ref))]
    append(
        events.LISTED,
        by=request.actor,
        at=request.at,
        about=list(dict.fromkeys([*about, *refs])),
        payload={"notices": len(shown)},
    )


def _looked(request: HttpRequest, one: Notice) -> None:
    append(
        events.VIEWED,
        by=request.actor,
        at=request.at,
        about=[one.notice_ref, Ref("matter", one.matter.ref)],
        payload={"notice": one.ref},
    )


@page("permission", WORK, methods=["GET", "POST"])
def notice(request: HttpRequest, notice: str) -> HttpResponse:
    """One notice: whom it is about, what the agreements say, and what was decided; told, not told, telephoned, withdrawn."""
    found = queries.get_notice(notice)
    if found is None:
        raise Http404
    schools = {one.key: one for one in schools_of(found.hub)}
    forms = _forms(request, found, schools)
    refused: Refused | None = None
    if request.method == "POST":
        done = _done(request, found, schools, forms)
        if isinstance(done, Notice):
            return redirect("encompass:notice", notice=notice)
        refused = done
    _looked(request, found)
    now = queries.stands(found, request.at)
    told = queries.message_of(found)
    return render(
        request,
        "encompass/notice.jinja",
        {
            "notice": found,
            "name": name_of(found.subject),
            "standing": STANDINGS[now.standing],
            "must_call": now.standing == "call",
            "late": now.standing == "late",
            "refused": refused,
            "facts": _facts(request, found, told),
            "protected": ProtectedAddress.objects.filter(record=found.subject.record_id).exists(),
            "law": _law(request, found, schools.values()),
            "forms": forms,
            "case": found.matter.ref,
        },
    )


def _forms(request: HttpRequest, found: Notice, schools: dict[str, Agency]) -> dict[str, GovForm]:
    do = request.POST.get("do", "")

    def given(name: str) -> Any:
        return request.POST if do == name else None

    if found.state == "sent":
        return {"call": CallForm(given("call"))}
    if found.state != "proposed":
        return {}
    helps = [(one.code, one.label) for one in codes(HELPS, at=request.at)]
    return {
        "send": SendForm(
            given("send"),
            schools=[(key, one.name) for key, one in schools.items()],
            helps=helps,
            initial={"school": found.school.key if found.school else ""},
        ),
        "not-send": NotSendForm(
            given("not-send"), reasons=[(one.code, one.label) for one in codes(NOT_SENT, at=request.at)]
        ),
    }


def _done(
    request: HttpRequest, found: Notice, schools: dict[str, Agency], forms: dict[str, GovForm]
) -> Notice | Refused | None:
    """What was pressed, done; None where its form does not fit."""
    by, at, do = request.actor, request.at, request.POST.get("do", "")
    said = request.POST.get("version", "")
    version = int(said) if said.isascii() and said.isdecimal() and len(said) < 9 else 0
    if do == "withdraw":
        return actions.withdraw(by=by, at=at, notice=found, version=version)
    form = forms.get(do)
    if form is None:
        return Refused(
            "encompass:stale", _("Somebody else has worked on this notice meanwhile. Look at it again.")
        )
    if not form.is_valid():
        return None
    done = _decided(request, found, schools, do=do, given=form.cleaned_data, version=version)
    if isinstance(done, Refused) and done.code == "encompass:no-words":
        form.add_error("note", done.sentence)
        return None
    return done


def _decided(
    request: HttpRequest,
    found: Notice,
    schools: dict[str, Agency],
    *,
    do: str,
    given: dict[str, Any],
    version: int,
) -> Notice | Refused:
    by, at = request.actor, request.at
    if do == "send":
        return actions.send(
            by=by,
            at=at,
            notice=found,
            school=schools[given["school"]],
            helps=given["helps"],
            confirmed=given["confirmed"],
            version=version,
        )
    if do == "call":
        return actions.call(by=by, at=at, notice=found, call=given["call"], version=version)
    return actions.not_send(
        by=by, at=at, notice=found, reason=given["reason"], note=given["note"], version=version
    )


def _law(request: HttpRequest, found: Notice, schools: Iterable[Agency]) -> str:
    """Why the agreements in force let no school of the hub be told; empty where one may be, which a person then chooses."""
    if found.state != "proposed":
        return ""
    why = None
    for school in dict.fromkeys([*([found.school] if found.school else []), *schools]):
        refused = basis(found, school, by=request.actor, at=request.at).refused
        if refused is None:
            return ""
        why = why or refused
    if why is None:
        return _("No school or nursery works with this hub in the system yet.")
    return explain(why[1], why[0], Names.read(at=request.at))


def _facts(request: HttpRequest, found: Notice, told: Message | None) -> list[dict[str, object]]:
    facts: list[dict[str, object]] = [
        {"key": _("Child"), "value": name_of(found.subject)},
        {"key": _("School as it was named"), "value": found.named},
        {"key": _("School"), "value": found.school.name if found.school else ""},
        {"key": _("The school opens next"), "value": uk_datetime(found.due_at)},
    ]
    if told is not None:
        helps = [label(HELPS, code, at=request.at) for code in told.helps]
        facts += [
            {"key": _("Sent"), "value": f"{told.sent_by_name}, {uk_datetime(told.sent_at)}"},
            {"key": _("What may help"), "value": "; ".join(helps)},
            {
                "key": _("Read"),
                "value": f"{told.read_by_name}, {uk_datetime(told.read_at)}"
                if told.read_at
                else _("Not yet"),
            },
        ]
    if found.call:
        facts.append(
            {
                "key": _("Telephoned"),
                "value": f"{found.get_call_display()}: {found.called_by_name}, {uk_datetime(found.called_at)}",
            }
        )
    if found.state == "not-sent":
        facts += [
            {"key": _("Why it was not sent"), "value": label(NOT_SENT, found.reason, at=request.at)},
            {"key": _("In words"), "value": found.note},
            {"key": _("Decided"), "value": f"{found.decided_by_name}, {uk_datetime(found.decided_at)}"},
        ]
    return facts


@page("permission", WORK, methods=["GET", "POST"])
def case(request: HttpRequest, ref: str) -> HttpResponse:
    """A case's notices; and a notice proposed for a child for whom nobody proposed one."""
    matter = Matter.objects.select_related("hub").filter(ref=ref).first()
    contact = (
        Contact.objects.select_related("matter__hub")
        .filter(matter=matter)
        .order_by("-received_at", "-pk")
        .first()
        if matter
        else None
    )
    if matter is None or contact is None:
        raise Http404
    subjects = {
        str(one.place): one
        for one in Subject.objects.filter(matter=matter).select_related("record")
        if goes_to_school(cast("Said", one.record.said), request.at.date())
    }
    form = ProposeForm(
        request.POST or None, children=[(place, name_of(one)) for place, one in subjects.items()]
    )
    if request.method == "POST" and form.is_valid():
        made = actions.propose_by_hand(
            by=request.actor, at=request.at, contact=contact, child=subjects[form.cleaned_data["child"]]
        )
        if not isinstance(made, Refused):
            return redirect("encompass:notice", notice=made.ref)
        form.add_error(None, made.sentence)
    found = [queries.stands(one, request.at) for one in queries.of_matter(matter.pk)]
    _listed(request, found, Ref("matter", matter.ref))
    return render(
        request,
        "encompass/case.jinja",
        {"rows": [_row(one) for one in found], "form": form, "case": matter.ref, "children": bool(subjects)},
    )
