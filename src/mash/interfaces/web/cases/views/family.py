"""The family: what is shared, once; what is each child's own, apart; and the children whom the case is not about."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mash.casework.cases.actions import add_child_near, consider_child
from mash.casework.cases.queries import Picture
from mash.casework.joining.queries import incident_of
from mash.casework.matters.models import Subject
from mash.foundation.kernel import Ref, Refused
from mash.interfaces.web.access import page
from mash.interfaces.web.cases import presenters, words
from mash.interfaces.web.cases.earlier import born as born_words
from mash.interfaces.web.cases.earlier import history_shown
from mash.interfaces.web.cases.forms import ConsiderForm
from mash.interfaces.web.cases.views.common import VIEW, Asked, in_history, load, sent, show
from mash.interfaces.web.cases.views.joining import refs_of
from mash.registers.accounts.rules import may
from mash.registers.people.models import Person

IDENTIFY = "people:record:identify"
CHILDREN = frozenset({"subject", "sibling"})


@page("permission", VIEW)
def family(request: Asked, ref: str) -> HttpResponse:
    """Facts once, and for each child what was asked, answered and decided about them, and what is missing."""
    picture = load(request, ref)
    joined = incident_of(picture.contacts)
    elsewhere = (
        [one.matter_id for one in joined.contacts if one.matter_id != picture.case.matter_id]
        if joined
        else []
    )
    others = (
        Subject.objects.filter(matter__in=elsewhere, role="subject")
        .select_related("matter", "person", "record")
        .order_by("matter_id", "place")
    )
    shown = {one.place: one for one in presenters.subjects_shown(picture, request.at)}
    children = [one for one in picture.subjects if one.role in CHILDREN]
    context = {
        "children": [child(picture, one, shown[one.place]) for one in children],
        "adults": [shown[one.place] for one in picture.subjects if one.role not in CHILDREN],
        "homes": homes(picture),
        "requests": presenters.requests_shown(picture, request.at),
        "history": history_shown(picture.history, request.at),
        "near": [
            {"person": person, "born": born_words(person), "why": words.reasons(why)}
            for person, why in picture.not_considered
        ],
        "considered": [
            {"one": one, "name": name, "why": words.reasons(one.why_offered)}
            for one, name in considered(picture)
        ],
        "others": [{"name": presenters.name_of(one), "ref": one.matter.ref} for one in others],
        "may_consider": may(request.actor, IDENTIFY),
    }
    about = [*in_history(picture), *refs_of(joined.contacts if joined else ())]
    about += [Ref("person", one.person.public_id) for one in others if one.person is not None]
    about += [Ref("person", one.person.public_id) for one in picture.considered.values() if one.person]
    about += [Ref("request", one.ref) for one in picture.requests]
    return show(
        request,
        "cases/family.jinja",
        picture,
        context,
        part="family",
        about=about,
        history=True,
        tab="people",
    )


def child(picture: Picture, subject: Subject, shown: presenters.SubjectShown) -> dict[str, Any]:
    """One child's own: what agencies were asked and said about them, what was decided, and what is missing."""
    asked, answered = [], []
    for one in picture.requests:
        about = {each.subject_id for each in one.subjects.all()}
        if subject.pk not in about:
            continue
        asked.append(one.agency.name)
        if any(each.about.subject_id == subject.pk for each in picture.current_answers(one)):
            answered.append(one.agency.name)
    decision = picture.decision_for(subject)
    missing = []
    if not shown.identified:
        missing.append(_("Say who this is."))
    if not asked:
        missing.append(_("No agency has been asked about this child."))
    if subject.role == "subject" and decision is None:
        missing.append(_("No decision yet."))
    if subject.role != "subject":
        missing.append(_("The case is not about this child: say so, or add them as a person worried about."))
    return {
        "shown": shown,
        "asked": asked,
        "answered": answered,
        "decision": decision,
        "missing": missing,
        "subject": subject.role == "subject",
    }


def homes(picture: Picture) -> list[tuple[str, list[str]]]:
    """Each address once, with the people of the case who live there now. A protected one is none of these."""
    found: dict[str, list[str]] = {}
    for one in picture.subjects:
        said = one.record.said.get("address") or {}
        lines = (
            [f"{each.lines}, {each.postcode}" for each in one.person.addresses.all() if each.until_on is None]
            if one.person
            else []
        )
        lines = lines or [", ".join(filter(None, (said.get("lines"), said.get("postcode"))))]
        for line in filter(None, dict.fromkeys(lines)):
            found.setdefault(line.strip(", "), []).append(presenters.name_of(one))
    return list(found.items())


def considered(picture: Picture) -> list[tuple[Any, str]]:
    """What was recorded of children near the case, with their names as the reader may know them."""
    names = {person.pk: str(person) for person, _why in picture.history.household}
    names |= {one.person.pk: str(one.person) for one in picture.subjects if one.person is not None}
    return [(one, names[number]) for number, one in picture.considered.items() if number in names]


@page("permission", VIEW, methods=["GET", "POST"])
def consider(request: Asked, ref: str, person: str) -> HttpResponse:
    """A child near the case: added to it, or considered and not added, with a reason of their own."""
    picture = load(request, ref)
    found = next((one for one in picture.children_near if one[0].public_id == person), None)
    if found is None:
        raise Http404
    form = ConsiderForm(sent(request))
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        act = add_child_near if said["outcome"] == "added" else consider_child
        done = act(
            by=request.actor,
            at=request.at,
            case=picture.case,
            person=found[0],
            why=found[1],
            reason=said["reason"],
        )
        if not isinstance(done, Refused):
            messages.success(request, _("It is recorded."))
            return redirect("cases:family", ref=ref)
        refused = done
    context = {
        "heading": _("Consider %(name)s") % {"name": _who(found[0])},
        "lead": [_("How they are near: %(why)s.") % {"why": words.reasons(found[1])}],
        "form": form,
        "button": _("Record it"),
        "rule": may(request.actor, IDENTIFY),
        "refused": refused,
    }
    about = [Ref("person", found[0].public_id)]
    return show(request, "cases/form.jinja", picture, context, part="consider", about=about, tab="people")


def _who(person: Person) -> str:
    return ", ".join(filter(None, (str(person), born_words(person))))
