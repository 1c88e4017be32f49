"""In one county: the database and a model of visibility agree on every row, and nobody meets what is not for them."""

import re
from collections import Counter
from datetime import date

import psycopg
from django.test import Client
from psycopg.rows import dict_row
from tests.crawler import BACKEND, Crawl
from tests.integration.proving.conftest import AT
from tests.visibility_model import PROJECTED, REFERENCE, Asker, Model, of_seat

from mash.casework.access.actions import Whom, declare_close
from mash.demo import personas
from mash.demo.canaries import seen_by
from mash.demo.canaries.rules import Story
from mash.demo.world import SETUP
from mash.foundation.kernel import Actor, Refused
from mash.foundation.visibility import acting
from mash.registers.accounts.actions import give_seat
from mash.registers.accounts.models import User
from mash.registers.agencies.models import Hub

PLANTED = {
    "open", "said", "hub", "told", "file", "protected-address", "asked", "agency", "family-no", "sealed", "relied",
    "underway", "draft", "ground", "review", "glass", "verdict", "close", "clearance", "agreement", "sent",
    "rights", "hold", "mail", "restricted", "advice", "disagreement", "round-table", "task", "hand-over", "pathway",
}  # fmt: skip
REQUESTS = 450
# What came with packages, rights and retention is in the county too: without rows a policy is not asked.
FILLED = {
    "mailbox_message", "mailbox_further", "mailbox_watch",
    "disclosure_package", "disclosure_passage", "disclosure_content", "disclosure_delivery",
    "rights_rightsrequest", "rights_sight", "rights_passage", "rights_consultation", "rights_consulted",
    "consultations_consultation", "consultations_personasked", "consultations_advice", "consultations_step",
    "disagreements_disagreement", "disagreements_step", "disagreements_view",
    "roundtables_meeting", "roundtables_invitation", "roundtables_shown", "roundtables_entry", "roundtables_view",
    "roundtables_outcome", "roundtables_action", "roundtables_minutes", "roundtables_copy",
    "updates_update", "updates_receipt", "updates_notice",
    "demand_mark", "demand_misdirected", "demand_hour",
    "retention_due", "retention_hold", "retention_disposal", "ledger_erasure", "sharing_sealeditem",
}  # fmt: skip
READERS = (
    "screener.county-children", "decider.county-children", "manager.county", "practitioner.county", "governance.county",
    "screener.city-children", "decider.city-adults", "governance.city", "researcher.police", "researcher.health",
    "researcher.education-county", "teacher", "auditor.county", "board.city", "administrator",
)  # fmt: skip
# Tables that tell of no person: whoever has a connection reads them, of the standards those that are in force.
OPEN = REFERENCE | {
    "standards_practicestandard", "standards_timescale", "standards_minimumcontent", "standards_decisionrole",
    "standards_quorum",
}  # fmt: skip
SERVICES = (
    "setup", "intake", "attention", "glass", "clearing", "matching", "feeds", "worker", "drafts", "feedback", "national",
    "sequencer", "disclosure", "rights", "retention", "consultations", "disagreements", "updates", "roundtables", "clocks",
    "nobody-s",
)  # fmt: skip


def policed(superuser):
    return [
        name for (name,) in superuser.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relforcerowsecurity ORDER BY 1"
        )
    ]  # fmt: skip


def facts(superuser, tables):
    """Every row of every table, without what triggers worked out for the policies; and each table's primary key."""
    found, keys = {}, {}
    with superuser.cursor(row_factory=dict_row) as cursor:
        for table in tables:
            rows = cursor.execute(f'SELECT * FROM "{table}"').fetchall()
            found[table] = [{k: v for k, v in row.items() if k not in PROJECTED} for row in rows]
            (keys[table],) = (
                cursor.execute(
                    "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]"
                    " WHERE i.indisprimary AND i.indrelid = %s::regclass",
                    [table],
                )
                .fetchone()
                .values()
            )
    return found, keys


def askers(model):
    cleared = {row["seat_id"] for row in model.tables["accounts_clearance"]}
    seats = {row["id"]: row for row in model.tables["accounts_seat"]}
    yield Asker("")
    yield Asker("public")
    for seat in seats.values():
        yield of_seat(seat, cleared=seat["id"] in cleared)
    for token in model.tables["accounts_apitoken"]:
        yield of_seat(seats[token["seat_id"]], cleared=False, token=str(token["id"]))
    for draft in model.tables["intake_draft"]:
        yield Asker("draft", draft["public_id"])
    for delivery in model.by("disclosure_delivery", "channel", "link"):
        yield Asker("link", delivery["public_id"])
    for name in SERVICES:
        yield Asker("service", name)


def seen(app, table, who):
    """The keys of the rows that the database shows this actor, as `mash_app`, by plain SQL."""
    with app.transaction(force_rollback=True):
        if who.kind:
            app.execute("SELECT mash.begin(%s, %s)", [who.name, AT])
        return {
            name: {row[0] for row in app.execute(f'SELECT "{key}" FROM "{name}"')}
            for name, key in table.items()
        }


def somebody_is_close(model):
    """A researcher to whom their own agency's unsent answer is about, and a cleared decision maker to what is sealed."""
    writes = model.one("sharing_request", model.tables["sharing_underway"][0]["request_id"])
    agency = model.one("agencies_agency", writes["agency_id"])["key"]
    sealed = model.tables["sharing_sealeditem"][0]["matter_id"]
    users, actors, declared = personas_now()
    for who, matter in ((f"researcher.{agency}", writes["matter_id"]), ("decider.county-children", sealed)):
        records = [model.one("people_record", one)["said"] for one in sorted(model.records_in(matter))]
        said = next(one for one in records if one.get("given_name") and len(one.get("born", {})) == 3)
        born = date(said["born"]["year"], said["born"]["month"], said["born"]["day"])
        whom = Whom(said["given_name"], said["family_name"], born)
        with acting(actors[who], AT):
            done = declare_close(by=actors[who], at=AT, user=users[who], relation="relative", whom=whom)
        assert not isinstance(done, Refused), done
        declared.append((who, matter))
    # Whoever takes a seat elsewhere later brings it along.
    with acting(SETUP, AT):
        city = Hub.objects.get(key="city")
        give_seat(by=SETUP, at=AT, user=users["decider.county-children"], role="auditor", hub=city)
    return declared


def personas_now():
    with acting(Actor.service("setup"), AT):
        return personas.users(), personas.actors(), []


def test_the_database_shows_everybody_what_the_model_says_and_nothing_else(county, cluster):
    with cluster.connect("mash_super", county.database.name) as superuser:
        tables, keys = facts(superuser, policed(superuser))
        before = Model(tables, AT)
        somebody_is_close(before)
        tables, keys = facts(superuser, policed(superuser))
    model = Model(tables, AT)
    assert model.tables["access_closeness"] != before.tables["access_closeness"]
    for table, rows in model.tables.items():
        assert len({row[keys[table]] for row in rows}) == len(rows), table
    wrong, compared = Counter(), 0
    with psycopg.connect(county.database.app_dsn, autocommit=True) as app:
        for who in askers(model):
            shown = seen(app, keys, who)
            for table, rows in model.tables.items():
                expected = {row[keys[table]] for row in rows if who.kind and model.sees(table, row, who)}
                compared += len(rows)
                for kind, numbers in (
                    ("shown", shown[table] - expected),
                    ("missing", expected - shown[table]),
                ):
                    if numbers and not (not who.kind and table in OPEN):
                        wrong[f"{kind}: {table} to {who.name} ({who.role}) {sorted(numbers)[:3]}"] = len(
                            numbers
                        )
    assert dict(wrong) == {}
    assert compared > 100_000
    filled = [table for table, rows in model.tables.items() if rows]
    assert len(filled) > 60
    assert set(filled) >= FILLED


# What pages list, by raw SQL under mash_app: who asks, the statement, where it is shown.
CASES = """SELECT m.ref FROM cases_case c JOIN matters_matter m ON m.id = c.matter_id JOIN agencies_desk d ON d.id = c.desk_id
            WHERE d.key = 'county-children'"""
INBOX = "SELECT ref FROM sharing_request"
QUEUES = ("open", "answered", "withdrawn")


def raw(app, who, statement):
    with app.transaction(force_rollback=True):
        if who:
            app.execute("SELECT mash.begin(%s, %s)", [who, AT])
        return {row[0] for row in app.execute(statement)}


def test_raw_sql_shows_each_actor_what_their_pages_show(county):
    everyone = {one.key: one for one in personas.personas()}
    _users, actors, _ = personas_now()
    with psycopg.connect(county.database.app_dsn, autocommit=True) as app:
        assert raw(app, "", CASES) == raw(app, "", INBOX) == set()
        for who in ("screener.county-children", "manager.county", "screener.city-children"):
            machine = Client(headers={"Authorization": f"Bearer {everyone[who].token}"})
            listed = machine.get("/api/v1/cases", {"desk": "county-children", "limit": 100}).json()["items"]
            assert {one["ref"] for one in listed} == raw(app, str(actors[who]), CASES), who
        for who in ("researcher.police", "researcher.health"):
            browser = Client()
            browser.force_login(User.objects.get(email=everyone[who].email), backend=BACKEND)
            shown = set()
            for queue in QUEUES:
                page = browser.get("/requests/", {"state": queue}).content.decode()
                shown |= set(re.findall(r"/requests/([0-9A-Z]{5}-[0-9A-Z]{5})/", page))
            assert shown == raw(app, str(actors[who]), INBOX) != set(), who


def test_nobody_meets_what_is_not_for_them(county):
    rows = county.rows
    assert PLANTED - {"review"} <= {row["class"] for row in rows} <= PLANTED
    gone = {
        token
        for token, places in county.marks.planted.items()
        if all(county.marks.stories.get(place["story"], Story()).disposed for place in places)
    }
    assert {token.removeprefix("CANARY-").rpartition("-")[0] for token in gone} >= {"open", "said"}
    nobody = {row["class"] for row in rows if not row["personas"] and row["token"] not in gone}
    assert nobody == {"draft"}, "but for a form whose holder did not sign in"
    assert "anonymous" not in seen_by(rows)
    crawl = Crawl.of(rows, READERS, at=AT)

    crawl.run(
        REQUESTS, {one.key: one.token for one in personas.personas() if one.key in READERS[1:9] and one.token}
    )

    assert crawl.leaks == [], crawl.summary()
    assert crawl.errors == []
    assert crawl.met["anonymous"] == set()
    assert {"sealed", "restricted", "hub", "protected-address"} & crawl.classes("decider.county-children")
