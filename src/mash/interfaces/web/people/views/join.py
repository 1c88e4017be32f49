"""Say that two persons are one, or never are: find the other, compare, see what follows, say why."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mash.foundation.kernel import Refused
from mash.interfaces.web.access import page
from mash.interfaces.web.cases import words as case_words
from mash.interfaces.web.desk.forms import SearchForm
from mash.interfaces.web.desk.presenters import fits
from mash.interfaces.web.people import presenters, words
from mash.interfaces.web.people.forms import ReasonForm
from mash.interfaces.web.people.views.shared import JOIN, addresses_of, person_or_404, refs, shown
from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.rules import may
from mash.registers.people import events
from mash.registers.people.clusters import queries
from mash.registers.people.clusters.statements import join as join_persons
from mash.registers.people.clusters.statements import say_never
from mash.registers.people.models import Person, Statement
from mash.registers.people.queries import LIMIT, search
from mash.registers.people.review.why import reasons_between


@page("permission", JOIN, methods=["GET", "POST"])
def find(request: HttpRequest, ref: str) -> HttpResponse:
    """Find the other person. What is looked for is posted, so that it stands in no address."""
    found = queries.current(person_or_404(ref))
    form = SearchForm(request.POST if request.method == "POST" else None, today=request.at.date())
    rows = None
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        born = said["born"]
        candidates = search(
            given=said["given"],
            family=said["family"],
            born=born.exact if born else None,
            nhs_number=said["nhs_number"],
            postcode=said["postcode"],
            lines=said["house"],
        )
        whole = {one.pk for one in queries.all_who_are(found)}
        now = queries.current_of(one.person for one in candidates)
        rows = [
            {
                "ref": now[one.person.pk].public_id,
                "name": str(one.person),
                "born": presenters.born_words(one.person),
                "nhs_number": case_words.spaced(one.person.nhs_number),
                "reasons": case_words.reasons(one.reasons),
                "likely": words.likely(one.probability)
                if one.probability is not None and not one.household
                else "",
            }
            for one in candidates
            if now[one.person.pk].pk not in whole and fits(one.person.date_of_birth, born)
        ]
        shown(
            request,
            refs([found, *(one.person for one in candidates)]),
            event=events.SEARCHED,
            found=len(rows),
        )
    else:
        shown(request, refs([found]))
    context = {"person": found, "form": form, "rows": rows, "limit": LIMIT}
    return render(request, "people/find.jinja", context)


@page("permission", JOIN, methods=["GET", "POST"])
def compare(request: HttpRequest, ref: str, other: str) -> HttpResponse:
    """Two persons side by side, what hangs on both, and what somebody says of them."""
    one, two = queries.current(person_or_404(ref)), queries.current(person_or_404(other))
    form = ReasonForm(request.POST if request.method == "POST" else None)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        done = _say(request, one, two, form.cleaned_data["reason"])
        if not isinstance(done, Refused):
            return redirect("people:person", ref=queries.current(one).public_id)
        if done.code in {"people:person:already-one", "people:fact:already-said"} and _mine(
            request, one, two
        ):
            return redirect("people:person", ref=queries.current(one).public_id)
        refused = done
    if one.pk == two.pk and refused is None:
        return redirect("people:person", ref=one.public_id)
    at = request.at
    follows = queries.consequences_of_join(one, two).stays
    shown(
        request,
        refs([*queries.all_who_are(one), *queries.all_who_are(two)]),
        presenters.refs_of(follows),
    )
    left, right = (presenters.own(each, addresses_of(queries.all_who_are(each)), at) for each in (one, two))
    context = {
        "person": one,
        "other": two,
        "lines": presenters.beside(left, right),
        "reasons": case_words.reasons(_reasons(one, two)),
        "follows": presenters.hanging(follows),
        "form": form,
        "refused": refused,
        "may_split": bool(may(request.actor, "people:person:split")),
    }
    return render(request, "people/compare.jinja", context)


def _say(request: HttpRequest, one: Person, two: Person, reason: str) -> Statement | Refused:
    if request.POST.get("do") != "never":
        done = join_persons(by=request.actor, at=request.at, person=one, other=two, reason=reason)
        if isinstance(done, Statement):
            messages.success(request, _("They are one person now. It can be undone below."))
        return done
    records = [queries.members(each) for each in (one, two)]
    if not all(records):
        raise Http404
    a, b = (some[0].record for some in records)
    done = say_never(by=request.actor, at=request.at, a=a, b=b, reason=reason)
    if isinstance(done, Statement):
        messages.success(request, _("They stay two persons, whatever the machine makes of them."))
    return done


def _mine(request: HttpRequest, one: Person, two: Person) -> bool:
    """Whether the asker has said so of these: the form was sent twice."""
    people = [*queries.all_who_are(one), *queries.all_who_are(two)]
    return Statement.objects.filter(
        Q(person__in=people) & Q(other__in=people),
        kind="never" if request.POST.get("do") == "never" else "join",
        by=str(request.actor),
        undone_at__isnull=True,
    ).exists()


def _reasons(one: Person, two: Person) -> tuple[str, ...]:
    """What the machine makes of two persons: of the records that founded them."""
    if one.founder_id is None or two.founder_id is None:
        return ()
    return reasons_between(one.founder_id, two.founder_id)
