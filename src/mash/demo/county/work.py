"""What the hub did with a contact: ratings, requests and answers, decisions, feedback, up to the year's end.

Delays are assumptions in the neighbourhood of published local timescales: four hours for red, one working day
for amber, three for green. What would lie after `until` has not happened.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from mash.demo.calibration.published import MONTHS
from mash.demo.county.assumptions import assumed
from mash.demo.county.calendar import worked
from mash.demo.county.places import agencies_of
from mash.demo.county.worry import Asked, Decided, Item, Rated, SubjectAnswer
from mash.demo.stories import answers as said

if TYPE_CHECKING:
    from random import Random

    from mash.demo.county.account import Account
    from mash.demo.county.text import Marks, Text, Where
    from mash.demo.county.worry import (
        Concern,
        Held,
        Outcome,
        Rating,
        Referrer,
        Route,
        State,
        Subject,
    )

LIMITS: Final[dict[Rating, float]] = {"red": 4.0, "amber": 8.5, "green": 25.5, "blue": 8.5}
"""Working hours in which a decision is meant to be taken, from receipt."""
ANSWER_HOURS: Final = {"police": 4.0, "gp-federation": 13.0, "housing": 9.0, "acute-hospital": 6.0}
"""Mean working hours to an answer; 7 for the others, a third of it for red."""
RATING_OF: Final[dict[Outcome, tuple[tuple[Rating, ...], tuple[int, ...]]]] = {
    "strategy-s47": (("red", "amber"), (60, 40)),
    "s42-enquiry": (("red", "amber", "green"), (15, 60, 25)),
    "other-enquiry": (("amber", "green"), (40, 60)),
    "assessment": (("red", "amber", "green"), (4, 46, 50)),
    "early-help": (("amber", "green"), (15, 85)),
    "advice": (("green", "blue"), (50, 50)),
    "nfa": (("amber", "green", "blue"), (10, 55, 35)),
    "redirected": (("blue",), (1,)),
    "passed-to-worker": (("blue", "green"), (80, 20)),
}
ENDS: Final[dict[Outcome, tuple[int, Route]]] = {
    "strategy-s47": (4, "s47"),
    "s42-enquiry": (4, "s42"),
    "other-enquiry": (3, "s42"),
    "assessment": (3, "s17"),
    "early-help": (2, "early-help"),
    "advice": (1, "universal"),
    "nfa": (1, "universal"),
    "redirected": (1, "none"),
    "passed-to-worker": (3, "none"),
}
MILDER: Final[dict[Outcome, Outcome]] = {"strategy-s47": "assessment", "assessment": "early-help"}
ASKED_FOR_CHILDREN: Final = (
    ("police", 9), ("health", 7), ("education-county", 8), ("childrens", 8), ("gp-federation", 4),
    ("acute-hospital", 3), ("housing", 3), ("mental-health", 3), ("probation", 2), ("domestic-abuse-service", 2),
)  # fmt: skip
ASKED_FOR_ADULTS: Final = (
    ("adults", 9), ("police", 7), ("gp-federation", 7), ("health", 4), ("mental-health", 4), ("housing", 4),
    ("fire", 2), ("acute-hospital", 3),
)  # fmt: skip
CHILD_CATEGORIES: Final = frozenset({"contacts", "pregnancy", "other", "missing", "parental-health"})
QUICK: Final = frozenset({"consultation", "update", "information-request", "misdirected"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    ratings: tuple[Rated, ...] = ()
    asked: tuple[Asked, ...] = ()
    decisions: tuple[Decided, ...] = ()
    feedback_at: datetime | None = None
    feedback_withheld: str = ""
    state: State = "received"


class Work:
    """Carries one contact as far as it got by `until`."""

    def __init__(
        self,
        account: Account,
        subjects: tuple[Subject, ...],
        concern: Concern,
        referrer: Referrer,
        *,
        marks: Marks,
        where: Where,
        until: datetime,
    ) -> None:
        self.account, self.subjects, self.concern, self.referrer = account, subjects, concern, referrer
        self.rng: Random = account.rng
        self.text: Text = account.text
        self.marks, self.where = marks, where
        self.slot, self.until = account.slot, until
        self.red = False

    def done(self) -> Done:
        slot, rng = self.slot, self.rng
        rated = self.rated()
        if rated.at > self.until:
            return Done()
        stuck = (
            slot.kind not in QUICK
            and self.until - slot.at < timedelta(days=14)
            and rng.random() < assumed("stuck")
        )
        decided_at = self.decided_at(rated)
        asked = self.asked(rated, decided_at, stuck=stuck)
        ratings = self.ratings(rated, asked, decided_at)
        if stuck or decided_at > self.until:
            waiting = any(each.answered_at is None for each in asked)
            state: State = "waiting" if waiting else "ready" if asked else "rated"
            return Done(ratings=ratings, asked=asked, state=state)
        decisions = tuple(
            self.decided(subject, decided_at, first=index == 0)
            for index, subject in enumerate(each for each in self.subjects if each.focus)
        )
        withheld = "" if rng.random() < 0.97 else self.text("hub", said.FEEDBACK_WITHHELD)
        told_at = worked(decided_at, rng.expovariate(1 / 6))
        nobody = self.referrer.anonymous
        told = told_at if told_at <= self.until and not (withheld or nobody) and rng.random() < 0.94 else None
        return Done(
            ratings=ratings,
            asked=asked,
            decisions=decisions,
            feedback_at=told,
            feedback_withheld=withheld,
            state="closed" if told or withheld or nobody else "decided",
        )

    def rated(self) -> Rated:
        slot, rng = self.slot, self.rng
        ratings, weights = RATING_OF[slot.outcome]
        rating: Rating = "red" if self.concern.danger_now else rng.choices(ratings, weights)[0]
        self.red = rating == "red"
        if self.red:
            at = slot.at + timedelta(minutes=rng.uniform(4, 45))
        else:
            at = worked(slot.at, rng.uniform(0.2, 3.5))
        return Rated(at=at, rating=rating, rationale=self.why(rating))

    def why(self, rating: Rating) -> str:
        sentence = self.rng.choice(said.RATINGS[rating])
        if self.slot.desk == "adults":
            sentence = sentence.replace("the child is", "the adult is").replace("The child", "The adult")
        return self.text("hub", sentence)

    def ratings(self, rated: Rated, asked: tuple[Asked, ...], decided_at: datetime) -> tuple[Rated, ...]:
        """The first rating, and in about a tenth of cases a second one once an answer has come."""
        answered = [each.answered_at for each in asked if each.answered_at]
        if not answered or self.rng.random() > 0.12 or rated.rating == "blue":
            return (rated,)
        at = min(answered) + timedelta(minutes=self.rng.uniform(5, 50))
        if at >= min(decided_at, self.until):
            return (rated,)
        index = self.rng.randrange(4)
        up: dict[Rating, Rating] = {"green": "amber", "amber": "red", "red": "red"}
        down: dict[Rating, Rating] = {"red": "amber", "amber": "green", "green": "blue"}
        changed = (up if index < 2 else down)[rated.rating]
        if changed == rated.rating:
            return (rated,)
        return (rated, Rated(at=at, rating=changed, rationale=self.text("hub", said.RERATED[index])))

    def decided_at(self, rated: Rated) -> datetime:
        slot, rng = self.slot, self.rng
        factor = rng.uniform(1.15, 3.2) if rng.random() < assumed("overdue") else rng.uniform(0.3, 0.98)
        hours = LIMITS[rated.rating] * factor
        if slot.kind in QUICK:
            hours = min(hours, rng.uniform(0.3, 6))
        if self.red:  # red runs on past closing time
            return slot.at + timedelta(hours=max(hours, 0.9))
        return max(worked(slot.at, hours), worked(rated.at, 0.3))

    def asked(self, rated: Rated, decided_at: datetime, *, stuck: bool) -> tuple[Asked, ...]:
        slot, rng = self.slot, self.rng
        if slot.kind in QUICK or (rated.rating == "blue" and not stuck):
            return ()
        number = {
            "red": rng.randrange(3, 6),
            "amber": rng.randrange(2, 5),
            "green": rng.randrange(1, 4),
            "blue": 1,
        }
        pool = dict(ASKED_FOR_CHILDREN if slot.desk == "children" else ASKED_FOR_ADULTS)
        names: list[str] = []
        while len(names) < number[rated.rating]:
            name = rng.choices(list(pool), list(pool.values()))[0]
            del pool[name]
            names.append(name)
        found: list[Asked] = []
        for index, name in enumerate(names):
            key = f"{slot.hub}-council-{name}" if name in {"childrens", "adults"} else name
            asked_at = rated.at + timedelta(minutes=rng.uniform(3, 40))
            if key == self.referrer.agency or asked_at > min(self.until, decided_at):
                continue
            mean = ANSWER_HOURS.get(name, 7.0)
            answered = self.answered_at(asked_at, decided_at, mean)
            silent = (stuck and index == 0) or rng.random() < 0.015 or answered > self.until
            found.append(
                self.request(key, name, asked_at, None if silent else answered, decided_at=decided_at)
            )
        return tuple(found)

    def answered_at(self, asked_at: datetime, decided_at: datetime, mean: float) -> datetime:
        """When an answer comes: mostly before the decision, which waits for it, sometimes too late."""
        rng = self.rng
        delay = rng.expovariate(1 / mean)
        at = asked_at + timedelta(hours=0.2 + delay / 3) if self.red else worked(asked_at, 0.3 + delay)
        room = decided_at - asked_at - timedelta(minutes=2)
        if at > decided_at and room > timedelta(0) and rng.random() > assumed("late"):
            at = asked_at + timedelta(minutes=1) + room * rng.uniform(0.3, 0.95)
            if not self.red:  # nobody answers at night
                at = min(worked(at, 0), decided_at - timedelta(minutes=1))
        return at

    def request(
        self, key: str, name: str, asked_at: datetime, answered: datetime | None, *, decided_at: datetime
    ) -> Asked:
        rng, text = self.rng, self.text
        theirs = self.marks.at(replace(self.where, agency=key))
        purpose = said.PURPOSES[2] if self.slot.desk == "adults" else said.PURPOSES[0 if self.red else 1]
        untold = self.concern.family_told is not True
        reason = self.account.say(rng.choice(said.WITHOUT_TELLING)) if untold else ""
        about = [each for each in self.subjects if each.focus or each.role == "alleged-perpetrator"]
        systems = next(each.systems for each in agencies_of(self.slot.hub) if each.key == key)
        return Asked(
            agency=key,
            asked_at=asked_at,
            purpose=theirs("asked", purpose),
            question=theirs("asked", rng.choice(said.QUESTIONS)),
            without_telling=text("hub", reason) if reason else "",
            answered_at=answered,
            answers=tuple(self.answer(name, subject, theirs) for subject in about) if answered else (),
            systems_searched=theirs("agency", systems) if answered else "",
            late=bool(answered and answered > decided_at),
        )

    def answer(self, name: str, subject: Subject, theirs: Text) -> SubjectAnswer:
        rng = self.rng
        states: tuple[Held, ...] = ("nothing-held", "held", "disclosed", "withheld")
        held = rng.choices(states, (34, 14, 48, 4))[0]
        items: tuple[Item, ...] = ()
        if held == "disclosed":
            usable = [each for each in said.ITEMS[name] if self.usable(each, subject)]
            items = tuple(
                self.item(each) for each in rng.sample(usable, min(len(usable), rng.choice((1, 1, 2))))
            )
            held = "disclosed" if items else "nothing-held"
        reason = theirs("agency", rng.choice(said.WITHHELD)) if held == "withheld" else ""
        return SubjectAnswer(person_key=subject.person.key, held=held, reason=reason, items=items)

    def usable(self, item: said.ItemText, subject: Subject) -> bool:
        """An item must be about the sort of person asked about, and name a source of risk only if there is one."""
        _, _, _, category, words = item
        if "{Other}" in words:
            return subject.role == "alleged-perpetrator"
        adult = self.slot.desk == "adults" or not subject.focus
        return not (adult and category in CHILD_CATEGORIES)

    def item(self, item: said.ItemText) -> Item:
        """Marked only where it is played: how it is sent decides who may see it."""
        form, handling, may_know, category, words = item
        self.account.words["month"] = self.rng.choice(MONTHS)
        return Item(
            form=form,
            on=self.account.day - timedelta(days=self.rng.randrange(4, 420)),
            category=category,
            text=self.account.say(words),
            handling=handling,
            family_may_know=may_know,
        )

    def rationale(self, route: Route, outcome: Outcome) -> str:
        sentences = said.RATIONALES[route]
        if self.slot.kind == "information-request":
            return said.RATIONALES["none"][2]
        if route == "none":
            return sentences[0 if outcome == "redirected" else 1]
        return self.rng.choice(sentences)

    def decided(self, subject: Subject, at: datetime, *, first: bool) -> Decided:
        rng = self.rng
        outcome = self.slot.outcome
        if not first and rng.random() < 0.15:
            outcome = MILDER.get(outcome, outcome)
        level, route = ENDS[outcome]
        if outcome == "assessment" and self.slot.desk == "adults":
            route = "care-assessment"
        if outcome == "s42-enquiry":
            level = rng.choice((3, 4))
        name = subject.person.first_name or (subject.person.last_name if subject.person.born else "The baby")
        words = {**self.account.words, "name": name}
        return Decided(
            at=at,
            person_key=subject.person.key,
            level=level,
            route=route,
            outcome=outcome,
            rationale=self.text("hub", self.rationale(route, outcome).format_map(words)),
            proportionality=self.text(
                "hub", rng.choice(said.PROPORTIONALITY[: 5 if self.slot.desk == "adults" else 4])
            ),
            told=self.text("hub", rng.choice(said.TOLD)),
        )
