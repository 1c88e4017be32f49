"""`python -m benchmarks.ledger.verifying [ENTRIES] [--every N]`: the verifier beside a plain loop over the same export.

The plain loop does the same work on each leaf, node, HMAC and signature, and nothing else. Each runs in a process of its
own, which reports its own time and its largest memory; a first reading of the files warms the disk for both.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from binascii import unhexlify
from hashlib import sha256
from hmac import digest
from pathlib import Path

from benchmarks.ledger.exporting import Hub, bodies, make
from mash_tlog.merkle import Frontier
from mash_tlog.notes import open_note
from mash_tlog.verify.export import Export
from mash_tlog.verify.judging import judge


def plainly(folder: Path) -> None:
    """Fold the leaves once, check each HMAC, tile and checkpoint; a tree in one loop."""
    export = Export(folder)
    keys = export.keys()
    verifiers = (*keys.logs, *keys.witnesses)
    signed = {}
    for _, note in (*export.checkpoints(), ("", export.latest())):
        text = open_note(note, verifiers).text.split("\n")
        signed[int(text[1])] = text[2]
    size, stack = 0, []
    with export.open_entries() as file:
        for line in file:
            mac = digest(unhexlify(line[:64]), line[65:-1], "sha256")
            node, full = sha256(b"\x00\x01" + mac).digest(), size
            while full & 1:
                node = sha256(b"\x01" + stack.pop() + node).digest()
                full >>= 1
            stack.append(node)
            size += 1
            if size in signed:
                Frontier(size, stack).root()


def verify(folder: Path) -> None:
    export = Export(folder)
    verdict = judge(export, export.keys())
    if not verdict.right:
        raise SystemExit(f"The verifier found: {verdict.findings.sorted()[0]}")


def main(words: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("entries", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--every", type=int, default=256, help="leaves between two checkpoints")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as name:
        begin = time.perf_counter()
        make(Path(name) / "export", bodies(options.entries), Hub(), every=options.every)
        print(f"{options.entries:,} entries made in {time.perf_counter() - begin:.0f} s", flush=True)
        _run("verify", name)
        for _ in range(options.runs):
            plain, ours = _run("plainly", name), _run("verify", name)
            print(
                f"plain loop {plain['seconds']:.2f} s, {plain['mebibytes']:.0f} MiB;"
                f" verifier {ours['seconds']:.2f} s, {ours['mebibytes']:.0f} MiB;"
                f" ratio {ours['seconds'] / plain['seconds']:.2f}",
                flush=True,
            )


def _run(what: str, name: str) -> dict[str, float]:
    words = [
        sys.executable,
        "-c",
        f"from benchmarks.ledger.verifying import timed; timed({what!r}, {name!r})",
    ]
    return json.loads(subprocess.run(words, stdout=subprocess.PIPE, check=True).stdout)


def timed(what: str, name: str) -> None:
    begin = time.process_time()
    {"plainly": plainly, "verify": verify}[what](Path(name) / "export")
    seconds = time.process_time() - begin
    print(
        json.dumps(
            {"seconds": seconds, "mebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}
        )
    )


if __name__ == "__main__":
    main()
