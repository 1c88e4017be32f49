"""Play a household through the project's own actions, from the worry to where its work has got to."""

from __future__ import annotations

from datetime import datetime, timedelta

from benchmarks.pages.households import STAGES, Household, Referral
from benchmarks.pages.world import ASKED, World
from mash.casework.cases.actions import ask_agency, claim, close, decide, end_closings, look_at_history, rate
from mash.casework.cases.queries import picture_of
from mash.casework.cases.queries.picture import get_case
from mash.casework.cases.rules import DecisionSaid
from mash.casework.intake.actions import give_feedback, receive
from mash.casework.intake.arrival import Arrival, ReferrerSaid
from mash.casework.intake.models import Contact
from mash.casework.matters.actions import identify_subject
from mash.casework.sharing.actions import answer, record_openness
from mash.casework.sharing.models import Request
from mash.casework.sharing.rules import AnswerSaid, ItemSaid
from mash.foundation.kernel import Actor, Refused
from mash.foundation.visibility import acting
from mash.registers.people.actions import relate
from mash.registers.people.models import Person

CONSIDERED = {
    "household-considered": "The other children of the household were considered.",
    "proportionality": "Less would leave them alone at night.",
    "family-told": "Mother told by telephone.",
    "child-seen": "Seen at school.",
    "hypothesis-reviewed": "A one-off is possible but not likely.",
}
WORRY = (
    "The child came to school hungry three days running and said that nobody had been at home overnight. "
    "Clothes unwashed, no coat in the cold, and a younger one is collected by different people each day. "
    "Mother was asked at the gate and said that things are hard since she changed her shifts. "
) * 2


class UnplayableError(RuntimeError):
    """An action refused a step of a model household."""


def must[T](said: T | Refused) -> T:
    if isinstance(said, Refused):
        raise UnplayableError(f"{said.code}: {said.sentence}")
    return said


def play(household: Household, world: World) -> None:
    """Play every referral of a household; each step is a transaction of its own, at its own time."""
    known: dict[int, Person] = {}
    for number, referral in enumerate(household.referrals):
        _Play(household, world, referral, number, known).run()


class _Play:
    def __init__(
        self, household: Household, world: World, referral: Referral, number: int, known: dict[int, Person]
    ) -> None:
        self.household, self.world, self.referral, self.number = household, world, referral, number
        self.known = known
        self.screener = world.actors[f"{household.hub}-screener"]
        self.decider = world.actors[f"{household.hub}-decider"]

    def run(self) -> None:
        steps = (self.arrive, self.identify, self.rated, self.ask, self.answer, self.decided, self.closed)
        for step in steps[: STAGES.index(self.referral.stage) + 1]:
            step()

    def at(self, minutes: int) -> datetime:
        return self.referral.received_at + timedelta(minutes=minutes)

    def arrive(self) -> None:
        sender = Actor.draft(self.household.draft(self.number))
        with acting(sender, self.at(0)):
            self.contact: Contact = receive(
                by=sender,
                at=self.at(0),
                arrival=Arrival(
                    hub=self.household.hub,
                    population="children",
                    kind="referral",
                    channel="form",
                    danger_now="no",
                    worry=WORRY,
                    source="2A",
                    people=self.household.people(),
                    draft=sender.key,
                    referrer=ReferrerSaid(
                        klass="professional",
                        name="Edith Marlow",
                        role="Teacher",
                        agency="Ostermarch schools",
                        phone="01632 960111",
                        email="teacher@example.org",
                    ),
                ),
            )

    def identify(self) -> None:
        with acting(self.screener, self.at(10)):
            case = get_case(self.contact.matter.ref)
            must(claim(by=self.screener, at=self.at(9), case=case))
            people = {}
            for subject in case.matter.subjects.select_related("record", "matter"):
                made = must(
                    identify_subject(
                        by=self.screener,
                        at=self.at(10),
                        subject=subject,
                        person=self.known.get(subject.place),
                        reason="Same name and date of birth" if self.known else "Not known before",
                    )
                )
                people[subject.place] = made.person
            mother = people[max(people)]
            for person in people.values():
                if person is not mother:
                    relate(by=self.screener, at=self.at(10), person=mother, kind="parent of", other=person)
            self.known.update(people)

    def rated(self) -> None:
        rating = ("red", "amber", "amber", "green")[self.household.number % 4]
        with acting(self.screener, self.at(15)):
            case = get_case(self.contact.matter.ref)
            must(rate(by=self.screener, at=self.at(15), case=case, rating=rating, rationale=WORRY[:99]))

    def ask(self) -> None:
        with acting(self.screener, self.at(30)):
            case = get_case(self.contact.matter.ref)
            told = must(
                record_openness(
                    by=self.screener, at=self.at(25), matter=case.matter, basis="told", who="mother"
                )
            )
            for agency in ASKED:
                must(
                    ask_agency(
                        by=self.screener,
                        at=self.at(30),
                        case=case,
                        agency=self.world.agencies[agency],
                        openness=told,
                        subjects=case.matter.subjects.all(),
                        ground="below-s47",
                        purpose="To decide on next steps.",
                    )
                )

    def answer(self) -> None:
        for agency in ASKED:
            by = self.world.actors[agency]
            with acting(by, self.at(60)):
                request = Request.objects.get(matter_id=self.contact.matter_id)
                said = tuple(
                    AnswerSaid(
                        subject=one.pk,
                        held="disclosed",
                        systems_searched="All",
                        identity_confidence="certain",
                        items=(
                            ItemSaid(
                                kind="fact",
                                text="Two calls to the house; no harm was seen.",
                                happened_on="2026",
                                handling="case-agencies",
                                family_may_know="yes",
                            ),
                        ),
                    )
                    for one in request.subjects.all()
                )
                must(answer(by=by, at=self.at(60), request=request, answers=said))

    def decided(self) -> None:
        by = self.decider
        with acting(by, self.at(100)):
            case = get_case(self.contact.matter.ref)
            picture = picture_of(case, by=by, at=self.at(90))
            look_at_history(by=by, at=self.at(90), case=case, history=picture.history)
            for child in picture.worried_about:
                must(
                    decide(
                        by=by,
                        at=self.at(100),
                        case=case,
                        said=DecisionSaid(
                            subject=child.pk,
                            route="s17",
                            outcome="assessment",
                            level=3,
                            rationale="Neglect over months.",
                            considered=CONSIDERED,
                        ),
                    )
                )

    def closed(self) -> None:
        by = self.decider
        with acting(by, self.at(130)):
            case = get_case(self.contact.matter.ref)
            contact = Contact.objects.select_related("matter__desk", "referrer").get(pk=self.contact.pk)
            must(give_feedback(by=by, at=self.at(120), contact=contact, outcome="Assessment", reason="Why"))
            asked = must(close(by=by, at=self.at(130), case=case))
        with acting(Actor.service("worker"), asked.due_at):
            end_closings(at=asked.due_at)
