"""One question: what was asked and advised, who it may be about, what may have come of it, and what is done next."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.casework.consultations import actions, events, queries
from mash.casework.consultations.models import Consultation
from mash.casework.intake.models import Contact
from mash.foundation.kernel import Ref, Refused
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.consultations import presenters
from mash.interfaces.web.consultations.forms import AdviceForm, LookForm, PartForm, PersonForm, ToldForm
from mash.interfaces.web.consultations.lists import VIEW
from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.rules import may
from mash.registers.standards.queries import label

type Forms = dict[str, Any]
type Common = dict[str, Any]
DONE: dict[str, str | Promise] = {
    "advise": gettext_lazy("The advice is recorded. What stood before stands still."),
    "make": gettext_lazy("A contact is made of it."),
    "join": gettext_lazy("The contact is joined to it."),
    "part": gettext_lazy("They are parted."),
    "tell": gettext_lazy("It is recorded."),
    "look": gettext_lazy("Your second look is recorded."),
}


def _forms(request: HttpRequest, verb: str) -> Forms:
    def data(which: str) -> Any:
        return request.POST if verb == which else None

    at = request.at
    return {
        "advise": AdviceForm(data("advise"), at=at, prefix="advice"),
        "tell": ToldForm(data("tell"), at=at),
        "look": LookForm(data("look")),
        "part": PartForm(data("part")),
        "make": PersonForm(data("make"), prefix="person", today=at.date()),
    }


def _version(request: HttpRequest) -> int:
    typed = request.POST.get("version", "")
    if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        raise Http404
    return int(typed)


def _join(request: HttpRequest, _forms: Forms, common: Common) -> object:
    # A hidden contact and none at all are answered alike.
    contact = Contact.objects.select_related("matter").filter(ref=request.POST.get("contact", "")).first()
    if contact is None:
        raise Http404
    return actions.join(**common, contact=contact)


def _make(_request: HttpRequest, forms: Forms, common: Common) -> object | None:
    if common["consultation"].people.all():
        return actions.make_contact(**common)
    form = forms["make"]
    who = form.person() if form.is_valid() else None
    if form.is_valid() and who is None:
        form.add_error("given", _("Enter a name, or a description where there is none"))
    return actions.make_contact(**common, people=[who]) if who else None


def _say(verb: str, forms: Forms, common: Common) -> object | None:
    form = forms[verb]
    if not form.is_valid():
        return None
    said = form.cleaned_data
    if verb == "advise":
        return actions.advise(**common, given=form.given())
    if verb == "tell":
        return actions.tell(**common, outcome=said["outcome"], text=said["told"])
    if verb == "look":
        return actions.look(**common, agrees=said["agrees"] == "yes", text=said["why"])
    return actions.part(**common, reason=said["reason"])


def _do(request: HttpRequest, found: Consultation, verb: str, forms: Forms) -> object | None:
    """Do what was asked; None where a form is not filled in rightly."""
    common = {"by": request.actor, "at": request.at, "consultation": found, "version": _version(request)}
    if verb == "join":
        return _join(request, forms, common)
    return _make(request, forms, common) if verb == "make" else _say(verb, forms, common)


@page("permission", VIEW, methods=["GET", "POST"])
def one(request: HttpRequest, ref: str) -> HttpResponse:
    """The whole of it on one page; the ledger names the people whom it may be about too."""
    found = queries.get(ref)
    if found is None:
        raise Http404
    verb = request.POST.get("do", "") if request.method == "POST" else ""
    if request.method == "POST" and verb not in DONE:
        raise Http404
    forms = _forms(request, verb)
    refused: Refused | None = None
    if verb:
        done = _do(request, found, verb, forms)
        if isinstance(done, Contact):
            messages.success(request, str(DONE[verb]))
            return redirect("cases:case", ref=done.matter.ref)
        if done is not None and not isinstance(done, Refused):
            messages.success(request, str(DONE[verb]))
            return redirect("consultations:one", ref=ref)
        refused = done if isinstance(done, Refused) else None
        found = queries.get(ref) or found
    people, about = presenters.known(found)
    suggested = queries.suggested(found) if found.state != "open" else []
    about += [Ref("contact", each.contact.ref) for each in suggested]
    if found.contact is not None:
        about.append(Ref("contact", found.contact.ref))
    append(events.VIEWED, by=request.actor, at=request.at, about=[Ref("consultation", found.ref), *about])
    at = request.at
    told = next((each for each in reversed(found.steps.all()) if each.kind == "told"), None)
    return render(
        request,
        "consultations/one.jinja",
        {
            "one": found,
            "state": presenters.state(found, at),
            "colour": "red" if presenters.is_overdue(found, at) else presenters.COLOURS[found.state],
            "overdue": found.state == "waiting" and presenters.is_overdue(found, at),
            "source": label("source-of-referral", found.source, at=found.asked_at),
            "themes": presenters.themes(found, at),
            "consent": label("consultation-consent", found.consent, at=found.asked_at),
            "levels": {
                each.pk: label("level-of-need", str(each.level), at=each.at)
                for each in found.advice.all()
                if each.level
            },
            "people": people,
            "suggested": presenters.suggestions(suggested),
            "steps": [presenters.step_words(each, at) for each in found.steps.all()],
            "forms": forms,
            "verb": verb,
            "refused": refused,
            "works": bool(may(request.actor, "consultations:consultation:record")),
            "own": told is not None and told.by_user == request.actor.user,
        },
    )
