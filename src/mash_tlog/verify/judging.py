"""Judging an export: every check in its order, and what each came to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from mash_tlog.verify.export import CannotRead, Export, Keys
from mash_tlog.verify.findings import Findings
from mash_tlog.verify.leaves import Leaves, kept_by_origin
from mash_tlog.verify.signed import Signed, Spans, read_signed


@dataclass(slots=True)
class Verdict:
    """What was checked, how many, what was found, what gives cause for caution, and what was not checked and why."""

    keys: Keys
    complete: bool
    exported_at: str
    size: int
    origin: str = ""
    root: bytes = b""
    shown: int = 0
    hidden: int = 0
    erased: int = 0
    checkpoints: int = 0
    cosignatures: int = 0
    seen: int = 0
    lost: int = 0
    witnessed: int = 0
    findings: Findings = field(default_factory=Findings)
    warnings: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)

    @property
    def right(self) -> bool:
        """Whether nothing was found."""
        return self.findings.count() == 0


def judge(export: Export, keys: Keys, seen: Sequence[tuple[str, str]] = ()) -> Verdict:
    """The verdict on an export. `seen` are notes that somebody else kept: `(where, note)`. Raises CannotRead."""
    if not keys.logs:
        raise CannotRead("No key of the log was given, and the export brings none.")
    manifest = export.manifest
    verdict = Verdict(keys, manifest.complete, manifest.exported_at, manifest.size)
    findings = verdict.findings
    latest = read_signed([("checkpoint", export.latest())], keys, findings)
    signed = [*read_signed(export.checkpoints(), keys, findings), *latest]
    shown = read_signed(seen, keys, findings, seen=True)
    verdict.checkpoints = len(signed)
    verdict.cosignatures = sum(len(each.times) for each in (*signed, *shown))
    verdict.seen = len(shown)
    every = sorted((*signed, *shown), key=lambda each: each.checkpoint.size)

    origin = latest[0].checkpoint.origin if latest else ""
    own = [each for each in every if each.checkpoint.origin == origin or not origin]
    spans = Spans(_of_this_tree(every, len(own) < len(every), export), keys)
    leaves = Leaves(export, spans, findings)
    wanted = sorted(
        {each.checkpoint.size for each in every if each.checkpoint.size <= manifest.size} | {manifest.size}
    )
    roots = _Roots(every, manifest.size)
    for size, root in leaves.roots(wanted):
        roots.compare(size, root)
        verdict.root = root
    verdict.origin = origin
    verdict.shown, verdict.hidden, verdict.erased = leaves.shown, leaves.hidden, len(leaves.gone)
    _judge_latest(latest, manifest.size, findings)
    verdict.lost = _judge_roots(roots, origin, leaves, findings)
    _judge_missing(leaves, verdict)
    _judge_witnesses(verdict, own, latest, roots)
    _say_what_was_not_checked(verdict, spans)
    return verdict


def _of_this_tree(every: Sequence[Signed], renamed: bool, export: Export) -> list[Signed]:
    """Those that say when this tree's leaves were seen: not what a log signed of a part that it has lost since."""
    kept = kept_by_origin(export) if renamed else {}
    size = export.manifest.size
    return [each for each in every if each.checkpoint.size <= kept.get(each.checkpoint.origin, size)]


class _Roots:
    """Checkpoints against the tree: which have another root than it, and which are larger than it."""

    def __init__(self, every: Sequence[Signed], size: int) -> None:
        self._by_size: dict[int, list[Signed]] = {}
        for each in every:
            self._by_size.setdefault(each.checkpoint.size, []).append(each)
        self.beyond = [each for each in every if each.checkpoint.size > size]
        self.other: list[Signed] = []
        self.right: dict[str, int] = {}
        """Origin -> the size of its largest checkpoint that is a root of this tree."""
        self.before: dict[int, int] = {}
        """Size of a checkpoint with another root -> the size of the last right one before it."""

    def compare(self, size: int, root: bytes) -> None:
        last = max(self.right.values(), default=0)
        for each in self._by_size.get(size, []):
            if each.checkpoint.root == root:
                self.right[each.checkpoint.origin] = size
            else:
                self.other.append(each)
                self.before.setdefault(size, last)


def _judge_latest(latest: Sequence[Signed], size: int, findings: Findings) -> None:
    if latest and latest[0].checkpoint.size != size:
        text = f"The manifest says {size} leaves, the latest checkpoint {latest[0].checkpoint.size}."
        findings.add("tail", text, min(size, latest[0].checkpoint.size))


def _judge_roots(roots: _Roots, origin: str, leaves: Leaves, findings: Findings) -> int:
    """How many checkpoints an entry explains that says that the log was restored; the others are findings."""
    lost = 0
    for each in roots.beyond:
        if _explained(each, origin, leaves.restored):
            lost += 1
            continue
        text = f"{each.where}: It is of {each.checkpoint.size} leaves; the export has fewer."
        findings.add("shorter" if each.seen else "tail", text, leaves.size)
    for each in roots.other:
        if _explained(each, origin, leaves.restored):
            lost += 1
            continue
        size = each.checkpoint.size
        text = f"{each.where}: Its root is not that of the first {size} leaves."
        findings.add("fork" if each.seen else "root", text, roots.before[size], until=size - 1)
    explained = {payload["origin"] for _, payload in leaves.restored}
    for other, size in roots.right.items():
        if origin and other not in {origin, *explained}:
            text = f"Up to {size} leaves the log was called {other}; no entry says why it is called {origin} now."
            findings.add("origin", text, size)
    return lost


def _explained(signed: Signed, origin: str, restored: Sequence[tuple[int, dict[str, Any]]]) -> bool:
    """Whether a restored log has said that it lost what this checkpoint of its old origin signed."""
    one = signed.checkpoint
    if one.origin == origin:
        return False
    return any(
        payload["origin"] == one.origin
        and payload["kept"] < one.size <= payload["size"]
        and (one.size < payload["size"] or one.root.hex() == payload["root"])
        for _, payload in restored
    )


def _judge_missing(leaves: Leaves, verdict: Verdict) -> None:
    findings = verdict.findings
    for leaf in leaves.gone:
        if leaf not in leaves.erased:
            findings.add(
                "missing",
                "The entry is missing, and no later entry that is shown says that it was erased.",
                leaf,
            )
    if verdict.complete and leaves.first_hidden is not None:
        text = f"{leaves.hidden} entries are not shown, and the export says that it is complete."
        findings.add("missing", text, leaves.first_hidden)


def _judge_witnesses(
    verdict: Verdict, own: Sequence[Signed], latest: Sequence[Signed], roots: _Roots
) -> None:
    """How far enough witnesses have cosigned this very tree."""
    keys = verdict.keys
    if not keys.witnesses or keys.quorum < 1:
        return
    wrong = {id(each) for each in (*roots.other, *roots.beyond)}
    sizes = [each.checkpoint.size for each in own if len(each.times) >= keys.quorum and id(each) not in wrong]
    verdict.witnessed = max(sizes, default=0)
    if not sizes:
        text = f"No checkpoint has the cosignatures of {keys.quorum} witnesses."
        verdict.findings.add("witness", text)
    elif latest and len(latest[0].times) < keys.quorum:
        tail = verdict.size - verdict.witnessed
        verdict.warnings.append(
            f"The last {tail} leaves are not witnessed yet: who holds the log's key could have changed these."
        )


def _say_what_was_not_checked(verdict: Verdict, spans: Spans) -> None:
    keys = verdict.keys
    if keys.own:
        verdict.warnings.append(
            "The keys were taken from the export itself. It proves no more than that the export agrees with itself:"
            " give the keys that you had from elsewhere with --log and --witness."
        )
    if not keys.witnesses or keys.quorum < 1:
        verdict.unchecked.append(
            "Cosignatures: no witness was asked for. The log's keeper could have rewritten it all."
        )
    if not spans.count:
        verdict.unchecked.append(
            "Times: without a witnessed checkpoint nothing says when an entry was recorded."
        )
    if verdict.hidden:
        verdict.unchecked.append(
            f"The content of {verdict.hidden} entries that the export does not show; their leaves were."
        )
    if verdict.erased:
        verdict.unchecked.append(
            f"The content of {verdict.erased} entries that were lawfully erased; their leaves were."
        )
    if not verdict.seen:
        verdict.unchecked.append(
            "Whether a witness or anybody has seen a longer log: ask them for their last checkpoint and give it with --seen."
        )
