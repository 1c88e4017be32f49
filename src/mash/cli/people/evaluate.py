"""`mash people evaluate`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from mash.cli.people import files
from mash.cli.printing import show

HELP = "Judge the matching on a file that says who is who: trained without labels, then held against them."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="CSV (also .gz) or Parquet")
    parser.add_argument("--truth", metavar="COLUMN", help="the column that says who each record truly is")
    parser.add_argument("--queries", type=Path, metavar="FILE", help="records to look up, labelled alike")
    parser.add_argument(
        "--model", type=Path, metavar="MODEL.json", help="a trained model; else one is trained"
    )
    files.mapping_argument(parser)
    parser.add_argument("--json", action="store_true", help="print everything, as JSON")


def run(options: argparse.Namespace) -> int:
    from mash.foundation.kernel.time import now
    from mash.registers.people.matching.evaluation import evaluate

    with files.readable():
        people = files.people(options.file, options, truth=options.truth)
        queries = files.people(options.queries, options, truth=options.truth) if options.queries else None
        found = evaluate(
            people, at=now(), queries=queries, model=files.model(options.model) if options.model else None
        )
    if options.json:
        show(found, as_json=True)
    else:
        _show(found)
    return 0


def _show(found: dict[str, Any]) -> None:
    print(
        f"{found['records']} records of {found['persons']} persons, {found['compared_pairs']} pairs compared"
    )
    for title, part in (("links", found), ("single pairs", found["pairs"])):
        print(
            f"{title:<13} at {found['threshold']:.2f}: precision {part['precision']:.4f}  recall {part['recall']:.4f}  "
            f"F1 {part['f1']:.4f}   at 0.50: F1 {part['f1_at_half']:.4f}   best F1 {part['best_f1']:.4f}"
        )
        print(
            f"{'':<13} recall at precision .99 {part['recall_at_precision_99']:.4f}, "
            f"at .999 {part['recall_at_precision_999']:.4f}"
        )
    clusters = found["clusters"]
    print(f"{'clusters':<13} F1 {clusters['f1']:.4f}, B-cubed F1 {clusters['bcubed_f1']:.4f}")
    print(
        f"{'calibration':<13} error {found['calibration']['error']:.4f}, Brier {found['calibration']['brier']:.4f}"
    )
    if "queries" in found:
        print(
            f"{'lookups':<13} among ten {found['candidate_recall_at_10']:.4f}, "
            f"known at 1 % false {found['known_at_1_percent_false']:.4f}, p99 {found['lookup_ms']['p99']} ms"
        )
    for title, kinds in found["errors"].items():
        for kind, many in sorted(kinds.items(), key=lambda each: -each[1])[:5]:
            print(f"{title.replace('_', ' '):<15} {many:>6}  {kind}")
    for trait, values in found["by_group"].items():
        shares = ", ".join(
            f"{value} {each['found']:.4f}" for value, each in values.items() if each["found"] is not None
        )
        print(f"found by {trait.replace('_', ' ')}: {shares}")
    seconds = ", ".join(f"{name.replace('_', ' ')} {each:.1f} s" for name, each in found["seconds"].items())
    print(f"{seconds}; peak memory {found['peak_memory_mib']:.0f} MiB")
