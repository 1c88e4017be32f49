"""`python -m benchmarks.pages [--referrals 100000] [--seconds 8] [--json]`: see README.md."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.pages import equal, households, layout, load
from benchmarks.pages.report import Measured, Report
from mash.cli.environment import Databases, for_instance
from mash.cli.postgres import Cluster

MODEL, PROOF = "bench_model", "bench_proof"
SMALL = 1000
ROUNDS = 4
WARM_SECONDS = 4
"""Every connection has planned its statements by then."""
CONNECTIONS = 4
PAGES = ("empty", "worklist", "case", "submission")
FORMS_A_SECOND = 80
"""More forms than any server here sends are made ready."""


def say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


@dataclass
class Bench:
    """One throw-away PostgreSQL as the demo has it, and what is run against its databases."""

    cluster: Cluster
    today: datetime
    ids: list[layout.Ids] = field(default_factory=list)

    def environment(self, database: str, *, owner: bool = False) -> dict[str, str]:
        urls = Databases(self.cluster.dsn("mash_app", database), self.cluster.dsn("mash_owner", database))
        found = for_instance(self.cluster.state, urls, side="owner" if owner else "app")
        return {
            **found,
            "MASH_MAIL": "memory",
            "DJANGO_SETTINGS_MODULE": "benchmarks.pages.settings",
            "MASH_BENCHMARK_SUPER": self.cluster.dsn("mash_super", database),
        }

    def django(self, word: str, database: str, **said: object) -> Any:
        command = [sys.executable, "-m", "benchmarks.pages.django_side", word]
        done = subprocess.run(
            command,
            env=self.environment(database),
            input=json.dumps(said),
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"{word} in {database} failed")
        return json.loads(done.stdout)

    def make_model(self) -> None:
        self.cluster.create_database(MODEL)
        environment = self.environment(MODEL, owner=True)
        subprocess.run(
            [sys.executable, "-m", "mash.cli", "migrate"],
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        say("playing the model households through actions")
        self.ids = self.django("build", MODEL, today=self.today.isoformat())

    def make_loaded(self, database: str, referrals: int, open_share: float) -> load.Loaded:
        self.cluster.create_database(database, template=MODEL)
        models = households.models(self.today)
        with self.cluster.connect("mash_super", database, autocommit=True) as connection:
            begun = time.monotonic()
            made = load.load(connection, models, self.ids, referrals, open_share)
            connection.execute("VACUUM (ANALYZE)")
            say(f"{made.referrals:,} referrals, {made.open:,} of them open: {time.monotonic() - begun:.0f} s")
        return made

    def prove(self, database: str, loaded: load.Loaded, size: int) -> int:
        """Play a sample through actions and compare; returns its size. Ends the run where anything differs."""
        sample = equal.sample(loaded, size)
        self.cluster.create_database(PROOF, template=MODEL)
        played = self.django("play", PROOF, today=self.today.isoformat(), sample=sample)
        with (
            self.cluster.connect("mash_super", database) as ours,
            self.cluster.connect("mash_super", PROOF) as theirs,
        ):
            tables = layout.columns(ours)
            for (model, copy), ids in zip(sample, played, strict=True):
                household = loaded.models[model].copied(copy)
                found = equal.differences(
                    equal.shape(ours, tables, household, loaded.ids_of(model, copy)),
                    equal.shape(theirs, tables, household, ids),
                    tables,
                )
                if found:
                    raise SystemExit(
                        f"Copy {copy} of model {model} is not as played:\n" + "\n".join(found[:20])
                    )
        self.cluster.drop_database(PROOF)
        return len(sample)

    @contextmanager
    def serving(self, database: str) -> Iterator[tuple[int, list[int]]]:
        """gunicorn as the demo runs it: its port, and the first processes of those that work for it."""
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = int(listener.getsockname()[1])
            command = [sys.executable, "-m", "gunicorn", "-c", "python:mash.config.gunicorn"]
            command += ["-b", f"fd://{listener.fileno()}"]
            server = subprocess.Popen(
                command, env=self.environment(database), pass_fds=[listener.fileno()], stdout=2
            )
            try:
                _wait_until_it_answers(port)
                yield port, [server.pid, self.cluster.pid() or 0]
            finally:
                server.terminate()
                server.wait(20)


def _wait_until_it_answers(port: int) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise SystemExit("The pages did not answer.")


def processor_seconds(firsts: list[int]) -> float:
    """The processor time that these processes and their children have used so far; 0 where no /proc tells it."""
    ticks, waiting = 0, list(firsts)
    while waiting:
        pid = waiting.pop()
        try:
            found = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            waiting += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
        except OSError:
            continue
        ticks += sum(map(int, found[11:15]))  # its own, and of its children that have ended
    return ticks / os.sysconf("SC_CLK_TCK")


def _drive(server: tuple[int, list[int]], tickets: list[Any], seconds: float, *, once: bool) -> Measured:
    port, firsts = server
    said = {
        "host": "127.0.0.1",
        "port": port,
        "tickets": tickets,
        "seconds": seconds,
        "connections": CONNECTIONS,
        "once": once,
    }
    command = [sys.executable, "-m", "benchmarks.pages.drive"]
    before = processor_seconds(firsts)
    done = subprocess.run(command, input=json.dumps(said), stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit("The load generator met a wrong answer.")
    found = json.loads(done.stdout)
    return Measured(found["took"], found["seconds"], processor_seconds(firsts) - before)


def measure(bench: Bench, sizes: dict[int, str], seconds: float) -> dict[int, dict[str, Measured]]:
    """Each page at each size, in short turns one after another, so that a busy moment of the machine hits them all."""
    tickets, queries = {}, {}
    for size, database in sizes.items():
        found = bench.django("tickets", database, forms=round(seconds * FORMS_A_SECOND) + 3)
        tickets[size], queries[size] = found["tickets"], found["queries"]
        with bench.cluster.connect("mash_super", database, autocommit=True) as connection:
            connection.execute("VACUUM (ANALYZE)")
    results = {size: {page: Measured() for page in PAGES} for size in sizes}
    small, large = sizes
    with bench.serving(sizes[small]) as first, bench.serving(sizes[large]) as second:
        servers = {small: first, large: second}
        for size, server in servers.items():
            for page in PAGES[:-1]:
                _drive(server, tickets[size][page], WARM_SECONDS, once=False)
        for _turn in range(ROUNDS):
            for page in PAGES:
                for size in sizes:
                    once = page == "submission"
                    done = _drive(servers[size], tickets[size][page], seconds / ROUNDS, once=once)
                    results[size][page].add(done)
                    if once:
                        del tickets[size][page][: len(done.took)]
    for size, of_page in results.items():
        for page, found in of_page.items():
            found.queries = queries[size][page]
    return results


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages")
    parser.add_argument("--referrals", type=int, default=100_000, help="beside 1,000 (default: 100000)")
    parser.add_argument("--seconds", type=float, default=8, help="of load a page and size (default: 8)")
    parser.add_argument(
        "--open", type=float, default=0.02, help="share still open, 100 at least (default: 0.02)"
    )
    parser.add_argument(
        "--prove", type=int, default=50, help="loaded households compared with actions (default: 50)"
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--keep", type=Path, help="keep the databases in this folder, to look closer")
    options = parser.parse_args()
    state = options.keep or Path(tempfile.mkdtemp(prefix="mash-bench-"))
    state.mkdir(exist_ok=True)
    state.chmod(0o711)
    cluster = Cluster(state)
    cluster.start()
    try:
        bench = Bench(cluster, datetime.now(UTC).replace(microsecond=0))
        bench.make_model()
        sizes = {SMALL: "bench_small", options.referrals: "bench_large"}
        made = {size: bench.make_loaded(name, size, options.open) for size, name in sizes.items()}
        proved = bench.prove(sizes[options.referrals], made[options.referrals], options.prove)
        say(f"{proved} loaded households are, column for column, what actions make")
        results = measure(bench, sizes, options.seconds)
        report = Report(
            {size: made[size].open for size in sizes}, results, options.seconds, CONNECTIONS, proved
        )
        print(json.dumps(report.as_json(), indent=1) if options.json else report.as_text())
        return 0 if report.met else 1
    finally:
        if options.keep:
            cluster.stop()
        else:
            cluster.destroy()
            shutil.rmtree(state, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
