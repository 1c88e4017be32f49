"""One child process of the supervisor: started, watched, started again with growing pauses, stopped."""

import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mash.cli import processes

SHORTEST_PAUSE = 0.2  # seconds before the first restart
LONGEST_PAUSE = 10.0  # seconds, reached when a child keeps dying
STEADY_SECONDS = 30.0
"""A child that ran this long was well: its next death starts from the shortest pause again."""


@dataclass
class Child:
    """A command kept running. `once` marks one that is finished when it ends with status 0.

    Its output goes to `log`. It is in a session of its own, so that Ctrl-C reaches the supervisor alone, and the
    kernel ends it should the supervisor be killed (on Linux).
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    once: bool = False
    pass_fds: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    finished: bool = False
    deaths: int = 0
    started: float = 0.0
    rest_until: float = field(default=0.0)

    @property
    def pid(self) -> int | None:
        return None if self.process is None else self.process.pid

    def start(self) -> None:
        self.log.parent.mkdir(mode=0o700, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                list(self.command),
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=self.pass_fds,
                preexec_fn=processes.dies_with_parent(signal.SIGTERM),  # noqa: PLW1509 - the supervisor has one thread
            )
        self.started = time.monotonic()

    def tend(self) -> bool:
        """Notice a death and start again when its pause is over. Returns whether its process changed."""
        now = time.monotonic()
        if self.finished or (self.process is None and now < self.rest_until):
            return False
        if self.process is None:
            self.start()
            return True
        status = self.process.poll()
        if status is None:
            return False
        self.process = None
        if self.once and status == 0:
            self.finished = True
            return True
        self.deaths = 1 if now - self.started > STEADY_SECONDS else self.deaths + 1
        pause = min(SHORTEST_PAUSE * 2 ** (self.deaths - 1), LONGEST_PAUSE)
        self.rest_until = now + pause
        how = f"was ended by signal {-status}" if status < 0 else f"ended with status {status}"
        sys.stderr.write(f"{self.name} {how}; starting it again in {pause:g} s. Its log: {self.log}\n")
        sys.stderr.flush()
        return True

    def stop(self, seconds: float) -> None:
        """Ask it to end and, when it has not within `seconds`, end it."""
        self.finished = True
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None
