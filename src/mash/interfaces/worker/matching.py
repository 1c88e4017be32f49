"""Records that came in are weighed against those that are known: of feeds they are placed, of contacts only weighed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from django.conf import settings

from mash.casework.cases.actions import may_be_known
from mash.casework.cases.queries.hidden import restricted_matters
from mash.foundation.kernel import Actor, Ref
from mash.foundation.visibility import acting, as_service
from mash.foundation.visibility.session import current
from mash.interfaces.worker.consumers import Happened, consume
from mash.registers.people.clusters.arrivals import arrive, catch_up
from mash.registers.people.clusters.queries import model_in_force, version_at
from mash.registers.people.finding.links import IndexAwayError, links_of
from mash.registers.people.models import Link, Record

WORKER = Actor.service("worker")
LIKELY: Final = 0.5
"""More likely one person than not; the machine's own threshold is higher."""


def place_feeds(*, at: datetime) -> int:
    """Place what feeds brought and let go of what they withdrew; how many steps it took.

    A model that has just come into force settles everything first. While the index is away nothing is placed, and the
    next call goes on.
    """
    steps, after = int(_settle_under_a_new_model(at)), 0
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


def _settle_under_a_new_model(at: datetime) -> bool:
    with acting(WORKER, at), as_service("matching"):
        model = model_in_force(at)
        fed = Record.objects.filter(live=True).exclude(key="")
        if model is None or Link.objects.filter(model=model).exists() or not fed.exists():
            return False
    from mash.registers.people.finding.linking import link_records  # loads the compiler, which few calls need

    link_records(at=at)
    return True


def watch_model(*, at: datetime) -> int:
    """Hold the model in force against the records as they are, once a week; whether there was one to look at."""
    from mash.registers.people.watch.looking import take_look  # loads the compiler

    with acting(WORKER, at):
        return int(take_look(by=WORKER, at=at) is not None)


@consume("intake:contact:received")
def weigh_contacts(received: Sequence[Happened]) -> None:
    """Weigh the people of some contacts against the index.

    For the queue of uncertain pairs, once a model is in force; a human says who they are. And with or without one, for
    those who are cleared for a restricted case in which one of these people is likely to be: they are told, and the
    contact's own hub learns nothing. Where no index is served nothing is weighed; while it is away the events wait.
    """
    causes = {f"contact:{one.ids['contact']}": one for one in received}
    with as_service("matching"):
        model = version_at(current()[1])
        if not model and not settings.MASH_LOOKUP:
            return
        found = Record.objects.filter(source__in=list(causes), key="", live=True).order_by("pk")
        records: dict[str, list[Record]] = {}
        for record in found:
            records.setdefault(record.source, []).append(record)
        likely = {source: _weigh(some, causes[source], model) for source, some in records.items()}
    with as_service("attention"):
        told = restricted_matters({number for some in likely.values() for number in some})
    for source, some in likely.items() if told else ():
        one = causes[source]
        may_be_known(by=WORKER, at=one.at, contact=one.ids["contact"], matter=one.ids["matter"], records=some)


def _weigh(records: Sequence[Record], contact: Happened, model: str) -> set[int]:
    """Whom one contact's people are likely to be, by the numbers of their records. As the service `matching`.

    `model` is the version in force, empty where there is none.
    """
    likely: set[int] = set()

    def weighed(record: Record) -> Iterable[tuple[int, float, float]]:
        links = list(links_of(record, model=model))
        likely.update(number for number, _, probability in links if probability >= LIKELY)
        return links

    if model:
        cause = Ref("contact", contact.ids["contact"])
        arrive(by=WORKER, at=contact.at, records=records, links_of=weighed, cause=cause)
    else:
        for record in records:
            weighed(record)
    return likely
