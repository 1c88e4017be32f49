"""Whoever speaks SQL as the application still meets the walls: functions, grants, and names that look like others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from tests.integration.casework.test_main_job import minutes

import mash
from mash.casework.cases.queries.elsewhere import elsewhere
from mash.casework.cases.queries.looks import who_has_looked
from mash.casework.matters.models import Matter, Subject
from mash.foundation.kernel import Actor
from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting
from mash.registers.people.models import Address, Identification, Person
from mash.registers.people.queries import search

pytestmark = pytest.mark.django_db


def rows(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def refused(sql, *values):
    with pytest.raises(DatabaseError), transaction.atomic():
        rows(sql, *values)


def test_functions_that_look_past_the_walls_name_their_schemas(db):
    loose = rows(
        "SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.prosecdef"
        " AND n.nspname IN ('mash', 'public')"
        " AND NOT coalesce(array_to_string(p.proconfig, ',') LIKE '%%pg_temp%%', false)"
    )
    assert loose == []


def test_only_the_application_may_use_the_functions(db):
    open_to_all = rows(
        "SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace,"
        " aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a"
        " WHERE n.nspname = 'mash' AND p.prosecdef AND a.grantee = 0"
    )
    assert open_to_all == []
    assert rows("SELECT has_schema_privilege('public', 'mash', 'USAGE')") == [(False,)]
    assert rows(
        "SELECT has_schema_privilege('public', 'CREATE'), has_schema_privilege('mash', 'CREATE')"
    ) == [(False, False)]


def test_the_application_owns_nothing_and_is_no_member_of_another_role(db):
    assert (
        rows(
            "SELECT relname FROM pg_class WHERE relowner = current_user::regrole AND relnamespace = 'public'::regnamespace"
        )
        == []
    )
    assert rows("SELECT pg_has_role(current_user, 'mash_owner', 'MEMBER')") == [(False,)]
    assert rows(
        "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = current_user"
    ) == [(False,)]


def test_a_temporary_table_of_the_same_name_deceives_no_function(scene):
    with acting(scene.world.actor("city-screener"), now()):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("CREATE TEMP TABLE accounts_seat (id bigint, user_id bigint, role text)")
        except DatabaseError:
            return  # not even that
        assert who_has_looked(scene.open["matter"]) == ([], False)
        assert not Matter.objects.filter(ref=scene.open["matter"]).exists()


@pytest.mark.parametrize(
    "actor",
    [
        "seat:abc",
        "seat:",
        "seat:-1",
        "seat:99999999999999999999999",
        "token:x",
        "seat:1;--",
        "",
        "nobody",
        "SEAT:1",
    ],
)
def test_a_strange_actor_sees_nothing(scene, actor):
    try:
        with transaction.atomic():
            rows("SELECT mash.begin(%s, %s)", actor, now())
            assert rows("SELECT mash.principals()") == [([],)]
            assert not Matter.objects.exists()
            assert not Person.objects.exists()
    except DatabaseError:
        pass  # refused, which shows nothing either


@pytest.mark.parametrize("who", ["police", "screener", "city-screener"])
def test_nobody_appends_in_anothers_name_or_outside_a_declared_form(scene, who):
    by, other = scene.world.actor(who), scene.world.actor("manager")
    with acting(by, now()):
        refused(
            "SELECT mash.append('cases:case:viewed', %s, 'x', 'x', now(), '', '{}', '{matter}', %s)",
            str(other),
            [scene.open["matter"]],
        )
        refused("SELECT mash.append('x', NULL, 'x', 'x', now(), '', '{}', '{}', '{}')")
        refused("INSERT INTO ledger_mention (entry_id, kind, ref) VALUES (1, 'matter', 'x')")
        before = Entry.objects.count()
    with acting(by, now()):
        assert Entry.objects.count() == before


def test_what_is_restricted_is_known_to_no_function(scene):
    for who in ("city-screener", "screener", "police", "teacher", "governance"):
        with acting(scene.world.actor(who), now()):
            assert who_has_looked(scene.hidden["matter"]) == ([], False)
            assert scene.hidden["matter"] not in str(list(elsewhere(range(100_000))))
    with acting(scene.world.actor("police"), now()):
        assert not list(elsewhere(range(100_000))), "agencies learn of no case"


@pytest.mark.parametrize(
    "who", ["city-screener", "screener", "decider", "police", "teacher", "governance", "administrator"]
)
def test_a_person_of_restricted_cases_alone_is_in_no_index(scene, who):
    with acting(scene.world.actor(who), now()):
        assert not Person.objects.filter(family_name="Ofhidden").exists()
        assert not Address.objects.filter(lines__contains="HIDDEN").exists()
        assert not Identification.objects.filter(person__public_id=scene.hidden["person"]).exists()
        assert search(family="Ofhidden") == []


def test_a_person_is_found_again_when_a_case_of_theirs_is_open(scene):
    from mash.casework.cases.queries.picture import get_case
    from mash.casework.matters.actions import identify_subject, restrict

    by = scene.world.actor("manager")
    with acting(by, minutes(98)):
        assert search(family="Ofhidden"), "whoever restricted it still finds them"
        person = Person.objects.get(public_id=scene.hidden["person"])
        open_case = Subject.objects.select_related("record", "matter").get(
            matter__ref=scene.open["matter"], role="subject"
        )
        before = open_case.person
        identify_subject(by=by, at=minutes(98), subject=open_case, person=person, reason="The same child")
    with acting(scene.world.actor("city-screener"), minutes(99)):
        assert search(family="Ofhidden"), "an open case names them"
    with acting(by, minutes(99)):
        open_case.refresh_from_db()
        identify_subject(by=by, at=minutes(99), subject=open_case, person=before, reason="A mistake")
    with acting(scene.world.actor("city-screener"), minutes(100)):
        assert search(family="Ofhidden") == []
    with acting(by, minutes(101)):
        assert restrict(
            by=by, at=minutes(101), matter=get_case(scene.hidden["matter"]).matter, restriction="open"
        )
    with acting(scene.world.actor("city-screener"), minutes(102)):
        assert search(family="Ofhidden")


def test_the_public_acts_as_no_service(scene):
    with acting(Actor.public(), now()):
        assert rows("SELECT mash.is_service('intake'), mash.principals()") == [(False, [])]


def test_one_place_alone_says_who_acts():
    """No request's own words reach the settings by which the database knows who acts."""
    source = Path(mash.__file__).parent
    telling = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*.py")
        if path.parent.name != "migrations"  # the owner's, before anybody asks
        and re.search(r"mash\.begin\(|set_config|mash\.(actor|principals|projecting)\b", path.read_text())
    }
    assert telling <= {
        "foundation/visibility/session.py",
        "foundation/visibility/prepared.py",
        "interfaces/web/middleware.py",
        "demo/bulk.py",
        "cli/postgres.py",
    }
