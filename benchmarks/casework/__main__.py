"""`python -m benchmarks.casework [--referrals 100000] [--json]`: see README.md."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from benchmarks.pages.__main__ import Bench, say
from mash.cli.postgres import Cluster

DATABASE: Final = "bench_casework"
OPEN_SHARE: Final = 0.6
OBVIOUS: Final = """
    UPDATE cases_clock SET due_at = due_at - interval '1 hour', warns_at = warns_at - interval '1 hour'
     WHERE calendar = 'county-children' AND stopped_at IS NULL AND NOT replaced"""


def measure(bench: Bench, referrals: int) -> dict[str, Any]:
    """All figures of one run, by name."""
    bench.make_model()
    bench.make_loaded(DATABASE, referrals, OPEN_SHARE)
    with bench.cluster.connect("mash_super", DATABASE) as connection:
        say("the obvious SQL")
        begun = time.perf_counter()
        rows = connection.execute(OBVIOUS).rowcount
        obvious = time.perf_counter() - begun
        connection.rollback()
    with bench.cluster.connect("mash_super", DATABASE, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")
    say("counted anew")
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.casework.side"],
        env=bench.environment(DATABASE),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    return {
        **found,
        "moved_a_second": round(found["moved"] / found["seconds"], 1),
        "obvious_rows": rows,
        "obvious_a_second": round(rows / obvious, 1),
        "ratio": round(found["moved"] / found["seconds"] / (rows / obvious), 3),
    }


def as_text(found: dict[str, Any]) -> str:
    return (
        f"{found['moved']:,} time limits of {found['looked_at']:,} cases and requests moved in {found['seconds']:.1f} s: "
        f"{found['moved_a_second']} a second, {found['ratio']} of the obvious SQL ({found['obvious_a_second']}).\n"
        f"{found['steps']} transactions, the longest {1000 * found['longest']:.0f} ms."
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.casework")
    parser.add_argument("--referrals", type=int, default=100_000, help="there at first (default: 100000)")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args()
    state = Path(tempfile.mkdtemp(prefix="mash-bench-"))
    state.chmod(0o711)
    cluster = Cluster(state)
    cluster.start()
    try:
        bench = Bench(cluster, datetime.now(UTC).replace(microsecond=0))
        found = measure(bench, options.referrals)
        print(json.dumps(found, indent=1) if options.json else as_text(found))
        return 0
    finally:
        cluster.destroy()


if __name__ == "__main__":
    sys.exit(main())
