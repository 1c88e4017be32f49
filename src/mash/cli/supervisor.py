"""`./mash demo`: starts everything in order, starts again what dies, and stops everything in order.

The supervisor holds the listening socket itself and hands it to gunicorn, so that while the web processes are being
replaced a request waits in the queue instead of being refused.
"""

import importlib.util
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from mash.cli import instance, processes, witnesses
from mash.cli.children import Child
from mash.cli.environment import Databases, for_instance, named_server
from mash.cli.errors import UserError
from mash.cli.postgres import Cluster
from mash.cli.state import ensure_folder, lock

FIRST_PORT, LAST_PORT = 8000, 8099
BEAT = 0.1  # seconds between two looks at the children
STOP_SECONDS = 4.0
"""What each child gets to end in; with PostgreSQL's own, everything stands still within 20 seconds."""
READY_SECONDS = 120.0
SEED_TRIES = 3


class StoppedError(Exception):
    """A signal asked us to stop while something was being started."""


@dataclass
class Supervisor:
    """One instance of MASH on this machine. `seed` holds what is passed on to the demo's seeder."""

    state: Path
    port: int = 0
    host: str = "127.0.0.1"
    seed: Sequence[str] = ()
    stopping: bool = False
    cluster: Cluster | None = None
    children: list[Child] = field(default_factory=list)

    def run(self) -> int:
        """Serve in the foreground until SIGINT or SIGTERM. Raises `UserError` when it cannot start."""
        self.state = ensure_folder(self.state)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._note_signal)
        with ExitStack() as held:
            self._claim_state(held)
            listener = held.enter_context(self._listen())
            address, port = listener.getsockname()[:2]
            self.instance = instance.Instance(url=f"http://{address}:{port}")
            held.callback(self._stop_all)
            try:
                self._start(listener)
                while not self.stopping:
                    self._tend()
                    time.sleep(BEAT)
            except StoppedError:
                pass
        return 0

    # Claiming what only one instance may have

    def _claim_state(self, held: ExitStack) -> None:
        try:
            held.enter_context(lock(self.state / "instance.lock", wait=False))
        except BlockingIOError:
            other = instance.recorded(self.state)
            where = f" at {other.url} (process {other.pids.get('supervisor')})" if other else ""
            raise UserError(
                f"MASH is already running in {self.state}{where}. Stop it with Ctrl-C there, "
                "or set MASH_STATE to another folder for a second one."
            ) from None
        self._end_leftovers()

    def _end_leftovers(self) -> None:
        """End what a killed supervisor left behind, so that nothing works beside us on the same data."""
        found = instance.recorded(self.state)
        for name, pid in (found.pids if found else {}).items():
            if name != "postgres" and processes.running(pid, instance.MARK):
                processes.send(pid, signal.SIGTERM)

    def _listen(self) -> socket.socket:
        for port in [self.port] if self.port else range(FIRST_PORT, LAST_PORT + 1):
            listener = socket.socket(socket.AF_INET6 if ":" in self.host else socket.AF_INET)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind((self.host, port))
                listener.listen(2048)
            except OSError as error:
                listener.close()
                reason = error.strerror
                continue
            return listener
        if self.port:
            raise UserError(f"Port {self.port} cannot be used ({reason}). Choose another with --port.")
        raise UserError(f"No port from {FIRST_PORT} to {LAST_PORT} is free. Choose one with --port.")

    # Starting

    def _start(self, listener: socket.socket) -> None:
        databases = self._databases()
        self.instance.keep(self.state, databases)
        self._write_down()
        self._migrate(databases)
        partners = witnesses.prepare(self.state)
        environment = for_instance(self.state, databases, base_url=self.instance.url)
        web = [sys.executable, "-m", "gunicorn", "-c", "python:mash.config.gunicorn"]
        web += ["-b", f"fd://{listener.fileno()}"]
        worker = [sys.executable, "-m", "mash.cli", "worker"]
        self._keep(self._child("web", web, environment, pass_fds=(listener.fileno(),)))
        self._keep(self._child("worker", worker, environment))
        self._keep(self._child("lookup", [sys.executable, "-m", "mash.cli", "lookup"], environment))
        for one in partners:
            command = [
                sys.executable,
                "-m",
                "mash_tlog.witness",
                "serve",
                str(one.folder),
                "--listen",
                one.listen,
            ]
            self._keep(self._child(f"witness-{one.name}", command, environment))
        self._keep(self._child("sequencer", [sys.executable, "-m", "mash.cli", "sequencer"], environment))
        seeded = importlib.util.find_spec("mash.demo.seed") is not None
        if seeded:
            self._seed_first(environment)
        self._wait_until_it_answers()
        self.instance.ready = True
        self._write_down()
        sys.stdout.write(f"ready {self.instance.url}\n")
        sys.stdout.flush()
        if not seeded:
            return
        rest = [sys.executable, "-m", "mash.demo.seed", "--rest", *self.seed]
        self._keep(self._child("seeder", rest, environment, once=True))

    def _databases(self) -> Databases:
        if server := named_server():
            return server
        self.cluster = Cluster(self.state)
        if self.cluster.alive():
            self.cluster.stop()  # a killed supervisor's; the lock says that nobody else's is here
        self.cluster.start()
        return Databases(self.cluster.dsn("mash_app"), self.cluster.dsn("mash_owner"))

    def _migrate(self, databases: Databases) -> None:
        environment = for_instance(self.state, databases, side="owner", base_url=self.instance.url)
        child = self._child("migrate", [sys.executable, "-m", "mash.cli", "migrate"], environment, once=True)
        self._finish(child, tries=1)

    def _seed_first(self, environment: dict[str, str]) -> None:
        """The part of the county that a visitor needs; the rest follows while they look round."""
        command = [sys.executable, "-m", "mash.demo.seed", "--first", *self.seed]
        child = self._child("seeder", command, environment, once=True)
        self._finish(child, tries=SEED_TRIES)
        self.children.remove(child)

    def _finish(self, child: Child, *, tries: int) -> None:
        self.children.append(child)
        child.start()
        self._wait(lambda: child.finished or child.deaths >= tries)
        if not child.finished:
            tail = "\n".join(child.log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])
            raise UserError(f"{child.name} failed:\n{tail}")

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        self._wait(lambda: self._answers() or time.monotonic() > deadline)
        if not self._answers():
            raise UserError(
                f"The pages did not answer within {READY_SECONDS:.0f} s; see {self.state / 'logs'}."
            )

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.instance.url}/health/ready", timeout=5) as answer:  # noqa: S310 - ours
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _wait(self, condition: Callable[[], bool]) -> None:
        """Tend the children until the condition holds. Raises `StoppedError` on a signal."""
        while not condition():
            if self.stopping:
                raise StoppedError
            self._tend()
            time.sleep(BEAT)

    # Tending

    def _child(
        self,
        name: str,
        command: Sequence[str],
        environment: dict[str, str],
        *,
        once: bool = False,
        pass_fds: tuple[int, ...] = (),
    ) -> Child:
        log = self.state / "logs" / f"{name}.log"
        return Child(name, command, environment, log, once=once, pass_fds=pass_fds)

    def _keep(self, child: Child) -> None:
        self.children.append(child)
        child.start()
        self._write_down()

    def _tend(self) -> None:
        changed = False
        if self.cluster is not None and not self.cluster.alive():
            sys.stderr.write("postgres ended; starting it again, with recovery from its log.\n")
            self.cluster.start()
            changed = True
        for child in self.children:
            changed = child.tend() or changed
        if changed:
            self._write_down()

    def _write_down(self) -> None:
        """Tell other commands which processes are ours now."""
        pids = {"supervisor": os.getpid()}
        if self.cluster is not None and (pid := self.cluster.pid()) is not None:
            pids["postgres"] = pid
        pids |= {child.name: child.pid for child in self.children if child.pid is not None}
        self.instance.pids = pids
        self.instance.write(self.state)

    # Stopping

    def _note_signal(self, _number: int, _frame: object) -> None:
        self.stopping = True

    def _stop_all(self) -> None:
        """Who asks stops before who answers: the seeder, the worker, the web and last the database."""
        for child in reversed(self.children):
            child.stop(STOP_SECONDS)
        if self.cluster is not None:
            self.cluster.stop()
        for name in ("instance.json", "database.url", "owner-database.url"):
            (self.state / name).unlink(missing_ok=True)
