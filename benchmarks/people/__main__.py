"""`python -m benchmarks.people --persons 100000 1000000 [--splink] [--lookups N] [--json FILE]`: see README.md."""

from __future__ import annotations

import argparse
import json
import math
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.people import hub

ACCURACY = ("f1_at_half", "best_f1", "recall_at_precision_99", "recall_at_precision_999", "cluster_f1")


def say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def _run(*words: str) -> Any:
    done = subprocess.run([sys.executable, "-m", *words], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{words[0]} failed")
    return json.loads(done.stdout[done.stdout.index("{") :])


def measure(folder: Path, persons: int, options: argparse.Namespace) -> dict[str, Any]:
    """One size: the files, the engine, its accuracy, and the tool to compare with, each in its own process."""
    begin = time.perf_counter()
    made = hub.make(persons, queries=max(options.lookups, 1000), seed=options.seed)
    records, queries = folder / "records.csv", folder / "queries.csv"
    hub.write(made.records, records)
    hub.write(made.queries, queries)
    say(f"{persons:,} persons, {len(made):,} records: {time.perf_counter() - begin:.0f} s to make")
    del made
    found: dict[str, Any] = {"persons": persons, "engine": _run("benchmarks.people.ours", str(records))}
    say(f"engine: {sum(found['engine']['seconds'].values()):.1f} s")
    judged = _run("mash.cli", "people", "evaluate", str(records), "--queries", str(queries), "--json")
    found["engine"] |= {name: judged[name] for name in (*ACCURACY, "f1")}
    found["engine"]["seen"] = {
        name: judged[name]
        for name in ("candidate_recall_at_10", "known_at_1_percent_false", "right_person_first")
    }
    if options.lookups:
        found["lookups"] = _run("benchmarks.people.ours", str(records), str(queries), str(options.lookups))
        say(f"lookups: p99 {found['lookups']['p99_ms']} ms")
    if options.splink:
        found["splink"] = _run("benchmarks.people.splink_side", str(records))
        say(f"Splink: {sum(found['splink']['seconds'].values()):.1f} s")
    return found


def _warm(folder: Path) -> None:
    """Compiled code is kept on disk: it is made before anything is timed."""
    made = hub.make(4_000, queries=1_000)
    hub.write(made.records, folder / "records.csv")
    hub.write(made.queries, folder / "queries.csv")
    _run("benchmarks.people.ours", str(folder / "records.csv"), str(folder / "queries.csv"), "100")
    _run("benchmarks.people.ours", str(folder / "records.csv"))


def table(found: list[dict[str, Any]]) -> str:
    """The figures as Markdown, and how they grow with size."""
    lines = [
        "| Persons | | "
        + " | ".join(each.replace("_", " ") for each in ACCURACY)
        + " | seconds | processor | MiB |"
    ]
    lines.append("|---:|---|" + "---:|" * (len(ACCURACY) + 3))
    for each in found:
        for side in ("engine", "splink"):
            if side in each:
                one = each[side]
                lines.append(
                    f"| {each['persons']:,} | {side} | "
                    + " | ".join(f"{one[name]:.4f}" for name in ACCURACY)
                    + f" | {_seconds(one):.1f} | {one['processor_seconds']:.1f} | {one['peak_memory_mib']:.0f} |"
                )
        if "splink" in each:
            lines.append(
                f"| {each['persons']:,} | difference; ratio | "
                + " | ".join(f"{each['engine'][name] - each['splink'][name]:+.4f}" for name in ACCURACY)
                + f" | {_seconds(each['engine']) / _seconds(each['splink']):.2f} | "
                f"{each['engine']['processor_seconds'] / each['splink']['processor_seconds']:.2f} | "
                f"{each['engine']['peak_memory_mib'] / each['splink']['peak_memory_mib']:.2f} |"
            )
    lines.append("")
    for each in found:
        stages = ", ".join(f"{name} {seconds:.1f}" for name, seconds in each["engine"]["seconds"].items())
        lines.append(f"{each['persons']:,} persons, engine's seconds: {stages}.")
        if "lookups" in each:
            one = each["lookups"]
            lines.append(
                f"{each['persons']:,} persons, lookups: p50 {one['p50_ms']} ms, p95 {one['p95_ms']}, "
                f"p99 {one['p99_ms']} (processor time: {one['processor_p50_ms']}, {one['processor_p95_ms']}, "
                f"{one['processor_p99_ms']}); {one['explained']} explained; {one['bytes_a_record']} bytes a record."
            )
    for small, large in pairwise(found):
        times = math.log(large["persons"] / small["persons"])
        grown = ", ".join(
            f"{side} {math.log(_seconds(large[side]) / _seconds(small[side])) / times:.2f}"
            for side in ("engine", "splink")
            if side in small and side in large
        )
        lines.append(
            f"From {small['persons']:,} to {large['persons']:,}, seconds grow with the power: {grown}."
        )
    return "\n".join(lines)


def _seconds(side: dict[str, Any]) -> float:
    return float(sum(side["seconds"].values()))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.people")
    parser.add_argument("--persons", type=int, nargs="+", default=[100_000])
    parser.add_argument("--splink", action="store_true", help="compare with joint Splink in the same run")
    parser.add_argument(
        "--lookups", type=int, default=5_000, help="single lookups (default: 5000; 0 for none)"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="keep the figures in this file")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="mash-bench-people-"))
    try:
        _warm(folder)
        found = [measure(folder, persons, options) for persons in sorted(options.persons)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n")
    print(table(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
