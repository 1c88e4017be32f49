"""An agreement from draft to signature to force, and what nobody may do to it."""

from datetime import date, timedelta

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from tests.world import TUESDAY

from mash.foundation.kernel import Actor, Refused
from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting
from mash.registers.agreements import actions
from mash.registers.agreements.defaults import shipped
from mash.registers.agreements.documents import CLAUSE_DEFAULTS, digest
from mash.registers.agreements.errors import DocumentError
from mash.registers.agreements.models import Agreement, Clause, Signatory, Version
from mash.registers.agreements.queries import (
    agency_party,
    category_of,
    get_version,
    hub_party,
    must_record,
    parts_of,
    purpose_of,
    rulebook,
)
from mash.registers.agreements.rules import Ask, Mode

DAY = TUESDAY.date()
CLAUSE = CLAUSE_DEFAULTS | {
    "number": "30",
    "source": "agency:school",
    "recipient": "agency:police",
    "categories": ["education"],
    "populations": ["children"],
    "purposes": ["prevent-crime"],
    "power": "cda1998-s115",
    "article_6": "6-1-e",
    "why": "Gangs outside a school.",
}


@pytest.fixture
def lead(world):
    return world.actor("governance")


def ask(world, **changed):
    said = {
        "source": agency_party(world.agencies["school"]),
        "recipient": agency_party(world.agencies["police"]),
        "about": frozenset({"children"}),
        "category": "education",
        "mode": Mode.CONTENT,
        "purpose": "prevent-crime",
        "day": DAY,
        "hub": "county",
    }
    return Ask(**(said | changed))


def drafted(lead, **head):
    version = get_version("hub-schedule", 1)
    return actions.draft_next(by=lead, at=TUESDAY, version=version)


def signed_by(version, lead, *agencies, **said):
    for agency in agencies:
        done = actions.sign(
            by=lead,
            at=TUESDAY,
            version=version,
            agency=agency,
            name="A Chief",
            post="Chief",
            signed_on=DAY,
            paper="Filed in the partnership's folder",
            **said,
        )
        assert isinstance(done, Signatory), done


def test_what_ships_can_be_read_and_every_kind_of_item_has_a_category(world, lead):
    from mash.interfaces.web.agency.answer_forms import all_forms

    with acting(lead, TUESDAY):
        assert len(rulebook().versions) == len(list(shipped())) == 2
        for form in all_forms().values():
            for one in form.categories:
                found = category_of(one.code, at=TUESDAY)
                assert found != "other" or one.code == "other", one.code
        assert purpose_of("s47", at=TUESDAY) == "protect-child"


def test_a_draft_changes_nothing_until_it_is_signed_and_its_day_has_come(world, lead):
    school, police = world.agencies["school"], world.agencies["police"]
    tomorrow = DAY + timedelta(days=1)
    with acting(lead, TUESDAY):
        version = drafted(lead)
        version = actions.set_clause(by=lead, at=TUESDAY, version=version, edition=1, number="", said=CLAUSE)
        assert isinstance(version, Version), version
        assert not rulebook().decide(ask(world))
        version = actions.lay_open(by=lead, at=TUESDAY, version=version)
        assert digest(parts_of(get_version("hub-schedule", 2))) == version.digest
        signed_by(version, lead, school)
        assert not rulebook().decide(ask(world))
        version = actions.agree(by=lead, at=TUESDAY, version=version, starts=tomorrow)
        assert isinstance(version, Version), version
        assert not rulebook().decide(ask(world))
        assert rulebook().decide(ask(world, day=tomorrow)).code == "recipient-not-signed"
        signed_by(version, lead, police)
        answer = rulebook().decide(ask(world, day=tomorrow))
        assert (answer.by.version.number, answer.by.clause.number) == (2, "30")
        assert must_record(answer.by.clause, at=TUESDAY) == ("purpose", "relevant-authority")
        # The version before holds until then, and what was shared under it stays tied to it.
        assert get_version("hub-schedule", 1).ends == tomorrow
        events = set(Entry.objects.filter(event__startswith="agreements:").values_list("event", flat=True))
    assert {
        "agreements:version:drafted",
        "agreements:version:changed",
        "agreements:version:laid-open",
        "agreements:version:signed",
        "agreements:version:agreed",
    } <= events


def test_an_agency_that_leaves_is_not_asked_by_the_clauses_any_more(world, lead):
    police, at_hub = world.agencies["police"], hub_party(role="screener", desk="county-children")
    asked = ask(
        world,
        source=agency_party(police),
        recipient=at_hub,
        category="offences",
        purpose="protect-child",
    )
    with acting(lead, TUESDAY):
        assert rulebook().decide(asked)
        done = actions.leave(
            by=lead, at=TUESDAY, version=get_version("hub-schedule", 1), agency=police, ends=DAY
        )
        assert isinstance(done, Signatory)
        assert rulebook().decide(asked).code == "source-not-signed"


def test_two_who_change_one_draft_do_not_overwrite_each_other(world, lead):
    with acting(lead, TUESDAY):
        version = drafted(lead)
        one = actions.set_clause(by=lead, at=TUESDAY, version=version, edition=1, number="", said=CLAUSE)
        two = actions.set_clause(
            by=lead, at=TUESDAY, version=version, edition=1, number="", said=CLAUSE | {"number": "31"}
        )
        assert isinstance(one, Version)
        assert isinstance(two, Refused)
        assert two.code == "agreements:stale"
        again = actions.draft_next(by=lead, at=TUESDAY, version=version)
        assert again.code == "agreements:under-way"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"categories": ["mental-health"]}, "condition"),
        ({"categories": ["mental-health"], "condition": "9-2-h"}, "confidentiality"),
        ({"categories": ["intelligence"], "condition": "9-2-h"}, "condition"),
        ({"source": "agency:nobody"}, "source"),
        ({"power": "no-such-act"}, "power"),
        ({"power": ""}, "power"),
        ({"populations": []}, "populations"),
        ({"why": " "}, "why"),
        ({"starts": DAY, "ends": DAY}, "ends"),
        ({"roles": ["king"]}, "roles"),
    ],
)
def test_a_clause_that_cannot_be_is_refused(world, lead, changed, field):
    with acting(lead, TUESDAY):
        done = actions.set_clause(
            by=lead, at=TUESDAY, version=drafted(lead), edition=1, number="", said=CLAUSE | changed
        )
    assert isinstance(done, Refused)
    assert done.sentence.startswith(field)


def test_a_document_tells_all_its_faults_at_once(world, lead):
    document = next(iter(shipped())) | {"kind": "treaty", "purposes": "x", "review_by": "soon"}
    document["clause"] = [CLAUSE | {"effect": "maybe", "starts": None}, {"number": "2", "colour": "red"}]
    with acting(lead, TUESDAY), pytest.raises(DocumentError) as raised:
        actions.load(document, by=lead, at=TUESDAY)
    told = "; ".join(raised.value.problems)
    for word in ("kind", "purposes", "review_by", "clause 30: effect", "clause 2: colour", "clause 2: why"):
        assert word in told


@pytest.mark.parametrize("who", ["screener", "manager", "police", "administrator"])
def test_only_a_lead_writes_agreements(world, lead, who):
    actor = world.actor(who)
    with acting(actor, TUESDAY):
        assert Agreement.objects.count() == 2
        done = drafted(actor)
        assert isinstance(done, Refused)
    with acting(actor, TUESDAY):
        assert not Clause.objects.update(why="changed")
        assert not Signatory.objects.update(name="Somebody else")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE agreements_clause SET categories = '[\"intelligence\"]'",
        "DELETE FROM agreements_clause WHERE number = '15'",
        "UPDATE agreements_clause SET version_id = (SELECT max(id) FROM agreements_version)",
        "UPDATE agreements_version SET purpose = 'Anything'",
        "UPDATE agreements_version SET state = 'draft'",
        "UPDATE agreements_version SET digest = repeat('0', 64)",
        "DELETE FROM agreements_signatory WHERE signed_on IS NOT NULL",
        """INSERT INTO agreements_clause (version_id, number, position, effect, source, recipient, roles, desks,
             categories, populations, purposes, mode, power, article_6, condition, confidentiality, records, limits, why)
           SELECT id, '99', 99, 'permit', 'any', 'any', '[]', '[]', '["intelligence"]', '["children"]', '["learn"]',
                  'content', 'ca2004-s11', '6-1-e', '', '', '[]', '[]', 'x' FROM agreements_version LIMIT 1""",
    ],
)
def test_what_was_signed_is_not_changed_even_by_a_lead_with_raw_sql(world, lead, statement):
    with acting(lead, TUESDAY):
        drafted(lead)
    with acting(lead, TUESDAY), pytest.raises(DatabaseError) as raised, transaction.atomic():
        connection.cursor().execute(statement)
    assert isinstance(raised.value.__cause__, psycopg.errors.CheckViolation)


def test_nobody_sees_agreements_without_an_actor(world):
    with acting(Actor.public(), TUESDAY):
        assert Agreement.objects.count() == 2
        connection.cursor().execute("SELECT set_config('mash.actor', '', true)")
        assert Agreement.objects.count() == 0


def test_a_later_version_cannot_begin_before_the_one_in_force(world, lead):
    with acting(lead, TUESDAY):
        version = actions.lay_open(by=lead, at=TUESDAY, version=drafted(lead))
        nobody = actions.agree(by=lead, at=TUESDAY, version=version, starts=DAY)
        assert nobody.code == "agreements:nobody-signed"
        signed_by(version, lead, world.agencies["police"])
        early = actions.agree(by=lead, at=TUESDAY, version=version, starts=date(2026, 1, 1))
        assert early.code == "agreements:starts-earlier"
