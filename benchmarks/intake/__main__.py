"""`python -m benchmarks.intake [--contacts 100000] [--rows 2000] [--paced 100] [--json]`: see README.md."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from typing import Any, Final

from benchmarks.intake import rows
from benchmarks.pages.__main__ import Bench, processor_seconds, say
from mash.cli.postgres import Cluster

DATABASE, SOURCE = "bench_intake", "county-ppn"
OPEN_SHARE: Final = 0.02
STARTING: Final = 1_800.0
PATIENCE: Final = 60.0
PIECE: Final = 50
"""Contacts of one transaction, as the import takes them."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One way of taking rows in: how many, in how many seconds, and the processor seconds of each part."""

    contacts: int
    seconds: float
    of: dict[str, float]

    @property
    def rate(self) -> float:
        return self.contacts / self.seconds

    @property
    def processor_ms(self) -> float:
        return 1_000 * sum(self.of.values()) / self.contacts

    def as_json(self) -> dict[str, Any]:
        return {
            "contacts": self.contacts,
            "contacts_a_second": round(self.rate, 1),
            "processor_ms_a_contact": round(self.processor_ms, 1),
            "processor_seconds": {name: round(spent, 1) for name, spent in self.of.items()},
        }


class Intake:
    """The county, what runs beside it, and what is asked of it."""

    def __init__(self, bench: Bench, contacts: int) -> None:
        self.bench = bench
        bench.make_model()
        bench.make_loaded(DATABASE, contacts, OPEN_SHARE)
        with bench.cluster.connect("mash_super", DATABASE, autocommit=True) as connection:
            rows.tell_apart(connection)
        self.environment = bench.environment(DATABASE)
        self.run("intake", "source", SOURCE, "--agency", "police", "--desk", "county-children")

    def run(self, *words: str) -> str:
        command = [sys.executable, "-m", "mash.cli", *words]
        return subprocess.run(
            command, env=self.environment, check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    @contextmanager
    def beside(self, *words: str) -> Iterator[int]:
        """A process of the application that runs meanwhile: its number."""
        command = [sys.executable, "-m", "mash.cli", *words]
        child = subprocess.Popen(command, env=self.environment, stdout=2)
        try:
            yield child.pid
        finally:
            child.send_signal(signal.SIGTERM)
            child.wait(120)

    def take_in(self, path: Path, beside: dict[str, int]) -> Taken:
        """`mash intake import`; with a worker among those `beside`, until it has weighed everybody as well."""
        parts = {"PostgreSQL": self.bench.cluster.pid() or 0, **beside}
        before = {name: processor_seconds([pid]) for name, pid in parts.items()}
        begun = time.perf_counter()
        command = [sys.executable, "-m", "mash.cli", "intake", "import", str(path), "--source", SOURCE]
        child = subprocess.Popen(
            [*command, "--json"], env=self.environment, stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        found = json.loads(child.stdout.read())
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if found["received"] != found["sent"]:
            raise SystemExit(f"Not every row arrived: {found}")
        while "worker" in beside and self.unhandled():
            time.sleep(0.05)
        seconds = time.perf_counter() - begun
        of = {name: processor_seconds([pid]) - before[name] for name, pid in parts.items()}
        return Taken(found["received"], seconds, {"command": used.ru_utime + used.ru_stime, **of})

    def unhandled(self) -> int:
        with self.bench.cluster.connect("mash_super", DATABASE) as connection:
            row = connection.execute("SELECT count(*) FROM outbox_event WHERE handled_at IS NULL").fetchone()
        return int(row[0]) if row else 0

    def one_by_one(self, first: int, calls: int, *, patience: float) -> list[float]:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.intake.side"],
            env=self.environment,
            input=json.dumps({"first": first, "calls": calls, "source": SOURCE, "patience": patience}),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return list(json.loads(done.stdout))


def measure(bench: Bench, *, contacts: int, count: int, paced: int) -> dict[str, Any]:
    """All figures of one run, by name."""
    intake = Intake(bench, contacts)
    folder = Path(tempfile.mkdtemp(prefix="mash-bench-"))
    try:
        with bench.cluster.connect("mash_super", DATABASE, autocommit=True) as connection:
            before = rows.tops(connection)
            say("a file, alone")
            alone = intake.take_in(rows.write(folder / "alone.csv", range(count)), {})
            wrote = rows.written_since(connection, before)
            say(f"the same {sum(len(one.rows) for one in wrote):,} rows, barely")
            barely = rows.write_barely(connection, wrote, -(-count // PIECE))
            connection.execute("UPDATE outbox_event SET handled_at = at WHERE handled_at IS NULL")
            connection.execute("DELETE FROM procrastinate_jobs WHERE status = 'todo'")
            connection.execute("VACUUM (ANALYZE)")
        with ExitStack() as beside:
            pids = {
                "index": beside.enter_context(intake.beside("lookup")),
                "worker": beside.enter_context(intake.beside("worker")),
            }
            say("one by one, beside the worker and the index")
            # The index has read everybody by then, and every statement is planned.
            intake.one_by_one(1_000_000, 5, patience=STARTING)
            singles = intake.one_by_one(2_000_000, paced, patience=PATIENCE)
            say("a file, beside the worker and the index")
            weighed = intake.take_in(rows.write(folder / "beside.csv", range(count, 2 * count)), pids)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    cuts = quantiles(singles, n=100)
    return {
        "history": contacts,
        "alone": alone.as_json(),
        "with_worker": weighed.as_json(),
        "bare_contacts_a_second": round(count / barely, 1),
        "alone_to_bare": round(alone.rate * barely / count, 3),
        "one_by_one_seconds": {
            "p50": round(cuts[49], 3),
            "p95": round(cuts[94], 3),
            "most": round(max(singles), 3),
        },
    }


def as_text(found: dict[str, Any]) -> str:
    lines = [
        f"{found['history']:,} contacts before\n",
        "| In bulk | contacts/s | processor ms each |",
        "|---|---:|---:|",
    ]
    for name, key in (("alone", "alone"), ("with the worker, until weighed", "with_worker")):
        one = found[key]
        lines.append(f"| {name} | {one['contacts_a_second']} | {one['processor_ms_a_contact']} |")
    lines.append(f"| the same rows, barely | {found['bare_contacts_a_second']} | |")
    took = found["one_by_one_seconds"]
    lines.append(f"\nAlone is {found['alone_to_bare']} of the bare rows.")
    lines.append(f"One by one, until weighed and on the list: p50 {took['p50']} s, p95 {took['p95']} s.")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.intake")
    parser.add_argument("--contacts", type=int, default=100_000, help="there before (default: 100000)")
    parser.add_argument("--rows", type=int, default=2_000, help="of each file (default: 2000)")
    parser.add_argument("--paced", type=int, default=100, help="calls one by one (default: 100)")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args()
    state = Path(tempfile.mkdtemp(prefix="mash-bench-"))
    state.chmod(0o711)
    cluster = Cluster(state)
    cluster.start()
    try:
        bench = Bench(cluster, datetime.now(UTC).replace(microsecond=0))
        found = measure(bench, contacts=options.contacts, count=options.rows, paced=options.paced)
        print(json.dumps(found, indent=1) if options.json else as_text(found))
        return 0
    finally:
        cluster.destroy()
        shutil.rmtree(state, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
