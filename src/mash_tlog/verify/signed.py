"""The checkpoints of an export: who signed each, and when witnesses saw it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from mash_tlog.checkpoint import Checkpoint
from mash_tlog.errors import TlogError
from mash_tlog.notes import COSIGNER, LOG, open_note
from mash_tlog.verify.export import Keys
from mash_tlog.verify.findings import Findings

LATE = 5 * 60
"""Seconds by which an entry's time may be after the witness's: clocks differ."""
EARLY = 60 * 60
"""Seconds by which it may be before the checkpoint already witnessed: an entry waits for its transaction."""

_FIRST = b"0000-01-01T00:00:00.000000Z"
_NEVER = b"9999-12-31T23:59:59.999999Z"
_LAST_SECOND = 253_402_300_799


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint whose signatures are right. `where` names its file; `times` are its cosignatures', in seconds."""

    where: str
    checkpoint: Checkpoint
    times: tuple[int, ...]
    seen: bool = False


def read_signed(
    notes: Iterable[tuple[str, str]], keys: Keys, findings: Findings, *, seen: bool = False
) -> list[Signed]:
    """The checkpoints among `(where, note)`, by size; one that is not signed as it should be is a finding.

    What somebody has `seen` may be signed by the log or by a witness, the rest has to be signed by the log.
    """
    verifiers = (*keys.logs, *keys.witnesses)
    found = []
    for where, text in notes:
        try:
            note = open_note(text, verifiers)
            checkpoint = Checkpoint.parse(note.text)
        except TlogError as error:
            findings.add("signature", f"{where}: {error}")
            continue
        kinds = {each.verifier.kind for each in note.signatures}
        if LOG not in kinds and not (seen and COSIGNER in kinds):
            findings.add("signature", f"{where}: No key of the log has signed it.")
            continue
        times = tuple(each.seconds for each in note.signatures if each.seconds is not None)
        found.append(Signed(where, checkpoint, times, seen))
    return sorted(found, key=lambda each: each.checkpoint.size)


@dataclass(frozen=True, slots=True)
class Span:
    """Leaves up to `end` (not included) have a recorded time between these two, written as in an entry."""

    end: int
    earliest: bytes
    latest: bytes


class Spans:
    """Between which times the entries must have been recorded, by what the witnesses saw and when."""

    def __init__(self, signed: Iterable[Signed], keys: Keys) -> None:
        quorum = max(1, keys.quorum)
        times: dict[int, tuple[int, int]] = {}
        for each in signed:
            if keys.witnesses and len(each.times) >= quorum:
                low, high = times.get(each.checkpoint.size, (min(each.times), max(each.times)))
                times[each.checkpoint.size] = min(low, *each.times), min(high, max(each.times))
        self.spans: list[Span] = []
        earliest = _FIRST
        for size, (low, high) in sorted(times.items()):
            self.spans.append(Span(size, earliest, _written(high + LATE)))
            earliest = max(earliest, _written(low - EARLY))
        self.witnessed = max(times, default=0)
        self.count = len(times)
        self.spans.append(Span(1 << 64, earliest, _NEVER))
        self._ends = [each.end for each in self.spans]

    def between(self, start: int, end: int) -> list[tuple[int, int, Span]]:
        """The spans that touch leaves `start` to `end`: from, to, span; counted from `start`."""
        found, at = [], bisect_right(self._ends, start)
        while start < end:
            span = self.spans[at]
            stop = min(end, span.end)
            found.append((start, stop, span))
            start, at = stop, at + 1
        base = found[0][0] if found else 0
        return [(one - base, other - base, span) for one, other, span in found]


def _written(seconds: int) -> bytes:
    at = datetime.fromtimestamp(min(max(seconds, 0), _LAST_SECOND), UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ").encode()
