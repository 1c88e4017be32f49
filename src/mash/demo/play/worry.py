"""One worry from arrival to close: its steps in the order of their times, in one transaction."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Final

from mash.casework.cases.actions import (
    add_person,
    ask_agency,
    claim,
    clear_attention,
    close,
    decide,
    end_closings,
    look_at_history,
    note,
    protect,
    rate,
)
from mash.casework.cases.models import Case
from mash.casework.cases.queries.history import history_of
from mash.casework.cases.queries.picture import get_case, picture_of
from mash.casework.cases.queries.repeats import repeats_for
from mash.casework.cases.rules import DecisionSaid
from mash.casework.intake.actions import classify, give_feedback
from mash.casework.matters.actions import grant, identify_subject
from mash.casework.sharing.actions import answer, record_openness
from mash.demo.county.text import Where
from mash.demo.county.worry import Asked, SubjectAnswer
from mash.demo.play import codes, words
from mash.demo.play.arrival import arrival
from mash.demo.play.doors import Door
from mash.demo.play.earlier import before
from mash.demo.play.stage import PlayError, Stage, must
from mash.demo.play.telling import Telling
from mash.foundation.kernel import Actor, seeded
from mash.foundation.visibility import acting
from mash.foundation.visibility.session import become
from mash.registers.people.actions import relate
from mash.registers.people.models import Person

if TYPE_CHECKING:
    from collections.abc import Callable

    from mash.casework.intake.models import Contact
    from mash.casework.matters.models import Subject as Named
    from mash.casework.sharing.models import Openness, Request
    from mash.demo.county.text import Text
    from mash.demo.county.worry import Subject, Worry

MINUTE: Final = timedelta(minutes=1)
ANSWERS_NEEDED: Final = 2
"""What the practice standard asks before a red or amber decision."""
ALSO_ASKED: Final = (
    "police",
    "health",
    "gp-federation",
    "housing",
    "acute-hospital",
    "mental-health",
    "probation",
    "fire",
)
FULL_DECISIONS: Final = frozenset({"s17", "s47", "care-assessment", "s42-enquiry"})


def draft_of(worry: Worry) -> str:
    """The key under which a worry arrives: the same draft twice is one contact, so a play can be taken up again."""
    return f"demo:{worry.id}"


def earlier_draft_of(worry: Worry) -> str:
    """The key of the contact before the year that a re-referral looks back on."""
    return f"demo:{worry.id}:b"


def play(worry: Worry, stage: Stage, *, restricted: bool = False) -> None:
    """Play one worry in one transaction. Raises PlayError when an action refuses.

    `restricted` says in its markers that few may see it.
    """
    with seeded(Random(f"{stage.seed}:{worry.id}")), acting(Actor.draft(draft_of(worry)), worry.received_at):
        if worry.previous_on is not None:
            Play(before(worry), stage, draft=earlier_draft_of(worry), restricted=restricted).run()
        Play(worry, stage, draft=draft_of(worry), restricted=restricted).run()


@dataclass(frozen=True, slots=True)
class Step:
    """`order` settles steps at the same time."""

    at: datetime
    order: int
    do: Callable[[datetime], None]


class Play:
    """The way of one worry through the hub; each method is one person's step."""

    case: Case
    contact: Contact
    named: dict[str, Named]

    def __init__(self, worry: Worry, stage: Stage, *, draft: str, restricted: bool = False) -> None:
        self.worry, self.stage, self.draft = worry, stage, draft
        self.rng = Random(f"{stage.seed}:{draft}")
        self.where = Where(story=worry.id, hub=worry.hub, restricted=restricted)
        self.text = stage.marks.at(self.where)
        self.screener = f"screener.{worry.desk_key}"
        self.decider = f"decider.{worry.desk_key}"
        self.openness: Openness | None = None
        self.people: dict[str, Person] = {}
        self.requests: dict[str, Request] = {}

    def run(self) -> None:
        self.receive(self.worry.received_at)
        for step in sorted(self.steps(), key=lambda each: (each.at, each.order)):
            step.do(step.at)

    def steps(self) -> list[Step]:
        worry = self.worry
        if not worry.ratings:
            return []
        first = worry.ratings[0].at
        found = [Step(worry.received_at + (first - worry.received_at) * 0.6, 0, self.look_into)]
        found += [Step(each.at, 1, self.rating(each.rating, each.rationale)) for each in worry.ratings]
        if worry.concern.danger_now and worry.kind == "referral" and first + 5 * MINUTE <= self.stage.until:
            found.append(Step(first + 5 * MINUTE, 2, self.protect))
        for asked in (*worry.asked, *self.also_asked()):
            found.append(Step(asked.asked_at, 3, self.ask(asked)))
            if asked.answered_at is not None:
                found.append(Step(asked.answered_at, 3, self.answer(asked)))
        if worry.decisions:
            found += self.ending()
        return found

    def ending(self) -> list[Step]:
        worry, until = self.worry, self.stage.until
        decided = worry.decisions[0].at
        found = [Step(decided, 4, self.decide)]
        if (
            any(codes.route(each)[0] in FULL_DECISIONS for each in worry.decisions)
            and self.rng.random() < 0.3
        ):
            found.append(Step(decided, 5, self.hand_over))
        told = self.told_at(decided)
        if told is not None:
            found.append(Step(told, 6, self.tell))
            found.append(Step(min(told + 10 * MINUTE, until), 7, self.close))
        late = [each.answered_at for each in worry.asked if each.late and each.answered_at]
        found += [
            Step(at + timedelta(days=1), 8, self.read_late_answer)
            for at in late
            if at + timedelta(days=2) < until
        ]
        return found

    def told_at(self, decided: datetime) -> datetime | None:
        """When the referrer was answered: soon, or some days late, or not yet."""
        if self.worry.feedback_at is not None:
            return self.worry.feedback_at
        if self.worry.state == "closed":
            return min(decided + 45 * MINUTE, self.stage.until)
        late = decided + timedelta(days=3 + 9 * self.rng.random())
        return late if late < self.stage.until else None

    # Arrival

    def receive(self, at: datetime) -> None:
        filed = self.filed(self.worry.concern.happened)
        self.contact = Door(self.worry, self.stage, draft=self.draft, rng=self.rng, filed=filed).come(at)

    def hears(self, **came: str) -> None:
        self.stage.marks.hears(self.worry.id, **came)

    def filed(self, words: str) -> str:
        """What a file says: the worry again, and what stands in the file alone."""
        return f"{words} {self.text('file', words.partition('. ')[0])}"

    # The desk

    def look_into(self, at: datetime) -> None:
        """Take the case, say who is in it and what it is."""
        by = self.stage.become(self.screener, at)
        self.case = get_case(self.contact.matter.ref)
        must(claim(by=by, at=at, case=self.case))
        subjects = self.subjects() or self.type_in(by=by, at=at)
        self.named = {}
        for said, subject in zip(self.worry.subjects, subjects, strict=True):
            subject.matter = self.case.matter
            self.named[said.person.key] = subject
            self.people[said.person.key] = self.identify(said, subject, by=by, at=at)
        self.relate(by=by, at=at)
        self.contact.matter = self.case.matter
        must(
            classify(
                by=by,
                at=at,
                contact=self.contact,
                kind=self.worry.kind,
                rationale=self.text("hub", words.KINDS[self.worry.kind]),
            )
        )
        if self.worry.concern.worker_safety:
            must(
                note(
                    by=by, at=at, case=self.case, text=self.worry.concern.worker_safety, kind="worker-safety"
                )
            )

    def subjects(self) -> list[Named]:
        return list(self.case.matter.subjects.select_related("record").order_by("place"))

    def type_in(self, *, by: Actor, at: datetime) -> list[Named]:
        """Who a letter is about stands in its text alone, and is typed in at the desk."""
        for one in arrival(self.worry, draft="").people:
            must(add_person(by=by, at=at, case=self.case, contact=self.contact, role=one.role, said=one.said))
        self.case = get_case(self.contact.matter.ref)
        return self.subjects()

    def identify(self, said: Subject, subject: Named, *, by: Actor, at: datetime) -> Person:
        key = said.person.key
        known = Person.objects.filter(public_id=self.stage.person_id(key)).first()
        # The person's own id, known beforehand; whom else the machine founds meanwhile goes on from the worry's.
        with seeded(Random(f"{self.stage.seed}:person:{key}")) if known is None else nullcontext():
            made = must(
                identify_subject(
                    by=by, at=at, subject=subject, person=known, reason=self.marked(key, _reason(said, known))
                )
            )
        if made.person is None:
            raise PlayError(f"{key} has no person")
        return made.person

    def marked(self, person: str, why: str) -> str:
        """Why a record is a person's is seen with the person."""
        return self.stage.marks.at(replace(self.where, about=person))("open", why)

    def relate(self, *, by: Actor, at: datetime) -> None:
        first = self.worry.subjects[0].person.key
        for said in self.worry.subjects[1:]:
            kinds = [codes.relation(said)]
            if said.role == "alleged-perpetrator":
                kinds.append("alleged source of harm to")
            for kind in filter(None, kinds):
                person, other = self.people[said.person.key], self.people[first]
                record = self.named[said.person.key].record
                if not relate(by=by, at=at, person=person, kind=kind, other=other, record=record):
                    raise PlayError(f"{self.worry.id}: not related")

    def rating(self, rating: str, rationale: str) -> Callable[[datetime], None]:
        def do(at: datetime) -> None:
            by = self.stage.become(self.screener, at)
            repeats = repeats_for(self.case.matter_id, at=at)
            if repeats is not None and repeats.forces_look:
                history = history_of(self.case.matter)
                look_at_history(by=by, at=at, case=self.case, history=history, repeats=repeats)
            self.case = must(rate(by=by, at=at, case=self.case, rating=rating, rationale=rationale))

        return do

    def protect(self, at: datetime) -> None:
        by = self.stage.become(self.decider, at)
        subject = next(self.named[each.person.key] for each in self.worry.subjects if each.focus)
        must(
            protect(
                by=by,
                at=at,
                case=self.case,
                subject=subject,
                rationale=self.worry.concern.danger_detail or self.text("hub", words.PROTECTED),
                told=self.text("hub", words.PROTECTED_TOLD),
            )
        )

    # Agencies

    def also_asked(self) -> list[Asked]:
        """Quick questions to further agencies, where fewer than the standard's two would have answered."""
        worry = self.worry
        if not worry.decisions:
            return []
        rated = worry.ratings[0].at
        decided = worry.decisions[0].at
        last = [each for each in worry.ratings if each.at <= decided][-1]
        if last.rating not in {"red", "amber"}:
            return []
        answered = {each.agency for each in worry.asked if each.answered_at and each.answered_at < decided}
        room = decided - rated
        spare = [
            key
            for key in ALSO_ASKED
            if key not in {each.agency for each in worry.asked} and key != worry.referrer.agency
        ]
        return [
            Asked(
                agency=key,
                asked_at=rated + room * 0.2,
                purpose=self.theirs(key)("asked", words.PURPOSE[worry.desk]),
                question=self.theirs(key)("asked", words.QUICK_QUESTION),
                without_telling="" if worry.concern.family_told else self.text("hub", words.NOT_TOLD),
                answered_at=rated + room * (0.5 + 0.1 * index),
                answers=tuple(
                    SubjectAnswer(person_key=each.person.key, held="nothing-held", reason="", items=())
                    for each in worry.subjects
                    if each.focus
                ),
                systems_searched=self.theirs(key)("agency", words.QUICK_SEARCH),
                late=False,
            )
            for index, key in enumerate(spare[: max(0, ANSWERS_NEEDED - len(answered))])
        ]

    def theirs(self, agency: str) -> Text:
        """How what is written to an agency, or by it, is marked."""
        return self.stage.marks.at(replace(self.where, agency=agency))

    def ask(self, asked: Asked) -> Callable[[datetime], None]:
        def do(at: datetime) -> None:
            by = self.stage.become(self.screener, at)
            if self.openness is None:
                self.openness = self.record_openness(asked, by=by, at=at)
            keys = [each.person_key for each in asked.answers] or [
                each.person.key for each in self.worry.subjects if each.focus
            ]
            request = must(
                ask_agency(
                    by=by,
                    at=at,
                    case=self.case,
                    agency=self.stage.agencies[asked.agency],
                    subjects=[self.named[key] for key in keys],
                    ground=codes.ground(self.worry, self.case.rating),
                    purpose=asked.purpose,
                    question=asked.question,
                    openness=self.openness,
                )
            )
            self.requests[asked.agency] = request
            lives = {each.person.key: each.person.address for each in self.worry.subjects}
            for key in keys:
                self.hears(asked=asked.agency, about=key)
                if (home := lives[key]) is not None and not home.protected:
                    self.hears(asked=asked.agency, about=home.key)

        return do

    def record_openness(self, asked: Asked, *, by: Actor, at: datetime) -> Openness:
        told = self.worry.concern.family_told is True
        reason = "" if told else asked.without_telling or self.text("hub", words.NOT_TOLD)
        return must(
            record_openness(
                by=by,
                at=at,
                matter=self.case.matter,
                basis="told" if told else "not-told",
                who=self.text("hub", "the adult" if self.worry.desk == "adults" else "a parent"),
                reason_code="" if told else codes.not_told(reason),
                reason=reason,
            )
        )

    def answer(self, asked: Asked) -> Callable[[datetime], None]:
        def do(at: datetime) -> None:
            by = self.stage.become(f"researcher.{asked.agency}", at)
            request = self.requests[asked.agency]
            about = {one.subject_id: one.pk for one in request.subjects.all()}
            told = Telling(asked, self.theirs(asked.agency), self.rng, self.worry.received_at.date())
            answers = (
                told.permitted(told.said(each, about[self.named[each.person_key].pk]), request, at)
                for each in asked.answers
            )
            must(answer(by=by, at=at, request=request, answers=tuple(answers)))

        return do

    # The decision and what follows it

    def decide(self, at: datetime) -> None:
        by = self.stage.become(self.decider, at)
        look_at_history(by=by, at=at, case=self.case, history=history_of(self.case.matter))
        picture = picture_of(get_case(self.case.matter.ref), by=by, at=at)
        for decided in self.worry.decisions:
            route, outcome = codes.route(decided)
            considered = words.considered(self.worry, decided, self.rng)
            departures = picture.departures(considered, rationale=decided.rationale, at=at)
            must(
                decide(
                    by=by,
                    at=at,
                    case=self.case,
                    said=DecisionSaid(
                        subject=self.named[decided.person_key].pk,
                        route=route,
                        outcome=outcome,
                        level=decided.level,
                        rationale=decided.rationale,
                        considered={name: self.text("hub", said) for name, said in considered.items()},
                        deviations={
                            one.key: self.text("hub", words.why(one, decided.person_key))
                            for one in departures
                        },
                        indicators=codes.seen(decided, self.worry, at),
                        less=codes.less(decided),
                    ),
                )
            )

    def hand_over(self, at: datetime) -> None:
        """The manager gives the field practitioner sight of the case for as long as the first work takes."""
        by, until = self.stage.become(f"manager.{self.worry.hub}", at), at + timedelta(days=45)
        practitioner = self.stage.users[f"practitioner.{self.worry.hub}"]
        allowed = grant(
            by=by,
            at=at,
            matter=self.case.matter,
            user=practitioner,
            reason=self.text("hub", "Assessment"),
            until=until,
        )
        if not allowed:
            raise PlayError(f"{self.worry.id}: not handed over")
        self.hears(given=f"practitioner.{self.worry.hub}", until=until.isoformat())

    def tell(self, at: datetime) -> None:
        by = self.stage.become(self.screener, at)
        worry = self.worry
        nobody = worry.referrer.anonymous and worry.feedback_at is None
        withheld = worry.feedback_withheld or (self.text("hub", words.NOBODY_TO_TELL) if nobody else "")
        first = worry.decisions[0]
        must(
            give_feedback(
                by=by,
                at=at,
                contact=self.contact,
                outcome=self.text("told", words.OUTCOMES[first.outcome]),
                reason=self.text("told", words.WEIGHED),
                withheld_reason=withheld,
            )
        )

    def close(self, at: datetime) -> None:
        by = self.stage.become(self.screener, at)
        if Case.objects.filter(pk=self.case.pk).exclude(attention="").exists():
            must(clear_attention(by=by, at=at, case=self.case, reason=self.text("hub", words.LATE_READ)))
        asked = must(close(by=by, at=at, case=self.case))
        # What is due later than the demo begins is left to its worker.
        if asked.due_at <= self.stage.until:
            become(Actor.service("worker"), asked.due_at)
            end_closings(at=asked.due_at)

    def read_late_answer(self, at: datetime) -> None:
        by = self.stage.become(self.screener, at)
        if Case.objects.filter(pk=self.case.pk).exclude(attention="").exists():
            must(clear_attention(by=by, at=at, case=self.case, reason=self.text("hub", words.LATE_READ)))


def _reason(said: Subject, known: Person | None) -> str:
    """Why the screener thinks so, in words that the record bears out."""
    person = said.person
    if known is None:
        return "Nobody like this is known"
    if person.nhs_number and person.nhs_number == known.nhs_number:
        return "Same NHS number"
    if person.born and person.born == known.date_of_birth and person.last_name == known.family_name:
        return "Same family name and date of birth"
    return "Same household, and known to the family by this name"
