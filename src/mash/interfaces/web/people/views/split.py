"""Say that some records are of somebody else; where somebody works on a case, a colleague agrees or does not."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mash.foundation.kernel import Refused
from mash.foundation.visibility import as_service
from mash.interfaces.web.access import page
from mash.interfaces.web.components.words import uk_date
from mash.interfaces.web.people import presenters
from mash.interfaces.web.people.forms import ReasonForm, RecordsForm
from mash.interfaces.web.people.views.shared import (
    SEARCH,
    SPLIT,
    person_or_404,
    refs,
    shown,
    statement_or_404,
)
from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Agency
from mash.registers.people.clusters import queries
from mash.registers.people.clusters.splits import decide_split
from mash.registers.people.clusters.splits import split as split_person
from mash.registers.people.models import Person, Record, Statement


@page("permission", SPLIT)
def choose(request: HttpRequest, ref: str) -> HttpResponse:
    """Which records leave. They are chosen in the address, by numbers that say nothing."""
    found = queries.current(person_or_404(ref))
    form = RecordsForm(
        request.GET if "record" in request.GET or "ask" in request.GET else None, records=_choices(found)
    )
    if form.is_bound and form.is_valid():
        return _follows(request, found, form.cleaned_data["record"], ReasonForm(), None)
    shown(request, refs(queries.all_who_are(found)))
    return render(request, "people/choose.jinja", {"person": found, "form": form})


@page("permission", SPLIT, methods=["POST"])
def split(request: HttpRequest, ref: str) -> HttpResponse:
    """Split, or ask a colleague to agree."""
    found = queries.current(person_or_404(ref))
    records = sorted(set(request.POST.getlist("record")))
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _follows(request, found, records, form, None)
    list(
        Person.objects.select_for_update().filter(pk=found.pk)
    )  # of two clicks the second waits for the first
    mine = _said_already(request, found, records)
    done = mine or split_person(
        by=request.actor, at=request.at, person=found, records=records, reason=form.cleaned_data["reason"]
    )
    if isinstance(done, Refused):
        return _follows(request, found, records, form, done)
    if mine is None and done.verdict:
        messages.success(request, _("The records are of somebody else now. It can be undone below."))
    elif mine is None:
        messages.success(
            request, _("Somebody works on a case of this person. A colleague has to agree first.")
        )
    return redirect("people:person", ref=found.public_id)


def _choices(found: Person) -> list[tuple[str, str]]:
    members = queries.members(found)
    agencies = dict(Agency.objects.filter(key__in={one.agency for one in members}).values_list("key", "name"))
    read = dict(
        Record.objects.filter(public_id__in=[one.record for one in members]).values_list("public_id", "said")
    )
    return [
        (
            one.record,
            ", ".join(
                filter(
                    None,
                    (
                        presenters.record_title(one, agencies),
                        _("received %(when)s") % {"when": uk_date(one.received_at)},
                        presenters.one_line(read[one.record]) if one.record in read else str(one.person),
                    ),
                )
            ),
        )
        for one in members
    ]


def _follows(
    request: HttpRequest, found: Person, records: list[str], form: ReasonForm, refused: Refused | None
) -> HttpResponse:
    """What follows if these records leave, and the reason."""
    known = dict(_choices(found))
    follows = queries.consequences_of_split(found, [one for one in records if one in known])
    whole = queries.all_who_are(found)
    shown(request, refs(whole), presenters.refs_of([*follows.stays, *follows.to_place]))
    context = {
        "person": found,
        "records": records,
        "leaving": [known[one] for one in records if one in known],
        "staying": [text for one, text in known.items() if one not in records],
        "stays": presenters.hanging(follows.stays),
        "to_place": presenters.hanging(follows.to_place),
        "waits": queries.has_open_case(whole),
        "form": form,
        "refused": refused,
    }
    return render(request, "people/split.jinja", context)


def _said_already(request: HttpRequest, found: Person, records: list[str]) -> Statement | None:
    """The same split of the same person by the same hand, waiting or made: the form was sent twice."""
    with as_service("matching"):
        numbers = sorted(Record.objects.filter(public_id__in=records).values_list("pk", flat=True))
    return Statement.objects.filter(
        kind="split",
        person=found,
        records=numbers,
        by=str(request.actor),
        verdict__in=["", "made"],
        undone_at__isnull=True,
    ).first()


@page("permission", SEARCH)
def waiting(request: HttpRequest) -> HttpResponse:
    """Splits that wait for a second person."""
    found = queries.waiting()
    shown(request, refs(one.person for one in found))
    rows = presenters.statements(found)
    return render(request, "people/waiting.jinja", {"rows": rows})


@page("permission", SEARCH, methods=["GET", "POST"])
def agree(request: HttpRequest, statement: str) -> HttpResponse:
    """A second person agrees to a split, or does not."""
    said = statement_or_404(statement)
    refused: Refused | None = None
    if request.method == "POST":
        answer = request.POST.get("do", "")
        if answer in {"agree", "decline"}:
            done = decide_split(by=request.actor, at=request.at, statement=said, agree=answer == "agree")
            if not isinstance(done, Refused):
                messages.success(
                    request,
                    _("The person is split.") if answer == "agree" else _("The person stays as they are."),
                )
                return redirect("people:person", ref=queries.current(said.person).public_id)
            refused = done
    found = queries.current(said.person)
    with as_service("matching"):
        leaving = list(Record.objects.filter(pk__in=said.records).values_list("public_id", flat=True))
    known = dict(_choices(found))
    follows = queries.consequences_of_split(found, leaving)
    whole = queries.all_who_are(found)
    shown(request, refs(whole), presenters.refs_of([*follows.stays, *follows.to_place]))
    context = {
        "person": found,
        "said": presenters.statements([said])[0],
        "decided": bool(said.verdict),
        "leaving": [known[one] for one in leaving if one in known],
        "staying": [text for one, text in known.items() if one not in leaving],
        "stays": presenters.hanging(follows.stays),
        "to_place": presenters.hanging(follows.to_place),
        "rule": may(request.actor, "people:person:approve-split"),
        "refused": refused,
    }
    return render(request, "people/agree.jinja", context)
