"""A force's file: every row is accounted for, once, whatever is in it and whatever cuts it off."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook
from tests.integration.agency.asking import client
from tests.integration.notifications.conftest import HEADING, notification
from tests.races import at_once
from tests.world import TUESDAY

from mash.casework.cases.models import Case
from mash.casework.intake.models import Contact
from mash.casework.matters.actions import restrict
from mash.casework.matters.models import Subject
from mash.casework.notifications import actions, queries, work
from mash.casework.notifications.models import Row, Sent
from mash.casework.notifications.permissions import CONSOLE
from mash.foundation.kernel import Refused
from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting, as_service
from mash.registers.people.feeds.errors import UnreadableFileError

HOSTILE = "<script>alert(1)</script> ' OR 1=1 -- \u202e{{7*7}}"


def contacts(world):
    with acting(world.actor("screener"), TUESDAY):
        return list(Contact.objects.select_related("matter").order_by("pk"))


def states(force, batch):
    return {one.number: (one.state, one.code) for one in force.rows(batch)}


def test_every_row_is_accounted_for_and_the_same_file_again_changes_nothing(force, written):
    rows = [notification(n) for n in range(12)]
    rows += [
        notification(3),  # 14: sent twice
        notification(
            4, Grade="High risk", Circumstances="The mother has a broken wrist."
        ),  # 15: a correction
        notification(20, **{"PPN reference": " "}),  # 16
        notification(21, **{"PPN reference": "P" * 61}),  # 17
        notification(22)[:-2],  # 18: cells are missing
        notification(23, Circumstances="x" * 20_001),  # 19
        ["PPN-000024", *[""] * (len(HEADING) - 1)],  # 20: says nothing
        notification(25, Circumstances=HOSTILE + "\x00", **{"Child 1 forename": '=HYPERLINK("x")'}),  # 21
        notification(26, **{"Child 1 DOB": "31/02/2015"}),  # 22: no such day
        notification(27, **{"Child 1 forename": "", "Child 1 surname": "", "Child 1 DOB": ""}),  # 23
        notification(28, **{"Child 1 surname": "Y" * 5_000}),  # 24
    ]
    batch = force.take(written(rows), declared=len(rows))
    found = force.reconcile(batch)

    assert (found.sent, found.received, found.duplicates, found.rejected, found.waiting) == (23, 17, 1, 5, 0)
    assert found.corrected == 1
    assert found.adds_up
    by_row = states(force, batch)
    assert by_row[14] == ("duplicate", "")
    assert by_row[15] == ("received", "")
    assert [by_row[n] for n in (16, 17, 18, 19, 20)] == [
        ("rejected", "no-reference"),
        ("rejected", "long-reference"),
        ("rejected", "columns"),
        ("rejected", "long-summary"),
        ("rejected", "nothing-said"),
    ]
    noted = {one.number: {code for code, _ in one.noted} for one in force.rows(batch)}
    assert "formula" in noted[21]
    assert noted[22] == {"impossible"}
    assert noted[24] == {"long-cell"}

    arrived = contacts(force.world)
    assert len(arrived) == 17
    told = {one.content["police"]["reference"]: one for one in arrived if one.kind == "police-notification"}
    first, second = told["PPN-000002"], told["PPN-000003"]
    assert first.incident == second.incident != told["PPN-000004"].incident
    assert first.content["police"]["grade"] == "High"  # as the force wrote it
    (again,) = [one for one in arrived if one.kind == "update"]
    assert again.content["police"]["corrects"] == "PPN-000004"
    assert again.incident == told["PPN-000004"].incident
    assert told["PPN-000004"].worry != again.worry  # nothing was overwritten
    assert told["PPN-000025"].worry == HOSTILE.replace("\u202e", "") + "␀"
    with acting(force.world.actor("screener"), force.at):
        people = list(Subject.objects.filter(matter=first.matter).select_related("record"))
        assert [(one.role, one.record.said["given_name"]) for one in people] == [
            ("subject", "Cora"),
            ("parent", "Mair"),
        ]
        impossible = Subject.objects.get(matter=told["PPN-000026"].matter, role="subject")
        assert impossible.record.said["born"] == {"day": 31, "month": 2, "year": 2015}
        assert Case.objects.filter(matter=first.matter).exists()
    with acting(force.world.actor("governance"), force.at):
        assert Entry.objects.filter(event="notifications:row:received").count() == 17

    page = client(force.world, "screener").get(f"/cases/{again.matter.ref}/contacts").content.decode()
    assert "The force’s own grade" in page
    assert "High risk" in page

    force.later(days=1)
    same = force.take(written(rows))
    assert same.pk == batch.pk
    assert len(contacts(force.world)) == 17
    # The same again under another name and in another order: all were sent before.
    other = force.take(written(rows[:12][::-1], name="again.csv"))
    assert force.reconcile(other).duplicates == 12
    wrong = force.take(written([notification(99)], name="one.csv"), declared=2)
    assert not force.reconcile(wrong).adds_up


def test_xml_and_sheets_come_in_too_and_harm_is_refused(force, tmp_path):
    path = tmp_path / "ppn.xml"
    path.write_text(
        '<notifications count="2" xmlns="urn:x"><notification><reference>X1</reference><incident>I1</incident>'
        "<summary>One &lt;b&gt; &amp; two</summary><people><person role='mother'><forename>Ada</forename></person>"
        "<person><forename>Bo</forename><dob>2015-02-03</dob></person></people></notification>"
        "<notification><reference>X2</reference><summary>Alone</summary></notification></notifications>",
        "utf-8",
    )
    batch = force.take(path)
    found = force.reconcile(batch)
    assert (found.sent, found.received, found.declared, found.adds_up) == (2, 2, 2, True)
    one, _ = contacts(force.world)
    assert one.worry == "One <b> & two"
    with acting(force.world.actor("screener"), force.at):
        assert [
            (s.role, s.record.said["given_name"]) for s in one.matter.subjects.select_related("record")
        ] == [
            ("parent", "Ada"),
            ("subject", "Bo"),
        ]

    book = Workbook()
    for row in [HEADING, notification(5)]:
        book.active.append(row)
    book.save(tmp_path / "ppn.xlsx")
    assert force.reconcile(force.take(tmp_path / "ppn.xlsx")).received == 1

    laughs = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a><n><reference>&c;</reference></n></a>'
    outside = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a><n><reference>&x;</reference></n></a>'
    for text, code in [
        (laughs, "doctype"),
        (outside, "doctype"),
        ("<a><n><reference>1</reference></n>", "damaged"),
        ("<a>" + "<b>" * 50, "deep"),
        ("<a></a>", "empty"),
    ]:
        path.write_text(text)
        with pytest.raises(UnreadableFileError) as refused:
            force.take(path)
        assert refused.value.code == code
    assert len(contacts(force.world)) == 3


def test_a_rejected_row_is_put_right_once_and_what_was_sent_stays(force, written):
    batch = force.take(written([notification(1, **{"PPN reference": ""})]))
    by = force.world.actor("screener")
    with acting(by, force.at):
        row, sent = queries.get_row(force.rows(batch)[0].public_id)
        cells = {**sent.cells, "PPN reference": "PPN-000001"}
        done = actions.put_right(by=by, at=force.at, row=row, cells=cells, version=row.version)
        assert done.state == "waiting"
        late = actions.put_right(by=by, at=force.at, row=row, cells=cells, version=row.version)
        assert isinstance(late, Refused)
        assert late.code == "notifications:stale"
    assert work.take_in(by=CONSOLE, at=force.at) == 1
    with acting(by, force.at):
        row, sent = queries.get_row(row.public_id)
        assert (row.state, row.reference, sent.cells["PPN reference"]) == ("received", "PPN-000001", "")
        assert Contact.objects.get().ref == sent.contact
    with acting(force.world.actor("police"), force.at):
        # The force sees what became of its row, and not the hub's contact.
        assert Row.objects.get().state == "received"
        assert not Sent.objects.exists()
    manager = force.world.actor("manager")
    with acting(manager, force.at):
        contact = Contact.objects.select_related("matter").get()
        restrict(by=manager, at=force.at, matter=contact.matter, restriction="restricted")
    with acting(by, force.at):
        assert not Sent.objects.exists()
        assert Row.objects.count() == 1


def test_several_take_in_at_once_and_each_notification_arrives_once(own_database, force, written):
    rows = [notification(n) for n in range(8)] * 2
    path, other = written(rows), written(rows[::-1], name="other.csv")
    batches = at_once(4, lambda place: force.take((path, other)[place % 2]))
    found = force.reconcile(*{one.pk: one for one in batches}.values())
    assert (found.sent, found.received, found.duplicates, found.waiting) == (32, 8, 24, 0)
    assert len(contacts(force.world)) == 8
    with acting(CONSOLE, force.at), as_service("notifications"):
        assert not Row.objects.filter(state="received", corrects=True).exists()


def test_one_that_the_database_refuses_costs_the_others_nothing(
    own_database, force, written, owner_connection
):
    owner_connection.execute(
        "CREATE FUNCTION pg_temp_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN IF NEW.worry LIKE '%poison%' THEN RAISE EXCEPTION 'no'; END IF; RETURN NEW; END $$"
    )
    owner_connection.execute(
        "CREATE TRIGGER refuse BEFORE INSERT ON intake_contact FOR EACH ROW EXECUTE FUNCTION pg_temp_refuse()"
    )
    owner_connection.commit()
    rows = [notification(n) for n in range(6)]
    rows[2] = notification(2, Circumstances="poison")
    batch = force.take(written(rows))
    assert states(force, batch) == {
        number: ("rejected", "not-stored") if number == 4 else ("received", "") for number in range(2, 8)
    }
    assert len(contacts(force.world)) == 5
    with acting(force.world.actor("governance"), force.at):
        assert Entry.objects.filter(event="intake:contact:received").count() == 5


def test_a_piece_takes_as_many_statements_whatever_is_in_it(force, written, monkeypatch):
    taken = {}
    monkeypatch.setattr(work, "take_in", lambda **_: 0)  # they wait
    for most, numbers in {2: range(2), 20: range(100, 120)}.items():
        batch = force.take(written([notification(n) for n in numbers], name=f"{most}.csv"))
        assert force.reconcile(batch).waiting == most
        with acting(CONSOLE, force.at), CaptureQueriesContext(connection) as asked:
            assert actions.take_some(by=CONSOLE, at=force.at, source=force.source) == most
        assert force.reconcile(batch).received == most
        taken[most] = len(asked)
    assert taken[20] <= taken[2]  # the first one reads the standards besides
