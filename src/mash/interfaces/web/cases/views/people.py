"""Who the people of a case are: identify, record a birth, show a protected address."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mash.casework.cases import events
from mash.casework.cases.actions import add_person
from mash.casework.cases.queries import Picture
from mash.casework.cases.queries.candidates import MayBe, whom
from mash.casework.matters.actions import identify_subject
from mash.foundation.kernel import Ref, Refused
from mash.interfaces.web.access import page
from mash.interfaces.web.cases import national, presenters
from mash.interfaces.web.cases.earlier import history_shown
from mash.interfaces.web.cases.forms import AddPersonForm, IdentifyForm
from mash.interfaces.web.cases.views.common import VIEW, Asked, load, sent, show, subject_at
from mash.interfaces.web.components.words import uk_datetime
from mash.registers.accounts.rules import may
from mash.registers.people.models import ProtectedAddress


@page("permission", VIEW, methods=["GET", "POST"])
def people(request: Asked, ref: str) -> HttpResponse:
    """Who each may already be, with the reasons; one confirmation for all that were chosen, none by itself."""
    picture = load(request, ref)
    again = request.GET.get("again", "")
    asked = [one for one in picture.subjects if one.person_id is None or str(one.place) == again]
    by_subject = whom(asked)
    found = {one.place: by_subject[one.pk] for one in asked}
    form = IdentifyForm(
        sent(request),
        people=[
            (
                one.place,
                f"{presenters.name_of(one)}, {one.get_role_display().lower()}",
                [(each.person.public_id, presenters.person_words(each.person)) for each in found[one.place]],
                {each.person.public_id: _hint(each) for each in found[one.place]},
            )
            for one in asked
        ],
    )
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        refused = _identify(request, picture, form.chosen(), found)
        if refused is None:
            messages.success(request, _("It is recorded who they are."))
            return redirect("cases:people", ref=ref)
    context = {
        "form": form,
        "asked": [f"who-{one.place}" for one in asked],
        "history": history_shown(picture.history, request.at),
        "known": [one for one in presenters.subjects_shown(picture, request.at) if one.identified],
        "rule": may(request.actor, "people:record:identify"),
        "refused": refused,
        "look_up": national.links(picture, request.actor),
    }
    about = [ref for some in found.values() for each in some for ref in each.refs]
    about += [Ref("person", person.public_id) for person, _why in picture.history.household]
    return show(request, "cases/people.jinja", picture, context, part="people", about=about)


def _hint(found: MayBe) -> str:
    """What stands below a candidate's name: how likely and why, and what to know before choosing."""
    shown = presenters.may_be_shown(found)
    first = _("Known at the same home") if found.household else shown.likely
    cases = [
        _("open case %(ref)s, allocated worker %(worker)s") % {"ref": ref, "worker": worker}
        for ref, worker in shown.cases
    ]
    return "; ".join(filter(None, (first, shown.why, *cases, *shown.near)))


def _identify(
    request: Asked, picture: Picture, chosen: dict[int, str], found: dict[int, list[MayBe]]
) -> Refused | None:
    with transaction.atomic():
        for place, value in chosen.items():
            candidate = next((one for one in found[place] if one.person.public_id == value), None)
            reasons = ", ".join(candidate.reasons) if candidate else "not known before"
            done = identify_subject(
                by=request.actor,
                at=request.at,
                subject=subject_at(picture, place),
                person=candidate.person if candidate else None,
                reason=reasons[:500],
            )
            if isinstance(done, Refused):
                transaction.set_rollback(True)
                return done
    return None


@page("permission", VIEW, methods=["GET", "POST"])
def add(request: Asked, ref: str) -> HttpResponse:
    """Add somebody whom a contact names in its own words."""
    picture = load(request, ref)
    if not picture.contacts:
        raise Http404
    form = AddPersonForm(
        sent(request),
        contacts=[
            (one.ref, _("%(ref)s, %(when)s") % {"ref": one.ref, "when": uk_datetime(one.received_at)})
            for one in picture.contacts
        ],
        initial={} if picture.worried_about else {"role": "subject"},
        today=request.at.astimezone(presenters.LONDON).date(),
    )
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        contact = next(one for one in picture.contacts if one.ref == form.chosen)
        done = add_person(
            by=request.actor,
            at=request.at,
            case=picture.case,
            contact=contact,
            role=form.cleaned_data["role"],
            said=form.said,
        )
        if not isinstance(done, Refused):
            messages.success(request, _("The person is added. Say next who they are."))
            return redirect("cases:people", ref=ref)
        refused = done
    context = {
        "heading": _("Add a person"),
        "lead": [_("Only what the contact says. Leave open what it does not say.")],
        "form": form,
        "button": _("Add the person"),
        "rule": may(request.actor, "people:record:identify"),
        "refused": refused,
    }
    return show(request, "cases/form.jinja", picture, context, part="people")


@page("permission", VIEW, methods=["GET", "POST"])
def address(request: Asked, ref: str, place: int) -> HttpResponse:
    """A protected address: asked for, shown once on this page alone, and in the ledger that it was."""
    picture = load(request, ref)
    subject = subject_at(picture, place)
    if subject.record_id not in picture.protected:
        raise Http404
    shown = list(ProtectedAddress.objects.filter(record=subject.record)) if request.method == "POST" else []
    context = {"name": presenters.name_of(subject), "addresses": shown}
    event = events.ADDRESS_SHOWN if shown else events.VIEWED
    return show(request, "cases/address.jinja", picture, context, part="people", event=event)
