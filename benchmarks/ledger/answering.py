"""`python -m benchmarks.ledger.answering`: what the ledger adds to pages that write one entry.

The same pages, asked by turns: once as they are, once with a plain insert of the same values in the place of the append.
"""

from __future__ import annotations

import json
import statistics
import sys

from benchmarks.ledger.appending import read, started
from benchmarks.ledger.place import place
from benchmarks.pages.__main__ import Bench


def measure(bench: Bench) -> list[str]:
    """The lines of the report."""
    process = started(bench, "pages")
    said = json.loads(read(process))
    process.wait(30)
    lines = []
    for page, ways in said.items():
        plain, ledger = (statistics.median(ways[way]) for way in ("plain", "ledger"))
        lines.append(
            f"{page:<10}plain insert p50 {plain:6.2f} ms, the ledger {ledger:6.2f} ms:"
            f" {100 * (ledger / plain - 1):+.1f} % over {len(ways['plain'])} answers each"
        )
    return lines


if __name__ == "__main__":
    with place() as found:
        sys.stdout.write("\n".join(measure(found)) + "\n")
