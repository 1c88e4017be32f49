"""Entries are kept beside and never over; a wrong one is reported once, told to its keeper and put right."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Q
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext
from tests.integration.directory.keeping import OFFICE, as_, done, posts, said, way_of
from tests.world import SETUP, TUESDAY

from mash.foundation.kernel import Actor, Refused
from mash.foundation.ledger.models import Entry
from mash.foundation.outbox.models import Message
from mash.foundation.visibility import acting
from mash.interfaces.web.directory.presenters import outlook_words
from mash.registers.accounts.actions import make_token
from mash.registers.accounts.models import ApiToken
from mash.registers.directory import actions, rules
from mash.registers.directory.models import Check, Holding, Post, Team, Way, Wrong
from mash.registers.directory.queries.entries import entries_of, reported, tasks
from mash.registers.directory.queries.terms import check_days

pytestmark = pytest.mark.django_db
LATER = TUESDAY + timedelta(days=1)


def health(world, at=TUESDAY, who="screener"):
    with as_(world, who, at):
        return entries_of([world.agencies["health"]], hub=world.hubs["county"], at=at)["health"]


def first(world, at=TUESDAY):
    return rules.reach(health(world, at), what="request", at=at)[0]


def test_an_entry_is_put_right_beside_what_was(world):
    nurse = posts(world)["nurse"]
    assert first(world).value == "01632 960 171"
    assert first(world).post.holder == "Health Person"
    assert first(world).post.inbox == "health@example.org"
    with as_(world, "screener", LATER) as common:
        was = way_of(nurse)
        right = said(LATER, value="01632 960 181", when="hours", hours=OFFICE, purposes=("request",))
        now = done(actions.correct_way(**common, way=was, said=right))
        assert done(actions.correct_way(**common, way=was, said=right)) == now, "a second click is one"
        assert (now.corrects, Way.objects.get(pk=was.pk).value) == (was, "01632 960 171")
    assert first(world, LATER).value == "01632 960 181"
    # On another day the same is no correction: it answers no report and is no check.
    after = LATER + timedelta(days=1)
    with as_(world, "screener", LATER) as common:
        done(actions.report_wrong(**common, way=now, heard="moved"))
    with as_(world, "screener", after) as common:
        found = actions.correct_way(
            **common,
            way=now,
            said=said(after, value="01632 960 181", when="hours", hours=OFFICE, purposes=("request",)),
        )
        assert isinstance(found, Refused)
        assert found.code == "directory:way:unchanged"
        assert not Wrong.objects.filter(settled_at__isnull=False).exists()
    # Whoever had the page open meanwhile is told, and writes over nobody.
    with as_(world, "health", LATER) as common:
        found = actions.correct_way(**common, way=was, said=said(LATER, value="01632 960 191"))
        assert isinstance(found, Refused)
        assert found.code == "directory:way:corrected"
        assert Way.objects.filter(post=nurse).count() == 2
    # The log names the entry and never a number or a name.
    with acting(world.actor("governance"), LATER):
        texts = " ".join(str(one.payload) for one in Entry.objects.filter(event__startswith="directory:"))
    assert "960" not in texts
    assert "Person" not in texts


def test_the_same_said_twice_is_one_and_an_end_is_an_end(world):
    made = posts(world)
    with as_(world, "manager") as common:
        before = (Team.objects.count(), Post.objects.count(), Way.objects.count())
    posts(world)
    with as_(world, "manager") as common:
        assert (Team.objects.count(), Post.objects.count(), Way.objects.count()) == before
        day = rules.local_day(TUESDAY)
        done(actions.end_way(**common, way=way_of(made["nurse"]), until_day=day))
        again = actions.end_way(**common, way=way_of(made["nurse"]), until_day=day + timedelta(days=1))
        assert isinstance(again, Refused)
        assert again.code == "directory:way:until_day"
        done(actions.end_post(**common, post=made["night"], until_day=day))
    assert first(world).value == "01632 960 171"
    assert first(world, LATER).basis == "nobody"
    assert first(world, LATER).value == "01632 960100"
    # Which number the hub has then is not known now: only of now its digits are told.
    line = outlook_words(health(world), what="request", at=TUESDAY)
    assert line.endswith("; then the hub’s own number: nobody is known to be reached for this")
    assert "960100" not in line
    assert "960100" in outlook_words(health(world, LATER), what="request", at=LATER)


def test_whoever_stands_in_is_reached_until_their_last_day_and_who_fills_a_post_changes(world):
    made = posts(world)
    day = rules.local_day(TUESDAY)
    with as_(world, "health") as common:
        stands = {"post": made["nurse"], "other": made["deputy"], "from_day": day, "until_day": day}
        one = done(actions.stand_in(**common, **stands, why="Leave"))
        assert done(actions.stand_in(**common, **stands)) == one
        other = actions.stand_in(**common, **{**stands, "other": made["night"]})
        assert isinstance(other, Refused)
        done(
            actions.set_holder(
                **common, post=made["nurse"], name="Ida Fenwright", from_day=day + timedelta(days=1)
            )
        )
        assert Holding.objects.count() == 2
    assert first(world).value == "deputy.nurse@health.example"
    assert first(world, LATER).value == "01632 960 171"
    assert first(world, LATER).post.holder == "Ida Fenwright"
    with as_(world, "health") as common:
        done(actions.end_stand_in(**common, standing=one))
    assert first(world).value == "01632 960 171"


def test_a_wrong_number_is_one_report_a_person_told_by_reference_and_put_last_until_it_is_settled(world):
    nurse = posts(world)["nurse"]
    with as_(world, "screener") as common:
        way = way_of(nurse)
        for _twice in range(2):
            done(actions.report_wrong(**common, way=way, heard="no-answer", words="Rang for ten minutes"))
        assert isinstance(actions.report_wrong(**common, way=way, heard="gossip"), Refused)
    with as_(world, "practitioner") as common:
        done(actions.report_wrong(**common, way=way, heard="moved"))
        assert Wrong.objects.count() == 2
    with acting(Actor.service("worker"), TUESDAY):
        sent = Message.objects.filter(template="directory_wrong")
        found = list(sent.values_list("to", "reference"))
    with as_(world, "screener"):
        assert reported([world.agencies["health"].pk], since=TUESDAY, at=TUESDAY) == {
            world.agencies["health"].pk: (2, 2)
        }
        waits = tasks(Q(agency=world.agencies["health"]), at=TUESDAY, days=183)
        assert [(one.way, one.wrong_at) for one in waits] == [(way, TUESDAY)]
    assert found == [("health@example.org", way.public_id)] * 2
    assert [one.basis for one in rules.reach(health(world), what="request", at=TUESDAY)] == [
        "nobody",
        "hours",
    ]
    with as_(world, "health", LATER) as common:
        done(actions.check_way(**common, way=way))
        assert set(Wrong.objects.values_list("settled", flat=True)) == {"right"}
        assert Check.objects.count() == 1
    assert first(world, LATER).way.checked_at == LATER


def test_until_its_last_day_is_over_a_wrong_number_stays_reported_and_is_put_right_or_ended_earlier(world):
    nurse, day = posts(world)["nurse"], rules.local_day(TUESDAY)
    with as_(world, "screener") as common:
        way = way_of(nurse)
        done(actions.report_wrong(**common, way=way, heard="moved"))
    with as_(world, "health") as common:
        done(actions.end_way(**common, way=way, until_day=day + timedelta(days=3650)))
        assert not Wrong.objects.exclude(settled="").exists()
    assert [one.basis for one in rules.reach(health(world), what="request", at=TUESDAY)] == [
        "nobody",
        "hours",
    ]
    with as_(world, "practitioner") as common:
        done(actions.report_wrong(**common, way=way, heard="no-answer"))
    with as_(world, "health") as common:
        done(actions.check_way(**common, way=way))
        # The year was mistyped: an earlier last day holds.
        assert done(actions.end_way(**common, way=way, until_day=day)).until_day == day
    with as_(world, "screener") as common:
        done(actions.report_wrong(**common, way=way, heard="moved"))
    agency = world.agencies["health"].pk
    with as_(world, "health", LATER) as common:
        # Its last day is over: nothing waits, and it is changed no more.
        assert reported([agency], since=TUESDAY, at=TUESDAY) == {agency: (3, 1)}
        assert reported([agency], since=TUESDAY, at=LATER) == {agency: (3, 0)}
        for result in (
            actions.check_way(**common, way=way),
            actions.report_wrong(**common, way=way, heard="moved"),
            actions.correct_way(**common, way=way, said=said(LATER, value="01632 960 181")),
        ):
            assert result.code == "directory:entry:ended"


def test_where_a_post_or_a_team_is_over_so_are_the_reports_on_its_ways(world):
    made, day = posts(world), rules.local_day(TUESDAY)
    with as_(world, "screener") as common:
        ways = {name: way_of(made[name]) for name in ("deputy", "night")}
        for way in ways.values():
            done(actions.report_wrong(**common, way=way, heard="moved"))
    with as_(world, "health", LATER) as common:
        done(actions.end_post(**common, post=made["deputy"], until_day=day))
        done(actions.end_team(**common, team=made["night"].team, until_day=day))
        settled = Wrong.objects.values_list("settled", "settled_by_name")
        assert list(settled) == [("ended", "Health Person")] * 2
        again = actions.report_wrong(**common, way=ways["night"], heard="moved")
        assert again.code == "directory:entry:ended"


def test_entries_come_back_to_be_checked_by_a_period_that_a_hub_sets(world):
    nurse = posts(world)["nurse"]
    later = TUESDAY + timedelta(days=40)
    mine = Q(agency=world.agencies["health"])
    with as_(world, "manager", later) as common:
        days = check_days(at=later)
        assert days == {None: 183}
        assert tasks(mine, at=later, days=days[None]) == []
        done(actions.set_check_period(**common, hub=world.hubs["county"], days=30))
        days = check_days(at=later)
        assert days[world.hubs["county"].pk] == 30
        done(actions.check_way(**common, way=way_of(nurse)))
        waits = tasks(mine, at=later, days=30)
        assert [(one.checked_at, one.written_at) for one in waits] == [(None, TUESDAY)] * 2
        assert check_days(at=TUESDAY) == {None: 183}
    with as_(world, "screener", later) as common:
        assert isinstance(actions.set_check_period(**common, hub=world.hubs["county"], days=1), Refused)


def test_others_are_refused_and_the_database_holds_to_it(world):
    made = posts(world)
    for who in ("police", "practitioner", "governance", "administrator"):
        with as_(world, who) as common:
            way = way_of(made["nurse"])
            for result in (
                actions.check_way(**common, way=way),
                actions.add_post(**common, team=made["nurse"].team, title="Mine"),
                actions.end_way(**common, way=way, until_day=rules.local_day(TUESDAY)),
                actions.correct_way(**common, way=way, said=said(value="01632 960 199")),
            ):
                assert isinstance(result, Refused), who
        with as_(world, who), pytest.raises(ProgrammingError), transaction.atomic():
            Check.objects.create(way=way, by="x", by_name="x", at=TUESDAY)
        with as_(world, who), transaction.atomic():
            assert Way.objects.filter(pk=way.pk).update(withdrawn_at=TUESDAY) == 0
    with as_(world, "teacher"):
        assert not Way.objects.exists()
        assert not Team.objects.exists()
    # A report is in one's own name, and what was written is changed by nobody.
    with as_(world, "police"), pytest.raises(ProgrammingError), transaction.atomic():
        Wrong.objects.create(way=way, heard="moved", by="seat:1", by_name="x", at=TUESDAY)
    with as_(world, "health"), pytest.raises(ProgrammingError), transaction.atomic():
        Way.objects.filter(pk=way.pk).update(value="01632 960 199")


def test_every_member_of_staff_reads_and_so_do_their_machines_and_services(world):
    posts(world)
    readers = {who for who in world.seats if who != "teacher"}
    for who in world.seats:
        with as_(world, who):
            assert Team.objects.exists() == (who in readers), who
    for who in ("police", "teacher"):
        with acting(SETUP, TUESDAY):
            make_token(by=SETUP, at=TUESDAY, seat=world.seats[who], name=who)
            number = ApiToken.objects.get(name=who).pk
        with acting(Actor("token", str(number)), TUESDAY):
            assert Team.objects.exists() == (who == "police")
    for by, reads in (
        (Actor.service("disagreements"), True),
        (Actor.draft("DRAFT"), False),
        (Actor.public(), False),
        (Actor.link("7"), False),
    ):
        with acting(by, TUESDAY):
            assert Team.objects.exists() == reads, by


def test_reading_takes_as_many_statements_however_much_there_is(world):
    made = posts(world)

    def count():
        with (
            as_(world, "screener"),
            CaptureQueriesContext(
                connection,
            ) as found,
        ):
            entries_of(world.agencies.values(), hub=world.hubs["county"], at=TUESDAY)
        return len(found)

    before = count()
    with as_(world, "manager") as common:
        for key in ("police", "school"):
            team = done(actions.add_team(**common, agency=world.agencies[key], name="Duty"))
            post = done(actions.add_post(**common, team=team, title="Duty officer"))
            done(actions.set_holder(**common, post=post, name="Sam Fell"))
            done(actions.add_way(**common, post=post, said=said(value="01632 960 173")))
        done(actions.add_way(**common, post=made["nurse"], said=said(value="01632 960 174")))
    assert count() <= before
