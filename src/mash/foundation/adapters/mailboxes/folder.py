"""A folder of .eml files, such as a portal for secure mail exports."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from mash.foundation.adapters.mailboxes.source import HEAD, Folder, Found, MailboxError

_CHUNK = 1024 * 1024


class FolderSource:
    """Each *.eml is a message. Its place is its digest and its name: a file of the same name later is another one.

    Messages are fetched and moved by who has `found` them. What was stored goes to the folders `taken` and `aside` beside it.
    """

    def __init__(self, root: Path) -> None:
        if not root.is_dir():
            raise MailboxError("no-folder")
        self._root = root
        self._names: dict[str, str] = {}

    def found(self) -> Iterator[Found]:
        try:
            names = sorted(one.name for one in self._root.iterdir() if one.suffix.lower() == ".eml")
        except OSError:
            raise MailboxError("unreadable") from None
        for name in names:
            path = self._root / name
            if path.is_symlink() or not path.is_file():
                continue  # a link could name any file of this machine
            try:
                digest, size = _digest(path), path.stat().st_size
            except OSError:
                continue  # being written or moved: the next look finds it
            # A name is the exporter's to choose: of it only so much as tells two files of one content apart is kept.
            named = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:16]
            self._names[f"{digest}-{named}"] = name
            yield Found("folder", f"{digest}-{named}", size)

    def fetch(self, one: Found, *, most: int) -> bytes:
        path = self._path(one)
        if path is None:
            raise MailboxError("gone")
        try:
            with path.open("rb") as file:
                return file.read(HEAD if one.size > most else one.size)
        except OSError:
            raise MailboxError("unreadable") from None

    def put_away(self, some: Sequence[Found], folder: Folder) -> None:
        to = self._root / folder
        try:
            to.mkdir(mode=0o700, exist_ok=True)
            for one in some:
                path = self._path(one)
                if path is not None:
                    path.replace(to / f"{one.place}.eml")
        except OSError:
            raise MailboxError("not-moved") from None

    def close(self) -> None:
        """Nothing is open."""

    def _path(self, one: Found) -> Path | None:
        name = self._names.get(one.place)
        path = self._root / name if name is not None else None
        return path if path is not None and path.is_file() and not path.is_symlink() else None


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
