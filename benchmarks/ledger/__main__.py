"""`python -m benchmarks.ledger`: every part with sizes that take a few minutes, in one report; see README.md."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from benchmarks.ledger import answering, appending, growing
from benchmarks.ledger.place import place
from benchmarks.ledger.verifying import main as verifying


def say(part: str, lines: Iterable[str]) -> None:
    sys.stdout.write(f"{part}\n" + "".join(f"  {line}\n" for line in lines))
    sys.stdout.flush()


def main() -> None:
    with place() as bench:
        say("Appends", appending.measure(bench, seconds=5, writers=8, rounds=2))
        say("Pages that write one entry", answering.measure(bench))
        say("Growth", growing.measure(bench, [10_000, 1_000_000], 3))
    say("Verifying an export, beside a plain loop", [])
    verifying(["100000", "--runs", "1"])


if __name__ == "__main__":
    main()
