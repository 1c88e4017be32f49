"""Record a question to the desk, on one page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mash.casework.consultations import actions
from mash.casework.consultations.models import Consultation
from mash.casework.consultations.rules import Asked
from mash.foundation.kernel import Refused, public_id
from mash.interfaces.web.access import page
from mash.interfaces.web.components.values import DateParts
from mash.interfaces.web.consultations.forms import PersonForm, QuestionForm
from mash.interfaces.web.desk.lists import chosen_desk, desks_of
from mash.interfaces.web.request import HttpRequest
from mash.registers.agencies.models import Desk

RECORD = "consultations:consultation:record"
PEOPLE = 3


@dataclass(frozen=True, slots=True)
class Beginning:
    """What stands on the page at first: inputs of the question, and of each person as they were typed."""

    question: Mapping[str, object] = field(default_factory=dict)
    people: Sequence[Mapping[str, str]] = ()
    once: str = ""

    def person(self, number: int) -> dict[str, object]:
        """The inputs of a person, counted from 1; the parts of the date together."""
        typed = self.people[number - 1] if number <= len(self.people) else {}
        day, month, year = (typed.get(f"born-{part}", "") for part in ("day", "month", "year"))
        return {**typed, "born": DateParts(day, month, year, not_known=False)}


@page("permission", RECORD, methods=["GET", "POST"], unlogged="a blank form: nobody stands on it yet")
def new(request: HttpRequest) -> HttpResponse:
    """One page: danger first, who asks, what about, the advice. Sent twice it is one."""
    desks = desks_of(request.actor)
    desk = chosen_desk(request, desks)
    return question_page(
        request,
        desk,
        begin=Beginning(once=public_id()),
        keep=lambda asked: actions.record(by=request.actor, at=request.at, desk=desk, asked=asked),
        desks=desks,
    )


def question_page(
    request: HttpRequest,
    desk: Desk,
    *,
    begin: Beginning,
    keep: Callable[[Asked], Consultation | Refused],
    desks: Sequence[Desk] = (),
) -> HttpResponse:
    """The page on which a question is recorded, as `keep` keeps it; blank, or filled in from what is known already."""
    data, today = request.POST if request.method == "POST" else None, request.at.date()
    form = QuestionForm(
        data, at=request.at, population=desk.population, initial={**begin.question, "once": begin.once}
    )
    many = max(PEOPLE, sum(any(one.values()) for one in begin.people))
    people = [
        PersonForm(data, prefix=f"person{number}", today=today, initial=begin.person(number))
        for number in range(1, many + 1)
    ]
    refused: Refused | None = None
    if request.method == "POST":
        named = form.data.get("named") == "yes"
        fine = all([form.is_valid(), *(one.is_valid() for one in people if named)])
        found = tuple(who for one in people if named and one.is_valid() and (who := one.person()) is not None)
        if named and not found and people[0].is_valid():
            people[0].add_error("given", _("Enter a name, or a description where there is none"))
            fine = False
        if fine:
            done = keep(form.asked(found))
            if not isinstance(done, Refused):
                messages.success(request, _("It is recorded as %(ref)s.") % {"ref": done.ref})
                return redirect("consultations:one", ref=done.ref)
            refused = done
    return render(
        request,
        "consultations/new.jinja",
        {
            "desk": desk,
            "desks": [
                {"text": one.name, "href": f"?desk={one.key}", "current": one == desk} for one in desks
            ],
            "form": form,
            "forms": people,
            "filled": [bool(any(one.values())) for one in begin.people] + [False] * many,
            "refused": refused,
        },
    )
