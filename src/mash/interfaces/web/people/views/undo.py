"""Take back what was said about who is who."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mash.foundation.kernel import Refused
from mash.interfaces.web.access import page
from mash.interfaces.web.people import presenters
from mash.interfaces.web.people.views.shared import SEARCH, refs, shown, statement_or_404
from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.rules import may
from mash.registers.people.clusters import queries
from mash.registers.people.clusters.statements import undo as take_back


@page("permission", SEARCH, methods=["GET", "POST"])
def undo(request: HttpRequest, statement: str) -> HttpResponse:
    """What was said, what hangs on those whom it is about, and the button that takes it back."""
    said = statement_or_404(statement)
    people = list({one.pk: one for one in (said.person, said.other) if one is not None}.values())
    refused: Refused | None = None
    if request.method == "POST":
        done = take_back(by=request.actor, at=request.at, statement=said)
        if not isinstance(done, Refused):
            waits = [one for each in people for one in queries.to_place(queries.current(each))]
            messages.success(
                request,
                _("It is undone. Say below where what has come since belongs.")
                if waits
                else _("It is undone."),
            )
            return redirect("people:person", ref=queries.current(said.person).public_id)
        if done.code == "people:statement:not-standing" and said.undone_by == str(request.actor):
            return redirect("people:person", ref=queries.current(said.person).public_id)
        refused = done
    whole = [one for each in people for one in queries.all_who_are(each)]
    follows = queries.consequences_of_join(people[0], people[-1]).stays
    shown(request, refs(whole), presenters.refs_of(follows))
    permission = "people:person:join" if said.kind == "never" else "people:person:split"
    context = {
        "said": presenters.statements([said])[0],
        "person": queries.current(said.person),
        "since": presenters.hanging(one for one in follows if one.since >= (said.decided_at or said.at)),
        "follows": presenters.hanging(follows),
        "rule": may(request.actor, permission),
        "refused": refused,
    }
    return render(request, "people/undo.jinja", context)
