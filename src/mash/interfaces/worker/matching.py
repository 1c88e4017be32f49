"""Records that came in are weighed against those that are known: of feeds they are placed, of contacts only weighed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from mash.foundation.kernel import Actor, Ref
from mash.foundation.visibility import acting, as_service
from mash.interfaces.worker.consumers import consume
from mash.registers.people.clusters.arrivals import arrive, catch_up
from mash.registers.people.clusters.queries import model_in_force
from mash.registers.people.finding.links import IndexAwayError, links_of
from mash.registers.people.models import Record

WORKER = Actor.service("worker")


def place_feeds(*, at: datetime) -> int:
    """Place what feeds brought and let go of what they withdrew; how many steps it took.

    While the index is away nothing is placed, and the next call goes on.
    """
    steps, after = 0, 0
    while True:
        with acting(WORKER, at):
            if model_in_force(at) is None:
                return steps
            try:
                done = catch_up(by=WORKER, at=at, links_of=links_of, limit=500, after=after)
            except IndexAwayError:
                return steps
        if done is None:
            return steps
        _, after = done
        steps += 1


@consume("intake:contact:received")
def weigh_contact(event: Mapping[str, str], at: datetime) -> None:
    """Weigh the people of a contact against the index, for the queue of uncertain pairs; a human says who they are."""
    cause = Ref("contact", event["contact"])
    with as_service("matching"):
        if model_in_force(at) is None:
            return
        records = list(Record.objects.filter(source=str(cause), live=True))
    if records:
        arrive(by=WORKER, at=at, records=records, links_of=links_of, cause=cause)
