"""A checkpoint: which log, how many leaves, which root (C2SP's tlog-checkpoint). It is the text of a signed note."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from mash_tlog.errors import FormatError
from mash_tlog.merkle import HASH_SIZE
from mash_tlog.notes import read_base64

MAX_SIZE = (1 << 63) - 1

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_CONTROL = re.compile(r"[\x00-\x1f]")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log's state. `origin` names the log; `root` is 32 bytes; extensions are lines that witnesses do not judge.

    Raises FormatError where a part is wrong.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if any(not each or _CONTROL.search(each) for each in (self.origin, *self.extensions)):
            raise FormatError("A checkpoint's lines are neither empty nor do they hold control characters.")
        if not 0 <= self.size <= MAX_SIZE:
            raise FormatError("A checkpoint's size is not possible.")
        if len(self.root) != HASH_SIZE:
            raise FormatError(f"A checkpoint's root has {HASH_SIZE} bytes.")

    @property
    def text(self) -> str:
        """The lines, each with its newline."""
        root = base64.b64encode(self.root).decode("ascii")
        return "".join(f"{each}\n" for each in (self.origin, str(self.size), root, *self.extensions))

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """The checkpoint that `text` says. Raises FormatError for any other text."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1]:
            raise FormatError("A checkpoint has three lines or more, each ending in a newline.")
        origin, size, root, *extensions = lines[:-1]
        if not _SIZE.fullmatch(size):
            raise FormatError("A checkpoint's size is a number without leading zeroes.")
        return cls(origin, int(size), read_base64(root), tuple(extensions))
