"""Contacts about one incident: shown together, joined, parted, and suggestions said to be wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mash.casework.cases.models import Case
from mash.casework.cases.queries import Picture
from mash.casework.intake.models import Contact, Feedback
from mash.casework.joining import queries
from mash.casework.joining.actions import dismiss, join, part
from mash.casework.joining.queries import Incident, Near, Suggestion
from mash.foundation.kernel import Ref, Refused
from mash.foundation.kernel.ids import read_reference
from mash.interfaces.web.access import page
from mash.interfaces.web.cases import words
from mash.interfaces.web.cases.forms import JoinForm, ReasonForm
from mash.interfaces.web.cases.views.common import VIEW, Asked, load, sent, show
from mash.registers.accounts.rules import may

LINK = "intake:contact:link"


def contact_of(request: Asked, ref: str, contact: str) -> tuple[Picture, Contact]:
    """The case and its contact with that reference. Raises Http404."""
    picture = load(request, ref)
    found = next((one for one in picture.contacts if one.ref == contact), None)
    if found is None:
        raise Http404
    return picture, found


def other_of(found: Contact, ref: str) -> Contact | None:
    """Another contact by its reference; a hidden one and none at all are answered alike."""
    rows = Contact.objects.select_related("matter").filter(ref=read_reference(ref)).exclude(pk=found.pk)
    return rows.first() if "\x00" not in ref else None


def joined_shown(incident: Incident) -> list[dict[str, Any]]:
    """Each contact of an incident with who told us, its text, its own case and clock, and whether they were answered."""
    matters = [one.matter_id for one in incident.contacts]
    cases = {one.matter_id: one for one in Case.objects.filter(matter__in=matters).select_related("matter")}
    told: dict[int, Feedback] = {}
    for one in Feedback.objects.filter(contact__in=[each.pk for each in incident.contacts]).order_by("at"):
        told[one.contact_id] = one
    return [
        {
            "contact": one,
            "referrer": one.referrer,
            "ref": one.matter.ref,
            "case": cases.get(one.matter_id),
            "told": told.get(one.pk),
            "state": words.case_state(cases[one.matter_id]) if one.matter_id in cases else "",
            "first": one.pk == incident.first.pk,
        }
        for one in incident.contacts
    ]


def first_due(shown: Sequence[dict[str, Any]]) -> Case | None:
    """The case of the incident whose clock runs out first."""
    running = [one["case"] for one in shown if one["case"] is not None and one["case"].due_at is not None]
    return min(running, key=lambda one: one.due_at, default=None)


def suggestions_shown(found: Sequence[Suggestion], at: datetime) -> list[dict[str, Any]]:
    return [
        {
            "contact": one.contact,
            "ref": one.contact.matter,
            "kind": dict(Contact.KINDS).get(one.contact.kind, ""),
            "why": words.evidence(one.evidence, at),
            "strength": words.STRENGTH[one.strength],
        }
        for one in found
    ]


def refs_near(contacts: Iterable[Near]) -> list[Ref]:
    return [ref for one in contacts for ref in (Ref("contact", one.ref), Ref("matter", one.matter))]


def refs_of(contacts: Iterable[Contact]) -> list[Ref]:
    """Contacts shown with their matters, as the ledger names them."""
    return [ref for one in contacts for ref in (Ref("contact", one.ref), Ref("matter", one.matter.ref))]


@page("permission", VIEW)
def incident(request: Asked, ref: str) -> HttpResponse:
    """Everything that was sent about the incident of this case: each with its referrer, clock and text."""
    picture = load(request, ref)
    found = queries.incident_of(picture.contacts)
    may_be = queries.suggested(picture.contacts, at=request.at)
    shown = joined_shown(found) if found else []
    context = {
        "incident": found,
        "shown": shown,
        "due": first_due(shown),
        "acts": [words.act(one, request.at) for one in queries.said_of(picture.contacts)],
        "may_be": suggestions_shown(may_be, request.at),
        "own": picture.contacts,
        "may_join": may(request.actor, LINK),
    }
    about = refs_of(found.contacts if found else ()) + refs_near(one.contact for one in may_be)
    return show(
        request, "cases/incident.jinja", picture, context, part="incident", about=about, tab="contacts"
    )


@page("permission", VIEW, methods=["GET", "POST"])
def link(request: Asked, ref: str, contact: str) -> HttpResponse:
    """Join a contact with others about the same incident; each keeps its referrer and its clock."""
    picture, found = contact_of(request, ref, contact)
    may_be = queries.suggested([found], at=request.at)
    form = JoinForm(
        sent(request),
        suggested=[
            (one.contact.ref, words.suggestion(one), words.evidence(one.evidence, request.at))
            for one in may_be
        ],
    )
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        others = [other_of(found, one) for one in form.wanted]
        seen = [one for one in others if one is not None]
        if len(seen) < len(others):
            form.add_error("other", _("There is no such contact that you may see. Check the reference."))
        else:
            done = join(
                by=request.actor,
                at=request.at,
                contact=found,
                others=seen,
                ground=form.cleaned_data["ground"],
                rationale=form.cleaned_data["rationale"],
                state=request.POST.get("state"),
            )
            if not isinstance(done, Refused):
                messages.success(request, _("The contacts are joined."))
                return redirect("cases:incident", ref=ref)
            refused = done
    context = {
        "heading": _("Join contact %(ref)s with others about the same incident") % {"ref": found.ref},
        "lead": [_("Each keeps who told us, its clock and its text. It can be undone.")],
        "form": form,
        "hidden": {"state": queries.state_of(found)},
        "button": _("Join them"),
        "rule": may(request.actor, LINK),
        "refused": refused,
    }
    about = refs_of([found]) + refs_near(one.contact for one in may_be)
    return show(request, "cases/form.jinja", picture, context, part="join", about=about, tab="contacts")


@page("permission", VIEW, methods=["GET", "POST"])
def take_out(request: Asked, ref: str, contact: str) -> HttpResponse:
    """Take a contact out of its incident, with the reason; the others stay joined."""
    picture, found = contact_of(request, ref, contact)
    together = queries.incident_of([found])
    others = [one for one in together.contacts if one.pk != found.pk] if together else []
    form = ReasonForm(sent(request))
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        done = part(
            by=request.actor,
            at=request.at,
            contact=found,
            reason=form.cleaned_data["reason"],
            state=request.POST.get("state"),
        )
        if not isinstance(done, Refused):
            messages.success(request, _("The contact is parted from the others."))
            return redirect("cases:incident", ref=ref)
        refused = done
    elif not others and request.method == "GET":
        return redirect("cases:incident", ref=ref)
    context = {
        "heading": _("Contact %(ref)s is not about this incident after all") % {"ref": found.ref},
        "lead": [
            _("It is joined with: %(refs)s.") % {"refs": ", ".join(one.ref for one in others)},
            _("The others stay joined. Who joined it, when and why stays on record."),
        ]
        if others
        else [],
        "form": form,
        "hidden": {"state": queries.state_of(found)},
        "button": _("Part it from the others"),
        "rule": may(request.actor, LINK),
        "refused": refused,
    }
    about = refs_of([found, *others])
    return show(request, "cases/form.jinja", picture, context, part="part", about=about, tab="contacts")


@page("permission", VIEW, methods=["GET", "POST"])
def not_same(request: Asked, ref: str, contact: str, other: str) -> HttpResponse:
    """Say that a suggestion is wrong, with the reason."""
    picture, found = contact_of(request, ref, contact)
    second = other_of(found, other)
    if second is None:
        raise Http404
    form = ReasonForm(sent(request))
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        done = dismiss(
            by=request.actor, at=request.at, contact=found, other=second, reason=form.cleaned_data["reason"]
        )
        if not isinstance(done, Refused):
            messages.success(request, _("It is not suggested any more, unless something new speaks for it."))
            return redirect("cases:incident", ref=ref)
        refused = done
    evidence = queries.evidence_between(found, second, at=request.at)
    context = {
        "heading": _("Contacts %(ref)s and %(other)s are not about one incident")
        % {"ref": found.ref, "other": second.ref},
        "lead": [
            _("What speaks for it: %(why)s.") % {"why": words.evidence(sorted(evidence), request.at)}
            if evidence
            else _("Nothing speaks for it now."),
        ],
        "form": form,
        "button": _("They are not about one incident"),
        "rule": may(request.actor, LINK),
        "refused": refused,
    }
    return show(
        request,
        "cases/form.jinja",
        picture,
        context,
        part="not-same",
        about=refs_of([found, second]),
        tab="contacts",
    )
