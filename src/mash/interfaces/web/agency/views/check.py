"""Check the answers, send them, and correct what was sent: the first answer stays beside the correction."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mash.casework.sharing import actions, deciding, queries
from mash.casework.sharing.models import Request
from mash.casework.sharing.rules import AnswerSaid
from mash.foundation.kernel import ALLOWED, Refused, Verdict
from mash.interfaces.web.access import page
from mash.interfaces.web.agency import presenters, working
from mash.interfaces.web.agency.forms import said_of
from mash.interfaces.web.agency.views.shared import (
    cleared_people,
    correcting,
    find,
    judged,
    open_to_answer,
    saw,
    typed_of_all,
)
from mash.interfaces.web.components.words import uk_datetime
from mash.interfaces.web.ground import GroundForm
from mash.interfaces.web.request import HttpRequest

CONFLICT = 409


@page("permission", "sharing:request:answer", methods=["GET", "POST"])
def check(request: HttpRequest, ref: str) -> HttpResponse:
    """Everything that will be sent, person by person; a POST sends it, once."""
    asked = find(ref, hold=request.method == "POST")
    if not open_to_answer(asked):
        # Also the second press of a button that has already sent it.
        return redirect("agency:request", ref)
    if request.method != "POST":
        return _page(request, asked)
    if request.POST.get("version") != str(asked.version):
        changed = _("The answer was changed after you opened this page. Check it again before you send it.")
        return _page(request, asked, alert=changed, status=CONFLICT)
    said = _said(request, asked)
    form = _ground_form(request, asked, _resting(request, asked, said))
    if isinstance(said, Refused) or not form.is_valid():
        return _page(request, asked, form=form, alert=said.sentence if isinstance(said, Refused) else "")
    was_correction = correcting(asked)
    done = actions.answer(
        by=request.actor, at=request.at, request=asked, answers=said, without_clause=form.ground_said
    )
    if isinstance(done, Refused):
        return _page(request, asked, form=form, alert=done.sentence)
    if not done and any(one.sealed_items for one in said):
        messages.success(
            request,
            _(
                "Sent under seal. Only the hub’s cleared people see it, and everybody else waits for your open answer."
            )
            if asked.state != "answered"
            else _("Sent under seal. What you said openly stays as it is."),
        )
    elif was_correction:
        messages.success(request, _("Correction sent. What you said before stays on record beside it."))
    elif request.at > asked.due_at:
        due = uk_datetime(asked.due_at)
        late = _("Answer sent, after it was due (%(due)s). It still counts: the hub sees that it has come.")
        messages.success(request, late % {"due": due})
    else:
        messages.success(request, _("Answer sent. The hub sees it now."))
    return redirect("agency:request", ref)


def _said(request: HttpRequest, asked: Request) -> tuple[AnswerSaid, ...] | Refused:
    said = []
    for subject, typed in zip(asked.subjects.all(), typed_of_all(asked), strict=True):
        person, items = judged(request, asked, typed)
        if not (person.is_valid() and all(one.is_valid() for one in items)):
            return Refused(
                "sharing:answer:incomplete", _("Finish the answer for each person before you send it.")
            )
        said.append(said_of(subject.pk, person, items))
    return tuple(said)


def _resting(
    request: HttpRequest, asked: Request, said: tuple[AnswerSaid, ...] | Refused
) -> presenters.Resting | None:
    """On what each thing rests that is told; None before the answer is finished, or where nothing is told."""
    if isinstance(said, Refused):
        return None
    told = [
        deciding.answering(at=request.at, request=asked, answers=said, sealed=one) for one in (False, True)
    ]
    return presenters.resting(told, at=request.at)


def _ground_form(request: HttpRequest, asked: Request, resting: presenters.Resting | None) -> GroundForm:
    form = GroundForm(request.POST if request.method == "POST" else None)
    form.needed = resting is not None and resting.stopped
    form.offer_powers(queries.population_of(asked), at=request.at)
    return form


def _page(
    request: HttpRequest,
    asked: Request,
    *,
    form: GroundForm | None = None,
    alert: str = "",
    status: int = 200,
) -> HttpResponse:
    people = []
    for number, (subject, typed) in enumerate(zip(asked.subjects.all(), typed_of_all(asked), strict=True), 1):
        person, items = judged(request, asked, typed)
        ready = person.is_valid() and all(one.is_valid() for one in items)
        people.append(
            {
                "name": subject.given.get("name", ""),
                "href": f"{reverse('agency:answer', args=[asked.ref, number])}?judge=1",
                "rows": presenters.fields_rows(typed.fields, request.at),
                "items": [presenters.item_shown(one, request.at) for one in typed.written],
                "sealed": typed.sealed,
                "ready": ready,
            }
        )
    rule: Verdict = ALLOWED
    if not all(one["ready"] for one in people):
        rule = Refused("sharing:answer:incomplete", _("Finish the answer for each person first."))
    resting = _resting(request, asked, _said(request, asked))
    saw(request, [asked])
    return render(
        request,
        "agency/check.jinja",
        {
            "asked": asked,
            "people": people,
            "cleared": cleared_people(request, asked) if any(one["sealed"] for one in people) else [],
            "rule": rule,
            "version": asked.version,
            "resting": resting,
            "form": form or _ground_form(request, asked, resting),
            "alert": alert,
            "correcting": correcting(asked),
            "left": queries.times_left([asked], at=request.at)[asked.pk],
            "late": request.at > asked.due_at and asked.state != "answered",
        },
        status=status,
    )


@page("permission", "sharing:request:answer", methods=["POST"])
def correct(request: HttpRequest, ref: str) -> HttpResponse:
    """Start a correction from what was sent; one that is under way is taken up again."""
    asked = find(ref, hold=True)
    if asked.state != "answered":
        return redirect("agency:request", ref)
    if not asked.working:
        kept = {**working.from_answers(asked), "by": request.actor.name}
        saved = actions.save_working(
            by=request.actor, at=request.at, request=asked, working=kept, version=asked.version
        )
        if isinstance(saved, Refused):
            messages.error(request, saved.sentence)
            return redirect("agency:request", ref)
    return redirect("agency:answer", ref, 1)


@page("permission", "sharing:request:answer", methods=["POST"])
def discard(request: HttpRequest, ref: str) -> HttpResponse:
    """Give up a correction that has not been sent; what was sent stays as it is."""
    asked = find(ref, hold=True)
    if correcting(asked):
        actions.save_working(
            by=request.actor, at=request.at, request=asked, working={}, version=asked.version
        )
        messages.success(request, _("The correction was discarded. What you sent stays as it is."))
    return redirect("agency:request", ref)
