"""Records come and go, and models with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import batched

from django.db import transaction
from django.db.models import Exists, OuterRef

from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append, refuse
from mash.foundation.visibility import as_service
from mash.registers.accounts.rules import may
from mash.registers.people import errors, events
from mash.registers.people.clusters.keep import Outcome, Why, settle
from mash.registers.people.clusters.locks import one_arrival_at_a_time
from mash.registers.people.clusters.ports import Scorer
from mash.registers.people.clusters.queries import model_in_force, refs_of
from mash.registers.people.clusters.state import MACHINE
from mash.registers.people.models import Identification, Link, MatchModel, Record, Withdrawal

_BATCH = 5_000


@transaction.atomic
def arrive(
    *,
    by: Actor,
    at: datetime,
    records: Sequence[Record],
    links_of: Scorer,
    cause: Ref,
    gone: Sequence[Record] = (),
) -> Outcome:
    """Place records that have just been kept among those that are known; one entry in the ledger for all of them.

    `gone` are records that were withdrawn in the same step, as those that the new ones replace. `links_of` is asked for
    each record as the service `matching`, after all earlier arrivals have been committed; it may name any live record.
    Where no model is in force nothing is linked. A contact's record is only weighed: who it is of, a human says.
    """
    with as_service("matching"):
        one_arrival_at_a_time()
        return _place(records, gone, links_of, Why(by, at, str(cause)), [cause])


@transaction.atomic
def catch_up(
    *, by: Actor, at: datetime, links_of: Scorer, limit: int = 2_000, after: int = 0
) -> tuple[Outcome, int] | None:
    """Place the next records of feeds that nobody has placed, and let go of those withdrawn meanwhile.

    For the worker, after an import has kept and withdrawn rows by itself: at most `limit` of each, of numbers above
    `after`. Returns what changed and the last number placed, for the next call; None when there is nothing left.
    Done again after a kill, it goes on.
    """
    with as_service("matching"):
        one_arrival_at_a_time()
        standing = Identification.objects.filter(record=OuterRef("pk"), undone_at__isnull=True)
        gone = list(
            Record.objects.filter(
                live=False,
                pk__in=Identification.objects.filter(
                    undone_at__isnull=True, decided_by=MACHINE, record__live=False
                ).values("record"),
            ).order_by("pk")[:limit]
        )
        fresh = Record.objects.filter(~Exists(standing), live=True, pk__gt=after).exclude(key="")
        records = list(fresh.order_by("pk")[:limit])
        if not records and not gone:
            return None
        sources = sorted({one.source for one in (*records, *gone)})
        cause = sources[0] if len(sources) == 1 else "feeds"
        feeds = [Ref(*one.split(":", 1)) for one in sources]
        outcome = _place(records, gone, links_of, Why(by, at, cause), feeds)
        return outcome, records[-1].pk if records else after


def _place(
    records: Sequence[Record], gone: Sequence[Record], links_of: Scorer, why: Why, about: Sequence[Ref]
) -> Outcome:
    model = model_in_force(why.at)
    if model is not None:
        records = _weigh(records, links_of, model)
    outcome = settle([one.pk for one in (*records, *gone)] + _linked_to(gone, model), model, why)
    append(
        events.ARRIVED,
        by=why.by,
        at=why.at,
        about=[*about, *refs_of(outcome.touched)],
        payload={"records": len(records), "gone": len(gone), **_counts(outcome)},
    )
    return outcome


def _weigh(records: Sequence[Record], links_of: Scorer, model: MatchModel) -> list[Record]:
    """Keep the links of these records; returns them with those that nobody placed yet and that they bring along.

    Those are placed in the same step, so their own links, to each other too, have to be known by then.
    """
    weighed: dict[int, Record] = {}
    wanted = list(records)
    while wanted:
        weighed |= {one.pk: one for one in wanted}
        found = [(one.pk, *link) for one in wanted for link in links_of(one)]
        _keep_links(model, found)
        met = {other for _, other, weight, _ in found if weight >= model.automatic} - weighed.keys()
        standing = Identification.objects.filter(record=OuterRef("pk"), undone_at__isnull=True)
        unplaced = Record.objects.filter(~Exists(standing), pk__in=met, live=True).exclude(key="")
        wanted = list(unplaced.order_by("pk"))
    return list(weighed.values())


@transaction.atomic
def withdraw(*, by: Actor, at: datetime, records: Sequence[Record], cause: Ref) -> Outcome:
    """Say that these records are no longer supplied. They stay, and no longer count; what people said of them does."""
    with as_service("matching"):
        model = model_in_force(at)
        Withdrawal.objects.bulk_create(
            [Withdrawal(record=one, at=at, by=str(by), cause=str(cause)) for one in records],
            batch_size=_BATCH,
        )
        outcome = settle(
            [one.pk for one in records] + _linked_to(records, model), model, Why(by, at, str(cause))
        )
        append(
            events.WITHDRAWN,
            by=by,
            at=at,
            about=[cause, *refs_of(outcome.touched)],
            payload={"gone": len(records), **_counts(outcome)},
        )
    return outcome


@transaction.atomic
def link_all(
    *, by: Actor, at: datetime, links: Iterable[tuple[int, int, float, float]], cause: Ref
) -> Outcome:
    """Batch: keep these links (two record numbers, weight, probability) of the model in force; settle all records.

    For the first records of a hub and for a new model. The outcome is that of arrivals one by one.
    """
    with as_service("matching"):
        one_arrival_at_a_time()
        model = model_in_force(at)
        if model is not None:
            _keep_links(model, links)
        numbers = list(Record.objects.filter(live=True).values_list("pk", flat=True))
        outcome = settle(numbers, model, Why(by, at, str(cause)))
        append(
            events.PLACED_ANEW,
            by=by,
            at=at,
            about=[cause, *refs_of(outcome.touched)],
            payload={"records": len(numbers), "gone": 0, **_counts(outcome)},
        )
    return outcome


@transaction.atomic
def keep_model(*, by: Actor, at: datetime, version: str, body: object, automatic: float) -> MatchModel:
    """Keep one version of the model, not yet in force. `automatic` is in bits."""
    with as_service("matching"):
        model = MatchModel.objects.create(
            version=version, made_at=at, made_by=str(by), body=body, automatic=automatic
        )
        append(events.MODEL_KEPT, by=by, at=at, about=[Ref("model", version)], payload={"version": version})
    return model


@transaction.atomic
def approve_model(
    *, by: Actor, at: datetime, model: MatchModel, in_force_from: datetime
) -> MatchModel | Refused:
    """Put a version in force from a time on. Whoever made it cannot approve it; `link_all` then settles all."""
    allowed = may(by, "people:model:approve")
    if not allowed:
        return refuse("people:model:approve", allowed, by=by, at=at)
    if model.made_by == str(by):
        return refuse("people:model:approve", errors.own_model(), by=by, at=at)
    with as_service("matching"):
        changed = MatchModel.objects.filter(pk=model.pk, approved_at__isnull=True).update(
            approved_by=str(by), approved_at=at, in_force_from=in_force_from
        )
        if changed:
            append(
                events.MODEL_APPROVED,
                by=by,
                at=at,
                about=[Ref("model", model.version)],
                payload={"version": model.version},
            )
    if not changed:
        return refuse("people:model:approve", errors.decided(), by=by, at=at)
    model.refresh_from_db()
    return model


def _keep_links(model: MatchModel, links: Iterable[tuple[int, int, float, float]]) -> None:
    rows = (
        Link(model=model, a_id=min(one, other), b_id=max(one, other), weight=weight, probability=probability)
        for one, other, weight, probability in links
        if one != other
    )
    for some in batched(rows, _BATCH):
        Link.objects.bulk_create(some, ignore_conflicts=True)


def _linked_to(gone: Sequence[Record], model: MatchModel | None) -> list[int]:
    """The records that those who are gone may have held together."""
    if not gone or model is None:
        return []
    numbers = [one.pk for one in gone]
    links = Link.objects.filter(model=model, weight__gte=model.automatic)
    return [
        *links.filter(a__in=numbers).values_list("b_id", flat=True),
        *links.filter(b__in=numbers).values_list("a_id", flat=True),
    ]


def _counts(outcome: Outcome) -> dict[str, int]:
    return {
        "founded": len(outcome.founded),
        "joined": len(outcome.joined),
        "parted": len(outcome.parted),
        "moved": outcome.moved,
    }
