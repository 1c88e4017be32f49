"""One pathway: where it stands, its clocks, whom else to think of, what was recorded, and what may be done now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.urls import reverse

from mash.casework.cases.actions.decide import decider_of
from mash.casework.cases.queries import Picture
from mash.casework.matters.actions import read_only, works_on
from mash.casework.pathways import events, queries, rules
from mash.casework.pathways.models import Pathway, Step
from mash.casework.pathways.queries import Other
from mash.casework.pathways.workflow import KINDS, Move
from mash.foundation.kernel import ALLOWED, Actor, Ref, Verdict
from mash.interfaces.web.access import page
from mash.interfaces.web.cases.presenters import name_of
from mash.interfaces.web.cases.views.common import Asked, load, show
from mash.interfaces.web.pathways import presenters
from mash.registers.accounts.rules import may
from mash.registers.standards.queries import label

VIEW: Final = "pathways:pathway:view"
WORK: Final = "pathways:pathway:work"


@dataclass(frozen=True, slots=True)
class Found:
    """A pathway in its case as one reader sees it, with whom else to think of."""

    picture: Picture
    pathway: Pathway
    others: list[Other]
    by: Actor
    at: datetime

    @property
    def last(self) -> Step | None:
        """The last step that counts."""
        return next(iter(reversed(queries.standing(self.pathway))), None)

    def may(self, move: Move) -> Verdict:
        """Whether the reader may take the step now, whatever they will record."""
        allowed: Verdict = may(self.by, move.permission)
        if not allowed:
            return allowed
        if not works_on(self.pathway.matter):
            return read_only()
        last = self.last
        mine = rules.is_mine(
            move,
            decider=decider_of(self.by),
            authority=self.pathway.desk.authority.key,
            same_person=last is not None and last.by == str(self.by),
        )
        if not mine:
            return mine
        if move.waits_for_others and any(one.open for one in self.others):
            return rules.others_first()
        return ALLOWED

    @property
    def refs(self) -> list[Ref]:
        """What a page of it names in the ledger."""
        people = [Ref("person", one.person.public_id) for one in self.others]
        return [Ref("pathway", self.pathway.ref), *people]

    @property
    def title(self) -> str:
        return f"{presenters.kind(self.pathway)}: {self.who}"

    @property
    def who(self) -> str:
        mine = next((one for one in self.picture.subjects if one.pk == self.pathway.subject_id), None)
        return name_of(mine) if mine else ""


def find(request: Asked, ref: str, pathway: str) -> Found:
    """The pathway of that case. Raises Http404 where there is none, or none for the reader."""
    picture = load(request, ref)
    found = queries.get(picture.case.matter_id, pathway)
    if found is None:
        raise Http404
    others = queries.others(found, picture, at=request.at)
    return Found(picture, found, others, request.actor, request.at)


@page("permission", VIEW)
def one(request: Asked, ref: str, pathway: str) -> HttpResponse:
    """The whole of it on one page."""
    found, at = find(request, ref, pathway), request.at
    row = found.pathway
    stand = queries.standing(row)
    steps: list[dict[str, Any]] = []
    for move in KINDS[row.kind].next_from(row.state):
        verdict = found.may(move)
        href = reverse("pathways:step", args=[ref, row.ref, move.verb])
        steps.append(
            {"verb": move.verb, "title": move.title, "rule": None if verdict else verdict, "href": href}
        )
    context = {
        "one": row,
        "kind": presenters.kind(row),
        "who": found.who,
        "state": presenters.state(row, at),
        "colour": presenters.colour(row, at),
        "due": presenters.due(row, at),
        "late": presenters.is_late(row, at),
        "young": queries.age_of(row.subject, at) == "young",
        "where": label("pathway-begun-where", row.began_where, at=row.at),
        "clocks": presenters.clock_rows(row.clocks.all(), at),
        "others": presenters.others(found.others, row),
        "may_work": bool(may(request.actor, WORK)) and row.ended_at is None,
        "open_steps": steps,
        "steps": presenters.steps(row),
        "last": presenters.step_title(row, stand[-1].verb) if len(stand) > 1 else "",
    }
    return show(
        request,
        "pathways/one.jinja",
        found.picture,
        context,
        part="pathway",
        tab="overview",
        about=found.refs,
        event=events.VIEWED,
    )
