"""Contacts that arrive and are joined, as people of the small world do it."""

from contextlib import contextmanager
from datetime import timedelta

from tests.world import TUESDAY, a_worry

from mash.casework.intake.actions import receive
from mash.casework.intake.models import Contact
from mash.casework.joining import actions, queries
from mash.foundation.kernel import Actor
from mash.foundation.visibility import acting

DRAFT = Actor.draft("DRAFT")


class Incident:
    def __init__(self, world):
        self.world, self.now = world, TUESDAY

    def tick(self, **much):
        self.now += timedelta(**(much or {"minutes": 1}))
        return self.now

    @contextmanager
    def at(self, **much):
        """For a while it is so much later."""
        before = self.now
        self.tick(**much)
        yield
        self.now = before

    @contextmanager
    def acting(self, who):
        by, at = self.world.actor(who), self.tick()
        with acting(by, at):
            yield by, at

    def arrive(self, **changes):
        at = self.tick()
        with acting(DRAFT, at):
            return receive(by=DRAFT, at=at, arrival=a_worry(**changes))

    def join(self, who, one, *others, ground="reason", rationale="Both of Monday.", state=None):
        with self.acting(who) as (by, at):
            return actions.join(
                by=by, at=at, contact=one, others=others, ground=ground, rationale=rationale, state=state
            )

    def part(self, who, one, reason="Another matter.", state=None):
        with self.acting(who) as (by, at):
            return actions.part(by=by, at=at, contact=one, reason=reason, state=state)

    def joined(self, one, who="screener"):
        with self.acting(who):
            return list(Contact.objects.filter(pk__in=queries.joined_to([one.pk])).order_by("received_at"))

    def state(self, one, who="screener"):
        with self.acting(who):
            return queries.state_of(one)

    def suggested(self, one, who="screener"):
        """The evidence of each contact that is suggested for this one, by its number."""
        with self.acting(who) as (_by, at):
            return {each.contact.pk: each.evidence for each in queries.suggested([one], at=at)}
