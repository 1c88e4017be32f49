"""Who is, or is close to, somebody in a case never sees it: not by their work, by break-glass, or by their own SQL."""

from datetime import date, timedelta

import pytest
from django.db import connection
from tests.integration.agency.asking import client
from tests.integration.cases_web.conftest import arrive
from tests.integration.cases_web.steps import text
from tests.world import a_worry

from mash.casework.access.actions import Whom, break_glass, declare_close, end_close
from mash.casework.access.models import Closeness
from mash.casework.cases.actions import assign, claim
from mash.casework.cases.models import Case
from mash.casework.cases.queries.elsewhere import elsewhere
from mash.casework.cases.queries.looks import who_has_looked
from mash.casework.cases.queries.picture import get_case
from mash.casework.intake.arrival import PersonSaid
from mash.casework.matters.actions import grant, identify_subject
from mash.casework.matters.models import Matter, Subject
from mash.foundation.kernel import Refused
from mash.foundation.kernel.time import now
from mash.foundation.visibility import acting
from mash.registers.people.models import Person, Record

ROSA = Whom("rosa", "BELLWEATHER", date(2017, 3, 14))
# Every table that carries what a matter allows, with a row of this case in it.
OF_A_MATTER = (
    "matters_matter", "matters_subject", "matters_grant", "cases_case", "cases_clock", "intake_contact", "intake_referrer",
    "people_record",
)  # fmt: skip


def declares(world, who, *, by=None, at=None, relation="relative", **whom):
    at, actor = at or now(), world.actor(by or who)
    with acting(actor, at):
        done = declare_close(by=actor, at=at, user=world.users[who], relation=relation, **whom)
    assert not isinstance(done, Refused), done
    return done


def sees(world, who):
    with acting(world.actor(who), now()):
        return Case.objects.count()


def rows(world, who, table):
    with acting(world.actor(who), now()), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def identify_everyone(world, contact, who="screener"):
    by = world.actor(who)
    with acting(by, now()):
        for subject in Subject.objects.select_related("record", "matter").filter(matter=contact.matter):
            identify_subject(by=by, at=now(), subject=subject, person=None, reason="as told")


@pytest.mark.parametrize("who", ["screener", "decider", "manager"])
def test_by_name_and_day_the_case_is_gone_in_raw_sql_too(world, contact, who):
    assert all(rows(world, who, table) for table in OF_A_MATTER if table != "matters_grant")
    declares(world, who, whom=ROSA)
    assert [table for table in OF_A_MATTER if rows(world, who, table)] == []
    other = {"screener": "decider"}.get(who, "screener")
    assert sees(world, other) == 1
    with acting(world.actor(who), now()), connection.cursor() as cursor:
        cursor.execute("UPDATE matters_matter SET hidden_from = NULL")
        assert cursor.rowcount == 0
        cursor.execute("SELECT set_config('mash.projecting', 'on', true)")
        cursor.execute("SELECT count(*) FROM cases_case")
        assert cursor.fetchone() == (0,)


def test_it_holds_for_a_case_that_comes_later_and_for_a_subject_added_later(world):
    declares(world, "screener", whom=ROSA)
    first = arrive()
    assert sees(world, "screener") == 0
    assert sees(world, "decider") == 1
    tomas = a_worry().people[1]
    arrive(people=(PersonSaid(role="subject", said=dict(tomas.said)),))
    assert sees(world, "screener") == 1
    declares(world, "decider", whom=Whom("Tomas", "Bellweather", date(2019, 8, 2)))
    assert sees(world, "decider") == 0
    assert first.matter.ref


def test_another_of_the_same_name_is_no_reason(world, contact):
    declares(world, "screener", whom=Whom("Rosa", "Bellweather", date(2017, 3, 15)))
    assert sees(world, "screener") == 1


def test_it_follows_the_person_to_other_cases_once_they_are_identified(world, contact):
    identify_everyone(world, contact)
    second = arrive(people=(PersonSaid(role="subject", said={"given_name": "Rosie", "family_name": "B"}),))
    with acting(world.actor("screener"), now()):
        subject = Subject.objects.select_related("person", "matter").get(
            matter=contact.matter, role="subject"
        )
    declares(world, "decider", matter=subject.matter, subject=subject)
    assert sees(world, "decider") == 1
    by = world.actor("screener")
    with acting(by, now()):
        other = Subject.objects.select_related("record", "matter").get(matter=second.matter)
        rosa = Person.objects.get(given_name="Rosa")
        identify_subject(by=by, at=now(), subject=other, person=rosa, reason="the same")
    assert sees(world, "decider") == 0
    with acting(world.actor("decider"), now()):
        assert not Person.objects.filter(given_name="Rosa").exists()
        assert not Record.objects.exists()
    assert sees(world, "screener") == 2


def test_it_holds_for_persons_that_are_joined(world, contact, owner_connection):
    identify_everyone(world, contact)
    second = arrive(people=(PersonSaid(role="subject", said={"given_name": "Rosie", "family_name": "B"}),))
    identify_everyone(world, second)
    declares(world, "decider", whom=ROSA)
    assert sees(world, "decider") == 1
    with acting(world.actor("screener"), now()):
        rosa, rosie = (Person.objects.get(given_name=one).pk for one in ("Rosa", "Rosie"))
    from mash.foundation.visibility import as_service

    with acting(world.actor("screener"), now()), as_service("matching"), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_merge (person_id, into_id, at) VALUES (%s, %s, now())", [rosie, rosa]
        )
    assert sees(world, "decider") == 0
    with acting(world.actor("screener"), now()), as_service("matching"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM people_merge WHERE person_id = %s", [rosie])
    assert sees(world, "decider") == 1


def test_break_glass_included_and_it_is_not_said_why(world, contact, ref):
    declares(world, "city-screener", whom=ROSA)
    me = world.actor("city-screener")
    with acting(me, now()):
        said = break_glass(by=me, at=now(), reference=ref, reason_code="danger", reason="Now.")
        assert said.code == "access:glass:nothing"
        assert not Matter.objects.filter(ref=ref).exists()
        assert who_has_looked(ref) == ([], False)


def test_break_glass_that_is_open_closes(world, contact, ref):
    me = world.actor("city-screener")
    with acting(me, now()):
        break_glass(by=me, at=now(), reference=ref, reason_code="danger", reason="Now.")
    assert sees(world, "city-screener") == 1
    declares(world, "city-screener", whom=ROSA)
    assert sees(world, "city-screener") == 0
    assert rows(world, "city-screener", "access_breakglass") == 0


def test_that_another_hub_knows_them_is_not_revealed(world, contact):
    identify_everyone(world, contact)
    with acting(world.actor("city-screener"), now()):
        rosa = Person.objects.get(given_name="Rosa").pk
        assert len(elsewhere([rosa])) == 1
    declares(world, "city-screener", whom=ROSA)
    with acting(world.actor("city-screener"), now()):
        assert elsewhere([rosa]) == []
        assert not Person.objects.filter(given_name="Rosa").exists()
    # The brother is in this one matter alone, which is kept from the screener: so is he.
    with acting(world.actor("city-screener"), now()):
        assert not Person.objects.filter(given_name="Tomas").exists()


def test_an_agency_researcher_does_not_get_a_request_about_their_own(world, contact):
    from tests.integration.agency.asking import ask

    request = ask(world)
    assert client(world, "police").get(f"/requests/{request}/").status_code == 200
    declares(world, "police", whom=ROSA)
    assert client(world, "police").get(f"/requests/{request}/").status_code == 404
    assert rows(world, "police", "sharing_request") == 0


def test_a_lead_ends_it_and_nobody_ends_their_own(world, contact):
    made = declares(world, "screener", whom=ROSA)
    me, lead = world.actor("screener"), world.actor("governance")
    with acting(me, now()):
        assert isinstance(end_close(by=me, at=now(), closeness=made, reason="no"), Refused)
        assert Closeness.objects.update(ended_at=now()) == 0
    with acting(lead, now()):
        done = end_close(by=lead, at=now(), closeness=Closeness.objects.get(), reason="Somebody else.")
    assert done.ended_at is not None
    assert sees(world, "screener") == 1


def test_a_manager_records_it_of_a_colleague_who_does_not_learn_of_it(world, contact, ref):
    manager = client(world, "manager")
    sent = manager.post(
        "/break-glass/close/others",
        {"user": world.users["screener"].pk, "reference": ref, "relation": "neighbour"},
    )
    assert sent.status_code == 302, text(sent)
    assert sees(world, "screener") == 0
    assert "somebody in case" not in text(client(world, "screener").get("/break-glass/close"))
    assert f"somebody in case {ref}" in text(client(world, "governance").get("/break-glass/close/others"))
    nobody = manager.post(
        "/break-glass/close/others",
        {"user": world.users["city-screener"].pk, "reference": ref, "relation": "neighbour"},
    )
    assert nobody.status_code == 200


def test_from_the_case_itself(world, contact, ref):
    browser = client(world, "decider")
    assert "Rosa Bellweather" in text(browser.get(f"/break-glass/close/case/{ref}"))
    sent = browser.post(f"/break-glass/close/case/{ref}", {"who": "0", "relation": "relative"})
    assert sent.status_code == 302
    assert browser.get(f"/cases/{ref}/").status_code == 404
    assert sees(world, "screener") == 1


def test_a_case_never_rests_with_whom_it_is_kept_from(world, contact, ref):
    me, manager = world.actor("decider"), world.actor("manager")
    with acting(me, now()):
        claim(by=me, at=now(), case=get_case(ref))
    declares(world, "decider", whom=ROSA)
    declares(world, "practitioner", whom=ROSA)
    with acting(manager, now()):
        case = get_case(ref)
        assert case.worker is None
        for who in ("decider", "practitioner"):
            said = assign(by=manager, at=now(), case=case, worker=world.users[who])
            assert said.code == "matters:matter:too-close"
        given = grant(by=manager, at=now(), matter=case.matter, user=world.users["decider"], reason="-")
        assert given.code == "matters:matter:too-close"
        assert not isinstance(
            assign(by=manager, at=now(), case=case, worker=world.users["screener"]), Refused
        )


def test_said_twice_it_is_one(world, contact):
    first = declares(world, "screener", whom=ROSA)
    assert declares(world, "screener", whom=ROSA, at=now() + timedelta(seconds=1)).pk == first.pk
