"""One person: who this is, the records behind it, and why they are one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mash.casework.cases.models import Case
from mash.casework.cases.queries.elsewhere import elsewhere
from mash.foundation.kernel import Ref, Refused
from mash.interfaces.web.access import page
from mash.interfaces.web.cases import words as case_words
from mash.interfaces.web.people import presenters
from mash.interfaces.web.people.views.shared import (
    SEARCH,
    addresses_of,
    homes_of,
    person_or_404,
    refs,
    shown,
)
from mash.interfaces.web.request import HttpRequest
from mash.oversight.rights.queries.beside import notes_on_records
from mash.registers.accounts.rules import may
from mash.registers.people.clusters import queries
from mash.registers.people.clusters.statements import place
from mash.registers.people.models import Person, Record
from mash.registers.people.queries import household
from mash.registers.people.review.why import links_within


@page("permission", SEARCH)
def person(request: HttpRequest, ref: str) -> HttpResponse:
    """Everything that the asker may know of this person; whoever is one with another is shown there."""
    found = person_or_404(ref)
    stands = queries.current(found)
    if stands.pk != found.pk:
        return redirect("people:person", ref=stands.public_id)
    return _page(request, found, None)


@page("permission", SEARCH, methods=["POST"])
def placed(request: HttpRequest, ref: str) -> HttpResponse:
    """Something that may be somebody else's stays with this person: a human said so."""
    found = queries.current(person_or_404(ref))
    wanted = request.POST.get("what", "")
    what = next((one for one in queries.to_place(found) if str(one.ref) == wanted), None)
    if what is not None:
        done = place(by=request.actor, at=request.at, person=_holder(found, what.person), what=what.ref)
        if isinstance(done, Refused):
            return _page(request, found, done)
        messages.success(request, _("It is recorded that this belongs here."))
    return redirect("people:person", ref=found.public_id)


def _holder(found: Person, number: int) -> Person:
    """The identity that it hangs on, of those who are this person."""
    return next((one for one in queries.all_who_are(found) if one.pk == number), found)


def _page(request: HttpRequest, found: Person, refused: Refused | None) -> HttpResponse:
    at = request.at
    whole = queries.all_who_are(found)
    members = queries.members(found)
    kept = Record.objects.filter(public_id__in=[one.record for one in members])
    read = {public: said for public, said, _source in kept.values_list("public_id", "said", "source")}
    contacts = [
        Ref(*source.split(":", 1))
        for source in kept.values_list("source", flat=True)
        if source.startswith("contact:")
    ]
    addresses = addresses_of(whole)
    mine = presenters.own(found, addresses, at)
    near = household(whole)
    known = (
        Case.objects.filter(matter__subjects__person__in=whole)
        .select_related("matter", "worker")
        .order_by("-received_at", "-pk")
        .distinct()
    )
    cases = presenters.cases(known)
    others = elsewhere(one.pk for one in whole)
    history = queries.history(found)
    statements = queries.statements_about(found)
    unplaced = queries.to_place(found)
    shown(
        request,
        refs(whole),
        refs(one for one, _why in near),
        refs(each for one in history for each in (one.person, one.other)),
        refs(each for one in statements for each in (one.person, one.other)),
        contacts,
        [Ref("matter", one.ref) for one in cases],
        [Ref("matter", one.ref) for one in others],
        presenters.refs_of(unplaced),
    )
    homes = homes_of(one for one, _why in near)
    whys = links_within([one.record for one in members], at)
    return render(
        request,
        "people/person.jinja",
        {
            "person": found,
            "facts": [{"key": key, "value": value} for key, value in mine.items() if key != _("Address")],
            "addresses": [presenters.address_words(one) for one in addresses],
            "also": [one for one in whole if one.pk != found.pk],
            "notes": notes_on_records(read),
            "records": presenters.records(members, read=read, person=found, mine=mine, whys=whys, at=at),
            "near": [
                {
                    "ref": one.public_id,
                    "name": str(one),
                    "born": presenters.born_words(one),
                    "why": case_words.reasons(why),
                    "elsewhere": ""
                    if presenters.same_home(addresses, homes[one.pk])
                    else "; ".join(presenters.address_words(each) for each in homes[one.pk]),
                }
                for one, why in near
            ],
            "open_cases": [one for one in cases if one.open],
            "closed_cases": [one for one in cases if not one.open],
            "elsewhere": sorted({(one.hub, one.phone) for one in others}),
            "history": presenters.changes(history, found),
            "statements": presenters.statements(statements),
            "unplaced": presenters.hanging(unplaced),
            "may_place": may(request.actor, "people:record:identify"),
            "may_join": bool(may(request.actor, "people:person:join")),
            "may_split": bool(may(request.actor, "people:person:split")) and len(members) > 1,
            "refused": refused,
        },
    )
