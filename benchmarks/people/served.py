"""`python -m benchmarks.people.served [--persons 75000] [--seconds 8] [--parts start pages] [--json FILE]`: see README.md."""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.pages.__main__ import Bench, processor_seconds
from benchmarks.people import hub
from mash.cli.postgres import Cluster

DATABASE = "bench_served"
PARTS = ("import again", "start", "pages")
ROUNDS = 4
WARM_SECONDS = 2
LEFT_OUT = {"person_id", "household_id", "agency"}
"""What a hub's file knows and an agency's would not say."""

# Every record its own person, as the first look of a hub has it: what a search costs does not depend on who is who.
_PERSONS = """
WITH made AS (
  INSERT INTO people_person (public_id, given_name, family_name, known_as, date_of_birth, birth_estimated, sex, nhs_number,
                             upn, phone, restriction, given_key, family_key, founder_id)
  SELECT reverse(r.public_id), coalesce(r.said ->> 'given_name', ''), coalesce(r.said ->> 'family_name', ''), '',
         CASE WHEN (r.said #>> '{born,month}')::int <= 12 AND (r.said #>> '{born,day}')::int <= 28 THEN
           make_date((r.said #>> '{born,year}')::int, (r.said #>> '{born,month}')::int, (r.said #>> '{born,day}')::int) END,
         false, coalesce(r.said ->> 'sex', ''), coalesce(r.said ->> 'nhs_number', ''), '',
         coalesce(r.said ->> 'phone', ''), 'open', lower(coalesce(r.said ->> 'given_name', '')),
         lower(coalesce(r.said ->> 'family_name', '')), r.id
    FROM people_record r
  RETURNING id, founder_id)
INSERT INTO people_identification (record_id, person_id, decided_by, decided_at, reason, undone_by, statement)
SELECT founder_id, id, 'service:matching', now(), 'benchmark', '', '' FROM made
"""


def say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


@dataclass
class Served(Bench):
    """One throw-away PostgreSQL, the index beside it, and the pages before both."""

    def environment(self, database: str, *, owner: bool = False) -> dict[str, str]:
        return {
            **super().environment(database, owner=owner),
            "MASH_LOOKUP": str(self.socket),
            "MASH_LOOKUP_COPY": str(self.copy),
        }

    @property
    def socket(self) -> Path:
        return self.cluster.state / "lookup.sock"

    @property
    def copy(self) -> Path:
        return self.cluster.state / "lookup.copy"

    def side(self, word: str, **said: object) -> Any:
        return json.loads(
            _run("benchmarks.people.served_side", word, env=self.environment(DATABASE), said=said)
        )

    def make(self) -> None:
        self.cluster.create_database(DATABASE)
        _run("mash.cli", "migrate", env=self.environment(DATABASE, owner=True))
        self.side("world", today=self.today.isoformat())

    def take_in(self, path: Path) -> dict[str, Any]:
        """`mash people import`: seconds, processor seconds and the peak memory of its process."""
        command = [sys.executable, "-m", "mash.cli", "people", "import", str(path)]
        command += ["--agency", "police", "--json", "--confirm-deletions"]
        begin = time.perf_counter()
        child = subprocess.Popen(command, env=self.environment(DATABASE), stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        found = json.loads(child.stdout.read())
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - begin
        return {
            **{name: found[name] for name in ("rows", "new", "same", "kept aside")},
            "seconds": round(seconds, 1),
            "rows_a_second": round(found["rows"] / seconds),
            "processor_seconds": round(used.ru_utime + used.ru_stime, 1),
            "peak_memory_mib": round(used.ru_maxrss / 1024),
        }

    def vacuum(self, *statements: str) -> None:
        with self.cluster.connect("mash_super", DATABASE, autocommit=True) as connection:
            for one in (*statements, "VACUUM (ANALYZE)"):
                connection.execute(one)

    @contextmanager
    def index(self) -> Iterator[dict[str, float]]:
        """`mash lookup`: seconds from its start to its first answer, and from the request to end until it has ended."""
        figures: dict[str, float] = {}
        begin = time.perf_counter()
        child = subprocess.Popen([sys.executable, "-m", "mash.cli", "lookup"], env=self.environment(DATABASE))
        try:
            while not _answers(self.socket):
                if child.poll() is not None:
                    raise SystemExit("The index did not start.")
                time.sleep(0.01)
            figures["seconds"] = round(time.perf_counter() - begin, 2)
            figures["processor_seconds"] = round(processor_seconds([child.pid]), 2)
            yield figures
        finally:
            before = time.perf_counter()
            child.send_signal(signal.SIGTERM)
            child.wait(120)
            figures["seconds_to_end"] = round(time.perf_counter() - before, 2)

    def start(self) -> dict[str, Any]:
        """The index's start without its copy and with it."""
        self.copy.unlink(missing_ok=True)
        with self.index() as anew:
            pass
        with self.index() as again:
            pass
        return {"anew": anew, "from_copy": again, "copy_mb": round(self.copy.stat().st_size / 1e6, 1)}

    def pages(self, queries: Path, seconds: float) -> dict[str, Any]:
        """The desk's search, sent and as it is typed, beside an empty signed-in page: one connection, in short turns."""
        with self.index():
            found = self.side("tickets", typed=list(_typed(queries)))
            took: dict[str, list[float]] = {name: [] for name in found["tickets"]}
            with self.serving(DATABASE) as (port, _):
                for page, tickets in found["tickets"].items():
                    _drive(port, tickets, WARM_SECONDS)
                    took[page].clear()
                for turn in range(ROUNDS):
                    for page, tickets in found["tickets"].items():
                        begin = turn * len(tickets) // ROUNDS
                        took[page] += _drive(port, tickets[begin:] + tickets[:begin], seconds / ROUNDS)
        return {
            page: {
                "requests": len(some),
                **{f"p{each}_ms": round(float(np.percentile(some, each)), 2) for each in (50, 95, 99)},
                "queries": found["queries"][page],
            }
            for page, some in took.items()
        }


def _run(*words: str, env: dict[str, str], said: object = None) -> str:
    command = [sys.executable, "-m", *words]
    done = subprocess.run(
        command, env=env, input=json.dumps(said), stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(words)} failed")
    return done.stdout


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as link:
        try:
            link.connect(str(path))
            link.sendall(b'{"ask": "find", "values": {"family_name": "nobody"}}\n')
            return b"found" in link.recv(1000)
        except OSError:
            return False


def _drive(port: int, tickets: list[Any], seconds: float) -> list[float]:
    said = {"host": "127.0.0.1", "port": port, "tickets": tickets, "seconds": seconds}
    said |= {"connections": 1, "once": False}
    found = json.loads(_run("benchmarks.pages.drive", env=dict(os.environ), said=said))
    return list(found["took"])


def _typed(queries: Path) -> Iterator[str]:
    """What somebody types of each: names and mostly a date of birth or a postcode, now and then an NHS number."""
    with queries.open(encoding="utf-8", newline="") as file:
        for number, one in enumerate(csv.DictReader(file)):
            more = (one["date_of_birth"], one["postcode"], "", one["nhs_number"])[number % 4]
            said = f"{one['given_name']} {one['family_name']} {more}".strip()
            if said:
                yield said


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.people.served")
    parser.add_argument(
        "--persons", type=int, default=75_000, help="of whom a third has more records (default: 75000)"
    )
    parser.add_argument("--seconds", type=float, default=8, help="of load a page (default: 8)")
    parser.add_argument(
        "--parts", nargs="+", choices=PARTS, default=PARTS, help="what is measured (default: everything)"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="keep the figures in this file")
    options = parser.parse_args()
    state = Path(tempfile.mkdtemp(prefix="mash-bench-served-"))
    state.chmod(0o711)
    cluster = Cluster(state)
    cluster.start()
    found: dict[str, Any] = {}
    try:
        bench = Served(cluster, datetime.now(UTC).replace(microsecond=0))
        bench.make()
        made = hub.make(options.persons, queries=2_000, seed=options.seed)
        records, queries = state / "records.csv", state / "queries.csv"
        hub.write({name: column for name, column in made.records.items() if name not in LEFT_OUT}, records)
        hub.write(made.queries, queries)
        found["records"] = len(made)
        del made
        for name in ("import", "import again"):
            if name == "import" or name in options.parts:
                found[name] = bench.take_in(records)
                say(f"{name}: {found[name]}")
        bench.vacuum(_PERSONS)
        if "start" in options.parts:
            found["start"] = bench.start()
            say(f"start: {found['start']}")
        if "pages" in options.parts:
            found["pages"] = bench.pages(queries, options.seconds)
    finally:
        cluster.destroy()
        shutil.rmtree(state, ignore_errors=True)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n")
    print(json.dumps(found, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
