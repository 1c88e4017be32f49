"""A file becomes records; the same file changes nothing; what changed replaces; who is missing is withdrawn."""

import pytest
from tests.integration.feeds.conftest import people
from tests.world import TUESDAY

from mash.foundation.kernel import Refused
from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting, as_service
from mash.registers.people.feeds import actions, work
from mash.registers.people.feeds.models import Incoming, Run
from mash.registers.people.feeds.permissions import CONSOLE
from mash.registers.people.models import Record, Withdrawal

pytestmark = pytest.mark.django_db


def counts(run):
    return {"new": run.new, "changed": run.changed, "same": run.same, "gone": run.gone, "aside": run.aside}


def test_a_file_becomes_records_of_its_agency(desk, table):
    run = desk.take_in(table(people(3)))

    assert run.state == "done"
    assert counts(run) == {"new": 3, "changed": 0, "same": 0, "gone": 0, "aside": 0}
    first = desk.records(key="R1")[0]
    assert (first.agency, first.source, first.live) == ("health", f"feed:{run.feed.public_id}", True)
    assert first.said == {
        "given_name": "Given1",
        "family_name": "Family1",
        "born": {"day": 11, "month": 2, "year": 2001},
        "address": {"postcode": "ZZ1 4AB"},
    }


def test_the_same_file_again_changes_nothing(desk, table):
    desk.take_in(table(people(30)))
    before = [one.pk for one in desk.records()]

    run = desk.take_in(table(people(30), name="again.csv"))

    assert counts(run) == {"new": 0, "changed": 0, "same": 30, "gone": 0, "aside": 0}
    assert [one.pk for one in desk.records()] == before


def test_a_changed_row_is_a_new_record_and_the_old_one_is_withdrawn(desk, table):
    rows = people(3)
    desk.take_in(table(rows))
    rows[1][2] = "Married"

    run = desk.take_in(table(rows))

    assert counts(run) == {"new": 0, "changed": 1, "same": 2, "gone": 0, "aside": 0}
    old, new = desk.records(key="R2")
    assert (old.live, old.said["family_name"]) == (False, "Family2")
    assert (new.live, new.said["family_name"]) == (True, "Married")
    with acting(CONSOLE, desk.at), as_service("feeds"):
        assert Withdrawal.objects.get(record=old).cause == "replaced"


def test_who_is_missing_from_a_full_file_is_withdrawn_and_may_come_back(desk, table):
    desk.take_in(table(people(5)))

    run = desk.take_in(table(people(4)))
    assert counts(run)["gone"] == 1
    assert set(desk.live()) == {"R1", "R2", "R3", "R4"}
    with acting(CONSOLE, desk.at), as_service("feeds"):
        assert Withdrawal.objects.get(record__key="R5").cause == f"run:{run.public_id}"

    assert counts(desk.take_in(table(people(5))))["new"] == 1
    assert set(desk.live()) == {"R1", "R2", "R3", "R4", "R5"}


def test_a_file_of_changes_withdraws_only_what_it_marks(desk, table):
    desk.take_in(table(people(5)))
    heading = ["ref", "first_name", "surname", "dob", "postcode", "status"]
    rows = [[*people(1)[0], "D"], [*people(1, first=2)[0], ""], [*people(1, first=9)[0], "A"]]
    mapping = {
        "columns": {"ref": "id", "first_name": "given_name", "surname": "family_name", "dob": "date_of_birth",
                    "postcode": "postcode", "status": "deleted"}
    }  # fmt: skip

    run = desk.take_in(table(rows, heading=heading), mode="delta", mapping=mapping)

    assert counts(run) == {"new": 1, "changed": 0, "same": 1, "gone": 1, "aside": 0}
    assert set(desk.live()) == {"R2", "R3", "R4", "R5", "R9"}


def test_a_file_cut_in_half_is_not_let_in_until_somebody_confirms(desk, table):
    desk.take_in(table(people(100)))

    refused = desk.take_in(table(people(50)))

    assert isinstance(refused, Refused)
    assert refused.code == "feeds:many-gone"
    assert "50 of 100" in refused.sentence
    assert len(desk.live()) == 100
    run = desk.take_in(table(people(50)), confirm=True)
    assert (run.gone, len(desk.live())) == (50, 50)


def test_a_row_kept_aside_keeps_its_record(desk, table):
    desk.take_in(table(people(3)))
    rows = people(3)
    rows[1] = ["R2", "", "", "", ""]

    run = desk.take_in(table(rows))

    assert counts(run) == {"new": 0, "changed": 0, "same": 2, "gone": 0, "aside": 1}
    assert desk.problems(run) == [(3, "nobody", "", True)]
    assert set(desk.live()) == {"R1", "R2", "R3"}


def test_rows_that_nobody_can_read_stop_withdrawals_until_confirmed(desk, table):
    desk.take_in(table(people(3)))
    rows = people(3)
    rows[1] = [*rows[1], "one cell too many"]

    refused = desk.take_in(table(rows))

    assert refused.code == "feeds:unreadable"
    assert set(desk.live()) == {"R1", "R2", "R3"}


def test_a_number_twice_in_one_file_is_taken_in_once_and_told(desk, table):
    rows = people(2)

    run = desk.take_in(table([*rows, ["R1", "Somebody", "Else", "2001-01-01", ""]]))

    assert counts(run)["new"] == 2
    assert desk.problems(run) == [(4, "twice", "", True)]
    assert desk.live()["R1"]["given_name"] == "Given1"


def test_without_numbers_rows_are_known_by_what_they_say(desk, table):
    mapping = {"columns": {"first_name": "given_name", "surname": "family_name"}}
    desk.take_in(table(people(3)), mapping=mapping)

    run = desk.take_in(table(people(2)), mapping=mapping)

    assert counts(run) == {"new": 0, "changed": 0, "same": 2, "gone": 1, "aside": 0}


def test_another_feed_of_the_agency_keeps_its_numbers(desk, table):
    desk.take_in(table(people(2)))

    run = desk.take_in(table(people(3)), feed=desk.wider())

    assert counts(run) == {"new": 1, "changed": 0, "same": 0, "gone": 0, "aside": 2}
    assert [code for _, code, *_ in desk.problems(run)] == ["other-feed", "other-feed"]


def test_impossible_days_are_kept_as_said(desk, table):
    run = desk.take_in(table([["R1", "Ada", "Kerr", "31/02/2015", ""], ["R2", "Bo", "Kerr", "3/4/16", ""]]))

    assert desk.live()["R1"]["born"] == {"day": 31, "month": 2, "year": 2015}
    assert desk.live()["R2"] | {"given_name": ""} == {
        "given_name": "",
        "family_name": "Kerr",
        "born": {"day": 3, "month": 4, "year": 2016},
        "born_doubt": "century",
    }
    assert [(code, aside) for _, code, _, aside in desk.problems(run)] == [
        ("impossible", False),
        ("century", False),
    ]


def test_the_ledger_says_who_imported_what_and_nothing_of_whom(desk, table, owner_connection):
    run = desk.take_in(table(people(2)))

    with acting(CONSOLE, desk.at):
        found = {one.event: one for one in Entry.objects.filter(event__startswith="feeds:")}
    assert set(found) == {
        "feeds:feed:recorded",
        "feeds:run:started",
        "feeds:run:let-in",
        "feeds:run:imported",
    }
    done = found["feeds:run:imported"]
    assert done.actor == "service:feeds"
    assert done.payload == {
        "feed": run.feed.public_id, "run": run.public_id, "new": 2, "changed": 0, "same": 0, "gone": 0, "aside": 0,
    }  # fmt: skip
    assert "Given1" not in str([one.payload for one in found.values()])


class Killed(BaseException):
    """Stands in for a kill: nothing catches it."""


def test_a_kill_while_reading_costs_at_most_a_batch(desk, table, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 10)
    path = table(people(35))
    run = desk.begin(path)

    def stop(step, done, about):
        if done == 20:
            raise Killed

    with pytest.raises(Killed):
        work.check(run.public_id, path, by=CONSOLE, at=desk.at, progress=stop)
    batches = []
    again = desk.begin(path)
    done = work.check(
        again.public_id, path, by=CONSOLE, at=desk.at, progress=lambda *facts: batches.append(facts)
    )

    assert again.pk == run.pk
    assert [rows for _, rows, _ in batches] == [30, 35]
    assert (done.state, done.rows, done.new) == ("compared", 35, 35)


def test_a_kill_while_taking_in_leaves_whole_batches_and_goes_on(desk, table, monkeypatch):
    monkeypatch.setattr("mash.registers.people.feeds.actions.apply.APPLIED_AT_ONCE", 10)
    desk.take_in(table(people(20)))
    rows = people(35, first=11)
    path = table(rows)
    run = desk.check(path)
    with acting(CONSOLE, desk.at):
        actions.confirm(by=CONSOLE, at=desk.at, run=run)
        actions.go(by=CONSOLE, at=desk.at, run=run)

    def stop(step, done, about):
        raise Killed

    with pytest.raises(Killed):
        work.take_in(run.public_id, by=CONSOLE, at=desk.at, progress=stop)
    assert 0 < len(desk.live()) < 35
    work.take_in(run.public_id, by=CONSOLE, at=desk.at)

    assert set(desk.live()) == {row[0] for row in rows}
    with acting(CONSOLE, desk.at), as_service("feeds"):
        assert Run.objects.get(pk=run.pk).state == "done"
        assert not Incoming.objects.exists()
        assert Withdrawal.objects.count() == 10


def test_no_more_than_a_batch_of_rows_is_held_at_once(desk, table, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 100)
    held = []
    keep = actions.keep_batch
    monkeypatch.setattr(
        actions, "keep_batch", lambda **facts: (held.append(len(facts["outcomes"])), keep(**facts))[1]
    )

    desk.take_in(table(people(1_050)))

    assert held == [100] * 10 + [50]
    assert len(desk.live()) == 1_050


def test_two_files_do_not_go_into_one_feed_at_once(desk, table):
    desk.check(table(people(2)))

    refused = desk.begin(table(people(3)))

    assert refused.code == "feeds:under-way"


def test_the_agency_sees_its_records_and_no_other_does(desk, table, world):
    run = desk.take_in(table(people(2)))

    def seen(who):
        with acting(world.actor(who), TUESDAY):
            return Record.objects.count(), Run.objects.filter(pk=run.pk).exists()

    assert seen("health") == (2, True)
    assert seen("police") == (0, False)
    assert seen("governance") == (0, True)
    assert seen("screener")[1]


def test_what_rows_said_is_seen_by_their_agency_and_hub_and_not_by_governance(desk, table, world):
    run = desk.take_in(table([*people(1), ["R9", "", "", "", ""]]))

    def seen(who):
        with acting(world.actor(who), TUESDAY):
            return run.problems.count()

    assert [seen(who) for who in ("health", "manager", "police", "governance", "teacher")] == [1, 1, 0, 0, 0]
