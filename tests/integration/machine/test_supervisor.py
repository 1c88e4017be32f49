"""One demo, really started, then hurt in turn; each test leaves it serving."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from mash.cli.state import read_json

MASH = [sys.executable, "-m", "mash.cli"]
SMALL_COUNTY = ("--referrals", "20")


class Demo:
    """A `mash demo` in a process of its own."""

    def __init__(self, state: Path, *arguments: str) -> None:
        self.state = state
        shell = {
            name: value for name, value in os.environ.items() if not name.startswith(("MASH_", "DJANGO_"))
        }
        self.environment = {**shell, "MASH_STATE": str(state)}
        self.arguments = arguments
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> str:
        """Start it and return the URL of its `ready` line."""
        self.process = subprocess.Popen(
            [*MASH, "demo", *SMALL_COUNTY, *self.arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for line in self.process.stdout:
            if line.startswith("ready "):
                return line.split()[1]
        raise AssertionError(self.process.stderr.read())

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and return the exit status."""
        self.process.send_signal(number)
        self.process.communicate(timeout=60)
        return self.process.returncode

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*MASH, *words], env=self.environment, capture_output=True, text=True, check=False
        )

    def pids(self) -> dict[str, int]:
        return json.loads(self.run("pids", "--json").stdout)


@pytest.fixture(scope="module")
def demo(reachable_folder) -> Iterator[Demo]:
    made = Demo(reachable_folder)
    made.url = made.start()
    yield made
    made.end()


def until(condition: Callable[[], bool], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health/ready", timeout=60) as answer:
            return answer.status == 200
    except urllib.error.URLError:
        return False


@pytest.mark.parametrize("name", ["web", "worker", "postgres"])
def test_a_killed_process_is_replaced_and_the_pages_answer_again(demo, name):
    before = demo.pids()

    os.kill(before[name], signal.SIGKILL)

    until(lambda: demo.pids().get(name, before[name]) != before[name])
    until(lambda: answers(demo.url))
    # The seeder may still be at work: it ends when it has played the year. Who is at work in the database when that
    # is killed loses its way with it and is replaced as well.
    replaced = {part for part, pid in demo.pids().items() if before.get(part) != pid}
    assert replaced - {"seeder"} == {name} or (name == "postgres" and name in replaced)


def test_a_request_during_the_replacement_of_the_web_process_is_not_refused(demo):
    web = demo.pids()["web"]
    workers = Path(f"/proc/{web}/task/{web}/children")
    if not workers.exists():
        return  # only Linux tells who a process's children are
    for pid in (web, *map(int, workers.read_text().split())):
        os.kill(pid, signal.SIGKILL)

    assert answers(demo.url)


def test_a_second_demo_in_the_same_folder_says_where_the_first_one_is(demo):
    second = demo.run("demo")

    assert second.returncode == 1
    assert f"already running in {demo.state} at {demo.url}" in second.stderr


def test_a_busy_port_is_named(state):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        refused = Demo(state).run("demo", "--port", port)

    assert refused.returncode == 1
    assert refused.stderr.startswith(f"Port {port} cannot be used")


def test_only_the_supervisor_and_migrations_know_the_owners_password(demo):
    password = read_json(demo.state / "secrets.json")["mash_owner"]
    proc = Path(f"/proc/{demo.pids()['web']}/environ")
    if proc.exists():
        assert password.encode() not in proc.read_bytes()


def test_a_killed_supervisor_leaves_nothing_that_blocks_the_next(demo):
    before = demo.pids()
    with psycopg.connect((demo.state / "owner-database.url").read_text()) as connection:
        connection.execute("CREATE TABLE kept_by_the_test AS SELECT 1 AS i")

    demo.end(signal.SIGKILL)
    demo.url = demo.start()

    assert answers(demo.url)
    assert not set(before.values()) & set(demo.pids().values())
    with psycopg.connect((demo.state / "owner-database.url").read_text()) as connection:
        assert connection.execute("DROP TABLE kept_by_the_test").statusmessage == "DROP TABLE"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_everything_and_a_restart_finds_its_data(demo, number):
    running = demo.pids()
    secrets = read_json(demo.state / "secrets.json")

    assert demo.end(number) == 0

    assert not [name for name, pid in running.items() if Path(f"/proc/{pid}").exists()]
    assert "No MASH is running" in demo.run("pids").stderr
    demo.url = demo.start()
    assert read_json(demo.state / "secrets.json") == secrets
