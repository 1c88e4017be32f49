"""Is it an update of an open case? A screener says so, or that it is a new concern; nothing is said by itself."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mash.casework.cases import events as cases
from mash.casework.cases.models import Case
from mash.casework.cases.queries.candidates import who_they_may_be
from mash.casework.cases.queries.picture import get_case
from mash.casework.intake.models import Contact
from mash.casework.updates import actions, queries
from mash.casework.updates.models import NewConcern, Update
from mash.casework.updates.queries import Suggested
from mash.casework.updates.rules import OPEN_TO_IT
from mash.foundation.kernel import Ref, Refused
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.desk.lists import desks_of
from mash.interfaces.web.request import HttpRequest
from mash.interfaces.web.updates import presenters
from mash.interfaces.web.updates.forms import ConcernForm, RecogniseForm
from mash.interfaces.web.updates.lists import RECOGNISE


@page("permission", RECOGNISE, methods=["GET", "POST"])
def recognise(request: HttpRequest, ref: str) -> HttpResponse:
    """Both decisions on one page, with what was sent and why a case is suggested."""
    by, at = request.actor, request.at
    try:
        case = get_case(ref)
    except Case.DoesNotExist:
        raise Http404 from None
    contact = Contact.objects.filter(matter=case.matter_id).order_by("received_at", "pk").first()
    if contact is None:
        raise Http404
    standing = Update.objects.filter(contact=contact, state=Update.State.ACCEPTED).exclude(was="").first()
    if standing is not None:
        # Pressed twice, or a colleague was faster: what stands is shown, and it can be undone there.
        return redirect("updates:one", ref=standing.ref)
    subjects = list(case.matter.subjects.select_related("record", "person"))
    may_be = who_they_may_be(subjects)
    found = queries.for_contact(case, [one.pk for one in desks_of(by)], may_be=may_be)
    verb = request.POST.get("do", "") if request.method == "POST" else ""
    if request.method == "POST" and verb not in {"update", "concern"}:
        raise Http404
    first = {"risk": "danger"} if contact.danger_now == "yes" else None
    form = RecogniseForm(
        request.POST if verb == "update" else None,
        found=presenters.choices(found),
        initial=first,
        prefix="update",
    )
    form.hint("case", presenters.hints(found))
    concern = ConcernForm(request.POST if verb == "concern" else None, prefix="concern")
    refused: Refused | None = None
    if verb == "update" and form.is_valid():
        done = _accept(request, case, contact, form, found)
        if isinstance(done, Update):
            messages.success(request, _("It is an update of case %(ref)s.") % {"ref": done.matter.ref})
            return redirect("updates:one", ref=done.ref)
        refused = done
    if verb == "concern" and concern.is_valid():
        said = actions.new_concern(
            by=by,
            at=at,
            contact=contact,
            case=case,
            reason=concern.cleaned_data["reason"],
            suggested=len(found),
        )
        if isinstance(said, NewConcern):
            messages.success(request, _("It is recorded as a new concern."))
            return redirect("cases:case", ref=ref)
        refused = said
    about = [
        Ref("matter", ref),
        Ref("contact", contact.ref),
        *(Ref("matter", one.case.matter.ref) for one in found),
        *(shown for some in may_be.values() for each in some for shown in each.refs),
    ]
    append(cases.VIEWED, by=by, at=at, about=about, payload={"part": "update", "case": ref})
    return render(
        request,
        "updates/recognise.jinja",
        {
            "ref": ref,
            "case": case,
            "contact": contact,
            "found": found,
            "form": form,
            "concern": concern,
            "refused": refused,
            "open": case.state in OPEN_TO_IT,
            "version": case.version,
        },
    )


def _accept(
    request: HttpRequest, case: Case, contact: Contact, form: RecogniseForm, found: list[Suggested]
) -> Update | Refused:
    """Accept it; a case that is not seen is as one that there is not."""
    chosen = form.chosen()
    typed = request.POST.get("version", "")
    version = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1
    missing = Refused("updates:update:not-open", _("There is no open case with this reference."))
    try:
        to = get_case(chosen)
    except Case.DoesNotExist:
        return missing
    return actions.recognise(
        by=request.actor,
        at=request.at,
        case=case,
        contact=contact,
        to=to,
        risk=form.cleaned_data["risk"],
        reason=form.cleaned_data["reason"],
        why=next((one.why for one in found if one.case.pk == to.pk), ()),
        version=version,
    )
