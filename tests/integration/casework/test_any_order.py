"""Anybody tries anything on one case of four people, in any order: what holds afterwards, whatever they did.

A state is only left by an edge of the workflow; a refusal changes nothing; nothing that was written is lost; a step has one
running clock and the list shows the first that is due; whatever was done is in the ledger; the law's reserve holds.
"""

from collections import Counter
from datetime import timedelta
from itertools import count
from typing import ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from tests.integration.cases_web.steps import TEXTS
from tests.world import TUESDAY, World, a_worry

from mash.casework.cases import actions
from mash.casework.cases.models import Case, Clock, Closing, Decision, Note, Rating
from mash.casework.cases.queries import history_of, picture_of
from mash.casework.cases.queries.picture import get_case
from mash.casework.cases.queries.repeats import repeats_for
from mash.casework.cases.rules import DecisionSaid
from mash.casework.cases.workflow import CASE, STATES
from mash.casework.intake.actions import give_feedback, receive
from mash.casework.intake.arrival import PersonSaid
from mash.casework.intake.models import Feedback
from mash.casework.matters.actions import identify_subject
from mash.casework.matters.models import Matter
from mash.foundation.kernel import Actor, Refused
from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting

AT_HUB = ("screener", "decider", "unregistered", "manager")
# Of another hub, of an agency, without the case, and without any: to them it is not there.
ELSEWHERE = ("city-screener", "police", "practitioner", "administrator", "teacher")
WHO = st.sampled_from([*AT_HUB, *AT_HUB, *ELSEWHERE])
PLACE = st.integers(0, 3)
PASSES = st.sampled_from([0, 1, 5, 60, 60 * 8, 60 * 24, 60 * 24 * 4])
ROUTES = {"early-help": 2, "s17": 3, "s47": 4, "no-further-action": 1, "s42-enquiry": 4}
EDGES = {(one.verb, one.source, one.target) for one in CASE}
NAMES = ("Rosa", "Tomas", "Ada", "Bo")


class AnyOrder(RuleBasedStateMachine):
    """One case. `world` is set by the test; `seen` counts over all runs what was done and what was refused."""

    world: ClassVar[World]
    seen: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        self.at, self.numbers = TUESDAY, count(1)
        self.written: set[str] = set()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    @initialize(danger=st.sampled_from(["yes", "no", "not-known"]))
    def a_contact_arrives(self, danger):
        people = tuple(
            PersonSaid(role="subject", said={"given_name": name, "family_name": "Bellweather"})
            for name in NAMES
        )
        by = Actor.draft("DRAFT")
        with acting(by, self.at):
            contact = receive(by=by, at=self.at, arrival=a_worry(danger_now=danger, people=people))
        self.ref, self.matter, self.contact = contact.matter.ref, contact.matter_id, contact
        self.state = self.now()["state"]

    # What anybody may try

    @rule(
        who=WHO,
        passes=PASSES,
        rating=st.sampled_from(["red", "amber", "green", "blue", "mauve"]),
        why=st.booleans(),
    )
    def rates(self, who, passes, rating, why):
        words = self.words() if why else "  "
        self.tries("rate", who, passes, lambda **x: actions.rate(**x, rating=rating, rationale=words), words)

    @rule(who=WHO, passes=PASSES)
    def claims(self, who, passes):
        self.tries("claim", who, passes, actions.claim)

    @rule(who=WHO, to=st.sampled_from([*AT_HUB, "police"]))
    def assigns(self, who, to):
        user = self.world.users[to]
        self.tries("assign", who, 0, lambda **x: actions.assign(**x, worker=user))

    @rule(who=WHO)
    def looks(self, who):
        def do(by, at, case):
            history, repeats = history_of(case.matter), repeats_for(case.matter_id, at=at)
            return actions.look_at_history(by=by, at=at, case=case, history=history, repeats=repeats)

        self.tries("look", who, 0, do)

    @rule(who=WHO, place=PLACE)
    def says_who_it_is(self, who, place):
        def do(by, at, case):
            subject = case.matter.subjects.select_related("record", "matter").order_by("place")[place]
            if subject.person_id is not None:
                return None
            return identify_subject(by=by, at=at, subject=subject, person=None, reason="Not known before")

        self.tries("identify", who, 0, do)

    @rule(
        who=WHO, passes=PASSES, place=PLACE, route=st.sampled_from(sorted(ROUTES)),
        why=st.booleans(), whole=st.sampled_from([True, True, False]), old=st.booleans(),
    )  # fmt: skip
    def decides(self, who, passes, place, route, why, whole, old):  # noqa: PLR0917 - what Hypothesis draws
        words = self.words() if why else ""

        def do(by, at, case):
            picture = picture_of(case, by=by, at=at)
            departures = picture.departures(TEXTS, rationale=words, at=at)
            said = DecisionSaid(
                subject=picture.worried_about[place].pk,
                level=ROUTES[route],
                route=route,
                outcome="assessment",
                rationale=words,
                considered=TEXTS if whole else {},
                deviations={one.key: "As we know them." for one in departures},
            )
            return actions.decide(by=by, at=at, case=case, said=said, version=case.version - old)

        self.tries("decide", who, passes, do, words)

    @rule(who=WHO, place=PLACE, why=st.booleans())
    def protects(self, who, place, why):
        words = self.words() if why else ""

        def do(by, at, case):
            subject = case.matter.subjects.order_by("place")[place]
            return actions.protect(by=by, at=at, case=case, subject=subject, rationale=words)

        self.tries("protect", who, 0, do, words)

    @rule(who=WHO)
    def confirms(self, who):
        def do(by, at, case):
            made = Decision.objects.filter(matter=case.matter).last()
            return actions.confirm(by=by, at=at, case=case, decision=made) if made else None

        self.tries("confirm", who, 0, do)

    @rule(who=WHO)
    def notes(self, who):
        words = self.words()
        self.tries("note", who, 0, lambda **x: actions.note(**x, text=words), words)

    @rule(who=WHO, told=st.booleans())
    def answers_the_referrer(self, who, told):
        words = self.words()

        def do(by, at, case):
            if Feedback.objects.filter(contact=self.contact).exists():
                return None
            said = {"outcome": "Decided", "reason": words} if told else {"withheld_reason": words}
            return give_feedback(by=by, at=at, contact=self.contact, **said)

        self.tries("feedback", who, 1, do, words)

    @rule(who=WHO, passes=PASSES)
    def asks_to_close(self, who, passes):
        self.tries("close", who, passes, actions.close)

    @rule(passes=PASSES)
    def the_time_to_look_ends(self, passes):
        self.at += timedelta(minutes=passes)
        before = self.now()["state"]
        with acting(Actor.service("clearing"), self.at):
            ended = actions.end_closings(at=self.at)
        self.moved("close", before)
        self.seen["ended"] += ended

    @rule(who=WHO, why=st.booleans())
    def opens_it_again(self, who, why):
        words = self.words() if why else " "
        self.tries("reopen", who, 1, lambda **x: actions.reopen(**x, reason=words), words)

    # How it is tried, and what holds

    def words(self) -> str:
        return f"Written as number {next(self.numbers)}."

    def tries(self, verb, who, passes, do, words=""):
        self.at += timedelta(minutes=passes)
        by, before = self.world.actor(who), self.now()
        with acting(by, self.at), transaction.atomic():
            try:
                done = do(by=by, at=self.at, case=get_case(self.ref))
            except (Matter.DoesNotExist, Case.DoesNotExist):
                assert who in ELSEWHERE
                done = "hidden"
        after = self.now()
        if who in ELSEWHERE or isinstance(done, Refused) or done == "hidden":
            # A refusal is an entry of its own.
            assert after | {"entries": 0} == before | {"entries": 0}, (verb, who, done)
            self.seen[f"{verb} refused"] += 1
            return
        self.moved(verb, before["state"])
        if after != before:
            assert after["entries"] > before["entries"], verb
            self.seen[verb] += 1
            self.written |= {words} if words.strip() else set()

    def moved(self, verb, before):
        after = self.now()["state"]
        assert after == before or (verb, before, after) in EDGES | {
            # A case is decided when the last person is, be it by a second person who confirms.
            ("confirm", before, "decided"),
            # What was never rated is opened again as new.
            ("reopen", before, "new"),
        }, (verb, before, after)

    def now(self) -> dict[str, object]:
        """What stands of the case, as its manager sees it, and how many entries name it, as the lead does."""
        with acting(self.world.actor("governance"), self.at):
            entries = Entry.objects.filter(mentions__kind="matter", mentions__ref=self.ref).count()
        with acting(self.world.actor("manager"), self.at):
            case = Case.objects.get(matter=self.matter)
            of = {"matter": self.matter}
            rows = (Rating, Decision, Note, Clock, Closing, Feedback)
            return {
                "entries": entries,
                "state": case.state,
                "version": case.version,
                "worker": case.worker_id,
                "attention": case.attention,
                "due": case.due_at,
                "confirmed": Decision.objects.filter(**of, confirmed_at__isnull=False).count(),
                "unknown": case.matter.subjects.filter(person=None).count(),
                **{one.__name__: one.objects.filter(**of).count() for one in rows},
            }

    @invariant()
    def nothing_written_is_lost(self):
        if not hasattr(self, "matter"):
            return
        with acting(self.world.actor("manager"), self.at):
            kept = {
                *Rating.objects.filter(matter=self.matter).values_list("rationale", flat=True),
                *Decision.objects.filter(matter=self.matter).values_list("rationale", flat=True),
                *Note.objects.filter(matter=self.matter).values_list("text", flat=True),
            }
            for told in Feedback.objects.filter(matter=self.matter):
                kept |= {told.reason, told.withheld_reason}
        assert self.written <= kept

    @invariant()
    def its_clocks_agree(self):
        if not hasattr(self, "matter"):
            return
        with acting(self.world.actor("manager"), self.at):
            case = Case.objects.get(matter=self.matter)
            clocks = list(Clock.objects.filter(matter=self.matter))
        running = [one for one in clocks if one.stopped_at is None and not one.replaced]
        assert max(Counter(one.step for one in running).values(), default=0) <= 1
        assert case.due_at == min((one.due_at for one in running), default=None)
        assert all(one.started_at <= one.warns_at <= one.due_at for one in clocks)
        assert all(one.stopped_at is None or one.started_at <= one.stopped_at <= self.at for one in clocks)
        assert case.state in STATES
        assert (case.state == "closed") == (case.closed_at is not None)
        if case.state == "closed":
            assert not running

    @invariant()
    def the_law_reserves(self):
        if not hasattr(self, "matter"):
            return
        with acting(self.world.actor("manager"), self.at):
            made = list(Decision.objects.filter(matter=self.matter))
        social_workers = {str(self.world.actor("decider"))}
        assert all(one.by in social_workers for one in made if one.route in {"s17", "s47"})
        assert not any(one.route == "s42-enquiry" for one in made)
        assert all(one.confirmed_by != one.by for one in made if one.confirmed_by)


@pytest.mark.django_db
def test_whatever_anybody_tries_on_a_case_in_whichever_order(world):
    AnyOrder.world, AnyOrder.seen = world, Counter()
    run_state_machine_as_test(
        AnyOrder,
        settings=settings(
            max_examples=12,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    # It is a test of something: each of these was done, and each was refused to somebody.
    for verb in ("rate", "claim", "decide", "protect", "note", "reopen"):
        assert AnyOrder.seen[f"{verb} refused"], AnyOrder.seen
    for verb in ("rate", "claim", "look", "identify", "protect", "note"):
        assert AnyOrder.seen[verb], AnyOrder.seen
