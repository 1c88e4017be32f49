"""A verdict in words for a person, and as JSON for a program."""

from __future__ import annotations

from typing import Any

from mash_tlog.verify.judging import Verdict

_SHOWN = 10


def in_words(verdict: Verdict) -> str:
    """The verdict for an expert, who may have to read it out."""
    found = verdict.findings.sorted()
    lines = []
    if verdict.right:
        lines.append("RIGHT. The export is what the log signed, and nothing in it was changed.")
    else:
        first = found[0]
        lines.append("WRONG. The export is not what the log signed.")
        lines.append(f"First bad place: {first.place or 'a signature'}. {first.text}")
    lines += ["", *_checked(verdict)]
    if found:
        lines += ["", f"Found ({verdict.findings.count()}):"]
        lines += [
            f"  {each.place}: {each.text}" if each.place else f"  {each.text}" for each in found[:_SHOWN]
        ]
        if verdict.findings.count() > _SHOWN:
            kinds = ", ".join(f"{count} {kind}" for kind, count in verdict.findings.kinds().items())
            lines.append(f"  and more; by kind: {kinds}.")
    if verdict.warnings:
        lines += ["", "Mind:", *(f"  {each}" for each in verdict.warnings)]
    if verdict.unchecked:
        lines += ["", "Not checked:", *(f"  {each}" for each in verdict.unchecked)]
    return "\n".join(lines) + "\n"


def _checked(verdict: Verdict) -> list[str]:
    keys = verdict.keys
    lines = [
        "Checked:",
        f"  log {verdict.origin or '(unknown)'}, {verdict.size} leaves, root {verdict.root.hex()}",
        f"  exported at {verdict.exported_at or '(not said)'}, {'complete' if verdict.complete else 'in part'}",
        f"  {verdict.shown} entries against their leaves; {verdict.hidden} not shown, {verdict.erased} erased",
        f"  every leaf and tile against the tree, and the tree against {verdict.checkpoints} signed checkpoints",
        f"  {verdict.cosignatures} cosignatures of {len(keys.witnesses)} known witnesses",
    ]
    if verdict.lost:
        lines.append(f"  {verdict.lost} checkpoints of a part that a restored log says it lost")
    if verdict.seen:
        lines.append(f"  {verdict.seen} checkpoints that others kept")
    if keys.witnesses and keys.quorum:
        lines.append(f"  witnessed by {keys.quorum} or more up to leaf {verdict.witnessed} (not included)")
    lines += [f"  key of the log: {each.text}" for each in keys.logs]
    lines += [f"  key of a witness: {each.text}" for each in keys.witnesses]
    return lines


def as_json(verdict: Verdict) -> dict[str, Any]:
    """The same as an object: `right`, counts, `findings` with leaf and number, `warnings`, `unchecked`."""
    names = (
        *("origin", "size", "complete", "exported_at", "shown", "hidden", "erased"),
        *("checkpoints", "cosignatures", "seen", "lost", "witnessed", "warnings", "unchecked"),
    )
    return {
        "right": verdict.right,
        "root": verdict.root.hex(),
        **{name: getattr(verdict, name) for name in names},
        "keys_from_export": verdict.keys.own,
        "quorum": verdict.keys.quorum,
        "findings": [
            {"kind": each.kind, "text": each.text, "leaf": each.leaf, "number": each.number}
            for each in verdict.findings.sorted()
        ],
        "found": verdict.findings.count(),
    }
