"""Compiling the translations, without a program from outside: .po files in, .mo files beside them."""

import ast
import struct
from dataclasses import dataclass, field
from pathlib import Path

from mash.cli.errors import UserError

PACKAGE = Path(__file__).resolve().parent.parent
MAGIC = 0x950412DE
"""The first word of a .mo file (GNU gettext manual, "The format of GNU MO files")."""


@dataclass
class Entry:
    """One message: its context, its text and plural, and its translations by plural form."""

    context: str | None = None
    text: str = ""
    plural: str | None = None
    translations: dict[int, str] = field(default_factory=dict)
    fuzzy: bool = False

    @property
    def complete(self) -> bool:
        return bool(self.translations) and all(self.translations.values()) and not self.fuzzy

    def key(self) -> bytes:
        text = self.text if self.context is None else f"{self.context}\x04{self.text}"
        return (text if self.plural is None else f"{text}\0{self.plural}").encode()

    def value(self) -> bytes:
        return "\0".join(self.translations[form] for form in sorted(self.translations)).encode()


def files() -> list[Path]:
    """Every .po file of the project."""
    return sorted(PACKAGE.rglob("locale/*/LC_MESSAGES/*.po"))


def compile_all() -> None:
    """Bring each .mo file up to date with its .po file."""
    for source in files():
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            partial = target.with_suffix(".mo.partial")
            partial.write_bytes(compiled(read(source)))
            partial.replace(target)


def problems() -> list[str]:
    """A line for each message that has no finished translation, and for each file that cannot be read."""
    found = []
    for source in files():
        try:
            entries = read(source)
        except UserError as error:
            found.append(str(error))
            continue
        name = source.relative_to(PACKAGE)
        found += [f"{name}: not translated: {entry.text!r}" for entry in entries if not entry.complete]
    return found


def read(path: Path) -> list[Entry]:
    """The messages of a .po file. Raises `UserError` with the line that makes no sense."""
    entries: list[Entry] = []
    texts: dict[str, str] = {}
    fuzzy, slot = False, ""
    for number, line in enumerate([*path.read_text(encoding="utf-8").splitlines(), ""], start=1):
        words = line.strip()
        starts = not words or words.startswith(("#", "msgctxt ", "msgid "))
        if starts and any(name.startswith("msgstr") for name in texts):
            entries.append(_entry(texts, fuzzy=fuzzy))
            texts, fuzzy = {}, False
        if not words or words.startswith("#"):
            fuzzy = fuzzy or (words.startswith("#,") and "fuzzy" in words)
            continue
        try:
            if not words.startswith('"'):
                slot, words = words.split(maxsplit=1)
                texts[slot] = ""
            texts[slot] += ast.literal_eval(words)
        except (ValueError, SyntaxError, KeyError) as error:
            raise UserError(f"{path}:{number}: this is not a line of a .po file: {line!r}") from error
    return entries


def _entry(texts: dict[str, str], *, fuzzy: bool) -> Entry:
    forms = {name: text for name, text in texts.items() if name.startswith("msgstr")}
    translations = {int(name[7:-1]) if "[" in name else 0: text for name, text in forms.items()}
    return Entry(texts.get("msgctxt"), texts["msgid"], texts.get("msgid_plural"), translations, fuzzy)


def compiled(entries: list[Entry]) -> bytes:
    """The .mo file of these messages: a header, two tables of lengths and places, then the texts."""
    pairs = sorted((entry.key(), entry.value()) for entry in entries if entry.complete or not entry.text)
    keys_at, values_at = 28, 28 + 8 * len(pairs)
    place = values_at + 8 * len(pairs)
    tables: list[bytes] = []
    texts: list[bytes] = []
    for side in (0, 1):
        for pair in pairs:
            tables.append(struct.pack("<II", len(pair[side]), place))
            texts.append(pair[side] + b"\0")
            place += len(pair[side]) + 1
    header = struct.pack("<7I", MAGIC, 0, len(pairs), keys_at, values_at, 0, keys_at)
    return header + b"".join(tables) + b"".join(texts)
