"""One step of a request on a page of its own: a form, and what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mash.foundation.kernel import Refused
from mash.foundation.kernel.time import LONDON
from mash.interfaces.web.access import page
from mash.interfaces.web.components.forms import GovForm
from mash.interfaces.web.components.words import uk_date
from mash.interfaces.web.request import HttpRequest
from mash.interfaces.web.rights import forms, presenters
from mash.interfaces.web.rights.views.shared import WORK, find, saw
from mash.oversight.rights import actions, rules
from mash.oversight.rights.models import RightsRequest
from mash.oversight.rights.queries.gather import gather, matters_of
from mash.registers.standards.queries import choices

type Act = Callable[[dict[str, Any]], object]


@dataclass(frozen=True, slots=True)
class Step:
    """A page: its heading, what stands above the form, the form, and what its data do."""

    title: str
    form: GovForm
    act: Act
    intro: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """What every step is made from: `data` is what was sent, None where the page is only opened."""

    request: HttpRequest
    one: RightsRequest
    data: Any

    @property
    def common(self) -> dict[str, Any]:
        return {"by": self.request.actor, "at": self.request.at, "request": self.one}

    def text(self, title: str, label: str, act: Callable[..., object], name: str, intro: str = "") -> Step:
        """A step that asks for one text, handed on under `name`."""
        form = forms.TextForm(self.data, label=label)
        return Step(title, form, lambda said: act(**self.common, **{name: said["text"]}), intro)


def _identity(around: Around) -> Step:
    form = forms.IdentityForm(around.data, at=around.request.at)
    return Step(_("Settle who asks"), form, lambda said: actions.accept(**around.common, **said))


def _clarify(around: Around) -> Step:
    return around.text(
        _("Ask which information they mean"),
        _("What you ask them"),
        actions.ask_clarification,
        "question",
        _(
            "Ask only where you hold much about them and need it to find what they mean. The clock stands until they answer."
        ),
    )


def _clarified(around: Around) -> Step:
    title = _("They have said which information they mean")
    return around.text(title, _("What they said"), actions.clarified, "answer")


def _extend(around: Around) -> Step:
    notice = presenters.clock_shown(around.one, around.request.at).notice
    intro = _("Only where it is complex or they ask for much. They have to be told by %(day)s.")
    return around.text(
        _("Extend the time by two months"),
        _("Why it takes longer: they are told this today"),
        actions.extend,
        "reason",
        intro % {"day": notice} if notice else "",
    )


def _lift(around: Around) -> Step:
    label = _("Why, and when they were told that it is lifted")
    return around.text(_("Lift a restriction"), label, actions.lift, "reason")


def _person(around: Around) -> Step:
    found = actions.find_people(**around.common)
    people = [] if isinstance(found, Refused) else found
    named = [
        (
            each.public_id,
            f"{each.given_name} {each.family_name}" + (f", {uk_date(each.born)}" if each.born else ""),
        )
        for each in people
    ]

    def act(said: dict[str, Any]) -> object:
        chosen = "" if said["person"] == "nobody" else said["person"]
        return actions.name_person(**around.common, person=chosen)

    intro = _("People with exactly this name and date of birth, or this NHS number: %(who)s.") % {
        "who": presenters.about_words(around.one)
    }
    return Step(_("Who is meant?"), forms.PersonForm(around.data, people=named), act, intro)


def _opinion(around: Around) -> Step:
    form = forms.OpinionForm(around.data, today=around.request.at.astimezone(LONDON).date())
    return Step(
        _("A health professional’s opinion"),
        form,
        lambda said: actions.record_opinion(**around.common, **said),
        _("It counts for six months from the day on which it was given."),
    )


def _assess(around: Around) -> Step:
    asked = rules.questions(around.one.kind, around.one.route)
    if not asked:
        raise Http404
    form = forms.AssessForm(around.data, questions=asked)

    def act(said: dict[str, Any]) -> object:
        granted = said["granted"] == "yes"
        return actions.assess(**around.common, weighed=form.weighed(), granted=granted, reason=said["reason"])

    return Step(_("Weigh the request"), form, act)


def _refuse(around: Around) -> Step:
    return _end(around, "refuse", "refused", _("Refuse the request"))


def _withdraw(around: Around) -> Step:
    return _end(around, "withdraw", "withdrawn", _("They take it back"))


def _end(around: Around, verb: str, after: str, title: str) -> Step:
    form = forms.EndForm(around.data, outcomes=choices("rights-outcome", at=around.request.at, after=after))
    return Step(title, form, lambda said: actions.end(**around.common, verb=verb, **said))


def _note(around: Around) -> Step:
    named = [
        (found.ref, f"{found.heading}, {uk_date(found.at)}" if found.at else found.heading)
        for found in gather(around.one)
        if found.kind != "ledger"
    ]
    whole = [
        (f"matter:{matter.ref}", _("Case %(ref)s as a whole") % {"ref": matter.ref})
        for matter in matters_of(around.one)
    ]
    return Step(
        _("Put a note beside a record"),
        forms.NoteForm(around.data, passages=[*whole, *named]),
        lambda said: actions.note_beside(**around.common, **said),
        _("The record stays as it was. The note is read beside it wherever it is read."),
    )


def _restrict(around: Around) -> Step:
    matters = [matter.ref for matter in matters_of(around.one)]
    return Step(
        _("Restrict processing"),
        forms.RestrictForm(around.data, matters=matters, at=around.request.at),
        lambda said: actions.restrict_processing(**around.common, **said),
        _("Nothing about them is shared onwards then, unless a duty or danger asks for it."),
    )


STEPS: dict[str, Callable[[Around], Step]] = {
    "identity": _identity,
    "clarify": _clarify,
    "clarified": _clarified,
    "extend": _extend,
    "person": _person,
    "opinion": _opinion,
    "assess": _assess,
    "note": _note,
    "restrict": _restrict,
    "lift": _lift,
    "refuse": _refuse,
    "withdraw": _withdraw,
}


@page("permission", WORK, methods=["GET", "POST"])
def step(request: HttpRequest, ref: str, step: str) -> HttpResponse:
    """One step: its form, and back to the request when it is done."""
    one = find(ref)
    if step not in STEPS:
        raise Http404
    found = STEPS[step](Around(request, one, request.POST if request.method == "POST" else None))
    refused: Refused | None = None
    if request.method == "POST" and found.form.is_valid():
        done = found.act(found.form.cleaned_data)
        if not isinstance(done, Refused):
            messages.success(request, _("It is recorded."))
            return redirect("rights:request", ref=ref)
        refused = done
    saw(request, one, (one.ref for one in matters_of(one)) if step in {"note", "restrict"} else ())
    return render(
        request,
        "rights/step.jinja",
        {"one": one, "title": found.title, "intro": found.intro, "form": found.form, "refused": refused},
    )
