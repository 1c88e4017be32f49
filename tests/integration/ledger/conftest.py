"""A log that works: entries are appended, sequenced, signed and witnessed as the processes do it."""

import argparse
import contextlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from tests.world import World

from mash.cli import commands_of, ledger
from mash.foundation.kernel import Ref
from mash.foundation.kernel.time import now
from mash.foundation.ledger import append
from mash.foundation.ledger.models import LogKey
from mash.foundation.ledger.proof import checkpoints
from mash.foundation.ledger.proof.checkpoints import SEQUENCER
from mash.foundation.visibility import acting
from mash.interfaces.worker.sequencer import ask_witnesses, sequence_all
from mash.registers.accounts.events import SEAT_CHOSEN
from mash_tlog.notes import COSIGNER, Signer, Verifier
from mash_tlog.verify import commands as verifier
from mash_tlog.witness.deciding import Witness
from mash_tlog.witness.serving import WitnessServer
from mash_tlog.witness.store import Store


@dataclass
class Log:
    """The log of one database: `say` appends entries, `sign` sequences and signs, `witness` asks the witnesses."""

    world: World

    def say(self, many: int = 1, *, who: str = "screener") -> list[int]:
        by, at = self.world.actor(who), now()
        with acting(by, at):
            return [
                append(SEAT_CHOSEN, by=by, at=at, about=[Ref("user", str(one))], payload={"seat": one})
                for one in range(many)
            ]

    def sign(self, *, after: timedelta = timedelta(0)):
        sequence_all()
        at = now() + after
        with acting(SEQUENCER, at):
            return checkpoints.checkpoint(checkpoints.signers(at=at), at=at)


@pytest.fixture
def log(own_database, world, tmp_path, settings) -> Log:
    settings.MASH_LOG_KEY = str(tmp_path / "keys" / "log.key")
    settings.MASH_LOG_ORIGIN = "hub.example/ledger"
    return Log(world)


@dataclass
class Partner:
    """A partner agency's witness: its folder, its key, its address."""

    folder: Path
    vkey: str
    url: str = ""

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Answer until the block ends, on the address that it had."""
        port = int(self.url.rpartition(":")[2]) if self.url else 0
        with (
            Store(self.folder) as store,
            WitnessServer(("127.0.0.1", port), Witness(store, lambda: int(time.time()))) as server,
        ):
            self.url = f"http://127.0.0.1:{server.server_address[1]}"
            thread = threading.Thread(target=server.serve_forever, daemon=True)
            thread.start()
            yield
            server.shutdown()
            thread.join(10)

    def trust(self) -> None:
        """Trust the keys that the log has signed with so far."""
        with acting(SEQUENCER, now()):
            known = [Verifier.from_text(one.vkey) for one in LogKey.objects.all()]
        with Store(self.folder) as store:
            for one in known:
                if one not in store.logs().get(one.name, []):
                    store.trust(one.name, one)


@pytest.fixture
def partners(log, tmp_path, settings) -> Iterator[list[Partner]]:
    """Two witnesses that have signed what the log held so far."""
    log.say(300)
    log.sign()
    found = []
    for name in ("police", "health"):
        signer = Signer.generate(f"{name}.example/witness", COSIGNER)
        Store.create(tmp_path / name, signer).close()
        found.append(Partner(tmp_path / name, signer.verifier.text))
        found[-1].trust()
    with found[0].serving(), found[1].serving():
        settings.MASH_LOG_WITNESSES = json.dumps([{"vkey": one.vkey, "url": one.url} for one in found])
        ask_witnesses()
        yield found


@pytest.fixture
def mash(monkeypatch, capsys):
    """Run a command of `mash ledger` in this process; `(name, arguments) -> (status, what it printed)`."""

    def run(name, *arguments):
        command = commands_of(ledger)[name]
        monkeypatch.setattr(command, "database", contextlib.nullcontext)
        parser = argparse.ArgumentParser()
        command.arguments(parser)
        return command.run(parser.parse_args([str(one) for one in arguments])), capsys.readouterr().out

    return run


@pytest.fixture
def verify(capsys):
    """Run `mash-verify`; `(arguments) -> (status, what it printed)`."""

    def run(*arguments):
        parser = argparse.ArgumentParser()
        verifier.arguments(parser)
        return verifier.run(parser.parse_args([str(one) for one in arguments])), capsys.readouterr().out

    return run
