"""Find a person, and see what the hubs know of them."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, override

from mash.casework.cases.queries.elsewhere import elsewhere, held_of, subjects_of
from mash.casework.families.queries import pregnancies_of
from mash.casework.updates.queries import about_people
from mash.foundation.kernel import Ref
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.cases import words
from mash.interfaces.web.cases.unborn import unborn_shown
from mash.interfaces.web.desk import presenters
from mash.interfaces.web.desk.forms import SearchForm
from mash.interfaces.web.people.views.shared import links_for
from mash.interfaces.web.request import HttpRequest
from mash.interfaces.web.updates.notice_words import lines
from mash.oversight.rights.queries.beside import restricted_among
from mash.registers.people import events, queries
from mash.registers.people.clusters.queries import all_who_are
from mash.registers.people.models import Person
from mash.registers.people.rules import name

SEARCH = "people:person:search"


@page("permission", SEARCH, methods=["GET", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Find people by what is known of them; the ledger names everybody shown.

    Sent as POST and answered at once: names and dates never stand in an address, a history or a log.
    """
    form = SearchForm(request.POST if request.method == "POST" else None, today=request.at.date())
    rows: list[presenters.Found] | None = None
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        born = None if said["typed"] else said["born"]
        candidates = _found(said, request.at.date())
        candidates = [one for one in candidates if presenters.fits(one.person.date_of_birth, born)]
        held = held_of(one.person.pk for one in candidates)
        append(
            events.SEARCHED,
            by=request.actor,
            at=request.at,
            about=[
                *(Ref("person", one.person.public_id) for one in candidates),
                *(Ref("matter", ref) for ref in sorted({one.ref for one in held if one.away})),
            ],
            payload={"found": len(candidates)},
        )
        rows = presenters.found(candidates, held)
    context: dict[str, object] = {"form": form, "rows": rows, "limit": queries.LIMIT}
    if request.htmx:  # as somebody types: what stands around the list is on their screen already
        return render(request, "desk/_found.jinja", context)
    context |= {
        "work": links_for(request.actor),
        "empty": "" if form.by_field else empty_fields(get_language() or ""),
    }
    return render(request, "desk/search.jinja", context)


@cache
def empty_fields(language: str) -> str:
    """The form of fields with nothing in it, which most pages show: in one language always the same."""
    with override(language):
        return mark_safe(render_to_string("desk/_fields.jinja", {"form": SearchForm(today=date.min)}))  # noqa: S308 - ours


def _found(said: dict[str, Any], today: date) -> list[queries.Candidate]:
    if said["typed"]:
        return queries.search_typed(said["typed"], today=today)
    born = said["born"]
    return queries.search(
        given=said["given"],
        family=said["family"],
        born=born.exact if born else None,
        nhs_number=said["nhs_number"],
        postcode=said["postcode"],
        lines=said["house"],
    )


@page("permission", SEARCH)
def person(request: HttpRequest, ref: str) -> HttpResponse:
    """One person: who they are, where they live, who is near them, and which hubs know them."""
    given = Person.objects.filter(public_id=ref).first()
    if given is None:
        raise Http404
    found, *one_with = all_who_are(given)
    near = queries.household([found])
    subjects = subjects_of([found.pk])
    others = elsewhere([found.pk])
    told = about_people([found.pk])
    expected = pregnancies_of([found, *one_with], at=request.at)
    restricted = restricted_among(one.pk for one in subjects)
    append(
        events.VIEWED,
        by=request.actor,
        at=request.at,
        about=[
            *(Ref("person", one.public_id) for one in (found, *one_with)),
            *(Ref("person", one.public_id) for one, _why in near),
            *(Ref("matter", one.matter.ref) for one in subjects),
            *(Ref("matter", one.ref) for one in others),
            *(Ref("notice", one.ref) for one in told),
            *(Ref("matter", one.matter.ref) for one, _known in expected),
            *(Ref("person", one.person.public_id) for one, _known in expected if one.person),
        ],
    )
    return render(
        request,
        "desk/person.jinja",
        {
            "notices": lines(told, request.at),
            "person": found,
            "born": presenters.born_words(found),
            "sex": words.sex(found.sex, request.at),
            "nhs_number": words.spaced(found.nhs_number),
            "addresses": sorted(
                queries.addresses_of([found, *one_with]),
                key=lambda one: (one.until_on is not None, -one.pk),
            ),
            "near": [
                {
                    "name": str(one),
                    "ref": one.public_id,
                    "why": words.reasons(why),
                    "born": presenters.born_words(one),
                }
                for one, why in near
            ],
            "matters": [
                {
                    "ref": one.matter.ref,
                    "role": one.get_role_display(),
                    "opened": one.matter.opened_at,
                    "state": presenters.STATES.get(case.state, case.state)
                    if (case := getattr(one.matter, "case", None))
                    else "",
                    "rating": case.rating if case else None,
                    "restricted": one.pk in restricted,
                }
                for one in subjects
            ],
            "unborn": [
                {
                    "ref": one.matter.ref,
                    "name": str(one.person) if one.person else name(one.record.said),
                    "mother": one.person_id not in {each.pk for each in (found, *one_with)},
                    "shown": unborn_shown(known, {}, request.at),
                }
                for one, known in expected
            ],
            "elsewhere": sorted({(one.hub, one.phone) for one in others}),
        },
    )
