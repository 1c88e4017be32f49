"""A standard from draft to approval to force, and what nobody may do to it."""

import re
from datetime import timedelta
from importlib import import_module

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from tests.integration.standards.keeping import (
    DAY,
    TOMORROW,
    a_draft,
    a_time,
    in_force,
    judged,
    laid_open,
    say,
    seat_the_board,
)
from tests.world import SETUP, TUESDAY

from mash.foundation.kernel import Actor, Refused
from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting
from mash.registers.accounts.actions import give_seat
from mash.registers.agencies.models import Hub
from mash.registers.clocks.rules import Timescale, Unit
from mash.registers.standards import actions
from mash.registers.standards.documents import digest, mark
from mash.registers.standards.models import Approval, DecisionRole, MinimumContent, PracticeStandard
from mash.registers.standards.models import Timescale as Row
from mash.registers.standards.queries import get_version, parts_of, rows_of, standard_for

AMBER = ("decide", "amber")
ONE = {"of": "decision", "label": "x", "severity": "expected", "gap": "x"}


@pytest.fixture
def board(world):
    seat_the_board(world)
    return world


def days(hub="county", at=TUESDAY):
    return standard_for("children", at=at, hub=hub).timing("decide", "amber").timescale


def test_a_draft_holds_for_nobody_until_the_board_has_approved_it_and_its_day_has_come(board):
    world = board
    draft = a_draft(world)
    assert isinstance(say(world, draft, "timescale", AMBER, a_time()), PracticeStandard)
    open_ = laid_open(world, draft)
    assert isinstance(open_, PracticeStandard), open_
    assert in_force(world, draft).code == "standards:not-approved"
    assert judged(world, "police", draft).code == "accounts:role:lacks"
    assert judged(world, "board", draft).verdict == "approved"
    assert in_force(world, draft).code == "standards:not-approved"
    assert judged(world, "board-health", draft).verdict == "approved"
    # The same button twice is one approval; another opinion comes too late.
    assert judged(world, "board-health", draft).verdict == "approved"
    assert judged(world, "board-health", draft, "refused", reason="No").code == "standards:judged"
    with acting(world.actor("screener"), TUESDAY):
        assert days() == Timescale(1, Unit.WORKING_DAYS)
    assert in_force(world, draft, starts=DAY - timedelta(days=1)).code == "standards:starts-earlier"
    assert in_force(world, draft, starts=TOMORROW).state == "in_force"
    with acting(world.actor("screener"), TUESDAY):
        assert days() == Timescale(1, Unit.WORKING_DAYS)
        assert days(at=TUESDAY + timedelta(days=1)) == Timescale(2, Unit.WORKING_DAYS)
        # Another hub has what it had.
        assert days("city", at=TUESDAY + timedelta(days=1)) == Timescale(1, Unit.WORKING_DAYS)
        whole = get_version(draft.key, draft.version)
        assert digest(parts_of(whole)) == whole.digest == open_.digest
    with acting(world.actor("governance"), TUESDAY):
        said = Entry.objects.filter(event__startswith="standards:version:").values_list("event", "payload")
        assert [event for event, _payload in said.order_by("pk")] == [
            "standards:version:drafted",
            "standards:version:changed",
            "standards:version:laid-open",
            "standards:version:judged",
            "standards:version:judged",
            "standards:version:in-force",
        ]
        assert {payload["digest"] for _event, payload in said if "digest" in payload} == {open_.digest}


def test_the_next_version_ends_the_one_before_on_its_day(board):
    world = board
    for number in (1, 2):
        draft = a_draft(world, source="county-children" if number == 1 else "county-hub-children")
        assert (draft.key, draft.version) == ("county-hub-children", str(number))
        laid_open(world, draft)
        for who in ("board", "board-health"):
            judged(world, who, draft)
        if number == 2:
            assert in_force(world, draft, starts=DAY).code == "standards:before-present"
        done = in_force(world, draft, starts=DAY if number == 1 else TOMORROW)
        assert isinstance(done, PracticeStandard), done
    with acting(world.actor("screener"), TUESDAY):
        first, second = PracticeStandard.objects.filter(key="county-hub-children").order_by("version")
        assert (first.valid_to, second.valid_from, second.valid_to) == (TOMORROW, TOMORROW, None)


def test_one_who_refuses_says_why_and_stops_it(board):
    world = board
    draft = a_draft(world)
    assert laid_open(world, draft, "board").code == "standards:approvers"
    assert laid_open(world, draft, "board", "manager").code == "standards:approvers"
    laid_open(world, draft)
    assert judged(world, "board", draft, "refused").code == "standards:no-reason"
    judged(world, "board", draft, "refused", reason="Too long for amber.")
    judged(world, "board-health", draft)
    assert in_force(world, draft).code == "standards:refused"
    lead = world.actor("manager")
    with acting(lead, TUESDAY):
        assert actions.drop(by=lead, at=TUESDAY, standard=draft).state == "dropped"
        assert actions.drop(by=lead, at=TUESDAY, standard=draft).state == "dropped"
    # Only then is there room for another.
    assert a_draft(world).version == "2"


def test_whoever_drafts_is_not_among_those_who_approve(board):
    world = board
    draft = a_draft(world)
    with acting(SETUP, TUESDAY):
        # The manager sits on the board too.
        give_seat(by=SETUP, at=TUESDAY, user=world.users["manager"], role="board", hub=world.hubs["county"])
    assert laid_open(world, draft, "board", "manager").code == "standards:approvers"
    assert isinstance(laid_open(world, draft, "board", "board-health", "manager"), PracticeStandard)
    with acting(world.actor("manager"), TUESDAY):
        assert set(Approval.objects.values_list("name", flat=True)) == {"Board Person", "Board-health Person"}


def test_two_who_change_two_lines_do_not_meet_and_two_who_change_one_are_told(world):
    draft = a_draft(world)
    with acting(world.actor("manager"), TUESDAY):
        seen = mark(rows_of(draft, "timescale")[AMBER])
        other = mark(rows_of(draft, "timescale")["decide", "green"])
    assert isinstance(say(world, draft, "timescale", AMBER, a_time(), seen=seen), PracticeStandard)
    late = say(world, draft, "timescale", AMBER, a_time(amount=5), seen=seen)
    assert late.code == "standards:stale"
    # The same text sent twice is one change.
    assert isinstance(say(world, draft, "timescale", AMBER, a_time(), seen=seen), PracticeStandard)
    green = say(world, draft, "timescale", ("decide", "green"), a_time(rating="green"), seen=other)
    assert isinstance(green, PracticeStandard)
    again = say(world, draft, "timescale", None, a_time(amount=9))
    assert again.code == "standards:line-taken"
    lead = world.actor("manager")
    with acting(lead, TUESDAY):
        assert Row.objects.get(standard=draft, step="decide", rating="amber").amount == 2
        for _ in range(2):
            done = actions.remove_line(
                by=lead, at=TUESDAY, standard=draft, part="timescale", key=("feedback", "")
            )
            assert isinstance(done, PracticeStandard)
        assert not Row.objects.filter(standard=draft, step="feedback").exists()


@pytest.mark.parametrize(
    ("part", "key", "said", "code"),
    [
        (
            "decision_role",
            ("s47",),
            {"route": "s47", "roles": ["decider", "screener"]},
            "standards:floor:roles",
        ),
        ("decision_role", ("s17",), {"route": "s17", "roles": []}, "standards:floor:roles"),
        (
            "decision_role",
            ("immediate-protection",),
            {"route": "immediate-protection", "roles": ["manager"]},
            "standards:floor:roles",
        ),
        ("timescale", ("acknowledge", ""), a_time("acknowledge", "", amount=2), "standards:floor:amount"),
        (
            "timescale",
            ("acknowledge", ""),
            a_time("acknowledge", "", amount=1440, unit="elapsed_minutes", calendar="always"),
            "standards:floor:amount",
        ),
        ("timescale", None, a_time("initial_conference", "red", amount=16), "standards:floor:amount"),
        (
            "minimum",
            ("decision", "rationale"),
            {"of": "decision", "code": "rationale", "label": "x", "severity": "expected", "gap": "x"},
            "standards:floor:severity",
        ),
        (
            "minimum",
            ("decision", "rationale"),
            {**ONE, "code": "rationale", "severity": "required", "quantity": 2},
            "standards:floor:quantity",
        ),
        ("minimum", None, {**ONE, "code": "school-asked", "quantity": 2}, "standards:floor:quantity"),
        (
            "timescale",
            ("acknowledge", ""),
            a_time("acknowledge", "", amount=1, starts_from="closing"),
            "standards:floor:starts_from",
        ),
        ("timescale", AMBER, a_time(starts_from="request"), "standards:floor:starts_from"),
        ("timescale", AMBER, a_time(unit="fortnights"), "standards:line"),
        ("timescale", AMBER, a_time(source=" "), "standards:line"),
    ],
)
def test_the_floors_of_the_law_are_not_lowered(world, part, key, said, code):
    assert say(world, a_draft(world), part, key, said).code == code


@pytest.mark.parametrize(
    ("part", "key"),
    [
        ("decision_role", ("s47",)),
        ("decision_role", ("immediate-protection",)),
        ("minimum", ("decision", "history-viewed")),
        ("timescale", ("acknowledge", "")),
    ],
)
def test_what_the_law_needs_is_not_left_out(world, part, key):
    draft, lead = a_draft(world), world.actor("manager")
    with acting(lead, TUESDAY):
        done = actions.remove_line(by=lead, at=TUESDAY, standard=draft, part=part, key=key)
    assert done.code.startswith("standards:floor:")


@pytest.mark.parametrize(
    ("model", "line"),
    [
        (DecisionRole, {"route": "s17"}),
        (DecisionRole, {"route": "immediate-protection"}),
        (MinimumContent, {"of": "decision", "code": "history-viewed"}),
        (Row, {"step": "acknowledge"}),
    ],
)
def test_what_the_law_needs_and_was_never_there_is_asked_for_before_it_is_laid_open(board, model, line):
    world = board
    draft = a_draft(world)
    with acting(world.actor("manager"), TUESDAY):
        model.objects.filter(standard=draft, **line).delete()
    refused = laid_open(world, draft)
    assert refused.code.startswith("standards:floor:"), refused
    with acting(SETUP, TUESDAY), pytest.raises(IntegrityError), transaction.atomic():
        PracticeStandard.objects.filter(pk=draft.pk).update(state="open", digest="0" * 64)


def test_two_hubs_with_long_names_alike_have_standards_of_their_own():
    from mash.registers.standards.actions.keep import own_key

    hubs = [Hub(pk=number, key=f"north-and-west-of-the-great-river-{number}") for number in (1, 2)]
    keys = [own_key(one, "children") for one in hubs]
    assert len(set(keys)) == 2
    assert max(map(len, keys)) <= 40
    assert own_key(Hub(pk=1, key="county"), "children") == "county-hub-children"


def test_of_several_drafts_an_upgrade_keeps_the_newest(owner_connection):
    found = import_module("mash.registers.standards.migrations.0006_the_law_s_floor")
    owner_connection.execute("SET LOCAL mash.projecting = 'on'")
    owner_connection.execute("DROP INDEX standards_one_under_way")
    for version, population in (("1", "children"), ("2", "children"), ("3", "adults")):
        owner_connection.execute(
            """INSERT INTO standards_practicestandard (key, version, title, population, hub, state, valid_from,
                 source, installed_at, installed_by, installed_by_name, why, digest)
               VALUES ('early', %s, 'Early', %s, 'early', 'draft', '2026-01-01', '', now(), 'x', '', '', '')""",
            [version, population],
        )
    owner_connection.execute(found.NEWEST_ALONE)
    owner_connection.execute("SET LOCAL mash.projecting = 'on'")
    rows = owner_connection.execute(
        "SELECT version, state FROM standards_practicestandard WHERE key = 'early' ORDER BY 1"
    ).fetchall()
    owner_connection.rollback()
    assert rows == [("1", "dropped"), ("2", "draft"), ("3", "draft")]


@pytest.mark.parametrize("who", ["screener", "decider", "governance", "city-screener", "board"])
def test_only_the_hub_s_manager_writes_and_sees_a_draft(board, who):
    world = board
    draft = a_draft(world)
    actor = world.actor(who)
    with acting(actor, TUESDAY):
        assert get_version(draft.key, draft.version) is None
        assert not Row.objects.filter(standard_id=draft.pk).exists()
        done = actions.draft_next(
            by=actor, at=TUESDAY, standard=get_version("county-children", "1"), hub="county", starts=DAY
        )
        assert isinstance(done, Refused)
    laid_open(world, draft)
    with acting(actor, TUESDAY):
        assert get_version(draft.key, draft.version) is not None
        assert Approval.objects.filter(standard_id=draft.pk).count() == 2


def test_the_common_standard_and_another_hub_s_are_not_the_manager_s(world):
    lead = world.actor("manager")
    with acting(lead, TUESDAY):
        common = get_version("county-children", "1")
        for hub in ("", "city"):
            done = actions.draft_next(by=lead, at=TUESDAY, standard=common, hub=hub, starts=DAY)
            assert done.code == "standards:other-hub"
        done = actions.set_line(
            by=lead, at=TUESDAY, standard=common, part="timescale", key=AMBER, said=a_time()
        )
        assert isinstance(done, Refused)
        assert not Row.objects.filter(standard=common).update(amount=9)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE standards_timescale SET amount = 9 WHERE standard_id = %(open)s",
        "DELETE FROM standards_minimumcontent WHERE standard_id = %(open)s",
        "UPDATE standards_timescale SET standard_id = %(open)s WHERE standard_id = %(common)s",
        "UPDATE standards_practicestandard SET title = 'Anything' WHERE id = %(open)s",
        "UPDATE standards_practicestandard SET state = 'draft' WHERE id = %(open)s",
        "UPDATE standards_practicestandard SET state = 'in_force' WHERE id = %(open)s",
        "UPDATE standards_practicestandard SET digest = repeat('0', 64) WHERE id = %(open)s",
        """INSERT INTO standards_approval (standard_id, user_id, name, post, agency, verdict, reason, at)
           VALUES (%(open)s, %(mine)s, 'Me', '', '', 'approved', '', now())""",
        """INSERT INTO standards_decisionrole (standard_id, route, roles, floor)
           SELECT id, 's47', '["manager"]', '' FROM standards_practicestandard WHERE key = 'london-children'""",
    ],
)
def test_what_was_laid_open_and_what_the_law_keeps_is_not_written_even_by_set_up(board, statement):
    world = board
    draft = a_draft(world)
    laid_open(world, draft)
    with acting(SETUP, TUESDAY):
        common = PracticeStandard.objects.get(key="county-children", version="1")
        said = {"open": draft.pk, "common": common.pk, "mine": world.users["manager"].pk}
        with pytest.raises(DatabaseError) as raised, transaction.atomic():
            connection.cursor().execute(statement, said)
    assert isinstance(raised.value.__cause__, psycopg.errors.CheckViolation)


def test_nobody_approves_for_another(board):
    world = board
    draft = a_draft(world)
    laid_open(world, draft)
    for who in ("board", "manager"):
        with acting(world.actor(who), TUESDAY):
            theirs = Approval.objects.filter(standard=draft, user=world.users["board-health"])
            assert theirs.exists()
            assert not theirs.update(verdict="approved")
    # From a seat on another hub's board, and once it was given up, nobody says anything any more.
    with acting(SETUP, TUESDAY):
        seat = give_seat(
            by=SETUP, at=TUESDAY, user=world.users["board"], role="board", hub=world.hubs["city"]
        )
    world.seats["board-away"] = seat
    world.users["board-away"] = world.users["board"]
    assert judged(world, "board-away", draft).code == "standards:other-hub"
    lead = world.actor("manager")
    with acting(world.actor("board-away"), TUESDAY):
        assert not Approval.objects.filter(standard=draft, name="Board Person").update(verdict="approved")
    with acting(lead, TUESDAY):
        actions.drop(by=lead, at=TUESDAY, standard=draft)
    assert judged(world, "board", draft).code == "standards:not-open"
    with acting(world.actor("board"), TUESDAY):
        assert not Approval.objects.filter(standard=draft, name="Board Person").update(verdict="approved")


def test_without_an_actor_only_what_is_in_force_is_there(board):
    world = board
    draft = a_draft(world)
    laid_open(world, draft)
    with acting(Actor.public(), TUESDAY):
        connection.cursor().execute("SELECT set_config('mash.actor', '', true)")
        assert set(PracticeStandard.objects.values_list("state", flat=True)) == {"in_force"}
        assert not Approval.objects.exists()


def test_the_console_shows_a_standard_in_words_and_drafts_a_common_one(own_database, tmp_path, capsys):
    from mash.cli import main
    from mash.registers.standards.actions import DATA, install_defaults

    with acting(SETUP, TUESDAY):
        install_defaults(by=SETUP, at=TUESDAY)
    assert main(["standards", "show", "county-children"]) == 0
    said = capsys.readouterr().out
    assert "Decide, red: 4 hours from receipt, past closing time" in said
    assert "Strategy discussion: Health, Police, Social care. National" in said
    assert main(["standards", "show", "nobody-s"]) == 1
    text = (DATA / "children.toml").read_text("utf-8")
    file = tmp_path / "mine.toml"
    file.write_text(text)
    assert main(["standards", "draft", str(file)]) == 1
    assert "another" in capsys.readouterr().err
    file.write_text(text.replace('version = "1"', 'version = "2"\nhub = "county"'))
    assert main(["standards", "draft", str(file)]) == 1
    assert "hub" in capsys.readouterr().err
    second = text.replace('version = "1"', 'version = "2"')
    lowered = re.sub(r'(route = "s47"\nroles = \[)[^\]]*', r'\1"manager"', second)
    assert lowered != second
    file.write_text(lowered.replace('code = "history-viewed"', 'code = "history-read"'))
    assert main(["standards", "draft", str(file)]) == 1
    said = capsys.readouterr().err
    assert "The law keeps this route for a decision maker" in said
    assert "history-viewed" in said
    file.write_text(second.replace('version = "2"', 'version = "2/3"'))
    assert main(["standards", "draft", str(file)]) == 1
    assert "version" in capsys.readouterr().err
    file.write_text(second)
    assert main(["standards", "draft", str(file)]) == 0
    assert "Practice standard for children, version 2: draft." in capsys.readouterr().out
