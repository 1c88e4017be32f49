"""`python -m benchmarks.ledger.appending [--seconds 10] [--writers 8] [--rounds 3]`: many writers append at once.

Beside the same rows written into plain tables, in turns of the same run, while the sequencer works as it does in
service. Nothing may be missed: at the end each entry is a leaf, and the root is the one that the leaves alone give.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from benchmarks.ledger.place import environment, place, supreme
from benchmarks.pages.__main__ import Bench, processor_seconds

LATENCY = """
    SELECT extract(epoch FROM percentile_disc(0.5) WITHIN GROUP (ORDER BY waited)),
           extract(epoch FROM percentile_disc(0.99) WITHIN GROUP (ORDER BY waited)),
           extract(epoch FROM max(waited))
      FROM (SELECT pg_xact_commit_timestamp(s.xmin) - pg_xact_commit_timestamp(e.xmin) AS waited
              FROM ledger_entry e JOIN ledger_seal s ON s.entry_id = e.id WHERE e.id > %s) AS each"""
COUNTS = """
    SELECT (SELECT count(*) FROM ledger_entry), (SELECT count(*) FROM ledger_leaf),
           (SELECT count(DISTINCT entry_id) FROM ledger_seal)"""

LONGEST_DRAIN = 600
"""Seconds, the start of the sequencer among a busy machine's other work included."""


@dataclass
class Turns:
    """What one way of writing took: milliseconds each, over so many seconds, and processor seconds of them all."""

    took: list[float] = field(default_factory=list)
    seconds: float = 0
    processor: float = 0

    def line(self, name: str) -> str:
        parts = statistics.quantiles(self.took, n=20)
        return (
            f"{name:<8}{len(self.took) / self.seconds:8.0f} a second; p50 {statistics.median(self.took):6.2f} ms,"
            f" p95 {parts[-1]:6.2f} ms; {self.processor * 1000 / len(self.took):5.2f} processor ms each"
        )


def started(bench: Bench, word: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.ledger.writing", word],
        env=environment(bench),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@contextmanager
def sequencer(bench: Bench) -> Iterator[int]:
    """The process that `mash sequencer` is; its number."""
    process = subprocess.Popen([sys.executable, "-m", "mash.cli", "sequencer"], env=environment(bench))
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


def write(
    driver: subprocess.Popen[str], how: str, *, writers: int, seconds: float, firsts: list[int]
) -> Turns:
    """One turn of `writers` processes; `firsts` are the processes that work for them."""
    before = processor_seconds(firsts)
    said = ask(driver, f"{how} {writers} {seconds}")
    made = Turns(processor=processor_seconds(firsts) - before)
    for one in said:
        made.took += one["took"]
        made.seconds = max(made.seconds, one["seconds"])
        made.processor += one["processor"]
    return made


def ask(process: subprocess.Popen[str], line: str) -> Any:
    """Let it do a round; what it says."""
    if process.stdin:
        process.stdin.write(f"{line}\n")
        process.stdin.flush()
    return json.loads(read(process))


def end(process: subprocess.Popen[str]) -> None:
    """There are no more rounds."""
    if process.stdin:
        process.stdin.close()
    process.wait(30)


def read(process: subprocess.Popen[str]) -> str:
    """The next line that it writes."""
    line = process.stdout.readline() if process.stdout else ""
    if not line:
        raise SystemExit("A process ended before its time.")
    return line


def drained(bench: Bench) -> float:
    """Seconds until nothing waits for its leaf."""
    begun = time.monotonic()
    with supreme(bench) as connection:
        while _row(connection, "SELECT count(*) FROM ledger_waiting")[0]:
            if time.monotonic() - begun > LONGEST_DRAIN:
                raise SystemExit("The sequencer does not come to an end.")
            time.sleep(0.02)
    return time.monotonic() - begun


def nothing_missed(bench: Bench) -> str:
    """Raises SystemExit where an entry has no leaf or the tree is not that of its leaves."""
    with supreme(bench) as connection:
        entries, leaves, sealed = _row(connection, COUNTS)
    made = started(bench, "root")
    said = json.loads(read(made))
    made.wait(30)
    if not entries == leaves == sealed == said["size"] or said["tiles"] != said["leaves"]:
        raise SystemExit(f"Missed: {entries} entries, {leaves} leaves, {sealed} sealed; {said}")
    return f"{entries:,} entries are as many leaves, and the root is that of the leaves alone"


def _row(connection: Any, statement: str, *values: object) -> Any:
    return connection.execute(statement, values).fetchone()


def measure(bench: Bench, *, seconds: float, writers: int, rounds: int) -> list[str]:
    """The lines of the report."""
    found = {"plain": Turns(), "ledger": Turns()}
    driver = started(bench, "write")
    with sequencer(bench) as number:
        drained(bench)
        firsts = [bench.cluster.pid() or 0, number]
        with supreme(bench) as connection:
            last = _row(connection, "SELECT coalesce(max(id), 0) FROM ledger_entry")[0]
        rest = 0.0
        for _round in range(rounds):
            for how, turns in found.items():
                made = write(driver, how, writers=writers, seconds=seconds, firsts=firsts)
                rest = max(rest, drained(bench))
                turns.took += made.took
                turns.seconds += made.seconds
                turns.processor += made.processor
        with supreme(bench) as connection:
            half, most, longest = _row(connection, LATENCY, last)
    end(driver)
    plain, ours = (len(one.took) / one.seconds for one in found.values())
    return [
        f"{writers} writers, {rounds} turns of {seconds:g} s each, the sequencer beside them",
        *(turns.line(how) for how, turns in found.items()),
        f"the ledger's share of the plain tables' rate: {ours / plain:.2f}",
        f"from commit to leaf: p50 {half:.2f} s, p99 {most:.2f} s, longest {longest:.2f} s",
        f"after the last append the sequencer had {rest:.2f} s of work left at most",
        nothing_missed(bench),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10, help="of each turn (default: 10)")
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with place() as bench:
        lines = measure(bench, seconds=options.seconds, writers=options.writers, rounds=options.rounds)
        print("\n".join(lines))


if __name__ == "__main__":
    main()
