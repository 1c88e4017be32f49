"""An export's folder: its files by name, without judging them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from mash_tlog.errors import TlogError
from mash_tlog.notes import MAX_NOTE, Verifier
from mash_tlog.tiles import entries_path, tile_path

_MAX_JSON = 10_000_000
_CHECKPOINT = re.compile(r"([0-9]{20})(?:-[1-9][0-9]*)?")


class CannotRead(TlogError):  # noqa: N818 - it reads as what it says
    """A file without which nothing can be said is missing or is not what it should be."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Whom to believe: the log's keys, the witnesses' keys, and how many witnesses make a checkpoint witnessed."""

    logs: tuple[Verifier, ...]
    witnesses: tuple[Verifier, ...]
    quorum: int
    own: bool = False
    """Whether they were taken from the export itself, which then vouches for itself."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the export says it is: whether every entry is shown, and how many leaves there are."""

    complete: bool
    size: int
    exported_at: str


class Export:
    """The folder. Raises CannotRead where the manifest cannot be read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        found = self._json("manifest.json")
        complete, size, at = found.get("complete"), found.get("size"), found.get("exported_at", "")
        if not isinstance(complete, bool) or not isinstance(size, int) or isinstance(size, bool) or size < 0:
            raise CannotRead("manifest.json does not say whether the export is complete and how large it is.")
        self.manifest = Manifest(complete, size, str(at))

    def keys(self) -> Keys:
        """The keys that the export itself brings."""
        found = self._json("keys.json")
        try:
            logs = tuple(Verifier.from_text(each) for each in found["log"])
            witnesses = tuple(Verifier.from_text(each["vkey"]) for each in found["witnesses"])
            return Keys(logs, witnesses, int(found["quorum"]), own=True)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise CannotRead("keys.json does not hold the log's and the witnesses' keys.") from None

    def latest(self) -> str:
        """The latest signed note. Raises CannotRead."""
        return read_note(self._folder / "checkpoint")

    def checkpoints(self) -> Iterator[tuple[str, str]]:
        """Name and note of each checkpoint kept, by size.."""
        folder = self._folder / "checkpoints"
        if not folder.is_dir():
            return
        names = sorted(each.name for each in folder.iterdir() if _CHECKPOINT.fullmatch(each.name))
        for name in names:
            yield f"checkpoints/{name}", read_note(folder / name)

    def tile(self, level: int, number: int, width: int) -> bytes | None:
        """The bytes of a tile, or None where it is missing."""
        return self._bytes(tile_path(level, number, width))

    def bundle(self, number: int, width: int) -> bytes | None:
        """The bytes of a bundle of entries, or None where it is missing."""
        return self._bytes(entries_path(number, width))

    def open_entries(self) -> BinaryIO:
        """The file of entries, one a line. Raises CannotRead."""
        try:
            return (self._folder / "entries.ndjson").open("rb")
        except OSError as error:
            raise CannotRead(f"entries.ndjson cannot be read ({type(error).__name__}).") from None

    def _bytes(self, path: str) -> bytes | None:
        try:
            return (self._folder / path).read_bytes()
        except OSError:
            return None

    def _json(self, name: str) -> dict[str, Any]:
        path = self._folder / name
        try:
            if path.stat().st_size > _MAX_JSON:
                raise CannotRead(f"{name} is too large.")
            found = json.loads(path.read_bytes())
        except (OSError, ValueError, RecursionError) as error:
            raise CannotRead(f"{name} cannot be read ({type(error).__name__}).") from None
        if not isinstance(found, dict):
            raise CannotRead(f"{name} is not a JSON object.")
        return found


def read_note(path: Path) -> str:
    """The text of a note's file. Raises CannotRead."""
    try:
        if path.stat().st_size > 4 * MAX_NOTE:
            raise CannotRead(f"{path.name} is too large for a note.")
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise CannotRead(f"{path.name} cannot be read ({type(error).__name__}).") from None
