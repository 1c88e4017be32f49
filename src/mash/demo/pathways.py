"""Pathways in the demo: decided people of each desk are on theirs, each going where nobody went yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Final

from mash.casework.cases.models import Case, Decision
from mash.casework.cases.queries import picture_of
from mash.casework.cases.queries.picture import get_case
from mash.casework.pathways import actions, queries
from mash.casework.pathways.models import Pathway
from mash.casework.pathways.rules import StepSaid, kinds_for
from mash.casework.pathways.workflow import Ask, Kind, Move, kind_for_route
from mash.demo.county.text import Text, Where
from mash.demo.hidden import story_of
from mash.demo.play import Stage
from mash.demo.play.post import settled
from mash.foundation.kernel import Actor, Refused, seeded
from mash.foundation.visibility import acting
from mash.registers.standards.queries import codes

DESKS: Final = ("county-children", "county-adults")
KIND: Final = "pathway"
AT_MOST: Final = 60
STEPS: Final = 5
TRIES: Final = 40
SAYS: Final = {
    "why": "What was found speaks for it, and nothing that was said since speaks against.",
    "who": "The mother, at home",
    "lead": "The family support worker of the school",
    "to": "The locality team",
    "accepted": "Its manager, by telephone",
    "scope": "What happened, who knew, and what keeps the person safe from now on.",
    "wanted": "To stay at home and to be asked first.",
    "conclusion": "What was feared was so in part, and what was agreed keeps the person safe.",
}
OTHERWISE: Final = "As it was said at the visit; the worker’s note of the day has it in full."


@dataclass(slots=True)
class _Walk:
    """What was walked already, over all who are walked with: kind, verb and the state that it was taken from."""

    stage: Stage
    rng: Random
    walked: set[tuple[str, str, str]] = field(default_factory=set)

    def left_of(self, kind: Kind) -> int:
        """How many of its steps nobody took yet."""
        return sum((kind.key, one.verb, one.source) not in self.walked for one in kind.edges())

    def next_of(self, kind: Kind, state: str) -> list[Move]:
        """What may be done next, what nobody did yet first, and of that what does not end it."""
        moves = kind.next_from(state)
        return sorted(
            moves,
            key=lambda one: ((kind.key, one.verb, state) in self.walked, one.target in kind.ends, one.verb),
        )


@dataclass(frozen=True, slots=True)
class _Somebody:
    """Who is followed: in which case of which desk, and how their words are written."""

    case: Case
    desk: str
    walk: _Walk
    text: Text


def play(*, stage: Stage) -> None:
    """Play what is not there yet."""
    with acting(stage.actors["manager.county"], stage.until):
        if Pathway.objects.exists():
            return
    with seeded(Random(f"{stage.seed}:pathways")):
        for desk in DESKS:
            walk = _Walk(stage, Random(f"{stage.seed}:pathways:{desk}"))
            for case, decision in _decided(desk, stage):
                _follow(case, decision, desk, walk)


def _decided(desk: str, stage: Stage) -> list[tuple[Case, Decision]]:
    """The latest decided people of a desk, but of those whom the case was decided for long enough ago to walk on."""
    with acting(stage.actors[f"decider.{desk}"], stage.until):
        made = (
            Decision.objects.filter(
                matter__desk__key=desk,
                matter__restriction="open",
                matter__case__closed_at=None,
                immediate_protection=False,
                subject__person__isnull=False,
                at__lt=stage.until - timedelta(hours=12),
            )
            .select_related("subject__person", "matter")
            .order_by("-at", "pk")[:AT_MOST]
        )
        return [(get_case(one.matter.ref), one) for one in made]


def _follow(case: Case, decision: Decision, desk: str, walk: _Walk) -> None:
    """Begin what the decision means, and another kind that the person may be on, and walk each some steps."""
    stage, by = walk.stage, walk.stage.actors[f"decider.{desk}"]
    with acting(by, stage.until):
        story = story_of(case.matter_id)
        age = queries.age_of(decision.subject, stage.until)
        text = stage.marks.at(Where(story=story, hub=by.hub, agency="", by=f"decider.{desk}"))
    meant = kind_for_route(decision.route)
    others = [one for one in kinds_for(age, desk.partition("-")[2]) if one != meant]
    wanted = [meant] if meant else []
    wanted += [max(others, key=walk.left_of)] if others else []
    for kind in wanted:
        at = decision.at + timedelta(minutes=20)
        with settled(at=at, send=False), acting(by, at):
            made = actions.begin(
                by=by,
                at=at,
                case=case,
                subject=decision.subject,
                kind=kind.key,
                decision=decision if kind == meant else None,
            )
        if isinstance(made, Pathway):
            _walk(made, kind, _Somebody(case, desk, walk, text))


def _walk(made: Pathway, kind: Kind, who: _Somebody) -> None:
    walk, at = who.walk, made.at
    stage = walk.stage
    for number in range(STEPS):
        at = min(at + timedelta(hours=2 + number), stage.until)
        state = made.state
        for move in walk.next_of(kind, state):
            if _take(made, move, who, at):
                walk.walked.add((kind.key, move.verb, state))
                break
        else:
            return
        by = stage.actors[f"decider.{who.desk}"]
        with acting(by, at):
            made = queries.get(made.matter_id, made.ref) or made
        if made.ended_at is not None or at >= stage.until:
            return


def _take(made: Pathway, move: Move, who: _Somebody, at: datetime) -> bool:
    """Take one step, by whoever may; answers are drawn until they agree with each other."""
    for number in range(TRIES):
        by = who.walk.stage.actors[f"{'decider' if number % 2 == 0 else 'screener'}.{who.desk}"]
        facts = _facts(move, who, at)
        with settled(at=at, send=False), acting(by, at):
            if move.waits_for_others:
                _consider(made, who, by, at)
            held = queries.get(made.matter_id, made.ref)
            done = (
                actions.step(by=by, at=at, pathway=held, said=StepSaid(verb=move.verb, facts=facts))
                if held
                else None
            )
        if done is not None and not isinstance(done, Refused):
            return True
    return False


def _consider(made: Pathway, who: _Somebody, by: Actor, at: datetime) -> None:
    outcomes = [one.code for one in codes("pathway-considered", at=at)]
    for other in queries.others(made, picture_of(who.case, by=by, at=at), at=at):
        if other.open:
            actions.consider(
                by=by,
                at=at,
                pathway=made,
                person=other.person,
                outcome=who.walk.rng.choice(outcomes),
                reason=who.text(KIND, "Spoken with alone. Nothing that was said points to it."),
            )


def _facts(move: Move, who: _Somebody, at: datetime) -> dict[str, str]:
    facts: dict[str, str] = {}
    for ask in move.asks:
        if ask.asked(facts) and ask.required:
            facts[ask.name] = _said(ask, who, at)
    return facts


def _said(ask: Ask, who: _Somebody, at: datetime) -> str:
    match ask.type:
        case "choice":
            return who.walk.rng.choice([one.code for one in codes(ask.codes, at=at)])
        case "date":
            return (at + timedelta(days=14)).date().isoformat()
        case "moment":
            return (at - timedelta(hours=1)).isoformat()
        case "number":
            return "14"
        case _:
            return who.text(KIND, SAYS.get(ask.name, OTHERWISE))
