"""Look a subject up in the NHS register, and accept what it says as a record."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mash.casework.matters.models import Subject
from mash.casework.national import errors
from mash.casework.national.actions import PERMISSION, accept, ask, may_ask
from mash.casework.national.models import Question
from mash.casework.national.queries import latest
from mash.foundation.adapters.pds import is_on
from mash.foundation.kernel import Refused
from mash.interfaces.web.access import page
from mash.interfaces.web.cases import national, presenters
from mash.interfaces.web.cases.forms import LookUpForm
from mash.interfaces.web.cases.views.common import Asked, load, sent, show, subject_at


@page("permission", PERMISSION, methods=["GET", "POST"])
def look_up(request: Asked, ref: str, place: int) -> HttpResponse:
    """What would leave the hub and what for; then the answer beside the record, until one match is accepted."""
    if not is_on():
        raise Http404
    picture = load(request, ref)
    subject = subject_at(picture, place)
    question = latest(subject)
    accepting = "match" in request.POST
    form = LookUpForm(None if accepting else sent(request), at=request.at)
    refused: Refused | None = None
    if accepting:
        refused = _accept(request, subject, question)
        if refused is None:
            messages.success(request, _("What the NHS register says is kept as a record of this case."))
            return redirect("cases:people", ref=ref)
    elif request.method == "POST" and form.is_valid():
        purpose = form.cleaned_data["purpose"]
        done = ask(by=request.actor, at=request.at, subject=subject, purpose=purpose)
        if not isinstance(done, Refused):
            return redirect("cases:pds", ref=ref, place=place)
        refused = done
    context = {
        "name": presenters.name_of(subject),
        "place": place,
        "identified": subject.person_id is not None,
        "sent": national.sent(subject.record.said, request.at),
        "question": national.shown(question, subject) if question else None,
        "form": form,
        "rule": may_ask(by=request.actor, subject=subject),
        "refused": refused,
    }
    return show(request, "cases/pds.jinja", picture, context, part="people")


def _accept(request: Asked, subject: Subject, question: Question | None) -> Refused | None:
    """Accept the match that was on the page that was sent, and no other that came meanwhile."""
    number = request.POST["match"]
    counted = number.isascii() and number.isdigit() and len(number) < 3
    if question is None or question.public_id != request.POST.get("question") or not counted:
        return errors.not_there()
    question.subject = subject
    done = accept(by=request.actor, at=request.at, question=question, place=int(number) - 1)
    return done if isinstance(done, Refused) else None
