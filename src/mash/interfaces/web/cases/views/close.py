"""Answer the referrer, close the case, open it again."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mash.casework.cases import actions
from mash.casework.cases.actions.triage import may_now
from mash.casework.cases.queries import Picture
from mash.casework.intake.actions import give_feedback
from mash.casework.intake.models import Contact, Feedback
from mash.casework.joining.queries import incident_of
from mash.foundation.kernel import Ref, Refused
from mash.interfaces.web.access import page
from mash.interfaces.web.cases.forms import FeedbackForm, ReasonForm
from mash.interfaces.web.cases.views.common import VIEW, Asked, back, load, sent, show
from mash.interfaces.web.components.forms import GovForm
from mash.interfaces.web.components.words import uk_datetime
from mash.oversight.demand.actions.elsewhere import to_answer_anew
from mash.registers.accounts.rules import may
from mash.registers.clocks.queries import calendar_for
from mash.registers.clocks.rules import working_between
from mash.registers.clocks.words import elapsed_words

MINUTE = timedelta(minutes=1)


@page("permission", VIEW)
def feedback(request: Asked, ref: str) -> HttpResponse:
    """Each contact with its referrer: answered or waiting, with the working time that it took."""
    picture = load(request, ref)
    told = {one.contact_id: one for one in picture.feedback}
    rows = [
        {
            "contact": one,
            "referrer": one.referrer,
            "told": told.get(one.pk),
            "took": _working(told[one.pk].minutes_taken) if one.pk in told else "",
        }
        for one in picture.contacts
    ]
    about = [Ref("contact", one.ref) for one in picture.contacts]
    return show(request, "cases/feedback.jinja", picture, {"rows": rows}, part="answer", about=about)


def _working(minutes: int) -> str:
    return _("%(time)s of working time") % {"time": elapsed_words(minutes * MINUTE) or _("under a minute")}


@page("permission", VIEW, methods=["GET", "POST"])
def answer(request: Asked, ref: str, contact: str) -> HttpResponse:
    """Tell one referrer, as far as their class may know, or record why not."""
    picture = load(request, ref)
    found = next((one for one in picture.contacts if one.ref == contact), None)
    if found is None:
        raise Http404
    professional = found.referrer.klass == "professional"
    others = {one.ref: one for one in _waiting_beside(found)}
    form = FeedbackForm(
        sent(request), professional=professional, others=[(one.ref, _told_of(one)) for one in others.values()]
    )
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        withheld = said["withheld_reason"] if said["tell"] == "no" else ""
        outcome, reason = said.get("outcome", ""), said.get("reason", "")
        same = any(
            (one.contact_id, one.by, one.withheld_reason) == (found.pk, str(request.actor), withheld)
            and (withheld or not professional or (one.outcome, one.reason) == (outcome, reason))
            for one in picture.feedback
        )
        chosen = [others[one] for one in said.get("also", ())]
        for one in chosen if same else [found, *chosen]:
            done = give_feedback(
                by=request.actor,
                at=request.at,
                contact=one,
                outcome=outcome,
                reason=reason,
                withheld_reason=withheld,
            )
            if isinstance(done, Refused):
                refused = done
                break
        else:
            messages.success(request, _("It is recorded."))
            return redirect("cases:feedback", ref=ref)
    context = {
        "contact": found,
        "referrer": found.referrer,
        "professional": professional,
        "form": form,
        "refused": refused,
        "rule": may(request.actor, "intake:feedback:give"),
        "so_far": _so_far(picture, found.received_at, request),
    }
    return show(
        request,
        "cases/answer.jinja",
        picture,
        context,
        part="answer",
        about=[Ref("contact", found.ref), *(Ref("contact", one) for one in others)],
    )


def _waiting_beside(contact: Contact) -> list[Contact]:
    """Contacts about the same incident whose referrers nobody has answered and whom the same words can answer."""
    incident = incident_of([contact])
    if incident is None:
        return []
    answered = set(Feedback.objects.filter(contact__in=incident.contacts).values_list("contact", flat=True))
    return [
        one
        for one in incident.contacts
        if one.pk != contact.pk and one.pk not in answered and one.referrer.klass == contact.referrer.klass
    ]


def _told_of(contact: Contact) -> str:
    who = " · ".join(filter(None, (contact.referrer.name, contact.referrer.role, contact.referrer.agency)))
    return _("%(ref)s, received %(when)s: %(who)s") % {
        "ref": contact.ref,
        "when": uk_datetime(contact.received_at),
        "who": who or _("no name given"),
    }


def _so_far(picture: Picture, received: datetime, request: Asked) -> str:
    calendar = calendar_for(picture.case.desk.key, at=request.at)
    return _working(working_between(calendar, received, request.at) // MINUTE)


@page("permission", VIEW, methods=["GET", "POST"])
def close(request: Asked, ref: str) -> HttpResponse:
    """Ask to close a decided case whose referrers are answered; it closes at the time that the page says."""
    picture = load(request, ref)
    refused: Refused | None = None
    if request.method == "POST":
        if picture.case.state == "closed" or picture.closing is not None:
            return back(picture)
        done = actions.close(by=request.actor, at=request.at, case=picture.case)
        if not isinstance(done, Refused):
            messages.success(request, _("The case closes %(when)s.") % {"when": uk_datetime(done.due_at)})
            return back(picture)
        refused = done
    told = {one.contact_id for one in picture.feedback}
    lead = [
        _("Contact %(ref)s: the referrer is not answered yet.") % {"ref": one.ref}
        for one in picture.contacts
        if one.pk not in told
    ]
    anew = to_answer_anew(picture.case.matter_id)
    lead += [
        _("Contact %(ref)s: its sender was told that it belongs elsewhere, and is to be answered again.")
        % {"ref": one.ref}
        for one in picture.contacts
        if one.pk in anew
    ]
    if picture.closing is not None:
        asked = picture.closing
        said = {"name": asked.by_name, "at": uk_datetime(asked.asked_at), "when": uk_datetime(asked.due_at)}
        lead = [
            _("%(name)s asked to close it %(at)s. It closes %(when)s.") % said
            if request.at < asked.due_at
            else _(
                "%(name)s asked to close it %(at)s. It closes when those who are cleared have looked at what waits for them."
            )
            % said
        ]
    else:
        lead.append(
            _(
                "Each case closes after a time in which somebody cleared may look for records that others cannot see."
            )
        )
    context = {
        "heading": _("Close the case"),
        "lead": lead,
        "form": GovForm(),
        "button": _("Close it"),
        "rule": may_now(request.actor, "close", picture.case),
        "refused": refused,
    }
    return show(request, "cases/form.jinja", picture, context, part="answer")


@page("permission", VIEW, methods=["GET", "POST"])
def reopen(request: Asked, ref: str) -> HttpResponse:
    """Open a decided or closed case again, with the reason; what was decided stands."""
    picture = load(request, ref)
    form = ReasonForm(sent(request))
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        done = actions.reopen(
            by=request.actor, at=request.at, case=picture.case, reason=form.cleaned_data["reason"]
        )
        if not isinstance(done, Refused):
            return back(picture)
        refused = done
    context = {
        "heading": _("Open the case again"),
        "lead": [_("The decisions stand, and new ones can be made beside them.")],
        "form": form,
        "button": _("Open it again"),
        "rule": may_now(request.actor, "reopen", picture.case),
        "refused": refused,
    }
    return show(request, "cases/form.jinja", picture, context, part="overview")
