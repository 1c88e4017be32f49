"""The engine on the hub's own records: trained, approved, linked at once and one by one, with the same persons."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import combinations
from math import log

import pytest
from benchmarks.people.hub import make
from tests.world import TUESDAY

from mash.foundation.kernel import Ref, Refused
from mash.foundation.visibility import acting, as_service
from mash.interfaces.worker.matching import place_feeds
from mash.registers.people.clusters import arrivals
from mash.registers.people.finding import console
from mash.registers.people.finding.engine import MATCHING, Engine
from mash.registers.people.finding.linking import NoModelError, link_records
from mash.registers.people.matching.words import values_of
from mash.registers.people.models import Identification, Link, MatchModel, Record
from mash.registers.people.review.actions import decide
from mash.registers.people.training import TooFewError, train_on_records

pytestmark = pytest.mark.usefixtures("own_database")
FEED = Ref("feed", "AAAAA-BBBBB")
HOME = {"lines": "address", "postcode": "postcode", "town": "town"}


@pytest.fixture
def hub(world):
    """About 1,050 records of 800 persons as a feed's, and who each record truly is, by record number."""
    columns = make(800, seed=5).records
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    with acting(MATCHING, TUESDAY):
        records = Record.objects.bulk_create(
            Record(
                source=str(FEED),
                agency="police",
                key=str(number),
                digest="1",
                received_at=TUESDAY,
                said=said(row),
            )
            for number, row in enumerate(rows)
        )
    return {record.pk: row["person_id"] for record, row in zip(records, rows, strict=True)}


def said(row):
    plain = ("given_name", "middle_name", "family_name", "sex", "phone", "nhs_number")
    found = {field: row[field] for field in plain if row.get(field)}
    if born := row["date_of_birth"]:
        found["born"] = dict(zip(("year", "month", "day"), map(int, born.split("-")), strict=True))
    found["address"] = {field: row[column] for field, column in HOME.items() if row[column]}
    return found


def approved(world):
    train_on_records(at=TUESDAY, version="first")
    manager = world.actor("manager")
    with acting(manager, TUESDAY):
        model = MatchModel.objects.get(version="first")
        assert arrivals.approve_model(by=manager, at=TUESDAY, model=model, in_force_from=TUESDAY)


def persons():
    with acting(MATCHING, TUESDAY):
        held = Identification.objects.filter(undone_at__isnull=True).values_list("record", "person")
        groups: dict[int, set[int]] = {}
        for record, person in held:
            groups.setdefault(person, set()).add(record)
        return {frozenset(group) for group in groups.values()}


def f1(groups, truth):
    linked = {pair for group in groups for pair in combinations(sorted(group), 2)}
    right = sum(truth[a] == truth[b] for a, b in linked)
    every = sum(many * (many - 1) // 2 for many in Counter(truth.values()).values())
    return 2 * right / (len(linked) + every)


def test_a_hub_trains_and_links_its_own_records(world, hub):
    with pytest.raises(NoModelError):
        link_records(at=TUESDAY)
    approved(world)
    link_records(at=TUESDAY)
    at_once = persons()
    assert sum(map(len, at_once)) == len(hub)
    assert f1(at_once, hub) > 0.95


def test_records_that_arrive_one_by_one_are_the_persons_of_a_batch(world, hub):
    approved(world)
    engine = Engine()
    engine.load(TUESDAY)

    def links_of(record):
        return [
            (found.key, found.weight / log(2), found.probability)
            for found in engine.pairs_of(values_of(record.said), of=record.pk)
        ]

    after, done = 0, True
    while done:
        with acting(MATCHING, TUESDAY):
            done = arrivals.catch_up(by=MATCHING, at=TUESDAY, links_of=links_of, limit=300, after=after)
            after = done[1] if done else 0
    one_by_one = persons()
    assert f1(one_by_one, hub) > 0.95
    outcome = link_records(at=TUESDAY)
    assert (outcome.moved, outcome.joined, outcome.parted) == (0, [], [])
    assert persons() == one_by_one


def test_too_few_records_teach_nothing(world):
    with pytest.raises(TooFewError):
        train_on_records(at=TUESDAY)
    with acting(MATCHING, TUESDAY):
        assert not MatchModel.objects.exists()


def test_the_console_finds_and_explains_by_public_id(world, hub):
    approved(world)
    link_records(at=TUESDAY)
    with acting(MATCHING, TUESDAY), as_service("matching"):
        group = max(persons(), key=len)
        one, other = Record.objects.filter(pk__in=group)[:2]
    engine = Engine()
    assert engine.load(TUESDAY) == len(hub)
    assert engine.version == "first"
    found = engine.find(values_of(one.said), limit=5)
    of = console.persons_of([each.key for each in found], at=TUESDAY)
    assert of[one.pk] == of[other.pk]
    assert console.said_by(one.public_id, at=TUESDAY) == values_of(one.said)
    assert console.said_by(of[one.pk], at=TUESDAY) is not None
    assert console.said_by("nobody", at=TUESDAY) is None
    assert console.model_that_weighs(at=TUESDAY).version == "first"


def test_what_reviewers_said_shows_how_the_next_model_is_calibrated(world, hub):
    approved(world)
    link_records(at=TUESDAY)
    at = TUESDAY + timedelta(hours=1)
    screener = world.actor("screener")
    with acting(MATCHING, at):
        of = dict(Identification.objects.filter(undone_at__isnull=True).values_list("record", "person"))
        unsure = Link.objects.filter(probability__lt=0.5).select_related("a", "b").order_by("pk")
        pair = next(one for one in unsure if of[one.a_id] != of[one.b_id])
    with acting(screener, at):
        said = decide(
            by=screener, at=at, a=pair.a.public_id, b=pair.b.public_id, answer="different", reason="Cousins"
        )
        assert not isinstance(said, Refused), said
    model = train_on_records(at=at, version="second")
    ((shown, observed, pairs),) = model.calibration
    assert (observed, pairs) == (0.0, 1.0)
    assert 0 < shown < 0.6


def test_a_model_that_comes_into_force_settles_everything_and_then_waits_for_the_index(world, hub, settings):
    settings.MASH_LOOKUP = ""
    assert place_feeds(at=TUESDAY) == 0
    approved(world)
    assert place_feeds(at=TUESDAY) == 1
    assert f1(persons(), hub) > 0.95
    assert place_feeds(at=TUESDAY) == 0
    with acting(MATCHING, TUESDAY):
        new = Record.objects.create(
            source=str(FEED),
            agency="police",
            key="new",
            digest="1",
            received_at=TUESDAY,
            said={"given_name": "Ann"},
        )
    assert place_feeds(at=TUESDAY) == 0
    with acting(MATCHING, TUESDAY):
        assert not Identification.objects.filter(record=new).exists()
