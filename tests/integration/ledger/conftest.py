"""A log that works: entries are appended, sequenced and signed as the processes do it."""

from datetime import timedelta

import pytest
from tests.world import World, build

from mash.foundation.kernel import Ref
from mash.foundation.kernel.time import now
from mash.foundation.ledger import append
from mash.foundation.ledger.proof import checkpoints
from mash.foundation.ledger.proof.checkpoints import SEQUENCER
from mash.foundation.visibility import acting
from mash.interfaces.worker.sequencer import sequence_all
from mash.registers.accounts.events import SEAT_CHOSEN


class Log:
    """The log of one database: `say` appends entries, `sign` sequences and signs."""

    def __init__(self, world: World) -> None:
        self.world = world

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
def log(own_database, tmp_path, settings) -> Log:
    settings.MASH_LOG_KEY = str(tmp_path / "keys" / "log.key")
    return Log(build())
