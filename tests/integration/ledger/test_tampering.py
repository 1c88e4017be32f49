"""Whatever the database's superuser does to what was witnessed is found, and the verdict names the place."""

import json
import os
import shutil
from contextlib import contextmanager

from django.db import connections
from tests.conftest import _copy, _default_connection

from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Finding, Seal
from mash.foundation.ledger.proof import checkpoints, verifying
from mash.foundation.ledger.proof.checkpoints import SEQUENCER
from mash.foundation.visibility import acting
from mash.interfaces.worker.sequencer import ask_witnesses, sequence_all
from mash_tlog.witness.store import Store

GUARDED = ["entry", "mention", "seal", "erasure", "leaf", "tile", "logkey", "checkpoint", "cosignature"]


def verified(seen=None):
    with acting(SEQUENCER, now()):
        held = verifying.held_by_witnesses() if seen is None else seen
    with acting(SEQUENCER, now()):
        return verifying.verify(at=now(), seen=held)


@contextmanager
def copied(cluster, own_database, prefix="mash_tampered"):
    """A copy of the database to tamper with, as the default connection; gives the superuser's connection to it."""
    connections.close_all()
    database = _copy(cluster, own_database.name, f"{prefix}_{os.urandom(4).hex()}")
    with _default_connection(database.app_dsn), cluster.connect("mash_super", database.name) as superuser:
        yield superuser
    cluster.drop_database(database.name)


def tamper(superuser, *statements):
    """As somebody who knows the guards: takes them away, does it, and puts them back exactly."""
    for table in GUARDED:
        superuser.execute(f"ALTER TABLE ledger_{table} DISABLE TRIGGER USER")
    superuser.execute("SET session_replication_role = replica")  # foreign keys are not asked either
    for one in statements:
        superuser.execute(one)
    superuser.execute("SET session_replication_role = origin")
    for table in GUARDED:
        for guard in ("visibility_no_rewrite", "visibility_no_truncate"):
            superuser.execute(f"ALTER TABLE ledger_{table} ENABLE ALWAYS TRIGGER {guard}")
    superuser.commit()


# What is done to entry E in leaf L, and what the verdict has to name: {e}, {l}, or words.
CASES = {
    "what it says is edited": (
        ["UPDATE ledger_entry SET payload = '{{\"seat\": 99}}' WHERE id = {e}"],
        "{e}",
    ),
    "who did it is edited": (["UPDATE ledger_entry SET actor_name = 'Nobody' WHERE id = {e}"], "{e}"),
    "when it was is edited": (["UPDATE ledger_entry SET at = at - interval '1 day' WHERE id = {e}"], "{e}"),
    "whom it names is edited": (["UPDATE ledger_mention SET ref = 'X' WHERE entry_id = {e}"], "{e}"),
    "when it named them is edited": (
        ["UPDATE ledger_mention SET at = at - interval '9 years' WHERE entry_id = {e}"],
        "{e}",
    ),
    "whom it names is taken out": (["DELETE FROM ledger_mention WHERE entry_id = {e}"], "{e}"),
    "it is hidden from its readers": (
        [
            "UPDATE ledger_entry SET visible_to = '{{}}' WHERE id = {e}",
            "UPDATE ledger_mention SET visible_to = '{{}}' WHERE entry_id = {e}",
            "UPDATE ledger_seal SET visible_to = '{{}}' WHERE entry_id = {e}",
        ],
        "{e}",
    ),
    "it is deleted": (
        [
            "DELETE FROM ledger_mention WHERE entry_id = {e}",
            "DELETE FROM ledger_entry WHERE id = {e}",
            "DELETE FROM ledger_seal WHERE entry_id = {e}",
        ],
        "{l}",
    ),
    "another is inserted beside the tree": (
        [
            "CREATE TEMPORARY TABLE was AS SELECT * FROM ledger_entry WHERE id = {e}",
            "UPDATE was SET id = 999999",
            "INSERT INTO ledger_entry SELECT * FROM was",
        ],
        "999999",
    ),
    "two leaves change places": (
        [
            "CREATE TEMPORARY TABLE was AS SELECT * FROM ledger_leaf WHERE index IN ({l}, {l} + 1)",
            "UPDATE ledger_leaf f SET mac = w.mac FROM was w WHERE w.index = 2 * {l} + 1 - f.index",
        ],
        "{l}",
    ),
    "two entries change what they say": (
        [
            "CREATE TEMPORARY TABLE was AS SELECT id, payload FROM ledger_entry WHERE id IN ({e}, {e} + 1)",
            "UPDATE ledger_entry e SET payload = w.payload FROM was w WHERE w.id = 2 * {e} + 1 - e.id",
        ],
        "{e}",
    ),
    "its salt is replaced": (
        ["UPDATE ledger_seal SET salt = decode(repeat('ab', 32), 'hex') WHERE entry_id = {e}"],
        "{e}",
    ),
    "its leaf is taken out": (["DELETE FROM ledger_leaf WHERE index = {l}"], "{next}"),
    "a tile is changed": (
        ["UPDATE ledger_tile SET hashes = set_byte(hashes, 40, 255 - get_byte(hashes, 40)) WHERE number = 0"],
        "tile/0/000",
    ),
    "it is erased without a reason": (
        [
            "DELETE FROM ledger_mention WHERE entry_id = {e}",
            "UPDATE ledger_entry SET actor_name = '', purpose = '', payload = '{{}}' WHERE id = {e}",
            "UPDATE ledger_seal SET salt = NULL WHERE entry_id = {e}",
        ],
        "{e}",
    ),
    "a checkpoint is forged": (
        ["UPDATE ledger_checkpoint SET note = replace(note, E'\\n300\\n', E'\\n299\\n'), size = size - 1"],
        "checkpoint",
    ),
    "the tail is cut": (
        [
            "DELETE FROM ledger_cosignature",
            "DELETE FROM ledger_checkpoint",
            "DELETE FROM ledger_mention WHERE entry_id IN (SELECT entry_id FROM ledger_seal WHERE leaf >= {l})",
            "DELETE FROM ledger_entry WHERE id IN (SELECT entry_id FROM ledger_seal WHERE leaf >= {l})",
            "DELETE FROM ledger_seal WHERE leaf >= {l}",
            "DELETE FROM ledger_leaf WHERE index >= {l}",
            "DELETE FROM ledger_tile",
        ],
        "",
    ),
}


def test_each_kind_of_tampering_is_found_and_placed(log, partners, cluster, own_database):
    assert verified().right, verified().sentences()
    with acting(SEQUENCER, now()):
        sealed = Seal.objects.filter(entry__event="accounts:seat:chosen").order_by("leaf")
        entry, leaf = sealed.values_list("entry", "leaf")[150]
    missed = []
    for what, (statements, place) in CASES.items():
        with copied(cluster, own_database) as superuser:
            known = {"e": entry, "l": leaf, "next": leaf + 1}
            tamper(superuser, *(one.format(**known) for one in statements))
            found = verified()
            if found.right or place.format(**known) not in " ".join(found.sentences()):
                missed.append((what, found.sentences()[:3]))
    assert not missed


def test_a_log_rewritten_and_signed_with_the_stolen_key_is_found(log, partners, cluster, own_database):
    with copied(cluster, own_database) as superuser:
        tamper(
            superuser,
            "UPDATE ledger_entry SET actor_name = 'Nobody' WHERE event = 'accounts:seat:chosen'",
            *(f"DELETE FROM ledger_{one}" for one in ("cosignature", "checkpoint", "tile", "leaf", "seal")),
            "INSERT INTO ledger_waiting (entry_id) SELECT id FROM ledger_entry ON CONFLICT DO NOTHING",
        )
        sequence_all()
        with acting(SEQUENCER, now()):
            checkpoints.checkpoint(checkpoints.signers(at=now()), at=now())
        alone = verified(seen=[])
        assert not alone.right, "no witness has signed it"
        found = verified()
        assert any("police.example/witness" in one for one in found.sentences())
        ask_witnesses()
        assert not verified().right, "no witness signs another history"
    for one in partners:
        with Store(one.folder) as store:
            assert store.evidence(), "the witness keeps what proves it"


def test_an_entry_dated_back_is_found(log, partners, cluster, own_database):
    log.say(5)
    log.sign()
    ask_witnesses()
    with copied(cluster, own_database) as superuser:
        superuser.execute("CREATE TEMPORARY TABLE was AS SELECT * FROM ledger_entry ORDER BY id DESC LIMIT 1")
        superuser.execute("UPDATE was SET id = 999999, recorded = recorded - interval '3 days'")
        superuser.execute("INSERT INTO ledger_entry SELECT * FROM was")
        superuser.execute("INSERT INTO ledger_waiting (entry_id) VALUES (999999)")
        superuser.commit()
        sequence_all()
        with acting(SEQUENCER, now()):
            checkpoints.checkpoint(checkpoints.signers(at=now()), at=now())
        ask_witnesses()
        found = verified()
        assert "999999" in " ".join(found.sentences())


def test_yesterdays_database_is_found(log, partners, cluster, own_database):
    with copied(cluster, own_database, "mash_yesterday"):
        assert verified().right
        with _default_connection(own_database.app_dsn):
            log.say(3)
            log.sign()
            ask_witnesses()
        found = verified()
        assert not found.right
        assert any("witness" in one for one in found.sentences())


def test_a_witness_that_was_rolled_back_is_found(log, partners, settings):
    shutil.copytree(partners[0].folder, partners[0].folder.with_name("backup"))
    log.say(3)
    log.sign()
    ask_witnesses()
    backup = partners[0].folder.with_name("backup")
    old = type(partners[0])(backup, partners[0].vkey)
    with old.serving():
        said = json.loads(settings.MASH_LOG_WITNESSES)
        said[0]["url"] = old.url
        settings.MASH_LOG_WITNESSES = json.dumps(said)
        ask_witnesses(again=True)
    with acting(SEQUENCER, now()):
        one = Finding.objects.get(kind="witness-behind")
        assert one.subject == "police.example/witness"


def test_walls_and_guards_that_were_taken_away_are_found(log, superuser_connection):
    log.say(2)
    log.sign()
    superuser_connection.execute("ALTER TABLE ledger_entry DISABLE ROW LEVEL SECURITY")
    superuser_connection.execute("ALTER TABLE ledger_leaf DISABLE TRIGGER visibility_no_rewrite")
    superuser_connection.execute("DROP TRIGGER visibility_notes_update ON people_record")
    superuser_connection.commit()
    found = " ".join(verified(seen=[]).sentences())
    assert "without their wall: ledger_entry" in found
    assert "ledger_leaf" in found
    assert "people_record" in found
