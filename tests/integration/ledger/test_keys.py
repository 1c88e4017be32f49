"""The log's key: made once, kept to itself, changed without breaking a proof, and not missed for good when it is lost."""

import stat

import pytest
from tests.conftest import _default_connection
from tests.integration.ledger.test_tampering import copied, verified

from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Finding, LogKey
from mash.foundation.ledger.proof import checkpoints, keys, restoring, verifying, witnesses
from mash.foundation.ledger.proof.checkpoints import SEQUENCER
from mash.foundation.ledger.proof.exporting import export
from mash.foundation.ledger.proof.proving import NotProvableError, prove
from mash.foundation.visibility import acting
from mash.interfaces.worker.sequencer import ask_witnesses, sign_if_due
from mash_tlog.bundle import ProofError
from mash_tlog.bundle import verify as check
from mash_tlog.checkpoint import Checkpoint
from mash_tlog.notes import Verifier, open_note
from mash_tlog.verify.export import Export
from mash_tlog.verify.judging import judge


def test_the_first_start_makes_a_key_that_only_this_user_reads(log):
    log.say(1)
    log.sign()
    assert stat.S_IMODE(keys.path().stat().st_mode) == 0o600
    assert stat.S_IMODE(keys.path().parent.stat().st_mode) == 0o700
    with acting(SEQUENCER, now()):
        assert LogKey.objects.get().vkey == keys.read()[0].verifier.text
    assert repr(keys.read()[0]) == "Signer('hub.example/ledger')"


def test_a_key_that_others_may_read_signs_nothing(log):
    log.say(1)
    log.sign()
    keys.path().chmod(0o644)
    with pytest.raises(keys.KeyFileError, match="Others may read"):
        log.sign()


def test_a_change_of_keys_breaks_no_proof(log, partners):
    number = log.say(1)[0]
    log.sign()
    ask_witnesses()
    with acting(SEQUENCER, now()):
        before = prove(number)
        old = keys.read()[0].verifier
        fresh = checkpoints.change_key(at=now(), lost=False).verifier
    signed = log.sign()
    assert open_note(signed.note, [old]).by(old)
    assert open_note(signed.note, [fresh]).by(fresh)
    ask_witnesses()  # the witnesses know the old key alone, which signs beside the new one
    for one in partners:
        one.trust()
    checkpoints.finish_change()
    log.say(1)
    last = log.sign()
    assert [one.verifier for one in open_note(last.note, [old, fresh]).signatures] == [fresh]
    ask_witnesses()
    assert check(before, [old]).index >= 0
    found = verified()
    assert found.right, found.sentences()


def test_a_lost_key_stops_the_signing_and_nothing_else(log, partners):
    log.sign()
    keys.path().unlink()
    log.say(300)
    with pytest.raises(keys.KeyFileError):
        log.sign()
    with acting(SEQUENCER, now()):
        fresh = checkpoints.change_key(at=now(), lost=True).verifier
    log.sign()
    ask_witnesses()
    with acting(SEQUENCER, now()):
        assert Finding.objects.filter(kind="witness-refuses", ended=None).count() == 2, (
            "they do not know it yet"
        )
    for one in partners:
        one.trust()
    ask_witnesses()
    with acting(SEQUENCER, now()):
        assert not Finding.objects.filter(kind="witness-refuses", ended=None).exists()
        assert Verifier.from_text(LogKey.objects.latest("pk").vkey) == fresh
    found = verified()
    assert found.right, found.sentences()


def test_a_restored_log_says_what_it_lost_and_goes_on_under_another_name(
    log, partners, cluster, own_database
):
    with copied(cluster, own_database, "mash_yesterday"):
        kept = keys.path().read_text()
        with _default_connection(own_database.app_dsn):
            log.say(20)
            log.sign()
            ask_witnesses()
            with acting(SEQUENCER, now()):
                notes = verifying.held_by_witnesses()
        assert keys.path().read_text() == kept
        ask_witnesses(again=True)
        with acting(SEQUENCER, now()):
            assert Finding.objects.filter(kind="witness-ahead", ended=None).count() == 2
        log.say(300)
        assert not sign_if_due(), "nothing is signed while the witnesses know more"
        with acting(SEQUENCER, now()):
            last = notes[0][1]
            lost = Checkpoint.parse(last.partition("\n\n")[0] + "\n")
            fresh = restoring.go_on(last, at=now())
        assert fresh.name == "hub.example/ledger/2"
        log.sign()
        for one in partners:
            one.trust()
        ask_witnesses(again=True)
        found = verified()
        assert found.right, found.sentences()
        with acting(SEQUENCER, now()):
            said = verifying.held_by_witnesses()
            assert {Checkpoint.parse(note.partition("\n\n")[0] + "\n").origin for _, note in said} == {
                "hub.example/ledger",
                "hub.example/ledger/2",
            }
            assert lost.size > 0
            with pytest.raises(restoring.NotBehindError):
                restoring.go_on(said[-1][1], at=now())


def test_an_export_tells_a_lead_what_they_may_read_and_nothing_else(log, partners, tmp_path):
    log.say(4)
    log.sign()
    ask_witnesses()
    with acting(log.world.actor("governance"), now()):
        done = export(tmp_path / "out", at=now(), witnesses=witnesses.configured(), quorum=2)
    assert done.shown > 300
    assert done.hidden > 0, "set-up's own entries are of no hub"
    read = Export(tmp_path / "out")
    assert judge(read, read.keys()).right
    with acting(log.world.actor("screener"), now()):
        nothing = export(tmp_path / "none", at=now(), witnesses=[], quorum=0)
    assert nothing.size == 0
    assert not (tmp_path / "none" / "tile").exists()


def test_a_proof_is_made_for_whoever_sees_the_entry_and_holds_for_that_entry_alone(log, partners):
    number = log.say(1)[0]
    with acting(log.world.actor("governance"), now()), pytest.raises(NotProvableError):
        prove(number)
    log.sign()
    ask_witnesses()
    with acting(log.world.actor("governance"), now()):
        text = prove(number)
        with pytest.raises(NotProvableError):
            prove(10**9)
    vkey = keys.read()[0].verifier
    assert check(text, [vkey]).index >= 0
    with pytest.raises(ProofError):
        check(text.replace('\\"seat\\":0', '\\"seat\\":1'), [vkey])
