"""What is disposed of is gone everywhere, the log that told of it is whole, and nothing betrays what was sealed."""

import argparse
import contextlib
from datetime import timedelta

import pytest
from django.db import Error, connection, transaction
from tests.integration.agency.asking import client
from tests.integration.casework.sealing import item, sealed_item
from tests.integration.retention.old_cases import FAR, RETENTION, TYPED, approved, closed, verified
from tests.world import a_worry

from mash.casework.cases.queries.candidates import who_they_may_be
from mash.casework.cases.queries.picture import get_case
from mash.casework.intake.actions import receive
from mash.casework.matters.actions import identify_subject
from mash.casework.matters.models import Matter
from mash.cli import commands_of, retention
from mash.cli.errors import UserError
from mash.foundation.adapters.storage import storage
from mash.foundation.files.models import StoredFile
from mash.foundation.kernel import Actor, Refused
from mash.foundation.ledger.models import Entry, Erasure, Seal
from mash.foundation.visibility import acting, as_service
from mash.interfaces.worker.retention import carry_out_due
from mash.oversight.retention import queries
from mash.oversight.retention.actions import carry_out
from mash.oversight.retention.certificate import certificate
from mash.oversight.retention.models import Disposal
from mash.registers.people.finding.engine import Engine
from mash.registers.people.models import Person

SOON = FAR + timedelta(days=8)


def everything(connection) -> str:
    """All that all tables say, as one text."""
    names = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename !~ '^(procrastinate|account)'"
    )
    said = "\n".join(
        f"{table} {row}"
        for (table,) in names.fetchall()
        for (row,) in connection.execute(f"SELECT t::text FROM {table} t")
    )
    connection.rollback()
    return said


def refused_by_the_database(statement: str, *values) -> None:
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def copy(settings, tmp_path):
    settings.MASH_LOG_KEY = str(tmp_path / "log.key")
    settings.MASH_STATE = tmp_path
    settings.MASH_LOOKUP_COPY = str(tmp_path / "lookup.copy")
    return tmp_path / "lookup.copy"


@pytest.mark.usefixtures("own_database")
def test_all_goes_and_the_log_is_whole(  # noqa: PLR0915 - one world, which takes half a minute to build
    *, superuser_connection, copy, monkeypatch, capsys, tmp_path, world
):
    world.clear("decider")
    matter, other = closed(world, item(), sealed_item(), file=True), closed(world)
    said = everything(superuser_connection)
    assert [word for word in TYPED if word not in said] == []
    with acting(RETENTION, FAR), as_service("worker"):
        key = StoredFile.objects.get().storage_key
    engine = Engine(copy)
    engine.start(FAR)
    engine.changes = 1
    engine.keep()
    assert (len(engine.index), copy.exists()) == (4, True)
    for one in (other, matter):
        made = approved(world, one)
        with acting(RETENTION, FAR):
            refused_by_the_database("SELECT mash.dispose(%s)", made.ref)
        assert carry_out_due(at=made.proposed_at) == 0
        assert carry_out_due(at=SOON) == 1

    left = everything(superuser_connection)
    assert {word: line for word in TYPED for line in left.splitlines() if word in line} == {}
    kept = superuser_connection.execute("SELECT reason, by_name FROM cases_deviation").fetchall()
    assert kept == [("", "")] * 2
    assert not storage().exists(key)
    assert not copy.exists()
    engine.reconcile(SOON)
    assert len(engine.index) == 0
    found = verified(SOON)
    assert found.right, [one.sentence for one in found.faults]

    # The certificate counts what whoever reads it could have counted, and the list of it is not theirs to try.
    lead, cleared = world.actor("governance"), world.actor("decider")
    with acting(lead, SOON):
        done = queries.get_disposal(made.ref)
        assert (done.state, done.proposed_by_user != done.decided_by_user) == ("done", True)
        assert not any("sealed" in table for table in done.counts)
        assert done.counts["sharing_item"] == 1
        assert done.figures["routes"] == ["no-further-action"]
        assert queries.sealed_part(done) is None
        entry = Entry.objects.get(pk=done.entry)
        assert (entry.event, entry.payload["digest"]) == ("retention:disposal:done", done.digest)
        pdf = certificate(done, by=lead, at=SOON)
        assert pdf.startswith(b"%PDF")
        erased = set(Erasure.objects.values_list("entry_id", flat=True))
        assert set(Seal.objects.filter(salt=None).values_list("pk", flat=True)) == erased
        assert len(erased) >= done.counts["ledger_entry"]
        assert not Matter.objects.filter(ref=matter).exists()
    with acting(cleared, SOON):
        sealed = queries.sealed_part(Disposal(pk=done.pk))
        assert sealed.counts["sharing_sealeditem"] == 1
        assert not Matter.objects.filter(ref=matter).exists()
    assert client(world, "manager").get(f"/cases/{matter}/").status_code == 404

    run = commands(monkeypatch, capsys)
    assert run("due", "--review", "--as", "governance@example.org")[1].endswith("Nothing is due.\n")
    assert run("certificate", made.ref, tmp_path / "one.pdf", "--as", "governance@example.org")[0] == 0
    assert (tmp_path / "one.pdf").read_bytes()[:4] == b"%PDF"
    with pytest.raises(UserError, match="sees no certificate"):
        run("certificate", "7K2QM-9XPRT", tmp_path / "two.pdf", "--as", "governance@example.org")

    # A new worry about the same child is a new worry about somebody new.
    with acting(Actor.draft("NEW"), SOON):
        contact = receive(by=Actor.draft("NEW"), at=SOON, arrival=a_worry())
    by = world.actor("screener")
    with acting(by, SOON):
        case = get_case(contact.matter.ref)
        subjects = list(case.matter.subjects.select_related("record", "matter"))
        assert not any(who_they_may_be(subjects).values())
        assert not Person.objects.exclude(family_key="").exists()
        for one in subjects:
            identify_subject(by=by, at=SOON, subject=one, person=None, reason="Not known")
        new = Person.objects.filter(family_name="Bellweather")
        assert new.count() == 2
        assert min(one.pk for one in new) > max(
            Person.objects.filter(family_key="").values_list("pk", flat=True)
        )
    with acting(RETENTION, SOON):
        assert isinstance(carry_out(by=RETENTION, at=SOON, ref=made.ref), Refused)


@pytest.mark.django_db
def test_the_database_lets_nobody_dispose_alone_or_otherwise(world):
    matter = closed(world)
    lead, manager = world.actor("governance"), world.actor("manager")
    made = approved(world, matter)
    for actor in (lead, manager, Actor.service("worker"), Actor.service("setup")):
        with acting(actor, SOON):
            refused_by_the_database("SELECT mash.dispose(%s)", made.ref)
            refused_by_the_database("SELECT mash.lock_for_disposal(%s)", made.matter_id)
    with acting(RETENTION, SOON):
        refused_by_the_database("SELECT mash.dispose_again('{}'::jsonb)")
        refused_by_the_database("SELECT mash.erase_matter(%s)", made.matter_id)
        for table in ("cases_note", "intake_contact", "people_record", "sharing_item", "matters_matter"):
            refused_by_the_database(f"DELETE FROM {table}")
    # Nobody writes another's name into a key, nor makes one whole at once.
    with acting(lead, SOON):
        said = {
            name: getattr(made, name) for name in ("matter_id", "hub_id", "reference", "klass", "authority")
        }
        said |= {
            "keep_until": made.keep_until,
            "proposed_at": SOON,
            "proposed_by": "x",
            "proposed_by_name": "x",
        }
        Disposal.objects.filter(pk=made.pk).update(state="stopped", ended_at=SOON)
        for forged in (
            {"proposed_by_user": manager.user},
            {
                "proposed_by_user": lead.user,
                "state": "approved",
                "decided_by_user": manager.user,
                "due_at": SOON,
            },
        ):
            with pytest.raises(Error), transaction.atomic():
                Disposal.objects.create(**said, **forged)
        mine = Disposal.objects.create(**said, proposed_by_user=lead.user)
        # One's own proposal is not there to be approved, whoever's name one writes.
        for who in (lead.user, manager.user):
            said = {"state": "approved", "decided_by_user": who, "decided_at": SOON, "due_at": SOON}
            assert not _changed(mine, said)
    with acting(manager, SOON):
        said |= {"decided_by_user": lead.user}
        assert not _changed(mine, said)
        assert _changed(mine, said | {"decided_by_user": manager.user})
        assert not _changed(mine, {"state": "done"})


def _changed(disposal: Disposal, said: dict) -> bool:
    try:
        with transaction.atomic():
            return bool(Disposal.objects.filter(pk=disposal.pk).update(**said))
    except Error:
        return False


def commands(monkeypatch, capsys):
    """Run a command of `mash retention` in this process; `(name, arguments) -> (status, what it printed)`."""

    def run(name, *arguments):
        command = commands_of(retention)[name]
        monkeypatch.setattr(command, "database", contextlib.nullcontext)
        parser = argparse.ArgumentParser()
        command.arguments(parser)
        return command.run(parser.parse_args([str(one) for one in arguments])), capsys.readouterr().out

    return run
