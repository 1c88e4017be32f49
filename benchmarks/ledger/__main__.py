"""`python -m benchmarks.ledger`: every part with sizes that take a few minutes, in one report; see README.md."""

from __future__ import annotations

import sys

from benchmarks.ledger import answering, appending, growing
from benchmarks.ledger.place import place
from benchmarks.ledger.verifying import main as verifying


def main() -> None:
    with place() as bench:
        parts = {
            "Appends": appending.measure(bench, seconds=5, writers=8, rounds=2),
            "Pages that write one entry": answering.measure(bench),
            "Growth": growing.measure(bench, [10_000, 1_000_000], 3),
        }
    for name, lines in parts.items():
        sys.stdout.write(f"{name}\n" + "".join(f"  {line}\n" for line in lines))
    sys.stdout.write("Verifying an export, beside a plain loop\n")
    sys.stdout.flush()
    verifying(["100000", "--runs", "1"])


if __name__ == "__main__":
    main()
