"""A case about Rosa, and the NHS register in memory."""

from datetime import timedelta

from tests.world import TUESDAY, a_worry

from mash.casework.intake.actions import receive
from mash.casework.intake.arrival import PersonSaid
from mash.casework.matters.actions import identify_subject
from mash.casework.matters.models import Subject
from mash.casework.national.actions import accept, ask
from mash.casework.national.models import Question
from mash.casework.national.queries import latest
from mash.foundation.adapters.pds import Address, Patient, in_memory
from mash.foundation.kernel import Actor
from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting
from mash.interfaces.worker import national

ROSA, NEW, TWIN = "9990000018", "9990000026", "9990000034"
AT_HOME = {
    "address": Address(("9 Mill Lane", "Ostermarch"), "ZZ1 7CD"),
    "phone": "01632960777",
    "gp": "Y12345",
}


def a_patient(number=ROSA, *, restricted=False, **changes):
    facts = {
        "family": "Bellweather",
        "given": ("Rosa", "May"),
        "gender": "female",
        "born": "2017-03-14",
        **({} if restricted else AT_HOME),
    }
    return Patient(nhs_number=number, restricted=restricted, **facts | changes)


class Desk:
    """One case, the people who work on it, and what they ask the register."""

    def __init__(self, world, *, said=None):
        self.world = world
        self.now = TUESDAY
        people = (PersonSaid(role="subject", said=said),) if said else None
        with acting(Actor.draft("D"), self.now):
            arrival = a_worry(**({"people": people} if people else {}))
            self.contact = receive(by=Actor.draft("D"), at=self.now, arrival=arrival)
        self.ref = self.contact.matter.ref

    def by(self, who):
        return self.world.actor(who)

    def acting(self, who="screener"):
        return acting(self.by(who), self.now)

    def subject(self, who="screener"):
        with self.acting(who):
            return Subject.objects.select_related("matter", "record", "person").get(
                matter__ref=self.ref, place=0
            )

    def identify(self, person=None, who="screener"):
        subject = self.subject(who)
        with self.acting(who):
            done = identify_subject(
                by=self.by(who), at=self.now, subject=subject, person=person, reason="seen"
            )
        assert done, done
        return done.person

    def ask(self, purpose="identify", who="screener"):
        subject = self.subject()
        with self.acting(who):
            return ask(by=self.by(who), at=self.now, subject=subject, purpose=purpose)

    def worker(self, seconds=0):
        self.now += timedelta(seconds=seconds)
        return answer_all(at=self.now)

    def looked_up(self, **options):
        assert isinstance(self.ask(**options), Question)
        assert self.worker() == 1
        return self.question()

    def question(self, who="screener"):
        subject = self.subject()
        with self.acting(who):
            return latest(subject)

    def accept(self, place=0, who="screener", question=None):
        question = question or self.question()
        with self.acting():
            question.subject = self.subject()
        with self.acting(who):
            return accept(by=self.by(who), at=self.now, question=question, place=place)

    def entries(self, *events):
        with self.acting("governance"):
            found = Entry.objects.order_by("pk")
            return [(one.event, one.payload) for one in found if not events or one.event in events]


def answer_all(*, at):
    """What the worker's job does; how many questions it asked."""
    return sum(national.ask_register(one, at=at) for one in national.waiting(at=at))


register = in_memory
