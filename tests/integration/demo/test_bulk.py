"""A copied case reads as the played one does, in the application's own queries."""

from datetime import datetime

import psycopg
import pytest

from mash.casework.cases.models import Case
from mash.casework.cases.queries import counts, worklist
from mash.casework.cases.queries.picture import get_case, picture_of
from mash.demo import personas, world
from mash.demo.bulk import TABLES, bulk
from mash.demo.county.calendar import LONDON
from mash.demo.county.year import year
from mash.demo.play import Stage, play
from mash.demo.seed import founded
from mash.foundation.kernel import Actor
from mash.foundation.visibility import acting
from mash.registers.agencies.models import Desk

UNTIL = datetime(2026, 6, 12, 16, 0, tzinfo=LONDON)
PLAYED = 6


@pytest.fixture
def copied(own_database, demo_installation, cluster, request):
    """A few worries played by actions, then copied twice."""
    at = founded(UNTIL)
    with acting(world.SETUP, at):
        personas.cast_in(world.set_up(at=at), at=at)
    with acting(Actor.service("intake"), UNTIL):
        stage = Stage.build(seed="tests", until=UNTIL)
    told = [each for each in year("tests", until=UNTIL, referrals=120) if each.desk_key == "county-children"]
    chosen = [each for each in told if each.state == "closed" and each.asked][: PLAYED - 2]
    chosen += [each for each in told if each.state in {"waiting", "decided", "rated"}][:2]
    chosen = [each for each in chosen if not each.previous_on]
    for worry in chosen:
        play(worry, stage)
    dsn = cluster.dsn(getattr(request, "param", "mash_owner"), own_database.name)
    assert bulk(dsn, contacts=3 * len(chosen)) == 3 * len(chosen)
    return stage, len(chosen), own_database


def told_of(case, by):
    """What a page would show of a case, without what is its own: ids and references."""
    picture = picture_of(case, by=by, at=UNTIL)
    return {
        "case": (
            case.state,
            case.rating,
            case.urgency,
            case.due_at,
            case.due_step,
            case.title,
            case.closed_at,
        ),
        "subjects": [(one.role, one.place, one.record.said, str(one.person)) for one in picture.subjects],
        "addresses": [[each.lines for each in one.person.addresses.all()] for one in picture.subjects],
        "contacts": [(one.worry, one.received_at, one.referrer.name) for one in picture.contacts],
        "requests": [
            (one.agency.key, one.state, [(said.held, len(said.items.all())) for said in one.answers.all()])
            for one in picture.requests
        ],
        "decisions": [(one.route, one.level, one.rationale, one.gaps) for one in picture.decisions],
        "timeline": [(one.at, one.kind, one.text, one.who) for one in picture.timeline],
        "people_near": len(picture.history.household),
    }


@pytest.mark.parametrize("copied", ["mash_owner", "mash_super"], indirect=True)
def test_a_copy_reads_like_its_model(copied):
    stage, played, _ = copied
    by = stage.actors["decider.county-children"]
    with acting(by, UNTIL):
        refs = list(Case.objects.order_by("pk").values_list("matter__ref", flat=True))
        assert len(set(refs)) == 3 * played
        for place in range(played):
            model = told_of(get_case(refs[place]), by)
            for copy in (1, 2):
                assert told_of(get_case(refs[place + copy * played]), by) == model


def test_a_copy_is_counted_listed_and_hidden_like_its_model(copied):
    stage, _, _ = copied
    with acting(stage.actors["screener.county-children"], UNTIL):
        desk = Desk.objects.get(key="county-children").pk
        found = counts(desk=desk, at=UNTIL)
        assert found["open"] == len(worklist(desk=desk, at=UNTIL).cases)
        assert found["open"] % 3 == 0
    with acting(stage.actors["screener.city-children"], UNTIL):
        assert not Case.objects.exists()


def test_the_county_goes_on_after_it_was_copied(copied):
    stage, _, database = copied
    another = next(
        each
        for each in year("after", until=UNTIL, referrals=120)
        if each.desk_key == "county-adults" and each.ratings
    )
    play(another, stage)

    with psycopg.connect(database.owner_dsn) as connection:
        disabled = connection.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D' AND tgrelid::regclass::text = ANY(%s)",
            [list(TABLES)],
        ).fetchone()
    assert disabled == (0,)
