"""A child who is not born yet: what is known, the birth, its correction, and an end without a birth."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mash.casework.cases.actions import another_born, born, correct_birth, not_born
from mash.casework.cases.actions.births import BornSaid
from mash.casework.cases.queries import Picture
from mash.casework.families.actions import expect
from mash.casework.families.actions.expecting import ExpectedSaid
from mash.casework.matters.models import Subject
from mash.foundation.kernel import Refused, public_id
from mash.interfaces.web.access import page
from mash.interfaces.web.cases import presenters
from mash.interfaces.web.cases.forms import BirthForm, CorrectBirthForm, NotBornForm, UnbornForm
from mash.interfaces.web.cases.views.common import VIEW, Asked, load, sent, show, subject_at
from mash.registers.accounts.rules import may

IDENTIFY = "people:record:identify"
MAY_BE_MOTHER = frozenset({"subject", "parent", "carer", "partner", "household", "other"})


@page("permission", VIEW, methods=["GET", "POST"])
def unborn(request: Asked, ref: str, place: int) -> HttpResponse:
    """Record what is known of a child who is not born yet; what was recorded before stays."""
    picture = load(request, ref)
    subject = subject_at(picture, place)
    known = picture.unborn.get(subject.pk)
    if (subject.person is not None and subject.person.date_of_birth) or (known and known.over):
        raise Http404
    mothers = {
        str(one.place): one for one in picture.subjects if one.pk != subject.pk and one.role in MAY_BE_MOTHER
    }
    form = UnbornForm(
        sent(request),
        mothers=[(key, presenters.name_of(one)) for key, one in mothers.items()],
        at=request.at,
        today=_today(request),
        initial=_initial(picture, subject),
    )
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        done = expect(
            by=request.actor,
            at=request.at,
            subject=subject,
            said=ExpectedSaid(
                expected_on=said["expected_on"],
                source=said["source"],
                mother=mothers.get(said.get("mother", "")),
                booked=said["booked"],
                booked_on=said["booked_on"],
                booked_days=said["booked_weeks"],
                care=said["care"],
            ),
        )
        if not isinstance(done, Refused):
            messages.success(request, _("It is recorded."))
            return redirect("cases:people", ref=ref)
        refused = done
    return _form(request, picture, subject, form, _("The unborn child"), refused=refused)


def _initial(picture: Picture, subject: Subject) -> dict[str, Any]:
    """What was recorded last; a page that is filled in again records what is known now."""
    known = picture.unborn.get(subject.pk)
    last = known.latest if known else None
    if last is None:
        expected = subject.person.expected_date if subject.person else None
        return {"expected_on": expected} if expected else {}
    mother = next((one for one in picture.subjects if one.pk == last.mother_id), None)
    # What nobody knew is asked anew, and nothing is chosen for it.
    known_now = {name: value for name in ("booked", "care") if (value := getattr(last, name)) != "not-known"}
    weeks, days = divmod(last.booked_days or 0, 7)
    return {
        "expected_on": last.expected_on,
        "source": last.source,
        "mother": str(mother.place) if mother else "",
        **known_now,
        "booked_on": last.booked_on,
        "booked_weeks": (f"{weeks}+{days}" if days else str(weeks)) if last.booked_days else "",
    }


@page("permission", VIEW, methods=["GET", "POST"])
def birth(request: Asked, ref: str, place: int) -> HttpResponse:
    """An unborn child becomes a child: the same person, now with a date of birth."""
    picture = load(request, ref)
    subject = subject_at(picture, place)
    if subject.person is None:
        raise Http404
    form = BirthForm(sent(request), today=_today(request))
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        done = born(
            by=request.actor,
            at=request.at,
            case=picture.case,
            subject=subject,
            said=BornSaid(**form.cleaned_data),
        )
        if not isinstance(done, Refused):
            messages.success(request, _("The birth is recorded."))
            return redirect("cases:people", ref=ref)
        refused = done
    return _form(request, picture, subject, form, _("Record the birth"), refused=refused)


@page("permission", VIEW, methods=["GET", "POST"])
def another(request: Asked, ref: str, place: int) -> HttpResponse:
    """A twin: a person of their own, with the history of the child who was expected."""
    picture, subject = _born_here(request, ref, place)
    form = BirthForm(sent(request), today=_today(request))
    typed = request.POST.get("once", "")
    once = typed if typed.isalnum() and typed.isascii() and len(typed) <= 20 else public_id()
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        done = another_born(
            by=request.actor,
            at=request.at,
            case=picture.case,
            subject=subject,
            said=BornSaid(**form.cleaned_data),
            once=once,
        )
        if not isinstance(done, Refused):
            messages.success(
                request, _("The birth of the twin is recorded. Decide for each child by itself.")
            )
            return redirect("cases:people", ref=ref)
        refused = done
    return _form(request, picture, subject, form, _("Record the birth of a twin"), refused=refused, once=once)


@page("permission", VIEW, methods=["GET", "POST"])
def correct(request: Asked, ref: str, place: int) -> HttpResponse:
    """A birth was recorded wrongly: the right words take its place, the wrong ones stay on record."""
    picture, subject = _born_here(request, ref, place)
    person = subject.person
    form = CorrectBirthForm(
        sent(request),
        today=_today(request),
        initial={
            "born_on": person.date_of_birth,
            "given_name": person.given_name,
            "family_name": person.family_name,
            "sex": person.sex,
            "nhs_number": person.nhs_number,
        }
        if person
        else {},
    )
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if name != "what"}
        done = correct_birth(
            by=request.actor,
            at=request.at,
            case=picture.case,
            subject=subject,
            said=BornSaid(**said) if form.cleaned_data["what"] == "details" else None,
        )
        if not isinstance(done, Refused):
            messages.success(request, _("It is corrected."))
            return redirect("cases:people", ref=ref)
        refused = done
    return _form(request, picture, subject, form, _("Correct what is recorded of the birth"), refused=refused)


@page("permission", VIEW, methods=["GET", "POST"])
def ended(request: Asked, ref: str, place: int) -> HttpResponse:
    """The pregnancy ended without a birth: said once, in few words, and every alert stops."""
    picture = load(request, ref)
    subject = subject_at(picture, place)
    known = picture.unborn.get(subject.pk)
    if (subject.person is not None and subject.person.date_of_birth) or (known and known.over):
        raise Http404
    form = NotBornForm(sent(request), today=_today(request))
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        done = not_born(
            by=request.actor, at=request.at, case=picture.case, subject=subject, **form.cleaned_data
        )
        if not isinstance(done, Refused):
            messages.success(request, _("It is recorded. Nothing more is asked about this pregnancy."))
            return redirect("cases:people", ref=ref)
        refused = done
    return _form(request, picture, subject, form, _("The pregnancy ended"), refused=refused)


def _born_here(request: Asked, ref: str, place: int) -> tuple[Picture, Subject]:
    """A child whose birth is recorded in this case. Raises Http404."""
    picture = load(request, ref)
    subject = subject_at(picture, place)
    known = picture.unborn.get(subject.pk)
    if known is None or known.outcome is None or known.outcome.kind != "born":
        raise Http404
    return picture, subject


def _today(request: Asked) -> Any:
    return request.at.astimezone(presenters.LONDON).date()


def _form(
    request: Asked,
    picture: Picture,
    subject: Subject,
    form: Any,
    heading: str,
    *,
    refused: Refused | None,
    once: str = "",
) -> HttpResponse:
    context = {
        "heading": heading,
        "lead": [presenters.name_of(subject)],
        "form": form,
        "hidden": {"once": once} if once else {},
        "button": _("Save"),
        "rule": may(request.actor, IDENTIFY),
        "refused": refused,
    }
    return show(request, "cases/form.jinja", picture, context, part="people")
