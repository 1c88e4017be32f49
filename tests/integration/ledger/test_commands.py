"""`mash ledger` at the console: where the log stands, verified, exported, proved."""

import json

import pytest

from mash.cli.errors import UserError
from mash.foundation.kernel import Actor
from mash.foundation.kernel.time import now
from mash.foundation.outbox.models import Message
from mash.foundation.visibility import acting
from mash.interfaces.worker.sequencer import ask_witnesses


def test_the_log_is_verified_exported_and_proved_at_the_console(log, partners, mash, verify, tmp_path):
    number = log.say(1)[0]
    log.sign()
    ask_witnesses()
    code, out = mash("status", "--json")
    standing = json.loads(out)
    assert (code, standing["waiting"], standing["witnessed"]) == (0, 0, standing["size"])
    assert standing["findings"] == []
    code, out = mash("verify")
    assert code == 0, out
    assert out.startswith("RIGHT.")

    keys = ["--log", standing["key"], *(word for one in partners for word in ("--witness", one.vkey))]
    code, out = mash("export", tmp_path / "log", "--as", "governance@example.org")
    assert code == 0, out
    code, out = verify(tmp_path / "log", *keys)
    assert code == 0, out
    with pytest.raises(UserError, match="not empty"):
        mash("export", tmp_path / "log", "--as", "governance@example.org")

    code, out = mash("prove", number, tmp_path / "proof.json", "--as", "governance@example.org")
    assert code == 0, out
    code, out = verify(tmp_path / "proof.json", *keys)
    assert code == 0, out


@pytest.mark.parametrize("who", ["screener@example.org", "nobody@example.org", ""])
def test_only_who_reads_the_log_exports_it(log, mash, tmp_path, who):
    with pytest.raises(UserError, match="may read the log"):
        mash("export", tmp_path / "log", "--as", who)
    assert not (tmp_path / "log").exists()


def test_what_is_wrong_ends_with_status_1_and_tells_the_leads(log, mash, superuser_connection):
    log.say(3)
    log.sign()
    superuser_connection.execute("ALTER TABLE ledger_leaf DISABLE TRIGGER visibility_no_rewrite")
    superuser_connection.commit()
    code, out = mash("verify")
    assert code == 1
    assert "ledger_leaf" in out
    code, _out = mash("verify")
    assert code == 1
    with acting(Actor.service("worker"), now()):
        told = list(Message.objects.filter(template="log_finding").values_list("to", "reference"))
    assert [to for to, _ in told] == ["governance@example.org"], "once, not at each check"
